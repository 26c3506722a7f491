#include "load/load_scenarios.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "run/in_process_idp.hpp"
#include "testing/golden.hpp"
#include "testing/load.hpp"

namespace entra::scenarios {
namespace {

using testing::load_one;
using testing::with_steps;

struct BadFile {
  const char* name;
  std::string text;     ///< '@' stands where the error is; it is taken out before loading
  std::string message;  ///< a part of it
};

std::ostream& operator<<(std::ostream& out, const BadFile& file) {
  return out << file.name;
}

class LoaderErrors : public ::testing::TestWithParam<BadFile> {};

TEST_P(LoaderErrors, PointAtTheirPlace) {
  std::string text = GetParam().text;
  const std::size_t place = text.find('@');
  ASSERT_NE(place, std::string::npos);
  text.erase(place, 1);
  const SourceText source("x.scenario.json", text);
  const Loaded loaded = load_scenario(source);
  EXPECT_TRUE(loaded.scenarios.empty());
  ASSERT_EQ(loaded.diagnostics.size(), 1U) << loaded.diagnostics[1].one_line();
  const Diagnostic& error = loaded.diagnostics.front();
  EXPECT_NE(error.message.find(GetParam().message), std::string::npos) << error.one_line();
  const LineColumn wanted = source.locate(place);
  const std::string position = "x.scenario.json:" + std::to_string(wanted.line) + ":" + std::to_string(wanted.column);
  EXPECT_EQ(error.one_line().rfind(position + ": ", 0), 0U) << error.one_line() << ", not " << position;
}

constexpr const char* kFine = R"({"check": {"now": {"present": true}}})";

std::vector<BadFile> bad_roots() {
  return {
      {"trailing comma", R"({"scenario": "x"@,})", "a trailing comma is not allowed"},
      {"duplicate key", R"({"scenario": "x", @"scenario": "y", "steps": []})", "was given before"},
      {"not an object", "@[]", "a scenario must be an object, not an array"},
      {"unknown root key", R"({"scenario": "x", @"tag": ["a"], "steps": [)" + std::string(kFine) + "]}",
       "unknown key 'tag' in a scenario; did you mean 'tags'?"},
      {"no name", R"(@{"steps": [)" + std::string(kFine) + "]}", "lacks the key 'scenario'"},
      {"no steps", R"(@{"scenario": "x"})", "lacks the key 'steps'"},
      {"empty steps", R"({"scenario": "x", "steps": @[]})", "'steps' is empty"},
      {"name is no kebab case", R"({"scenario": @"Not Kebab", "steps": [)" + std::string(kFine) + "]}", "kebab-case"},
      {"tags are no strings", with_steps(kFine, R"("tags": @[1],)"), "'tags' must be an array of strings"},
      {"clock is no time", with_steps(kFine, R"("idp": {"clock": @"soon"},)"), "an RFC 3339 time"},
      {"directory does not exist", with_steps(kFine, R"("idp": {"directory": @"nowhere.json"},)"),
       "there is no file 'nowhere.json'"},
      {"lifetime has another name", with_steps(kFine, R"("idp": {"lifetimes": {@"accesToken": 60}},)"),
       "did you mean 'accessToken'?"},
      {"lifetime is no duration", with_steps(kFine, R"("idp": {"lifetimes": {"accessToken": @"one hour"}},)"),
       "an ISO 8601 duration such as PT1H, or whole seconds"},
      {"set-up with a variable", with_steps(kFine, R"("idp": {"directory": @"${origin}.json"},)"),
       "before variables exist"},
      {"variable with a built-in name", with_steps(kFine, R"("vars": {@"epoch": 1},)"), "is a built-in variable"},
      {"variable with an odd name", with_steps(kFine, R"("vars": {@"a-b": 1},)"), "is no variable name"},
      {"variable used before it exists", with_steps(kFine, R"("vars": {"a": "@${b}", "b": 1},)"),
       "no variable is named 'b' here"},
      {"client with an unknown key", with_steps(kFine, R"("clients": {"app": {@"clientid": "1"}},)"),
       "did you mean 'client_id'?"},
      {"matrix without axes", with_steps(kFine, R"("matrix": @{},)"), "at least one axis"},
      {"axis without values", with_steps(kFine, R"("matrix": {"a": @[]},)"), "at least one value"},
      {"axis of mixed values", with_steps(kFine, R"("matrix": {"a": [1, @{"name": "b"}]},)"), "all scalars, or all"},
      {"hole in the matrix", with_steps(kFine, R"("matrix": {"a": [{"name": "one", "code": 1}, @{"name": "two"}]},)"),
       "this case lacks 'code'"},
      {"odd member in the matrix",
       with_steps(kFine, R"("matrix": {"a": [{"name": "one"}, {"name": "two", @"code": 2}]},)"),
       "the first case of this axis has no 'code'"},
      {"two cases of one name", with_steps(kFine, R"("matrix": {"a": [1, @1]},)"), "two cases of this axis are named"},
  };
}

std::vector<BadFile> bad_steps() {
  return {
      {"no kind", with_steps(R"(@{"id": "a"})"), "this step has no kind; exactly one of flow, http"},
      {"two kinds", with_steps(R"({"http": {"path": "/"}, @"clock": {"advance": "PT1S"}})"), "has only one kind"},
      {"unknown key", with_steps(R"({@"expects": {}, "http": {"path": "/"}})"), "did you mean 'expect'?"},
      {"an id twice", with_steps(R"({"id": "a", "http": {"path": "/"}}, {"id": @"a", "http": {"path": "/"}})"),
       "used by an earlier step"},
      {"unknown flow", with_steps(R"({"flow": @"refesh"})"), "did you mean 'refresh'?"},
      {"unknown parameter", with_steps(R"({"flow": "discovery", "with": {@"tenent": "a", "tenant": "b"}})"),
       "did you mean 'tenant'?"},
      {"missing parameter", with_steps(R"({"flow": "discovery", "with": @{}})"), "needs 'tenant'"},
      {"client where none is taken", with_steps(R"({"flow": "discovery", "with": {@"client": "a", "tenant": "b"}})"),
       "unknown key 'client'"},
      {"client that is not there",
       with_steps(R"({"flow": "refresh", "with": {"client": @"ap", "refresh_token": "r"}})",
                  R"("clients": {"app": {"tenant": "t", "client_id": "c"}},)"),
       "did you mean 'app'?"},
      {"resource and scope",
       with_steps(R"({"flow": "refresh", "with": @{"tenant": "t", "client_id": "c", "refresh_token": "r",
                    "resource": "a", "scope": "b"}})"),
       "exclude each other"},
      {"no target", with_steps(R"({"flow": "client_credentials", "with": @{"tenant": "t", "client_id": "c"}})"),
       "needs 'resource' or 'scope'"},
      {"certificate without key",
       with_steps(R"({"flow": "client_credentials", "with": @{"tenant": "t", "client_id": "c", "scope": "s",
                    "certificate_file": "a.pem"}})"),
       "belong together"},
      {"with on a request", with_steps(R"({"http": {"path": "/"}, "with": @{}})"), "'with' belongs to a flow"},
      {"path and url", with_steps(R"({"http": {"path": "/", "url": @"https://graph.microsoft.com/"}})"),
       "either 'path' or 'url'"},
      {"relative path", with_steps(R"({"http": {"path": @"graph"}})"), "'path' begins with '/'"},
      {"two bodies", with_steps(R"({"http": {"path": "/", "form": {}, "json": @{}}})"), "a request has one body"},
      {"structured header", with_steps(R"({"http": {"path": "/", "headers": {"A": @[1]}}})"),
       "is text, a number or a flag"},
      {"control elsewhere", with_steps(R"({"control": {"path": @"/graph"}})"), "begins with /_mock/"},
      {"clock without a way", with_steps(R"({"clock": @{}})"), "either 'set' or 'advance'"},
      {"clock with both", with_steps(R"({"clock": @{"set": "2025-01-01T00:00:00Z", "advance": "PT1S"}})"),
       "either 'set' or 'advance'"},
      {"odd duration", with_steps(R"({"clock": {"advance": @"1 hour"}})"), "an ISO 8601 duration"},
      {"empty check", with_steps(R"({"check": @{}})"), "at least one expectation"},
      {"check with expect", with_steps(R"({"check": {"now": "a"}, "expect": @{}})"), "holds its expectations itself"},
      {"check of an answer", with_steps(R"({"check": {@"status": 200}})"), "needs an answer"},
      {"condition on an answer", with_steps(R"({"http": {"path": "/"}, "if": {@"json:/a": 1}})"), "needs an answer"},
      {"clock step with a status", with_steps(R"({"clock": {"advance": "PT1S"}, "expect": {@"status": 200}})"),
       "needs an answer"},
      {"repeat of nothing", with_steps(R"({"repeat": {"times": 1, "steps": @[]}})"), "'steps' is empty"},
      {"repeat that expects",
       with_steps(R"({"repeat": {"times": 1, "steps": [)" + std::string(kFine) + R"(]}, "expect": @{}})"),
       "a repeat step expects nothing"},
      {"negative times", with_steps(R"({"repeat": {"times": @-1, "steps": [)" + std::string(kFine) + "]}}"),
       "a whole number, not negative"},
      {"counter outside",
       with_steps(R"({"repeat": {"times": 1, "steps": [)" + std::string(kFine) + R"(]}}, {"check": {@"var:i": 1}})"),
       "no variable is named 'i' here"},
      {"unknown variable", with_steps(R"({"http": {"path": "/@${tenat}"}})", R"("vars": {"tenant": "a"},)"),
       "did you mean 'tenant'?"},
      {"unknown member", with_steps(R"({"http": {"path": "/@${t.b}"}})", R"("vars": {"t": {"a": 1}},)"),
       "'t' has no member 'b'; it has: a"},
      {"reference without end", with_steps(R"({"http": {"path": @"/${t"}})"), "'${' without '}'"},
      {"saved value is used too early",
       with_steps(R"({"check": {@"var:token": 1}}, {"http": {"path": "/"}, "save": {"token": "json:/a"}})"),
       "no variable is named 'token' here"},
      {"save of no expression", with_steps(R"({"http": {"path": "/"}, "save": {"a": @1}})"),
       "is named by an expression"},
      {"unknown root", with_steps(R"({"http": {"path": "/"}, "expect": {@"sttus": 200}})"), "did you mean 'status'?"},
      {"broken pointer", with_steps(R"({"http": {"path": "/"}, "expect": {@"json:error": 1}})"),
       "a JSON Pointer starts"},
      {"unknown operator", with_steps(R"({"http": {"path": "/"}, "expect": {"status": {@"equals": 200}}})"),
       "'equals' is no operator"},
      {"two operators", with_steps(R"({"http": {"path": "/"}, "expect": {"status": @{"ge": 200, "lt": 300}}})"),
       "exactly one operator, this one holds 2"},
      {"broken pattern", with_steps(R"({"http": {"path": "/"}, "expect": {"body": {"matches": @"("}}})"),
       "not a regular expression"},
      {"unknown journal filter", with_steps(R"({"http": {"path": "/"}, "expect": {@"journal(grant=x):/count": 1}})"),
       "cannot be narrowed by"},
  };
}

std::string name_of(const ::testing::TestParamInfo<BadFile>& info) {
  std::string name = info.param.name;
  for (char& c : name)
    if (c == ' ' || c == '-') c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Root, LoaderErrors, ::testing::ValuesIn(bad_roots()), name_of);
INSTANTIATE_TEST_SUITE_P(Steps, LoaderErrors, ::testing::ValuesIn(bad_steps()), name_of);

TEST(Loader, ReportsEveryErrorOfAFileWithItsLine) {
  const Loaded loaded = load_scenario(SourceText("bad.scenario.json", R"({
  // one of everything that goes wrong on a Monday
  "scenario": "Monday",
  "tgas": ["a"],
  "vars": { "tenant": "contoso.onmicrosoft.com" },
  "steps": [
    { "id": "ask", "flow": "discovery", "with": { "tenant": "${tenat}" }, "expect": { "status": { "equals": 200 } } },
    { "id": "ask", "http": { "path": "/" }, "clock": { "advance": "PT1H" } },
    { "id": "größe", "clock": { "advance": "an hour" } }
  ]
}
)"));
  std::string all;
  for (const Diagnostic& diagnostic : loaded.diagnostics) all += diagnostic.with_excerpt() + "\n";
  testing::expect_golden("loader-errors.txt", all);
}

TEST(Loader, KeepsTheFirstOfTwoScenariosOfOneName) {
  const SourceText first("a.scenario.json", with_steps(kFine));
  const SourceText second("b.scenario.json", with_steps(kFine));
  const Loaded loaded = load_scenarios({first, second});
  ASSERT_EQ(loaded.scenarios.size(), 1U);
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_EQ(loaded.diagnostics[0].one_line(), "b.scenario.json:1:14: the name 'x' is also used in a.scenario.json");
}

TEST(Loader, ReportsTheErrorsOfAllFiles) {
  const SourceText bad("a.scenario.json", "{");
  const SourceText worse("b.scenario.json", "[]");
  const SourceText fine("c.scenario.json", with_steps(kFine));
  const Loaded loaded = load_scenarios({bad, worse, fine});
  EXPECT_EQ(loaded.diagnostics.size(), 2U);
  EXPECT_EQ(loaded.scenarios.size(), 1U);
}

TEST(Loader, ExpandsAMatrixIntoNamedCases) {
  const Loaded loaded = load_scenario(
      SourceText("x.scenario.json",
                 with_steps(R"({"http": {"path": "/${version}/${fault.status}"}})",
                            R"("matrix": {"fault": [{"name": "gone", "status": 410}, {"name": "busy", "status": 503}],
                             "version": ["v1", "v2"]},)")));
  ASSERT_TRUE(loaded.diagnostics.empty()) << loaded.diagnostics[0].with_excerpt();
  std::vector<std::string> names;
  for (const Scenario& scenario : loaded.scenarios) names.push_back(scenario.name);
  EXPECT_EQ(names, (std::vector<std::string>{"x[fault=gone,version=v1]", "x[fault=gone,version=v2]",
                                             "x[fault=busy,version=v1]", "x[fault=busy,version=v2]"}));
  EXPECT_EQ(loaded.scenarios[2].vars.at(0).second.at("status"), 503);
}

TEST(Loader, NamesNoSecretInACase) {
  const Loaded loaded = load_scenario(
      SourceText("x.scenario.json", with_steps(kFine, R"("matrix": {"client_secret": ["first-one", "second-one"]},)")));
  ASSERT_EQ(loaded.scenarios.size(), 2U);
  EXPECT_EQ(loaded.scenarios[1].name, "x[client_secret=2]");
}

TEST(Loader, GivesDefaults) {
  const Scenario scenario = load_one(with_steps(kFine));
  EXPECT_EQ(format_rfc3339(scenario.idp.clock), "2025-01-01T00:00:00Z");
  EXPECT_EQ(scenario.steps.at(0).id, "step-1");
  EXPECT_TRUE(scenario.idp.directory.empty());
  const Scenario other = load_one(R"({"scenario": "y", "steps": [)" + std::string(kFine) + "]}");
  EXPECT_NE(scenario.idp.seed, other.idp.seed) << "the seed is made from the name";
}

TEST(Loader, ReadsTheMocksSettings) {
  const Scenario scenario = load_one(with_steps(
      kFine,
      R"("idp": {"clock": "2025-03-01T09:00:00Z", "seed": 7, "lifetimes": {"accessToken": "PT2H", "idToken": 60}},)"));
  EXPECT_EQ(format_rfc3339(scenario.idp.clock), "2025-03-01T09:00:00Z");
  EXPECT_EQ(scenario.idp.seed, 7U);
  EXPECT_EQ(scenario.idp.lifetimes.at("accessToken").count(), 7200);
  EXPECT_EQ(scenario.idp.lifetimes.at("idToken").count(), 60);
}

TEST(Loader, MergesTheClientIntoTheFlow) {
  const Scenario scenario =
      load_one(with_steps(R"({"flow": "refresh", "with": {"client": "app", "tenant": "other", "refresh_token": "r"}})",
                          R"("clients": {"app": {"tenant": "home", "client_id": "c", "user": "u"}},)"));
  const auto& flow = std::get<FlowAction>(scenario.steps.at(0).action);
  EXPECT_EQ(flow.with, (Json{{"tenant", "other"}, {"client_id", "c"}, {"refresh_token", "r"}}))
      << "the step's own keys win, and what the flow does not take is left out";
}

TEST(Loader, NamesABadDirectoryOnce) {
  std::vector<std::string> asked;
  const std::string folder = std::string(ENTRA_SOURCE_DIR) + "/scenarios/suites/nango/";
  const std::string text = R"("idp": {"directory": "directory/sync.json"},)";
  const SourceText a(folder + "a.scenario.json", with_steps(kFine, text));
  const SourceText b(folder + "b.scenario.json", R"({"scenario": "y", )" + text + R"( "steps": [)" + kFine + "]}");
  const Loaded loaded = load_scenarios({a, b}, [&](const std::string& path) {
    asked.push_back(path);
    return std::optional<std::string>("bad: " + path);
  });
  EXPECT_EQ(asked, std::vector<std::string>{folder + "directory/sync.json"});
  EXPECT_EQ(loaded.directory_errors, std::vector<std::string>{"bad: " + folder + "directory/sync.json"});
}

TEST(Loader, FindsFilesInFoldersOnce) {
  const std::string suites = std::string(ENTRA_SOURCE_DIR) + "/scenarios/suites/nango";
  const auto files = find_scenario_files({suites, suites + "/refused-scopes.scenario.json"});
  ASSERT_TRUE(files);
  EXPECT_EQ(std::count_if(files->begin(), files->end(),
                          [](const auto& f) { return f.find("refused-scopes") != std::string::npos; }),
            1);
  EXPECT_TRUE(std::is_sorted(files->begin(), files->end()));
  const auto missing = find_scenario_files({suites + "/nothing-here"});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Errc::kNotFound);
}

TEST(Pack, EveryShippedScenarioIsFine) {
  const auto files = find_scenario_files({std::string(ENTRA_SOURCE_DIR) + "/scenarios/suites"});
  ASSERT_TRUE(files);
  std::vector<SourceText> sources;
  for (const std::string& file : *files) {
    auto source = SourceText::read(file);
    ASSERT_TRUE(source) << source.error().message;
    sources.push_back(std::move(*source));
  }
  const Loaded loaded = load_scenarios(sources, check_directory);
  for (const Diagnostic& diagnostic : loaded.diagnostics) ADD_FAILURE() << diagnostic.with_excerpt();
  for (const std::string& error : loaded.directory_errors) ADD_FAILURE() << error;
  EXPECT_GE(loaded.scenarios.size(), sources.size());
  EXPECT_GE(sources.size(), 20U);
}

}  // namespace
}  // namespace entra::scenarios
