#pragma once
// JUnit XML as CI systems read it: a suite a file, classname, file and line on every case.

#include <string>

#include "report/report.hpp"

namespace entra::scenarios {

[[nodiscard]] std::string junit_text(const RunReport& run);

}  // namespace entra::scenarios
