#include "validate/json_scanner.hpp"

#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace entra::client {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
constexpr std::uint64_t kTops = 0x8080808080808080ULL;
constexpr std::ptrdiff_t kWord = 8;
constexpr std::ptrdiff_t kLongestSafe = 308;  // digits: a number of so many is below the largest double

/// Not zero when a byte of the word needs a look: a quote, a backslash, a control character or not ASCII. May also be
/// when none does, behind one that does.
std::uint64_t odd_bytes(std::uint64_t word) noexcept {
  const auto equals = [&](std::uint64_t byte) {
    const std::uint64_t zeros = word ^ (kOnes * byte);
    return (zeros - kOnes) & ~zeros;
  };
  const std::uint64_t below_space = (word - kOnes * 0x20) & ~word;
  return (below_space | equals('"') | equals('\\') | word) & kTops;
}

void skip_plain(JsonCursor& cursor) noexcept {
  while (cursor.end - cursor.at >= kWord) {
    std::uint64_t word = 0;
    std::memcpy(&word, cursor.at, sizeof word);
    const std::uint64_t odd = odd_bytes(word);
    if (odd != 0) {
      // Borrows run upwards, so that the lowest mark is a true one.
      if constexpr (std::endian::native == std::endian::little) cursor.at += std::countr_zero(odd) / 8;
      return;
    }
    cursor.at += kWord;
  }
}

bool is_in(unsigned char byte, unsigned char low, unsigned char high) noexcept {
  return byte >= low && byte <= high;
}

/// One character of two to four bytes (RFC 3629 §4), neither overlong nor a surrogate nor beyond U+10FFFF.
bool take_wide(JsonCursor& cursor) noexcept {
  const auto byte = [&](std::ptrdiff_t n) {
    return static_cast<unsigned char>(n < cursor.end - cursor.at ? cursor.at[n] : 0);
  };
  const auto tail = [&](std::ptrdiff_t n) { return is_in(byte(n), 0x80, 0xBF); };
  const unsigned char first = byte(0);
  std::ptrdiff_t size = 0;
  if (is_in(first, 0xC2, 0xDF)) {
    size = tail(1) ? 2 : 0;
  } else if (is_in(first, 0xE0, 0xEF)) {
    const unsigned char low = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned char high = first == 0xED ? 0x9F : 0xBF;
    size = is_in(byte(1), low, high) && tail(2) ? 3 : 0;
  } else if (is_in(first, 0xF0, 0xF4)) {
    const unsigned char low = first == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = first == 0xF4 ? 0x8F : 0xBF;
    size = is_in(byte(1), low, high) && tail(2) && tail(3) ? 4 : 0;
  }
  cursor.at += size;
  return size != 0;
}

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Four hexadecimal digits; -1 when they are not there.
int take_unit(JsonCursor& cursor) noexcept {
  if (cursor.end - cursor.at < 4) return -1;
  int unit = 0;
  for (int n = 0; n < 4; ++n) {
    const int digit = hex_digit(*cursor.at++);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

/// Behind "\u": one character, of two escapes when it is beyond U+FFFF; -1 for a surrogate without its other half.
std::int32_t take_code_point(JsonCursor& cursor) noexcept {
  const int first = take_unit(cursor);
  if (first < 0 || (first & 0xFC00) == 0xDC00) return -1;
  if ((first & 0xFC00) != 0xD800) return first;
  const int second = cursor.take("\\u") ? take_unit(cursor) : -1;
  if ((second & ~0x3FF) != 0xDC00) return -1;
  return 0x10000 + ((first & 0x3FF) << 10) + (second & 0x3FF);
}

constexpr std::string_view kEscapes = "\"\\/bfnrt";
constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";

bool take_escape(JsonCursor& cursor) noexcept {
  if (cursor.is_at_end()) return false;
  const char letter = *cursor.at++;
  return letter == 'u' ? take_code_point(cursor) >= 0 : kEscapes.find(letter) != std::string_view::npos;
}

void append_utf8(std::string& out, std::int32_t point) {
  const auto put = [&](std::int32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) return put(point);
  if (point < 0x800) {
    put(0xC0 | (point >> 6));
  } else if (point < 0x10000) {
    put(0xE0 | (point >> 12));
    put(0x80 | ((point >> 6) & 0x3F));
  } else {
    put(0xF0 | (point >> 18));
    put(0x80 | ((point >> 12) & 0x3F));
    put(0x80 | ((point >> 6) & 0x3F));
  }
  put(0x80 | (point & 0x3F));
}

bool take_digits(JsonCursor& cursor) noexcept {
  const char* const from = cursor.at;
  while (cursor.at != cursor.end && *cursor.at >= '0' && *cursor.at <= '9') ++cursor.at;
  return cursor.at != from;
}

}  // namespace

bool scan_string(JsonCursor& cursor, ScannedString& out) {
  if (!cursor.take('"')) return false;
  const char* const from = cursor.at;
  out.has_escapes = false;
  for (;;) {
    skip_plain(cursor);
    if (cursor.is_at_end()) return false;
    const auto byte = static_cast<unsigned char>(*cursor.at);
    if (byte == '"') {
      out.raw = {from, static_cast<std::size_t>(cursor.at++ - from)};
      return true;
    }
    if (byte == '\\') {
      out.has_escapes = true;
      ++cursor.at;
      if (!take_escape(cursor)) return false;
    } else if (byte >= 0x80) {
      if (!take_wide(cursor)) return false;
    } else if (byte < 0x20) {
      return false;
    } else {
      ++cursor.at;
    }
  }
}

std::string unescape(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  JsonCursor cursor{raw.data(), raw.data() + raw.size()};
  while (!cursor.is_at_end()) {
    const char c = *cursor.at++;
    if (c != '\\') {
      out += c;
    } else if (cursor.take('u')) {
      append_utf8(out, take_code_point(cursor));
    } else {
      out += kMeanings[kEscapes.find(*cursor.at++)];
    }
  }
  return out;
}

ScannedNumber scan_number(JsonCursor& cursor) {
  const char* const from = cursor.at;
  static_cast<void>(cursor.take('-'));
  const bool leading_zero = cursor.take('0');
  if (!leading_zero && !take_digits(cursor)) return ScannedNumber::kInvalid;
  bool is_integer = true;
  bool has_exponent = false;
  if (cursor.take('.')) {
    is_integer = false;
    if (!take_digits(cursor)) return ScannedNumber::kInvalid;
  }
  if (cursor.take('e') || cursor.take('E')) {
    is_integer = false;
    has_exponent = true;
    if (!cursor.take('+')) static_cast<void>(cursor.take('-'));
    if (!take_digits(cursor)) return ScannedNumber::kInvalid;
  }
  if (has_exponent || cursor.at - from > kLongestSafe) {
    if (!std::isfinite(std::strtod(std::string(from, cursor.at).c_str(), nullptr))) return ScannedNumber::kTooLarge;
  }
  return is_integer ? ScannedNumber::kInteger : ScannedNumber::kFraction;
}

}  // namespace entra::client
