#pragma once
// The members of "circumstances" that are texts, with the words of Microsoft Graph that each may hold. isCompliant, a
// truth value, stands beside them.

#include <string>
#include <string_view>
#include <vector>

#include "entra/idp/circumstances.hpp"

namespace entra::idp {

struct CircumstanceWord {
  std::string_view name;
  std::string Circumstances::*member;
  std::vector<std::string> known = {};  ///< empty: any text
  bool is_of_one_sign_in{false};        ///< a person's standing circumstances cannot have it
};

[[nodiscard]] const std::vector<CircumstanceWord>& circumstance_words();

inline constexpr std::string_view kIsCompliant = "isCompliant";

/// none, low, medium, high.
[[nodiscard]] const std::vector<std::string>& risk_levels();

}  // namespace entra::idp
