#pragma once
// AADSTS codes in the words that the pages use.

#include <string>

#include "grants/aadsts.hpp"

namespace entra::idp {

/// A sentence that says what to do next, with the code behind it; the table's own text where people have none.
[[nodiscard]] std::string problem_text(const ProtocolError& error);

struct StopText {
  std::string title;
  std::string text;
};
/// What is said where nothing helps.
[[nodiscard]] StopText stop_text(int code);

}  // namespace entra::idp
