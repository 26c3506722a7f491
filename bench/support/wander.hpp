#pragma once
// Many entries, and an order through them.

#include <cstddef>
#include <cstdint>
#include <string>

namespace entra::bench {

/// The tenant of entry `n`: a GUID, as in a program that serves many customers.
inline std::string tenant_of(std::size_t n) {
  const std::string digits = std::to_string(n);
  return "00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

/// Numbers below a bound in an order that no processor cache foresees, different for each thread.
class Wander {
 public:
  Wander(int thread, std::size_t bound) : state_(static_cast<std::uint64_t>(thread) + 1), bound_(bound) {}
  std::size_t next() {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    // The upper 32 bits, scaled: a division would cost as much as a hit.
    return static_cast<std::size_t>(((state_ >> 32) * bound_) >> 32);
  }

 private:
  std::uint64_t state_;
  std::size_t bound_;
};

}  // namespace entra::bench
