// What a mock_idp process holds and burns: memory when idle and over many tokens, time spent on idle connections.

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "load/drive.hpp"
#include "report/measures.hpp"
#include "support/running_mock.hpp"
#include "support/served_mock.hpp"

namespace entra::bench {
namespace {

using std::chrono::milliseconds;

struct Plan {
  std::string out;
  int starts{5};
  /// The journal keeps its newest 20,000 exchanges; until it is full, memory grows as it should.
  std::uint64_t warm_up{40'000};
  std::uint64_t tokens{60'000};
  int connections{500};
  double seconds{5};
};

void wait(double seconds) {
  std::this_thread::sleep_for(milliseconds(static_cast<std::int64_t>(seconds * 1000)));
}

/// As a person starts it: the built-in directory, HTTP and HTTPS.
void measure_idle_memory(const Plan& plan, SampleLog& log) {
  const TemporaryFolder folder;
  { const ServerProcess first(mock_command(folder.path())); }  // makes the keys
  for (int i = 0; i < plan.starts; ++i) {
    const ServerProcess process(mock_command(folder.path()));
    log.add("memory when ready", "MB", process.resident_megabytes());
    wait(1);
    log.add("memory when idle", "MB", process.resident_megabytes());
  }
}

void issue(const Target& target, std::uint64_t tokens) {
  LoadPlan load;
  load.answers = tokens;
  const auto result = drive(target, load);
  if (!result) give_up("mock_idp: " + result.error().message);
  if (result->refused > 0) give_up("mock_idp refused a request: " + result->last_body.substr(0, 500));
}

void measure_growth(const Plan& plan, SampleLog& log) {
  const TemporaryFolder folder;
  const ServedMock mock = start_mock(folder.path());
  issue(mock.target, plan.warm_up);
  const double before = mock.process.resident_megabytes();
  log.add("memory after " + std::to_string(plan.warm_up) + " tokens", "MB", before);
  issue(mock.target, plan.tokens);
  const double after = mock.process.resident_megabytes();
  log.add("growth over " + std::to_string(plan.tokens) + " more tokens", "MB", after - before);
}

void measure_idle_connections(const Plan& plan, SampleLog& log) {
  const TemporaryFolder folder;
  const ServedMock mock = start_mock(folder.path());
  const auto open = open_idle(mock.target, plan.connections);
  if (!open) give_up("mock_idp: " + open.error().message);
  wait(0.5);
  const double before = mock.process.cpu_seconds();
  wait(plan.seconds);
  const double used = mock.process.cpu_seconds() - before;
  log.add(std::to_string(plan.connections) + " idle connections", "% of a core", used / plan.seconds * 100);
  log.add("memory with " + std::to_string(plan.connections) + " idle connections", "MB",
          mock.process.resident_megabytes());
}

}  // namespace
}  // namespace entra::bench

int main(int argc, char** argv) {
  CLI::App app{"What a mock_idp process holds in memory, and burns while nothing is asked."};
  entra::bench::Plan plan;
  app.add_option("--out", plan.out, "where the measures go, as JSON")->required();
  app.add_option("--starts", plan.starts)->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--warm-up", plan.warm_up, "tokens before, to fill the journal")->capture_default_str();
  app.add_option("--tokens", plan.tokens, "over which growth is looked for, after those")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_option("--connections", plan.connections)->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--seconds", plan.seconds, "of watching idle connections")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);

  entra::bench::SampleLog log;
  entra::bench::measure_idle_memory(plan, log);
  entra::bench::measure_idle_connections(plan, log);
  entra::bench::measure_growth(plan, log);
  entra::bench::write_measures(plan.out, {log.medians(), {}});
  return 0;
}
