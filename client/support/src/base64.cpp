#include "entra/support/base64.hpp"

#include <array>

namespace entra {
namespace {

constexpr std::string_view kUrlAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kStandardAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> make_reverse(std::string_view alphabet) {
  std::array<std::int8_t, 256> table{};
  for (auto& entry : table) entry = -1;
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  }
  return table;
}
constexpr auto kUrlReverse = make_reverse(kUrlAlphabet);
constexpr auto kStandardReverse = make_reverse(kStandardAlphabet);

std::string encode(std::span<const std::uint8_t> bytes, std::string_view alphabet, bool padded) {
  const std::size_t rest = bytes.size() % 3;
  const std::size_t length = bytes.size() / 3 * 4 + (rest == 0 ? 0 : padded ? 4 : rest + 1);
  // Written in place: a token's parts pass through here one by one.
  std::string out(length, '=');
  char* to = out.data();
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) {
    const std::uint32_t group = (std::uint32_t{bytes[i]} << 16) | (std::uint32_t{bytes[i + 1]} << 8) | bytes[i + 2];
    *to++ = alphabet[group >> 18];
    *to++ = alphabet[(group >> 12) & 63];
    *to++ = alphabet[(group >> 6) & 63];
    *to++ = alphabet[group & 63];
  }
  if (rest == 0) return out;
  std::uint32_t group = std::uint32_t{bytes[i]} << 16;
  if (rest == 2) group |= std::uint32_t{bytes[i + 1]} << 8;
  *to++ = alphabet[group >> 18];
  *to++ = alphabet[(group >> 12) & 63];
  if (rest == 2) *to = alphabet[(group >> 6) & 63];
  return out;
}

Result<std::string> decode(std::string_view text, const std::array<std::int8_t, 256>& reverse) {
  if (text.size() % 4 == 1) return fail(Errc::kMalformed, "base64 text of an impossible length");
  std::string out;
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t group = 0;
  int bits = 0;
  for (const char c : text) {
    const std::int8_t value = reverse[static_cast<unsigned char>(c)];
    if (value < 0) return fail(Errc::kMalformed, "a character outside the base64 alphabet");
    group = (group << 6) | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>((group >> bits) & 0xff);
    }
  }
  // Spare bits must be zero, or one value would have several spellings (RFC 4648 §3.5).
  if (bits > 0 && (group & ((1u << bits) - 1)) != 0)
    return fail(Errc::kMalformed, "non-zero spare bits in base64 text");
  return out;
}

}  // namespace

std::string base64url_encode(std::span<const std::uint8_t> bytes) {
  return encode(bytes, kUrlAlphabet, false);
}
std::string base64url_encode(std::string_view bytes) {
  return base64url_encode(as_bytes(bytes));
}
std::string base64_encode(std::span<const std::uint8_t> bytes) {
  return encode(bytes, kStandardAlphabet, true);
}
std::string base64_encode(std::string_view bytes) {
  return base64_encode(as_bytes(bytes));
}

Result<std::string> base64url_decode(std::string_view text) {
  return decode(text, kUrlReverse);
}

Result<std::string> base64_decode(std::string_view text) {
  std::string_view body = text;
  if (text.size() % 4 == 0) {
    for (int i = 0; i < 2 && body.ends_with('='); ++i) body.remove_suffix(1);
  }
  return decode(body, kStandardReverse);
}

}  // namespace entra
