#pragma once
// A run as one self-contained HTML file: overview, then per scenario a sequence diagram, steps, exchanges and tokens.

#include <string>

#include "report/report.hpp"

namespace entra::scenarios {

[[nodiscard]] std::string html_text(const RunReport& run);
/// The exchanges of a scenario between app, mock, resource and control plane, as inline SVG.
[[nodiscard]] std::string sequence_svg(const ScenarioReport& scenario);

}  // namespace entra::scenarios
