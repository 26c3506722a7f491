#pragma once
// The character classes that HTTP's grammar is made of (RFC 9110 §5.5, §5.6.2).

#include <algorithm>
#include <array>
#include <string_view>

namespace entra::idp::http_server {

/// tchar of RFC 9110 §5.6.2, by byte: names are looked at in every message.
inline constexpr auto kNameChars = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789"
                                       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    table[static_cast<unsigned char>(c)] = true;
  return table;
}();

[[nodiscard]] constexpr bool is_name_char(char c) noexcept {
  return kNameChars[static_cast<unsigned char>(c)];
}

[[nodiscard]] constexpr bool is_name(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_name_char);
}

/// Whether a field value or reason phrase can be sent without ending its line.
[[nodiscard]] constexpr bool is_one_line(std::string_view text) noexcept {
  return std::none_of(text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

/// Without blanks and tabs at both ends.
[[nodiscard]] constexpr std::string_view trim_blanks(std::string_view text) noexcept {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace entra::idp::http_server
