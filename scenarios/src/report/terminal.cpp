#include "report/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

namespace entra::scenarios {
namespace {

constexpr std::size_t kSlowest = 5;

std::string painted(const std::string& text, const char* code, TerminalStyle style) {
  return style.color ? "\033[" + std::string(code) + "m" + text + "\033[0m" : text;
}

const char* color_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPassed:
      return "32";
    case Outcome::kFailed:
      return "1;31";
    case Outcome::kError:
      return "1;35";
    case Outcome::kSkipped:
      break;
  }
  return "33";
}

std::string name_of(const ScenarioReport& scenario) {
  return scenario.repetition > 1 ? fmt::format("{} (run {})", scenario.name, scenario.repetition) : scenario.name;
}

std::string indented(const std::string& text, const std::string& by) {
  std::string out;
  std::size_t at = 0;
  while (at <= text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    out += by + text.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return out;
}

std::string one_failure(const FailureReport& failure) {
  std::string out = "  " + failure.message + "\n";
  out += fmt::format("    --> {}:{}:{}\n", failure.file, failure.line, failure.column);
  out += indented(failure.excerpt, "     ");
  if (!failure.actual.empty()) out += "    actual: " + failure.actual + "\n";
  if (!failure.from.empty()) out += "    from: " + failure.from + "\n";
  return out;
}

std::string one_step(const ScenarioReport& scenario, const StepReport& step, TerminalStyle style) {
  const std::string round = step.iteration > 0 ? fmt::format(" (round {})", step.iteration) : "";
  std::string out =
      fmt::format("{}  {} › {}{}    virtual {}  wall {}\n", painted("FAILED", color_of(Outcome::kFailed), style),
                  name_of(scenario), step.id, round, step.virtual_time, format_wall(step.wall_us));
  std::string why;
  for (const FailureReport& failure : step.failures) {
    out += one_failure(failure);
    if (failure.why.empty() || failure.why == why) continue;  // failures of one answer have one cause
    why = failure.why;
    out += "  why: " + why + "\n";
  }
  return out + "  next: " + step.failures.back().next + "\n";
}

std::string slowest_text(const RunReport& run) {
  std::vector<const ScenarioReport*> order;
  for (const ScenarioReport& scenario : run.scenarios)
    if (scenario.outcome == Outcome::kPassed || scenario.outcome == Outcome::kFailed) order.push_back(&scenario);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->wall_us > b->wall_us; });
  if (order.size() < 2) return {};
  order.resize(std::min(order.size(), kSlowest));
  std::string out = "slowest:";
  for (const ScenarioReport* scenario : order)
    out += fmt::format("  {} {}", name_of(*scenario), format_wall(scenario->wall_us));
  return out + "\n";
}

}  // namespace

std::string format_wall(std::int64_t microseconds) {
  if (microseconds < 1000) return fmt::format("{} µs", microseconds);
  if (microseconds < 1'000'000) return fmt::format("{} ms", microseconds / 1000);
  return fmt::format("{:.1f} s", static_cast<double>(microseconds) / 1e6);
}

std::string progress_line(const ScenarioReport& scenario, std::size_t done, std::size_t total, TerminalStyle style) {
  const std::size_t width = std::to_string(total).size();
  std::string line =
      fmt::format("{:>{}}/{} {} {}  {}", done, width, total,
                  painted(fmt::format("{:7}", to_string(scenario.outcome)), color_of(scenario.outcome), style),
                  name_of(scenario), format_wall(scenario.wall_us));
  if (!scenario.detail.empty()) line += "  (" + scenario.detail + ")";
  return line;
}

std::string failure_text(const RunReport& run, TerminalStyle style) {
  std::string out;
  for (const ScenarioReport& scenario : run.scenarios) {
    if (scenario.outcome == Outcome::kError)
      out += fmt::format("\n{}  {}\n  the scenario could not be run: {}\n",
                         painted("ERROR", color_of(Outcome::kError), style), name_of(scenario), scenario.detail);
    for (const StepReport& step : scenario.steps)
      if (!step.failures.empty()) out += "\n" + one_step(scenario, step, style);
  }
  return out;
}

std::string result_table(const RunReport& run, TerminalStyle style) {
  // One row a folder and file, in the order of first appearance by name.
  std::map<std::string, RunReport> files;
  std::size_t width = 4;
  for (const ScenarioReport& scenario : run.scenarios) {
    std::string file = std::filesystem::path(scenario.file).lexically_normal().string();
    const std::size_t suites = file.rfind("suites/");
    if (suites != std::string::npos) file = file.substr(suites + 7);
    width = std::max(width, file.size());
    files[file].scenarios.push_back(ScenarioReport{});
    ScenarioReport& copy = files[file].scenarios.back();
    copy.outcome = scenario.outcome;
    files[file].wall_us += scenario.wall_us;
  }
  std::string out = fmt::format("\n{:<{}}  passed  failed  error  skipped  time\n", "file", width);
  for (const auto& [file, part] : files) {
    const Counts counts = part.counts();
    const std::string row = fmt::format("{:<{}}  {:>6}  {:>6}  {:>5}  {:>7}  {}", file, width, counts.passed,
                                        counts.failed, counts.errors, counts.skipped, format_wall(part.wall_us));
    out += (counts.failed + counts.errors > 0 ? painted(row, "31", style) : row) + "\n";
  }
  const Counts counts = run.counts();
  out += "\n" + slowest_text(run);
  out += fmt::format("{} scenarios: {} passed, {} failed, {} errors, {} skipped in {} ({}, {} at once)\n",
                     counts.total(), counts.passed, counts.failed, counts.errors, counts.skipped,
                     format_wall(run.wall_us), run.idp, run.jobs);
  if (!run.shuffle_seed.empty()) out += "same order again: --shuffle " + run.shuffle_seed + "\n";
  if (run.interrupted) out += "interrupted\n";
  return out;
}

}  // namespace entra::scenarios
