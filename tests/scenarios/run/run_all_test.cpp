#include "run/run_all.hpp"

#include <gtest/gtest.h>

#include <set>

#include "report/terminal.hpp"
#include "testing/load.hpp"
#include "testing/spy_idp.hpp"

namespace entra::scenarios {
namespace {

using testing::load_one;
using testing::SpyProvider;

// Each leaves traces in the mock (clock, journal, a key of its own) and expects none of another's.
std::vector<Scenario> neighbours(int count) {
  std::vector<Scenario> scenarios;
  for (int i = 0; i < count; ++i)
    scenarios.push_back(load_one(R"({ "scenario": "n)" + std::to_string(i) + R"(", "steps": [
      { "check": { "journal:/count": 0, "now": "2025-01-01T00:00:00Z" } },
      { "http": { "path": "/common/discovery/keys" }, "expect": { "json:/keys": { "length": 2 } } },
      { "control": { "path": "/_mock/keys/rotate", "json": { "retire_after_seconds": 3600 } } },
      { "clock": { "advance": "PT1M" } },
      { "http": { "path": "/common/discovery/keys" }, "expect": { "json:/keys": { "length": 3 } } },
      { "check": { "journal:/count": { "ge": 2 }, "now": "2025-01-01T00:01:00Z" } } ] })"));
  return scenarios;
}

std::vector<std::string> names_of(const RunReport& run) {
  std::vector<std::string> names;
  for (const ScenarioReport& scenario : run.scenarios) names.push_back(scenario.name);
  return names;
}

RunReport run(const std::vector<Scenario>& scenarios, const RunOptions& options, const RunListener& listener = {}) {
  SpyProvider provider;
  const std::atomic<bool> stop{false};
  return run_all(scenarios, provider, options, listener, stop);
}

TEST(RunAll, ScenariosDoNotSeeEachOther) {
  for (const unsigned jobs : {1U, 4U}) {
    const RunReport report = run(neighbours(8), {.jobs = jobs, .repeat = 2, .shuffle = {}});
    EXPECT_EQ(report.counts().passed, 16U) << failure_text(report, {});
  }
}

TEST(RunAll, ReportsInOrderWhateverEndsFirst) {
  const RunReport report = run(neighbours(6), {.jobs = 3, .repeat = 1, .shuffle = {}});
  EXPECT_EQ(names_of(report), (std::vector<std::string>{"n0", "n1", "n2", "n3", "n4", "n5"}));
}

TEST(RunAll, TheSameSeedGivesTheSameOrder) {
  const auto scenarios = neighbours(6);
  const auto first = names_of(run(scenarios, {.jobs = 2, .repeat = 1, .shuffle = 42}));
  EXPECT_EQ(first, names_of(run(scenarios, {.jobs = 1, .repeat = 1, .shuffle = 42})));
  EXPECT_NE(first, names_of(run(scenarios, {.jobs = 1, .repeat = 1, .shuffle = 43})));
  EXPECT_EQ(std::set<std::string>(first.begin(), first.end()).size(), 6U);
}

TEST(RunAll, RepeatsAreNumbered) {
  const RunReport report = run(neighbours(1), {.jobs = 1, .repeat = 3, .shuffle = {}});
  ASSERT_EQ(report.scenarios.size(), 3U);
  EXPECT_EQ(report.scenarios[2].repetition, 3U);
}

TEST(RunAll, TellsHowFarItIs) {
  std::size_t began = 0;
  std::vector<std::size_t> done;
  const RunListener listener{[&](const Scenario&) { ++began; },
                             [&](const ScenarioReport&, std::size_t so_far, std::size_t total) {
                               EXPECT_EQ(total, 4U);
                               done.push_back(so_far);
                             }};
  run(neighbours(4), {.jobs = 2, .repeat = 1, .shuffle = {}}, listener);
  EXPECT_EQ(began, 4U);
  EXPECT_EQ(done, (std::vector<std::size_t>{1, 2, 3, 4}));
}

TEST(RunAll, StopsWhenToldTo) {
  SpyProvider provider;
  std::atomic<bool> stop{false};
  const RunListener listener{{}, [&](const ScenarioReport&, std::size_t, std::size_t) { stop = true; }};
  const RunReport report = run_all(neighbours(3), provider, {.jobs = 1, .repeat = 1, .shuffle = {}}, listener, stop);
  EXPECT_TRUE(report.interrupted);
  EXPECT_EQ(report.counts().passed, 1U);
  EXPECT_EQ(report.counts().skipped, 2U);
  EXPECT_EQ(report.scenarios[2].detail, "interrupted");
}

}  // namespace
}  // namespace entra::scenarios
