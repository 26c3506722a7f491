#include "report/tap.hpp"

#include "entra/support/json_access.hpp"

namespace entra::scenarios {
namespace {

// '#' begins a directive and '\' escapes (TAP 14, "Escaping").
std::string escaped(const std::string& text) {
  std::string out;
  for (char c : text) {
    if (c == '#' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

// A JSON string is a YAML string too.
std::string yaml(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string point(bool ok, std::size_t number, const std::string& description, const std::string& skip) {
  return std::string(ok ? "ok " : "not ok ") + std::to_string(number) + " - " + escaped(description) +
         (skip.empty() ? "" : " # SKIP " + escaped(skip)) + "\n";
}

std::string diagnostics(const FailureReport& failure, const std::string& indent) {
  std::string out = indent + "---\n";
  out += indent + "message: " + yaml(failure.message) + "\n";
  out += indent +
         "at: " + yaml(failure.file + ":" + std::to_string(failure.line) + ":" + std::to_string(failure.column)) + "\n";
  if (!failure.actual.empty()) out += indent + "actual: " + yaml(failure.actual) + "\n";
  if (!failure.from.empty()) out += indent + "from: " + yaml(failure.from) + "\n";
  if (!failure.why.empty()) out += indent + "why: " + yaml(failure.why) + "\n";
  return out + indent + "...\n";
}

}  // namespace

std::string tap_text(const RunReport& run) {
  std::string out = "TAP version 14\n1.." + std::to_string(run.scenarios.size()) + "\n";
  std::size_t number = 0;
  for (const ScenarioReport& scenario : run.scenarios) {
    if (!scenario.steps.empty()) {
      out += "# Subtest: " + escaped(scenario.name) + "\n    1.." + std::to_string(scenario.steps.size()) + "\n";
      std::size_t inner = 0;
      for (const StepReport& step : scenario.steps) {
        out += "    " + point(step.outcome != Outcome::kFailed, ++inner, step.id,
                              step.outcome == Outcome::kSkipped ? step.skip_reason : "");
        for (const FailureReport& failure : step.failures) out += diagnostics(failure, "      ");
      }
    }
    const bool ok = scenario.outcome == Outcome::kPassed || scenario.outcome == Outcome::kSkipped;
    out += point(ok, ++number, scenario.name, scenario.outcome == Outcome::kSkipped ? scenario.detail : "");
    if (scenario.outcome == Outcome::kError) out += "  ---\n  message: " + yaml(scenario.detail) + "\n  ...\n";
  }
  return out;
}

}  // namespace entra::scenarios
