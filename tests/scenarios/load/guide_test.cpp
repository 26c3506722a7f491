// docs/scenarios.md tells everything, and its examples work.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "load/load_scenarios.hpp"
#include "model/vocabulary.hpp"
#include "report/terminal.hpp"
#include "run/run_all.hpp"
#include "testing/spy_idp.hpp"

namespace entra::scenarios {
namespace {

std::string guide() {
  std::ifstream file(std::string(ENTRA_SOURCE_DIR) + "/docs/scenarios.md", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<SourceText> examples() {
  const std::string text = guide();
  constexpr std::string_view kOpen = "```jsonc\n";
  std::vector<SourceText> found;
  for (std::size_t at = 0; (at = text.find(kOpen, at)) != std::string::npos;) {
    at += kOpen.size();
    const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
    found.emplace_back("docs/scenarios.md from line " + std::to_string(line),
                       text.substr(at, text.find("```", at) - at));
  }
  return found;
}

TEST(Guide, ItsExamplesPass) {
  const std::vector<SourceText> sources = examples();
  ASSERT_GE(sources.size(), 5U);
  const Loaded loaded = load_scenarios(sources);
  for (const Diagnostic& diagnostic : loaded.diagnostics) ADD_FAILURE() << diagnostic.with_excerpt();
  testing::SpyProvider provider;
  const std::atomic<bool> stop{false};
  const RunReport run = run_all(loaded.scenarios, provider, {}, {}, stop);
  EXPECT_EQ(run.counts().passed, loaded.scenarios.size()) << failure_text(run, {});
  for (const ScenarioReport& scenario : run.scenarios) EXPECT_EQ(scenario.outcome, Outcome::kPassed) << scenario.detail;
}

TEST(Guide, NamesEveryKeyFlowRootAndOperator) {
  const std::string text = guide();
  const auto expect_named = [&](std::string_view name) {
    EXPECT_THAT(text, ::testing::HasSubstr("`" + std::string(name) + "`"));
  };
  for (const auto* keys : {&root_keys(), &idp_keys(), &lifetime_keys(), &client_keys(), &step_keys(), &step_kind_keys(),
                           &http_keys(), &control_keys(), &clock_keys(), &repeat_keys()})
    for (const Key& key : *keys) expect_named(key.name);
  for (const FlowDefinition& flow : flow_definitions()) {
    expect_named(flow.name);
    for (const Key& key : flow.parameters) EXPECT_THAT(text, ::testing::HasSubstr("`" + std::string(key.name)));
  }
  for (const OperatorInfo& info : operators()) expect_named(info.name);
  for (const std::string& form : expression_forms())
    EXPECT_THAT(text, ::testing::HasSubstr("| `" + form.substr(0, form.find_first_of(":("))));
  for (const Key& key : built_in_variables()) expect_named("${" + std::string(key.name) + "}");
}

}  // namespace
}  // namespace entra::scenarios
