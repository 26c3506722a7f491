#pragma once
// The exchanges of a scenario as plain text, for logs.

#include <string>

#include "report/report.hpp"

namespace entra::scenarios {

/// "#7 2025-03-01T09:00:00Z [refresh] POST https://…/token -> 400 Bad Request (3 ms)" with both bodies below.
[[nodiscard]] std::string exchange_log(const ScenarioReport& scenario);

}  // namespace entra::scenarios
