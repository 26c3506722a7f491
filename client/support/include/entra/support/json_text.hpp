#pragma once
// JSON out, compact and fast: what is written for every token. Not installed, as json_access.hpp.

#include <span>
#include <string>

#include "entra/support/json_access.hpp"

namespace entra {

/// As OrderedJson::dump() writes it, a few times as fast for plain text. Bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string write_json(const OrderedJson& json);
/// An object of those members of `object` that are named, in the order of the names.
[[nodiscard]] std::string write_json_members(const OrderedJson& object, std::span<const char* const> names);

}  // namespace entra
