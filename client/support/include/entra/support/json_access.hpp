#pragma once
// Strict JSON in, range-checked values out. Not installed: nlohmann/json stays out of public headers.

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/support/result.hpp"

namespace entra {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;  ///< for documents whose member order shows

/// RFC 8259 text; duplicate members, depth over 64, trailing bytes and invalid UTF-8 are errors, never the last one
/// wins.
[[nodiscard]] Result<Json> parse_json(std::string_view text);

/// Members of an object by name and type; an absent member, or one of another type, is empty.
[[nodiscard]] std::optional<std::string> get_string(const Json& object, std::string_view name);
[[nodiscard]] std::optional<std::int64_t> get_integer(const Json& object, std::string_view name);  ///< no fractions
[[nodiscard]] std::optional<bool> get_bool(const Json& object, std::string_view name);
[[nodiscard]] std::optional<std::vector<std::string>> get_strings(const Json& object, std::string_view name);
[[nodiscard]] const Json* find_member(const Json& object, std::string_view name);

}  // namespace entra
