// Runs a scenario full of secrets that fails in every way, and looks for them in every report.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/html.hpp"
#include "report/json_lines.hpp"
#include "report/junit.hpp"
#include "report/secrets.hpp"
#include "report/tap.hpp"
#include "report/terminal.hpp"
#include "run/run_all.hpp"
#include "testing/load.hpp"
#include "testing/spy_idp.hpp"

namespace entra::scenarios {
namespace {

using testing::load_one;
using testing::SpyProvider;

constexpr const char* kScenario = R"({
  "scenario": "full-of-secrets",
  "about": "The secret is csp-app-secret.", // csp-app-secret
  "clients": {
    "csp": { "tenant": "contoso.onmicrosoft.com", "client_id": "aaaaaaaa-0001-4000-8000-000000000001",
             "client_secret": "csp-app-secret", "redirect_uri": "http://localhost:3000/cb", "user": "ada@contoso.onmicrosoft.com" } },
  "vars": { "user_password": "Passw0rd with blank", "scope": "openid offline_access https://graph.microsoft.com/User.Read" },
  "steps": [
    { "id": "sign-in", "flow": "auth_code", "with": { "client": "csp", "scope": "${scope}", "mfa": true },
      "save": { "at": "json:/access_token", "renewed": "json:/refresh_token", "whole": "json:" } },
    { "id": "api", "http": { "path": "/graph/v1.0/me", "headers": { "Authorization": "Bearer ${at}" } } },
    { "id": "form", "http": { "path": "/contoso.onmicrosoft.com/oauth2/v2.0/token",
        "form": { "grant_type": "password", "password": "${user_password}", "refresh_token": "${renewed}" } }, "expect": { "status": { "ge": 400 } } },
    { "id": "basic", "http": { "path": "/contoso.onmicrosoft.com/oauth2/v2.0/token",
        "headers": { "Authorization": "Basic bmV2ZXI6dG8tYmUtc2Vlbg==" }, "form": { "grant_type": "client_credentials" } }, "expect": { "status": { "ge": 400 } } },
    { "id": "compare", "flow": "refresh", "with": { "client": "csp", "refresh_token": "${renewed}", "scope": "${scope}" },
      "expect": { "json:/access_token": "${at}", "json:": { "eq": { "a": "${whole}" } }, "json:/refresh_token": { "matches": "^${renewed}$" },
                  "body": { "not": { "contains": "refresh_token" } }, "json:/id_token": { "one_of": ["${at}", "${renewed}"] } } },
    { "id": "never-run", "http": { "path": "/", "headers": { "Authorization": "Basic bm90LXNlbnQ6c2VjcmV0" }, "body": "client_secret=not-sent-either" } }
  ]
})";

void collect(const Json& json, const std::string& name, std::vector<std::string>& secrets) {
  if (json.is_string() && (is_secret_name(name) || name == "code"))
    if (const auto text = json.get<std::string>(); text.rfind("***", 0) != 0) secrets.push_back(text);
  if (!json.is_structured()) return;
  for (const auto& [key, value] : json.items()) collect(value, json.is_object() ? key : name, secrets);
}

TEST(Reports, HoldNoSecret) {
  SpyProvider provider;
  const std::atomic<bool> stop{false};
  const RunReport run = run_all({load_one(kScenario)}, provider, {}, {}, stop);
  ASSERT_EQ(run.scenarios[0].outcome, Outcome::kFailed);
  ASSERT_EQ(run.scenarios[0].steps.back().id, "compare");
  ASSERT_EQ(run.scenarios[0].steps.back().failures.size(), 5U);

  std::vector<std::string> secrets{
      "csp-app-secret",         "Passw0rd with blank",  "Passw0rd+with+blank", "Passw0rd%20with",
      "bmV2ZXI6dG8tYmUtc2Vlbg", "bm90LXNlbnQ6c2VjcmV0", "not-sent-either",     "eyJ"};
  for (const std::string& body : provider.heard())
    if (const auto json = parse_json(body)) collect(*json, "", secrets);
  ASSERT_GE(secrets.size(), 8U + 7U) << "two answers of three tokens and a code";

  for (const auto& [name, text] :
       std::vector<std::pair<std::string, std::string>>{{"progress", progress_line(run.scenarios[0], 1, 1, {})},
                                                        {"terminal", failure_text(run, {}) + result_table(run, {})},
                                                        {"junit", junit_text(run)},
                                                        {"html", html_text(run)},
                                                        {"json", json_lines(run)},
                                                        {"tap", tap_text(run)}}) {
    for (const std::string& secret : secrets) {
      // The beginning of one is bad enough: a text may have been cut off.
      const std::size_t at = text.find(secret.substr(0, 24));
      EXPECT_EQ(at, std::string::npos) << name << " holds " << secret << ": "
                                       << text.substr(at < 100 ? 0 : at - 100, 300);
    }
  }
}

}  // namespace
}  // namespace entra::scenarios
