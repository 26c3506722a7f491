#pragma once
// A run as reports get it, with one scenario of each outcome and characters that every format has to escape.

#include "report/report.hpp"

namespace entra::scenarios::testing {

[[nodiscard]] RunReport sample_run();

}  // namespace entra::scenarios::testing
