// Scenarios against the real mock in process: every step kind, every way to fail.

#include "run/run_scenario.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/terminal.hpp"
#include "testing/golden.hpp"
#include "testing/load.hpp"
#include "testing/spy_idp.hpp"

namespace entra::scenarios {
namespace {

using ::testing::HasSubstr;
using testing::load_one;
using testing::SpyProvider;
using testing::with_steps;

constexpr const char* kClients = R"("clients": {
    "job": { "tenant": "contoso.onmicrosoft.com", "client_id": "aaaaaaaa-0003-4000-8000-000000000003",
             "client_secret": "nightly-job-secret" },
    "csp": { "tenant": "contoso.onmicrosoft.com", "client_id": "aaaaaaaa-0001-4000-8000-000000000001",
             "client_secret": "csp-app-secret", "redirect_uri": "http://localhost:3000/cb",
             "user": "ada@contoso.onmicrosoft.com" } },)";

ScenarioReport run(const Scenario& scenario) {
  SpyProvider provider;
  const std::atomic<bool> stop{false};
  return run_scenario(scenario, provider, stop);
}

ScenarioReport run(const std::string& steps, const std::string& more = {}) {
  return run(load_one(with_steps(steps, kClients + more)));
}

std::string failures_of(const ScenarioReport& report) {
  RunReport all;
  all.scenarios = {report};
  return failure_text(all, {});
}

std::vector<std::string> steps_of(const ScenarioReport& report) {
  std::vector<std::string> steps;
  for (const StepReport& step : report.steps) steps.push_back(step.id + " " + std::string(to_string(step.outcome)));
  return steps;
}

void expect_passed(const ScenarioReport& report) {
  EXPECT_EQ(report.outcome, Outcome::kPassed) << report.detail << failures_of(report);
}

std::string first_failure(const ScenarioReport& report) {
  EXPECT_EQ(report.outcome, Outcome::kFailed) << report.detail;
  for (const StepReport& step : report.steps)
    if (!step.failures.empty()) return step.failures.front().message + " | " + step.failures.front().actual;
  return "(none)";
}

TEST(RunScenario, EveryFlowOfTheClient) {
  const ScenarioReport report = run(R"(
      { "id": "app", "flow": "client_credentials", "with": { "client": "job", "resource": "https://graph.microsoft.com" },
        "expect": { "status": 200, "json:/source": "network", "jwt(access_token):/payload/roles": { "contains": "User.Read.All" } } },
      { "id": "app-again", "flow": "client_credentials", "with": { "client": "job", "resource": "https://graph.microsoft.com" },
        "expect": { "json:/source": "cache", "status": { "present": false }, "journal(grant_type=client_credentials):/count": 1 },
        "save": { "app_token": "json:/access_token" } },
      { "id": "user", "flow": "auth_code",
        "with": { "client": "csp", "scope": "openid offline_access https://graph.microsoft.com/User.Read", "mfa": true, "nonce": "n1" },
        "expect": { "status": 200, "jwt(id_token):/payload/nonce": "n1", "header:Content-Type": { "contains": "json" } },
        "save": { "rt": "json:/refresh_token", "id_token": "json:/id_token" } },
      { "id": "sign-in", "control": { "path": "/_mock/sign-ins", "json": { "tenant": "contoso.onmicrosoft.com",
          "user": "ada@contoso.onmicrosoft.com", "client_id": "aaaaaaaa-0001-4000-8000-000000000001",
          "redirect_uri": "http://localhost:3000/cb", "scope": "openid", "mfa": true } },
        "save": { "code": "json:/code" } },
      { "id": "redeem", "flow": "redeem_code", "with": { "client": "csp", "code": "${code}", "redirect_uri": "http://localhost:3000/cb", "scope": "openid" },
        "expect": { "status": 200, "json:/id_token": { "present": true } } },
      { "id": "refresh", "flow": "refresh", "with": { "client": "csp", "refresh_token": "${rt}", "scope": ["https://graph.microsoft.com/.default"] },
        "expect": { "status": 200 }, "save": { "user_token": "json:/access_token" } },
      { "id": "discovery", "flow": "discovery", "with": { "tenant": "common", "version": "v2" },
        "expect": { "json:/issuer": { "contains": "{tenantid}" } } },
      { "id": "validate", "flow": "validate_token", "with": { "token": "${app_token}", "tenant": "contoso.onmicrosoft.com",
          "audience": "https://graph.microsoft.com" },
        "expect": { "json:/valid": true, "json:/app_only": true } },
      { "id": "mfa", "flow": "mfa_policy", "with": { "token": "${user_token}" }, "expect": { "json:/outcome": { "type": "string" } } })");
  expect_passed(report);
  EXPECT_EQ(report.steps.size(), 9U);
}

TEST(RunScenario, EveryRootOfAnHttpStep) {
  expect_passed(run(R"(
      { "id": "refused", "http": { "path": "/contoso.onmicrosoft.com/oauth2/v2.0/token", "form": { "grant_type": "password" } },
        "expect": { "status": { "ge": 400 }, "reason": { "type": "string" }, "body": { "contains": "AADSTS" },
                    "json:/error": { "type": "string" }, "header:Content-Type": { "contains": "application/json" },
                    "header:X-None": { "present": false }, "journal:/count": 1, "now": "2025-01-01T00:00:00Z",
                    "location:code": { "present": false }, "var:tenant": "contoso.onmicrosoft.com" } },
      { "id": "another-host", "http": { "url": "https://graph.microsoft.com/v1.0/me" },
        "expect": { "status": 401, "header:WWW-Authenticate": { "contains": "Bearer" } } })",
                    R"("vars": { "tenant": "contoso.onmicrosoft.com" },)"));
}

TEST(RunScenario, TheClockMovesOnlyByItsSteps) {
  const ScenarioReport report =
      run(R"(
      { "id": "get", "flow": "client_credentials", "with": { "client": "job", "resource": "https://graph.microsoft.com" },
        "save": { "at": "json:/access_token" } },
      { "id": "advance", "clock": { "advance": "PT59M59S" }, "expect": { "now": "2025-03-01T09:59:59Z" } },
      { "id": "mock-agrees", "control": { "path": "/_mock/clock" },
        "expect": { "json:/now": { "eq": "${now}" }, "json:/mode": "frozen" } },
      { "id": "still-good", "http": { "path": "/graph/v1.0/organization", "headers": { "Authorization": "Bearer ${at}" } },
        "expect": { "status": 200 } },
      { "id": "set", "clock": { "set": "2025-03-01T11:00:00Z" } },
      { "id": "expired", "http": { "path": "/graph/v1.0/organization", "headers": { "Authorization": "Bearer ${at}" } },
        "expect": { "status": 401 } },
      { "id": "by-control", "control": { "method": "PUT", "path": "/_mock/clock", "json": { "advance_seconds": 60 } },
        "expect": { "now": "2025-03-01T11:01:00Z" } },
      { "id": "reset", "control": { "method": "POST", "path": "/_mock/reset" }, "expect": { "now": "2025-03-01T09:00:00Z" } })",
          R"("idp": { "clock": "2025-03-01T09:00:00Z", "lifetimes": { "accessToken": "PT1H30M" } },)");
  expect_passed(report);
  EXPECT_EQ(report.virtual_begin, "2025-03-01T09:00:00Z");
  EXPECT_EQ(report.steps[1].virtual_time, "2025-03-01T09:00:00Z");
  EXPECT_EQ(report.steps[2].virtual_time, "2025-03-01T09:59:59Z");
}

TEST(RunScenario, RepeatsCountAndKeepTheNewest) {
  const ScenarioReport report = run(R"(
      { "id": "loop", "repeat": { "times": "${rounds}", "counter": "round", "steps": [
          { "id": "tick", "clock": { "advance": "P1D" }, "save": { "last": "var:round" } } ] } },
      { "id": "after", "check": { "var:last": 3, "now": "2025-01-04T00:00:00Z" } })",
                                    R"("vars": { "rounds": 3 },)");
  expect_passed(report);
  EXPECT_EQ(steps_of(report), (std::vector<std::string>{"loop passed", "loop/tick passed", "loop/tick passed",
                                                        "loop/tick passed", "after passed"}));
  EXPECT_EQ(report.steps[3].iteration, 3U);
}

TEST(RunScenario, StopsAtTheFirstFailureButAlwaysCleansUp) {
  const ScenarioReport report = run(R"(
      { "id": "fails", "check": { "now": "yesterday" } },
      { "id": "never", "clock": { "advance": "P1D" } })",
                                    R"("always": [ { "id": "clean", "check": { "now": "2025-01-01T00:00:00Z" } } ],)");
  EXPECT_EQ(report.outcome, Outcome::kFailed);
  EXPECT_EQ(steps_of(report), (std::vector<std::string>{"fails failed", "clean passed"}));
}

TEST(RunScenario, AFailureAmongTheAlwaysStepsIsAFailure) {
  EXPECT_EQ(
      run(R"({ "check": { "now": { "present": true } } })", R"("always": [ { "check": { "now": 1 } } ],)").outcome,
      Outcome::kFailed);
}

TEST(RunScenario, SkipsWithAReason) {
  const ScenarioReport report = run(R"(
      { "id": "by-word", "skip": "see issue 7", "check": { "now": "never" } },
      { "id": "by-condition", "if": { "var:mode": "hard" }, "check": { "now": "never" } },
      { "id": "runs", "if": { "var:mode": "easy", "journal:/count": 0 }, "check": { "var:mode": "easy" } })",
                                    R"("vars": { "mode": "easy" },)");
  expect_passed(report);
  EXPECT_EQ(steps_of(report), (std::vector<std::string>{"by-word skipped", "by-condition skipped", "runs passed"}));
  EXPECT_EQ(report.steps[0].skip_reason, "see issue 7");
  const ScenarioReport whole = run(R"({ "check": { "now": "never" } })", R"("skip": "not today",)");
  EXPECT_EQ(whole.outcome, Outcome::kSkipped);
  EXPECT_EQ(whole.detail, "not today");
  EXPECT_TRUE(whole.steps.empty());
}

TEST(RunScenario, AStepThatExpectsNoStatusHasToSucceed) {
  EXPECT_THAT(first_failure(run(R"({ "http": { "path": "/nowhere" } })")),
              HasSubstr("expected the step to succeed, as it does not expect a status | 404"));
  EXPECT_THAT(first_failure(run(R"({ "flow": "client_credentials", "with": { "tenant": "contoso.onmicrosoft.com",
                  "client_id": "aaaaaaaa-0003-4000-8000-000000000003", "client_secret": "wrong-secret",
                  "resource": "https://graph.microsoft.com" } })")),
              HasSubstr("7000215"));
  EXPECT_THAT(first_failure(run(R"({ "flow": "validate_token", "with": { "token": "no.to.ken", "audience": "a",
                  "tenant": "contoso.onmicrosoft.com" } })")),
              HasSubstr("expected the token to be valid"));
}

TEST(RunScenario, WhatIsNotThereCannotBeSaved) {
  EXPECT_THAT(first_failure(
                  run(R"({ "flow": "discovery", "with": { "tenant": "common" }, "save": { "a": "json:/issuers" } })")),
              HasSubstr("json:/issuers cannot be saved as 'a' | nothing there (it has the members"));
}

TEST(RunScenario, AVariableThatWasNeverSavedIsAFailureNotACrash) {
  EXPECT_THAT(first_failure(run(R"(
      { "skip": "not now", "http": { "path": "/" }, "save": { "x": "json:/a" } },
      { "http": { "path": "/${x}" } })")),
              HasSubstr("could not be carried out: no variable is named 'x'"));
}

TEST(RunScenario, TimesThatBecameTextAreRefused) {
  EXPECT_THAT(first_failure(
                  run(R"({ "repeat": { "times": "${n}", "steps": [ { "check": { "now": { "present": true } } } ] } })",
                      R"("vars": { "n": "often" },)")),
              HasSubstr("'times' became \"often\""));
}

TEST(RunScenario, ParametersThatBecameSomethingElseAreRefused) {
  EXPECT_THAT(first_failure(run(R"({ "flow": "discovery", "with": { "tenant": "${n}" } })", R"("vars": { "n": 5 },)")),
              HasSubstr("'tenant' became number while running"));
}

TEST(RunScenario, AMockThatDoesNotStartIsAnError) {
  class Broken final : public IdpProvider {
    Result<std::unique_ptr<IdpInstance>> open(const Scenario&) override {
      return fail(Errc::kInUse, "the port is taken");
    }
    std::string name() const override { return "broken"; }
  } provider;
  const std::atomic<bool> stop{false};
  const ScenarioReport report = run_scenario(load_one(with_steps(R"({ "check": { "now": 1 } })")), provider, stop);
  EXPECT_EQ(report.outcome, Outcome::kError);
  EXPECT_EQ(report.detail, "the port is taken");
}

TEST(RunScenario, AFailureSaysWhereWhatAndWhy) {
  ScenarioReport report = run(load_one(R"({
  "scenario": "refresh-after-the-end",
  "clients": {
    "csp": { "tenant": "contoso.onmicrosoft.com", "client_id": "aaaaaaaa-0001-4000-8000-000000000001", "client_secret": "csp-app-secret" }
  },
  "steps": [
    {
      "id": "sign-in",
      "flow": "auth_code",
      "with": { "client": "csp", "user": "ada@contoso.onmicrosoft.com", "redirect_uri": "http://localhost:3000/cb", "scope": "openid offline_access" },
      "save": { "rt": "json:/refresh_token" }
    },
    { "id": "91-days", "clock": { "advance": "P91D" } },
    {
      "id": "refresh",
      "flow": "refresh",
      "with": { "client": "csp", "refresh_token": "${rt}" },
      "expect": { "status": 400, "json:/error_codes": { "contains": 50076 }, "json:/errors": { "length": 1 } }
    }
  ]
}
)",
                                       "suites/mfa/refresh-after-the-end.scenario.json"));
  for (StepReport& step : report.steps) step.wall_us = 12'000;
  testing::expect_golden("failure.txt", failures_of(report));
}

}  // namespace
}  // namespace entra::scenarios
