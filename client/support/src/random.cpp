#include "entra/support/random.hpp"

#include <openssl/rand.h>

#include <array>
#include <cstdlib>
#include <limits>
#include <vector>

#include "entra/support/base64.hpp"
#include "entra/support/evp.hpp"

namespace entra {

std::uint64_t Random::below(std::uint64_t bound) {
  // Values above the largest multiple of the bound are thrown again, so that no remainder is likelier than another.
  const std::uint64_t limit =
      std::numeric_limits<std::uint64_t>::max() - std::numeric_limits<std::uint64_t>::max() % bound;
  for (;;) {
    std::array<std::uint8_t, 8> bytes{};
    fill(bytes);
    std::uint64_t value = 0;
    for (const std::uint8_t byte : bytes) value = (value << 8) | byte;
    if (value < limit) return value % bound;
  }
}

std::string Random::guid() {
  std::array<std::uint8_t, 16> bytes{};
  fill(bytes);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
  const std::string hex = crypto::to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" +
         hex.substr(20);
}

std::string Random::token(std::size_t bytes) {
  std::vector<std::uint8_t> buffer(bytes);
  fill(buffer);
  return base64url_encode(buffer);
}

void SystemRandom::fill(std::span<std::uint8_t> out) {
  // A generator that cannot be read leaves nothing safe to go on with.
  if (RAND_bytes(out.data(), static_cast<int>(out.size())) != 1) std::abort();
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
  const std::scoped_lock lock(mutex_);
  // SplitMix64 (Steele, Lea, Flood 2014): small, fast, and the same everywhere.
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (i % 8 == 0) {
      state_ += 0x9e3779b97f4a7c15ULL;
      word = state_;
      word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9ULL;
      word = (word ^ (word >> 27)) * 0x94d049bb133111ebULL;
      word ^= word >> 31;
    }
    out[i] = static_cast<std::uint8_t>(word >> (8 * (i % 8)));
  }
}

}  // namespace entra
