#pragma once
// The character classes that HTTP's grammar is made of (RFC 9110 §5.5, §5.6.2).

#include <algorithm>
#include <string_view>

namespace entra::idp::http_server {

[[nodiscard]] constexpr bool is_name_char(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

[[nodiscard]] constexpr bool is_name(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_name_char);
}

/// Whether a field value or reason phrase can be sent without ending its line.
[[nodiscard]] constexpr bool is_one_line(std::string_view text) noexcept {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

/// Without blanks and tabs at both ends.
[[nodiscard]] constexpr std::string_view trim_blanks(std::string_view text) noexcept {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace entra::idp::http_server
