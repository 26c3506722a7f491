#pragma once
// Predicates in words, and values in one line, for messages.

#include <string>

#include "assert/predicate.hpp"

namespace entra::scenarios {

/// "to be 200", "to contain \"mfa\"", "not to match /x/".
[[nodiscard]] std::string describe(const Predicate& predicate);
/// JSON on one line, cut after `limit` characters with "…".
[[nodiscard]] std::string shorten(const Json& value, std::size_t limit = 400);

}  // namespace entra::scenarios
