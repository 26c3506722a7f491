#pragma once
// Runs one scenario against one mock.

#include <atomic>

#include "report/report.hpp"
#include "run/idp_provider.hpp"

namespace entra::scenarios {

/// Opens a mock, runs the steps and the always steps, and reports. Never fails: what goes wrong is in the report.
/// `stop` ends the run before the next step; the always steps still run.
[[nodiscard]] ScenarioReport run_scenario(const Scenario& scenario, IdpProvider& provider,
                                          const std::atomic<bool>& stop);

}  // namespace entra::scenarios
