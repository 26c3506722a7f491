#include "entra/support/base64.hpp"

#include <array>

namespace entra {
namespace {

constexpr std::string_view kUrlAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kStandardAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::uint32_t kNoLetter = 0x8000'0000;

/// For each place in a group of four letters, the bits that a letter puts into the group's three bytes.
using Places = std::array<std::array<std::uint32_t, 256>, 4>;
constexpr Places make_places(std::string_view alphabet) {
  Places places{};
  for (auto& place : places) place.fill(kNoLetter);
  for (std::uint32_t value = 0; value < alphabet.size(); ++value) {
    for (std::size_t n = 0; n < places.size(); ++n) {
      places[n][static_cast<unsigned char>(alphabet[value])] = value << (18 - 6 * n);
    }
  }
  return places;
}
constexpr Places kUrlPlaces = make_places(kUrlAlphabet);
constexpr Places kStandardPlaces = make_places(kStandardAlphabet);

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

/// A group of up to four letters; with kNoLetter in it when one of them is none.
std::uint32_t read_group(std::string_view letters, const Places& places) {
  std::uint32_t group = 0;
  for (std::size_t n = 0; n < letters.size(); ++n) group |= places[n][static_cast<unsigned char>(letters[n])];
  return group;
}

Result<std::string> decode(std::string_view text, const Places& places) {
  if (text.size() % 4 == 1) return fail(Errc::kMalformed, "base64 text of an impossible length");
  const std::size_t rest = text.size() % 4;
  std::string out(text.size() / 4 * 3 + (rest == 0 ? 0 : rest - 1), '\0');
  char* to = out.data();
  std::uint32_t seen = 0;
  std::size_t at = 0;
  for (; at + 4 <= text.size(); at += 4) {
    const std::uint32_t group = read_group(text.substr(at, 4), places);
    seen |= group;
    *to++ = static_cast<char>(group >> 16 & 0xff);
    *to++ = static_cast<char>(group >> 8 & 0xff);
    *to++ = static_cast<char>(group & 0xff);
  }
  const std::uint32_t last = read_group(text.substr(at), places);
  if (((seen | last) & kNoLetter) != 0) return fail(Errc::kMalformed, "a character outside the base64 alphabet");
  if (rest == 0) return out;
  // Spare bits must be zero, or one value would have several spellings (RFC 4648 §3.5).
  if ((last & (rest == 2 ? 0xffffU : 0xffU)) != 0) return fail(Errc::kMalformed, "non-zero spare bits in base64 text");
  *to++ = static_cast<char>(last >> 16 & 0xff);
  if (rest == 3) *to = static_cast<char>(last >> 8 & 0xff);
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
  return decode(text, kUrlPlaces);
}

Result<std::string> base64_decode(std::string_view text) {
  std::string_view body = text;
  if (text.size() % 4 == 0) {
    for (int i = 0; i < 2 && body.ends_with('='); ++i) body.remove_suffix(1);
  }
  return decode(body, kStandardPlaces);
}

}  // namespace entra
