// One run in every format: what people read is compared with golden files, what programs read is parsed again.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <sstream>

#include "entra/support/json_access.hpp"
#include "entra/support/text.hpp"
#include "report/html.hpp"
#include "report/json_lines.hpp"
#include "report/junit.hpp"
#include "report/tap.hpp"
#include "report/terminal.hpp"
#include "testing/golden.hpp"
#include "testing/sample_run.hpp"

namespace entra::scenarios {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::sample_run;

TEST(Terminal, TableAndFailuresForPeople) {
  const RunReport run = sample_run();
  testing::expect_golden("terminal-table.txt", result_table(run, {}));
  testing::expect_golden("terminal-failures.txt", failure_text(run, {}));
}

TEST(Terminal, ColorsOnlyWhenAskedTo) {
  const RunReport run = sample_run();
  EXPECT_THAT(result_table(run, {}) + failure_text(run, {}), Not(HasSubstr("\033")));
  EXPECT_THAT(failure_text(run, {true}), HasSubstr("\033[1;31mFAILED\033[0m"));
  EXPECT_THAT(progress_line(run.scenarios[0], 1, 24, {true}), HasSubstr("\033[32mpassed \033[0m"));
}

TEST(Terminal, OneLineForEachScenario) {
  const RunReport run = sample_run();
  EXPECT_EQ(progress_line(run.scenarios[0], 1, 24, {}), " 1/24 passed  sign-in[version=v1]  12 ms");
  EXPECT_EQ(progress_line(run.scenarios[3], 24, 24, {}), "24/24 skipped later  100 µs  (known: issue #7)");
}

TEST(Terminal, NothingFailedIsNothingSaid) {
  RunReport run = sample_run();
  run.scenarios = {run.scenarios[0]};
  EXPECT_EQ(failure_text(run, {}), "");
  run.interrupted = true;
  EXPECT_THAT(result_table(run, {}), HasSubstr("interrupted\n"));
}

TEST(Terminal, DurationsAreShort) {
  EXPECT_EQ(format_wall(0), "0 µs");
  EXPECT_EQ(format_wall(999), "999 µs");
  EXPECT_EQ(format_wall(1000), "1 ms");
  EXPECT_EQ(format_wall(999'999), "999 ms");
  EXPECT_EQ(format_wall(3'440'000), "3.4 s");
}

TEST(JUnit, IsWhatReadersExpect) {
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(junit_text(sample_run()).c_str()));
  const pugi::xml_node root = document.child("testsuites");
  EXPECT_STREQ(root.attribute("tests").value(), "4");
  EXPECT_STREQ(root.attribute("failures").value(), "1");
  EXPECT_STREQ(root.attribute("errors").value(), "1");
  EXPECT_STREQ(root.attribute("skipped").value(), "1");
  EXPECT_STREQ(root.attribute("time").value(), "2.500000");

  std::vector<std::string> suites;
  std::size_t cases = 0;
  for (const pugi::xml_node suite : root.children("testsuite")) {
    suites.emplace_back(suite.attribute("name").value());
    for (const pugi::xml_node one : suite.children("testcase")) {
      ++cases;
      EXPECT_STRNE(one.attribute("classname").value(), "") << one.attribute("name").value();
      EXPECT_STRNE(one.attribute("file").value(), "");
      EXPECT_GT(one.attribute("line").as_int(), 0);
    }
  }
  EXPECT_EQ(suites, (std::vector<std::string>{"suites.mfa.sign-in", "suites.mfa.refresh-needs-mfa", "suites.other"}));
  EXPECT_EQ(cases, 4U);

  const auto find = [&](const char* name) {
    return root.select_node((std::string("//testcase[@name='") + name + "']").c_str()).node();
  };
  const pugi::xml_node failed = find("refresh-needs-mfa");
  EXPECT_STREQ(failed.child("failure").attribute("message").value(),
               "nightly/refresh: expected json:/error_codes to contain 50076");
  EXPECT_THAT(failed.child("failure").text().get(), HasSubstr("actual: [70043]"));
  EXPECT_THAT(failed.child("system-out").text().get(), HasSubstr("#1 2025-03-01T09:00:00Z [nightly/refresh] POST"));
  EXPECT_THAT(failed.child("system-out").text().get(), HasSubstr("<AADSTS70043>"));
  EXPECT_STREQ(find("no-mock").child("error").attribute("message").value(), "port 1 & \"2\" are taken");
  EXPECT_STREQ(find("later").child("skipped").attribute("message").value(), "known: issue #7");
  const pugi::xml_node passed = find("sign-in[version=v1]");
  EXPECT_FALSE(passed.child("failure"));
  EXPECT_STREQ(passed.select_node("properties/property[@name='tags']").node().attribute("value").value(), "mfa,smoke");
  EXPECT_STREQ(passed.select_node("properties/property[@name='seed']").node().attribute("value").value(), "11");
}

TEST(JUnit, LeavesOutWhatXmlCannotHold) {
  const std::string text = junit_text(sample_run());
  for (const char c : text) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') << int(c);
}

TEST(JUnit, ARepeatedScenarioIsACaseOfItsOwn) {
  RunReport run = sample_run();
  run.scenarios[1] = run.scenarios[0];
  run.scenarios[1].repetition = 2;
  EXPECT_THAT(junit_text(run), HasSubstr("name=\"sign-in[version=v1] (run 2)\""));
}

TEST(Tap, HasAPointForEachScenarioAndASubtestForItsSteps) {
  testing::expect_golden("run.tap", tap_text(sample_run()));
}

TEST(JsonLines, TellTheRunAsEvents) {
  std::istringstream lines(json_lines(sample_run()));
  std::vector<std::string> events;
  std::string line;
  Json failed_step;
  Json exchange;
  while (std::getline(lines, line)) {
    const auto event = parse_json(line);
    ASSERT_TRUE(event) << line;
    events.push_back(event->at("event").get<std::string>());
    if (event->contains("failures")) failed_step = *event;
    if (events.back() == "exchange") exchange = *event;
  }
  EXPECT_EQ(events.front(), "run_started");
  EXPECT_EQ(events.back(), "run_finished");
  EXPECT_EQ(std::count(events.begin(), events.end(), "scenario_finished"), 4);
  EXPECT_EQ(std::count(events.begin(), events.end(), "step"), 4);
  EXPECT_EQ(failed_step.at("failures").at(0).at("line"), 31);
  EXPECT_EQ(failed_step.at("iteration"), 3);
  EXPECT_EQ(exchange.at("tokens").at(0).at("payload"), (Json{{"aud", "a&b"}}));
}

TEST(Html, IsOneFileThatNeedsNothingElse) {
  const std::string html = html_text(sample_run());
  // The only addresses are of the exchanges and the SVG's own marker.
  for (const char* outside : {"<script", "src=", "<link", "@import", "url(http", "href=\"http"})
    EXPECT_THAT(html, Not(HasSubstr(outside)));
  EXPECT_THAT(html, HasSubstr("prefers-color-scheme:dark"));
  EXPECT_THAT(html, HasSubstr("<svg viewBox="));
  EXPECT_THAT(html, HasSubstr("href=\"#refresh-needs-mfa-1\""));
  EXPECT_THAT(html, HasSubstr("id=\"refresh-needs-mfa-1\""));
  EXPECT_THAT(html, HasSubstr("jwt:1a2b3c4d"));
}

TEST(Html, EscapesWhatItShows) {
  const std::string html = html_text(sample_run());
  EXPECT_THAT(html, HasSubstr("A &lt;refresh&gt; token &amp; its end"));
  EXPECT_THAT(html, HasSubstr("// &lt;b&gt;"));
  EXPECT_THAT(html, Not(HasSubstr("<AADSTS70043>")));
  EXPECT_EQ(escape_html("<a href=\"x\">'&'</a>"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
}

TEST(Html, EveryLinkLeadsSomewhere) {
  const std::string html = html_text(sample_run());
  std::size_t links = 0;
  for (std::size_t at = 0; (at = html.find("href=\"#", at)) != std::string::npos; ++at) {
    const std::string target = html.substr(at + 7, html.find('"', at + 7) - at - 7);
    EXPECT_THAT(html, HasSubstr("id=\"" + target + "\""));
    ++links;
  }
  EXPECT_EQ(links, 5U) << "four scenarios and an exchange";
}

}  // namespace
}  // namespace entra::scenarios
