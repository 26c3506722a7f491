#pragma once
// Scenarios from text, for tests.

#include <gtest/gtest.h>

#include <string>

#include "load/load_scenarios.hpp"

namespace entra::scenarios::testing {

/// A file with these steps (the inside of the array) and further root members, such as R"("tags": ["a"],)".
inline std::string with_steps(const std::string& steps, const std::string& more = {}) {
  return R"({"scenario": "x", )" + more + R"( "steps": [)" + steps + "]}";
}

/// The one scenario of the text; a failure when there are errors.
inline Scenario load_one(const std::string& text, const std::string& file = "suites/x.scenario.json") {
  Loaded loaded = load_scenario(SourceText(file, text));
  for (const Diagnostic& diagnostic : loaded.diagnostics) ADD_FAILURE() << diagnostic.with_excerpt();
  if (loaded.scenarios.size() == 1) return std::move(loaded.scenarios.front());
  ADD_FAILURE() << loaded.scenarios.size() << " scenarios instead of one";
  return Scenario{SourceText(file, text), {}, {}, {}, {}, {}, {}, {}, {}, {}};
}

}  // namespace entra::scenarios::testing
