#pragma once
// TAP version 14 (testanything.org): a test point a scenario, its steps as a subtest.

#include <string>

#include "report/report.hpp"

namespace entra::scenarios {

[[nodiscard]] std::string tap_text(const RunReport& run);

}  // namespace entra::scenarios
