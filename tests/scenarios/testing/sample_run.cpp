#include "testing/sample_run.hpp"

namespace entra::scenarios::testing {
namespace {

StepReport passed_step(const char* id, const char* title) {
  StepReport step;
  step.id = id;
  step.kind = "flow";
  step.title = title;
  step.virtual_time = "2025-03-01T09:00:00Z";
  step.wall_us = 850;
  return step;
}

ScenarioReport passed() {
  ScenarioReport scenario;
  scenario.name = "sign-in[version=v1]";
  scenario.file = "suites/mfa/sign-in.scenario.json";
  scenario.line = 3;
  scenario.tags = {"mfa", "smoke"};
  scenario.seed = 11;
  scenario.virtual_begin = "2025-03-01T09:00:00Z";
  scenario.virtual_end = "2025-03-01T10:00:00Z";
  scenario.wall_us = 12'345;
  scenario.steps = {passed_step("sign-in", "flow auth_code")};
  StepReport skipped = passed_step("later", "check");
  skipped.outcome = Outcome::kSkipped;
  skipped.skip_reason = "its 'if' does not hold";
  scenario.steps.push_back(skipped);
  return scenario;
}

ScenarioReport failed() {
  ScenarioReport scenario;
  scenario.name = "refresh-needs-mfa";
  scenario.file = "suites/mfa/refresh-needs-mfa.scenario.json";
  scenario.line = 4;
  scenario.about = "A <refresh> token & its end";
  scenario.outcome = Outcome::kFailed;
  scenario.seed = 12;
  scenario.virtual_begin = scenario.virtual_end = "2025-03-01T09:00:00Z";
  scenario.wall_us = 2'400'000;
  StepReport step = passed_step("nightly/refresh", "flow refresh");
  step.iteration = 3;
  step.outcome = Outcome::kFailed;
  step.failures.push_back({"expected json:/error_codes to contain 50076", scenario.file, 31, 44, 5,
                           "31 |       \"json:/error_codes\": { \"contains\": 50076 }\n"
                           "   |                                          ^^^^^",
                           "[70043]", "the answer to POST /contoso/oauth2/v2.0/token (exchange 1)",
                           "the mock's journal: AADSTS70043, outcome refused",
                           "scenarios run suites/mfa/refresh-needs-mfa.scenario.json --filter refresh-needs-mfa"});
  scenario.steps = {passed_step("nightly", "repeat 3 times"), step};
  ExchangeReport exchange;
  exchange.number = 1;
  exchange.step = "nightly/refresh";
  exchange.virtual_time = "2025-03-01T09:00:00Z";
  exchange.lane = "mock";
  exchange.method = "POST";
  exchange.url = "https://localhost:8443/contoso/oauth2/v2.0/token";
  exchange.request_body = "grant_type=refresh_token&refresh_token=***1a2b3c4d";
  exchange.status = 400;
  exchange.reason = "Bad Request";
  exchange.response_body = "{\"error\":\"invalid_grant\",\"error_description\":\"<AADSTS70043> \\u0001\x02\"}";
  exchange.wall_us = 3000;
  exchange.tokens = {{"access_token", "jwt:1a2b3c4d", "{\n  \"alg\": \"RS256\"\n}", "{\n  \"aud\": \"a&b\"\n}"}};
  scenario.exchanges = {exchange};
  scenario.source = "{ \"scenario\": \"refresh-needs-mfa\" } // <b>";
  return scenario;
}

ScenarioReport with_outcome(const char* name, Outcome outcome, const char* detail) {
  ScenarioReport scenario;
  scenario.name = name;
  scenario.file = "suites/other.scenario.json";
  scenario.outcome = outcome;
  scenario.detail = detail;
  scenario.wall_us = 100;
  return scenario;
}

}  // namespace

RunReport sample_run() {
  RunReport run;
  run.idp = "in-process";
  run.jobs = 2;
  run.shuffle_seed = "42";
  run.started = "2025-11-21T05:00:00Z";
  run.wall_us = 2'500'000;
  run.scenarios = {passed(), failed(), with_outcome("no-mock", Outcome::kError, "port 1 & \"2\" are taken"),
                   with_outcome("later", Outcome::kSkipped, "known: issue #7")};
  return run;
}

}  // namespace entra::scenarios::testing
