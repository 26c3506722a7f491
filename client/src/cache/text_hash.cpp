#include "cache/text_hash.hpp"

#include <array>
#include <cstddef>
#include <cstring>

#include "entra/support/random.hpp"

namespace entra::client {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::size_t kBlock = 32;  // two lanes of two words, so that their multiplications overlap

struct Seed {
  std::array<std::uint64_t, 4> words{};
};

const Seed& seed() noexcept {
  static const Seed made = [] {
    std::array<std::uint8_t, sizeof(Seed)> bytes{};
    SystemRandom().fill(bytes);
    Seed words;
    std::memcpy(&words, bytes.data(), sizeof words);
    return words;
  }();
  return made;
}

/// Both halves of a 128-bit product: every bit of the result depends on every bit of both factors (as in W. Yi's
/// wyhash).
std::uint64_t fold(std::uint64_t a, std::uint64_t b) noexcept {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

struct Lanes {
  const Seed& secret;
  std::uint64_t first;
  std::uint64_t second;

  void take(const char* block) noexcept {
    std::array<std::uint64_t, 4> words{};
    std::memcpy(words.data(), block, kBlock);
    first = fold(words[0] ^ secret.words[0], words[1] ^ first);
    second = fold(words[2] ^ secret.words[1], words[3] ^ second);
  }
};

}  // namespace

std::uint64_t hash_text(std::string_view text) noexcept {
  const Seed& secret = seed();
  Lanes lanes{secret, secret.words[2] ^ text.size(), secret.words[3]};
  if (text.size() < kBlock) {
    std::array<char, kBlock> padded{};
    if (!text.empty()) std::memcpy(padded.data(), text.data(), text.size());
    lanes.take(padded.data());
  } else {
    for (std::size_t at = 0; at + kBlock < text.size(); at += kBlock) lanes.take(text.data() + at);
    lanes.take(text.data() + text.size() - kBlock);  // the end, some of it for the second time
  }
  return fold(lanes.first ^ secret.words[1], lanes.second ^ secret.words[0]);
}

}  // namespace entra::client
