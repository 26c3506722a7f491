#pragma once
// The letters and numbers of JSON: strings with their escapes and UTF-8, numbers, blanks.

#include <cstdint>
#include <string>
#include <string_view>

namespace entra::client {

/// A place in a JSON text. Nothing is read beyond its end.
struct JsonCursor {
  const char* at;
  const char* end;

  [[nodiscard]] bool is_at_end() const noexcept { return at == end; }
  [[nodiscard]] char peek() const noexcept { return at == end ? '\0' : *at; }
  void skip_blanks() noexcept {
    while (at != end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) ++at;
  }
  [[nodiscard]] bool take(char wanted) noexcept {
    if (peek() != wanted || at == end) return false;
    ++at;
    return true;
  }
  [[nodiscard]] bool take(std::string_view word) noexcept {
    if (!std::string_view(at, static_cast<std::size_t>(end - at)).starts_with(word)) return false;
    at += word.size();
    return true;
  }
};

struct ScannedString {
  std::string_view raw;  ///< between the quotes
  bool has_escapes{false};
};

/// From the opening quote to behind the closing one. False for control characters, bytes that are no UTF-8 (RFC 3629)
/// and escapes that RFC 8259 §7 does not have, lone surrogates among them.
[[nodiscard]] bool scan_string(JsonCursor& cursor, ScannedString& out);
/// The meaning of a string that `scan_string` has passed.
[[nodiscard]] std::string unescape(std::string_view raw);

enum class ScannedNumber { kInvalid, kTooLarge, kInteger, kFraction };
/// RFC 8259 §6. kTooLarge when a double would become infinite.
[[nodiscard]] ScannedNumber scan_number(JsonCursor& cursor);

}  // namespace entra::client
