#pragma once
// The JSON Schema of scenario files, made from the tables that the loader checks against.

#include <string>

namespace entra::scenarios {

/// Draft 2020-12, indented, ending in a newline: what `scenarios schema` prints.
[[nodiscard]] std::string schema_text();

}  // namespace entra::scenarios
