#pragma once
// Predicates in words, and values in one line, for messages.

#include <string>

#include "assert/predicate.hpp"

namespace entra::scenarios {

/// "to be 200", "to contain \"mfa\"", "not to match /x/".
[[nodiscard]] std::string describe(const Predicate& predicate);
/// JSON on one line.
[[nodiscard]] std::string one_line(const Json& value);
/// Cut after `limit` bytes with "…". Only for text whose secrets are masked: a half of a secret is not found again.
[[nodiscard]] std::string cut_to(std::string text, std::size_t limit);

}  // namespace entra::scenarios
