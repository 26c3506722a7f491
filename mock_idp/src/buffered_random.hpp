#pragma once
// OpenSSL's generator, asked for many bytes at a time.

#include "entra/support/random.hpp"

namespace entra::idp {

/// Ids of 16 bytes are made for every exchange, and a call into the generator costs as much for them as for a thousand.
/// A process that forks shares what is buffered with its child; a server does not fork.
class BufferedRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace entra::idp
