#pragma once
// Variables of a scenario and their use in text: "${name}", "${name.member}", "${epoch+3600}", "$${" for a literal
// "${".

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "entra/support/json_access.hpp"

namespace entra::scenarios {

using Variables = std::map<std::string, Json, std::less<>>;

/// One "${…}" in a text.
struct Reference {
  std::string name;                  ///< the variable
  std::vector<std::string> members;  ///< after dots
  std::int64_t offset{0};            ///< "+3600" or "-5"; whole numbers only
  std::size_t begin{0};              ///< bytes in the text, from '$' …
  std::size_t end{0};                ///< … to behind '}'
};

/// All references, in order. kMalformed for "${" without '}' or an empty or odd name.
[[nodiscard]] Result<std::vector<Reference>> find_references(std::string_view text);

/// The value with every reference replaced, in depth; a string that is only a reference keeps the variable's type.
/// kUnknownName for an unknown variable or member, kMalformed for an offset on something that is no whole number.
[[nodiscard]] Result<Json> interpolate(const Json& value, const Variables& variables);
/// The same for text that stays text.
[[nodiscard]] Result<std::string> interpolate_text(std::string_view text, const Variables& variables);

/// A scalar as it stands in text: strings bare, everything else as JSON.
[[nodiscard]] std::string as_text(const Json& value);

}  // namespace entra::scenarios
