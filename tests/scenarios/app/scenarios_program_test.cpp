// `scenarios` as people and CI use it: its command line, what it prints and writes, its exit codes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <pugixml.hpp>
#include <sstream>

#include "entra/support/json_access.hpp"
#include "testing/program.hpp"

namespace entra::scenarios {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using testing::Finished;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Program;
using ::testing::StartsWith;

const std::string kProgram = std::string(ENTRA_BIN_DIR) + "/scenarios";
const std::string kSuites = std::string(ENTRA_SOURCE_DIR) + "/scenarios/suites";
const std::string kNango = kSuites + "/nango/client-credentials-with-default.scenario.json";

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class ScenariosProgram : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "entra_scenarios_XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    fs::create_directory(folder_ + "/tmp");
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::unique_ptr<Program> start(std::vector<std::string> arguments, Program::Environment more = {},
                                 const std::string& program = kProgram) {
    arguments.insert(arguments.begin(), program);
    more.insert(more.begin(), {{"ENTRA_SUITES", ""}, {"TMPDIR", folder_ + "/tmp"}});
    return std::make_unique<Program>(std::move(arguments), more, folder_ + "/stderr");
  }
  Finished run(std::vector<std::string> arguments, Program::Environment more = {},
               const std::string& program = kProgram) {
    return start(std::move(arguments), std::move(more), program)->finish();
  }
  std::string write(const std::string& name, const std::string& text) const {
    fs::create_directories(fs::path(folder_ + "/" + name).parent_path());
    std::ofstream(folder_ + "/" + name, std::ios::binary) << text;
    return folder_ + "/" + name;
  }
  std::string scenario(const std::string& name, const std::string& steps, const std::string& more = {}) const {
    return write(name + ".scenario.json",
                 R"({ "scenario": ")" + name + "\", " + more + R"( "steps": [)" + steps + "] }");
  }
  std::string passing(const std::string& name, const std::string& more = {}) const {
    return scenario(name, R"({ "id": "see", "check": { "now": "2025-01-01T00:00:00Z" } })", more);
  }
  std::string failing(const std::string& name) const {
    return scenario(name, R"({ "id": "see", "check": { "now": "yesterday" } })");
  }
  // Takes hours.
  std::string endless(const std::string& name) const {
    return scenario(name, R"({ "repeat": { "times": 100000, "steps": [ { "repeat": { "times": 100000, "counter": "j",
        "steps": [ { "check": { "now": { "present": true } } } ] } } ] } })");
  }

  std::string folder_;
};

TEST_F(ScenariosProgram, RunsAndWritesEveryReport) {
  const Finished done = run(
      {"run", kNango, "--junit", folder_ + "/j.xml", "--html", folder_ + "/h.html", "--json", folder_ + "/e.jsonl"});
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  EXPECT_THAT(done.out, HasSubstr("1/1 passed  nango-client-credentials"));
  EXPECT_THAT(done.out, HasSubstr("1 scenarios: 1 passed, 0 failed, 0 errors, 0 skipped"));
  EXPECT_THAT(done.out, HasSubstr("JUnit: " + folder_ + "/j.xml\nHTML: " + folder_ + "/h.html\nJSON Lines: "));
  EXPECT_THAT(done.out, Not(HasSubstr("\033"))) << "no colors into a pipe";
  EXPECT_EQ(done.err, "");
  pugi::xml_document junit;
  ASSERT_TRUE(junit.load_file((folder_ + "/j.xml").c_str()));
  EXPECT_STREQ(junit.child("testsuites").attribute("tests").value(), "1");
  EXPECT_THAT(read(folder_ + "/h.html"), AllOf(StartsWith("<!doctype html>"), HasSubstr("<svg viewBox=")));
  std::istringstream events(read(folder_ + "/e.jsonl"));
  std::size_t count = 0;
  for (std::string line; std::getline(events, line); ++count) EXPECT_TRUE(parse_json(line)) << line;
  EXPECT_GT(count, 4U);
}

TEST_F(ScenariosProgram, AFailureIs1) {
  const Finished done = run({"run", failing("bad"), passing("good"), "--junit", folder_ + "/j.xml"});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.out, HasSubstr("FAILED  bad › see"));
  EXPECT_THAT(done.out, HasSubstr("expected now to be \"yesterday\""));
  EXPECT_THAT(done.out, HasSubstr("bad.scenario.json:1:66"));
  EXPECT_THAT(read(folder_ + "/j.xml"), HasSubstr("failures=\"1\""));
}

TEST_F(ScenariosProgram, BadUsageIs2AndOneLine) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{},
                                             {"walk"},
                                             {"run", "--colour"},
                                             {"run", "-j", "0"},
                                             {"run", "--repeat", "none"},
                                             {"run", "--idp", "https:/localhost"},
                                             {"run", "--ca-file", "x.pem"},
                                             {"run", "--idp", "http://127.0.0.1:9", "-j", "2"},
                                             {"run", "--shuffle", "often"},
                                             {"schema", "file"}}) {
    const Finished done = run(arguments);
    const std::string shown = arguments.empty() ? "(none)" : arguments.back();
    EXPECT_EQ(done.exit_code, 2) << shown << done.out;
    EXPECT_EQ(done.out, "") << shown;
    EXPECT_EQ(std::count(done.err.begin(), done.err.end(), '\n'), 1) << done.err;
    EXPECT_THAT(done.err, StartsWith("scenarios: "));
  }
}

TEST_F(ScenariosProgram, ABadFileIs3WithEveryError) {
  const std::string bad = write("bad.scenario.json", "{ \"scenario\": \"x\", \"step\": [],\n  \"steps\": [{}] }");
  const std::string worse = write("worse.scenario.json", "{ \"scenario\": \"y\", }");
  for (const char* command : {"run", "check"}) {
    const Finished done = run({command, folder_});
    EXPECT_EQ(done.exit_code, 3) << command;
    EXPECT_EQ(done.out, "");
    EXPECT_THAT(done.err, HasSubstr(bad + ":1:20: unknown key 'step' in a scenario; did you mean 'steps'?\n"));
    EXPECT_THAT(done.err, HasSubstr(bad + ":2:13: this step has no kind"));
    EXPECT_THAT(done.err, HasSubstr(worse + ":1:18: a trailing comma is not allowed here"));
    EXPECT_THAT(done.err, HasSubstr("scenarios: 3 errors in 2 files\n"));
  }
}

TEST_F(ScenariosProgram, ABadDirectoryIs3) {
  write("directory/mock.json", "{ \"tenats\": [] }");
  const std::string file = passing("x", R"("idp": { "directory": "directory/mock.json" },)");
  const Finished done = run({"check", file});
  EXPECT_EQ(done.exit_code, 3);
  EXPECT_THAT(done.err, HasSubstr("directory/mock.json:1:3"));
}

TEST_F(ScenariosProgram, WhatIsNotThereIs4) {
  EXPECT_EQ(run({"run", folder_ + "/none.scenario.json"}).exit_code, 4);
  EXPECT_EQ(run({"check", folder_ + "/none"}).exit_code, 4);
  fs::create_symlink(folder_ + "/gone", folder_ + "/dangling.scenario.json");
  const Finished dangling = run({"run", folder_});
  EXPECT_EQ(dangling.exit_code, 4);
  EXPECT_THAT(dangling.err, HasSubstr("dangling.scenario.json"));
}

TEST_F(ScenariosProgram, AReportThatCannotBeWrittenIs4) {
  const Finished done = run({"run", passing("x"), "--junit", folder_ + "/no/such/folder/j.xml"});
  EXPECT_EQ(done.exit_code, 4);
  EXPECT_THAT(done.err, HasSubstr("cannot write " + folder_ + "/no/such/folder/j.xml"));
}

TEST_F(ScenariosProgram, AMockThatDoesNotAnswerIs4) {
  const Finished done = run({"run", passing("x"), "--idp", "http://127.0.0.1:1"});
  EXPECT_EQ(done.exit_code, 4);
  EXPECT_THAT(done.out, HasSubstr("ERROR  x\n  the scenario could not be run: http://127.0.0.1:1"));
}

TEST_F(ScenariosProgram, NothingSelectedIs5) {
  EXPECT_EQ(run({"run", passing("x"), "--filter", "y*"}).exit_code, 5);
  EXPECT_EQ(run({"run", passing("x"), "--tag", "none"}).exit_code, 5);
  fs::create_directories(folder_ + "/empty/x.scenario.json");
  EXPECT_EQ(run({"run", folder_ + "/empty"}).exit_code, 5) << "a folder is no scenario file";
  EXPECT_EQ(run({"check", folder_ + "/empty"}).exit_code, 5);
}

TEST_F(ScenariosProgram, AnInterruptIs130AndStillReports) {
  const auto program =
      start({"run", passing("a"), endless("b"), passing("c"), "-j", "1", "--junit", folder_ + "/j.xml"});
  ASSERT_THAT(program->read_line(), HasSubstr("1/3 passed  a"));
  program->send(SIGINT);
  const Finished done = program->finish();
  EXPECT_EQ(done.exit_code, 130);
  EXPECT_THAT(done.out, HasSubstr("interrupted"));
  EXPECT_THAT(read(folder_ + "/j.xml"), HasSubstr("skipped=\"2\""));
}

TEST_F(ScenariosProgram, SelectsByNameAndTag) {
  passing("sign-in", R"("tags": ["fast", "user"],)");
  passing("refresh", R"("tags": ["slow"],)");
  scenario("cases", R"({ "check": { "var:a": { "present": true } } })", R"("matrix": { "a": [1, 2] },)");
  const auto list = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"run", folder_, "--list"});
    const Finished done = run(more);
    EXPECT_EQ(done.exit_code, 0) << done.err;
    std::string names;
    std::istringstream lines(done.out);
    for (std::string line; std::getline(lines, line);) names += line.substr(0, line.find(' ')) + " ";
    return names;
  };
  EXPECT_EQ(list({}), "cases[a=1] cases[a=2] refresh sign-in ");
  EXPECT_EQ(list({"--filter", "*s*"}), "cases[a=1] cases[a=2] refresh sign-in ");
  EXPECT_EQ(list({"--filter", "re?resh"}), "refresh ");
  EXPECT_EQ(list({"--filter", "cases[a=2]"}), "cases[a=2] ");
  EXPECT_EQ(list({"--tag", "fast"}), "sign-in ");
  EXPECT_EQ(list({"--tag", "fast", "--tag", "slow"}), "refresh sign-in ");
}

TEST_F(ScenariosProgram, ADryRunShowsTheStepsAndRunsNothing) {
  scenario("x", R"({ "id": "wait", "clock": { "advance": "PT1H" } },
    { "id": "loop", "repeat": { "times": 3, "steps": [ { "id": "in", "http": { "path": "/" } } ] } },
    { "id": "not-yet", "skip": "issue 7", "check": { "now": "never" } })",
           R"("tags": ["t"], "always": [ { "id": "clean", "control": { "path": "/_mock/reset" } } ],)");
  const Finished done = run({"run", folder_, "--dry-run", "--idp", "http://127.0.0.1:1"});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_EQ(done.out, "x  " + folder_ +
                          "/x.scenario.json  [t]\n"
                          "  wait  clock advance PT1H\n"
                          "  loop  repeat 3 times\n"
                          "    in  GET /\n"
                          "  not-yet  check  (skipped: issue 7)\n"
                          "  always:\n"
                          "    clean  control /_mock/reset\n");
}

TEST_F(ScenariosProgram, ShufflesAndRepeats) {
  for (const char* name : {"a", "b", "c", "d", "e", "f"}) passing(name);
  const Finished first = run({"run", folder_, "--shuffle", "7", "--repeat", "2", "--tap", "-j", "2"});
  const Finished second = run({"run", folder_, "--shuffle", "7", "--repeat", "2", "--tap", "-j", "1"});
  const Finished sorted = run({"run", folder_, "--repeat", "2", "--tap"});
  EXPECT_EQ(first.out, second.out);
  EXPECT_NE(first.out, sorted.out);
  EXPECT_THAT(first.out, StartsWith("TAP version 14\n1..12\n"));
  EXPECT_THAT(first.err, HasSubstr("12/12 passed")) << "people read standard error then";
  EXPECT_THAT(run({"run", folder_, "--shuffle", "7"}).out, HasSubstr("same order again: --shuffle 7"));
}

TEST_F(ScenariosProgram, ChecksTheBuiltInPack) {
  const Finished done = run({"check"});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, ::testing::MatchesRegex("[0-9]+ files, [0-9]+ scenarios, no errors\n"));
}

TEST_F(ScenariosProgram, FindsThePackWhereItIsTold) {
  passing("only-one");
  EXPECT_THAT(run({"run", "--list"}, {{"ENTRA_SUITES", folder_}}).out, StartsWith("only-one  "));
  const Finished none = run({"run", "--list"}, {{"ENTRA_SUITES", folder_ + "/none"}});
  EXPECT_EQ(none.exit_code, 4);
  EXPECT_THAT(none.err, HasSubstr("ENTRA_SUITES is '" + folder_ + "/none', which is no folder"));
}

TEST_F(ScenariosProgram, FindsThePackOfItsInstallation) {
  const std::string installed = folder_ + "/usr/bin/scenarios";
  fs::create_directories(folder_ + "/usr/bin");
  fs::copy_file(kProgram, installed);
  write("usr/share/entra-harness/suites/here.scenario.json",
        R"({ "scenario": "here", "steps": [{ "check": { "now": "2025-01-01T00:00:00Z" } }] })");
  EXPECT_THAT(run({"run", "--list"}, {}, installed).out, StartsWith("here  "));
  const Finished https = run({"run", "--idp", "https"}, {}, installed);
  EXPECT_EQ(https.exit_code, 4);
  EXPECT_THAT(https.err, HasSubstr("there is no mock_idp beside this program"));
}

TEST_F(ScenariosProgram, PrintsTheCommittedSchema) {
  const Finished done = run({"schema"});
  EXPECT_EQ(done.exit_code, 0);
  EXPECT_EQ(done.out, read(std::string(ENTRA_SOURCE_DIR) + "/scenarios/schema/scenario.schema.json"));
}

TEST_F(ScenariosProgram, HelpListsOnlyWhatExists) {
  const Finished help = run({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  for (const char* later : {"exec", "probe", "baseline"}) EXPECT_THAT(help.out, Not(HasSubstr(later)));
  EXPECT_THAT(help.out, HasSubstr("130 interrupted"));
  for (const char* command : {"run", "check", "schema"}) {
    EXPECT_THAT(help.out, HasSubstr(command));
    EXPECT_EQ(run({command, "--help"}).exit_code, 0);
  }
  EXPECT_THAT(run({"--version"}).out, ::testing::MatchesRegex("scenarios [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

class ScenariosOverSockets : public ScenariosProgram {
 protected:
  // Processes whose command line names this test's folder: mocks that were left behind.
  std::vector<std::string> left_behind() const {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator("/proc")) {
      std::string line = read(entry.path() / "cmdline");
      std::replace(line.begin(), line.end(), '\0', ' ');
      if (line.find(folder_) != std::string::npos) found.push_back(line);
    }
    return found;
  }
};

TEST_F(ScenariosOverSockets, EachScenarioGetsAProcessOfItsOwn) {
  const std::string own = scenario("own-lifetime", R"(
      { "id": "get", "http": { "path": "/contoso.onmicrosoft.com/oauth2/token", "form": { "grant_type": "client_credentials",
          "client_id": "aaaaaaaa-0003-4000-8000-000000000003", "client_secret": "nightly-job-secret",
          "resource": "https://graph.microsoft.com" } },
        "expect": { "json:/expires_in": { "one_of": [120, "120"] }, "journal:/count": 1 } },
      { "clock": { "advance": "PT3M" }, "expect": { "now": "2025-01-01T00:03:00Z" } })",
                                   R"("idp": { "lifetimes": { "accessToken": 120 } },)");
  const Finished done = run({"run", kNango, own, "--idp", "https", "-j", "2"});
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  EXPECT_THAT(done.out, HasSubstr("2 passed"));
  EXPECT_THAT(done.out, HasSubstr("(https, 2 at once)"));
  EXPECT_TRUE(fs::is_empty(folder_ + "/tmp")) << "keys and logs are gone";
  EXPECT_THAT(left_behind(), ::testing::IsEmpty());
}

TEST_F(ScenariosOverSockets, AnInterruptEndsTheMocksToo) {
  const auto program = start({"run", passing("a"), endless("b"), "-j", "1", "--idp", "https"});
  ASSERT_THAT(program->read_line(), HasSubstr("1/2 passed  a"));
  program->send(SIGINT);
  EXPECT_EQ(program->finish().exit_code, 130);
  EXPECT_TRUE(fs::is_empty(folder_ + "/tmp"));
  EXPECT_THAT(left_behind(), ::testing::IsEmpty());
}

TEST_F(ScenariosOverSockets, AMockThatRunsIsResetBeforeEachScenario) {
  Program mock({std::string(ENTRA_BIN_DIR) + "/mock_idp", "--http-port", "0", "--https-port", "0", "--state-dir",
                folder_ + "/state", "--config", kSuites + "/nango/directory/sync.json"},
               {}, folder_ + "/mock-log");
  const auto ready = parse_json(mock.read_line());
  ASSERT_TRUE(ready) << read(folder_ + "/mock-log");
  const std::string http = ready->at("http").get<std::string>();
  const std::string https = ready->at("https").get<std::string>();

  const Finished plain = run({"run", kNango, "--repeat", "2", "--idp", http});
  EXPECT_EQ(plain.exit_code, 0) << plain.out << plain.err;
  EXPECT_THAT(plain.err, HasSubstr("is reset before each scenario"));
  EXPECT_THAT(plain.out, HasSubstr("1 at once"));
  const Finished tls = run({"run", kNango, "--idp", https, "--ca-file", ready->at("ca_file").get<std::string>()});
  EXPECT_EQ(tls.exit_code, 0) << tls.out << tls.err;
  EXPECT_EQ(run({"run", kNango, "--idp", https}).exit_code, 4) << "nobody said that its authority is to be trusted";

  const std::string own = passing("own", R"("idp": { "lifetimes": { "accessToken": 60 } },)");
  const Finished lifetimes = run({"run", own, "--idp", http});
  EXPECT_EQ(lifetimes.exit_code, 4);
  EXPECT_THAT(lifetimes.out, HasSubstr("cannot be given other lifetimes"));
  mock.send(SIGTERM);
  EXPECT_EQ(mock.finish().exit_code, 0);
}

}  // namespace
}  // namespace entra::scenarios
