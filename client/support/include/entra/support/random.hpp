#pragma once
// Randomness as a value that is handed in.

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>

namespace entra {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;  ///< thread-safe

  /// A whole number in [0, bound); bound > 0. Unbiased.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound);
  /// A random (version 4) GUID in lower case, RFC 4122 §4.4.
  [[nodiscard]] std::string guid();
  /// `bytes` random bytes as unpadded base64url.
  [[nodiscard]] std::string token(std::size_t bytes);
};

/// OpenSSL's generator.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

/// The same sequence for the same seed, for scenarios and tests; never for secrets.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> out) override;

 private:
  std::mutex mutex_;
  std::uint64_t state_;
};

}  // namespace entra
