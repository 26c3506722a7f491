#pragma once
// A run for people at a terminal.

#include <string>

#include "report/report.hpp"

namespace entra::scenarios {

struct TerminalStyle {
  bool color{false};
};

/// "  1/24 passed  refresh-needs-mfa  12 ms" without a newline.
[[nodiscard]] std::string progress_line(const ScenarioReport& scenario, std::size_t done, std::size_t total,
                                        TerminalStyle style);
/// Everything that failed or could not be run, each as a paragraph. Empty when nothing did.
[[nodiscard]] std::string failure_text(const RunReport& run, TerminalStyle style);
/// The table of results by file, the slowest, the counts and how to repeat the run.
[[nodiscard]] std::string result_table(const RunReport& run, TerminalStyle style);
/// "850 µs", "12 ms", "3.4 s".
[[nodiscard]] std::string format_wall(std::int64_t microseconds);

}  // namespace entra::scenarios
