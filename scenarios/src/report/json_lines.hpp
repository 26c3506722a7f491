#pragma once
// A run as JSON Lines: one event a line, everything that the other reports know.

#include <string>

#include "report/report.hpp"

namespace entra::scenarios {

/// Events run_started, then for each scenario scenario_started, step, exchange and scenario_finished, then
/// run_finished.
[[nodiscard]] std::string json_lines(const RunReport& run);

}  // namespace entra::scenarios
