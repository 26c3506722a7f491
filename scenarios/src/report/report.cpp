#include "report/report.hpp"

namespace entra::scenarios {

std::string_view to_string(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::kPassed:
      return "passed";
    case Outcome::kFailed:
      return "failed";
    case Outcome::kError:
      return "error";
    case Outcome::kSkipped:
      break;
  }
  return "skipped";
}

Counts RunReport::counts() const {
  Counts counts;
  for (const ScenarioReport& scenario : scenarios) {
    switch (scenario.outcome) {
      case Outcome::kPassed:
        ++counts.passed;
        break;
      case Outcome::kFailed:
        ++counts.failed;
        break;
      case Outcome::kError:
        ++counts.errors;
        break;
      case Outcome::kSkipped:
        ++counts.skipped;
        break;
    }
  }
  return counts;
}

}  // namespace entra::scenarios
