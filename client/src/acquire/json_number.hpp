#pragma once
// Numbers that v1 writes as strings and v2 as numbers; both are taken.

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "entra/support/json_access.hpp"

namespace entra::client {

/// A whole decimal number and nothing behind it.
[[nodiscard]] inline std::optional<std::int64_t> parse_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

[[nodiscard]] inline std::optional<std::int64_t> number_or_text(const Json& object, std::string_view name) {
  if (const auto value = get_integer(object, name)) return value;
  const auto text = get_string(object, name);
  return text ? parse_number(*text) : std::nullopt;
}

}  // namespace entra::client
