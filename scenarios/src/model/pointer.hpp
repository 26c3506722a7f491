#pragma once
// JSON Pointer (RFC 6901) as a parsed value, resolved without exceptions.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/support/json_access.hpp"

namespace entra::scenarios {

/// The reference tokens of a pointer, unescaped; empty means the whole document.
struct JsonPointer {
  std::vector<std::string> tokens;
};

/// "" or "/a/b~1c/0" (RFC 6901 §3); Errc::kMalformed for another first character or a broken '~' escape.
[[nodiscard]] Result<JsonPointer> parse_pointer(std::string_view text);

/// The value that the pointer names, or null when the document has none (RFC 6901 §4; "-" names nothing).
[[nodiscard]] const Json* resolve_pointer(const Json& document, const JsonPointer& pointer);

/// The deepest part of the pointer that exists, as text, for messages: "/error" of "/error/code".
[[nodiscard]] std::string deepest_existing(const Json& document, const JsonPointer& pointer);

}  // namespace entra::scenarios
