// The control plane's routes for users, policies, security defaults and what-if.

#include <cstdio>

#include "policy_fixture.hpp"

namespace entra::idp::testing {
namespace {

constexpr const char* kTom = "tom@contoso.onmicrosoft.com";

class PoliciesControl : public PolicyTest {
 protected:
  static std::string fault(const Answer& answer) {
    const Json error = answer.body.value("error", Json::object());
    return std::to_string(answer.response.status) + " " + error.value("pointer", "") + ": " +
           error.value("message", "");
  }
  /// The refusal of a body, which must leave everything as it was.
  std::string refused(const char* method, const std::string& path, const Json& body) {
    const std::string policies = control("GET", "/_mock/policies").response.body;
    const std::string users = control("GET", "/_mock/users").response.body;
    const Answer answer = control(method, path, body);
    EXPECT_GE(answer.response.status, 400) << answer.response.body;
    EXPECT_EQ(control("GET", "/_mock/policies").response.body, policies);
    EXPECT_EQ(control("GET", "/_mock/users").response.body, users);
    return fault(answer);
  }
};

::testing::AssertionResult says(const std::string& text, const std::string& part) {
  if (text.find(part) != std::string::npos) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "\"" << part << "\" is not in \"" << text << "\"";
}

TEST_F(PoliciesControl, AddsListsChangesAndDeletes) {
  EXPECT_EQ(control("GET", "/_mock/policies").body.at("count"), 0);
  const std::string id = add_policy({{"displayName", "Guard"}});
  const Answer listed = control("GET", "/_mock/policies");
  EXPECT_EQ(listed.body.at("count"), 1);
  EXPECT_EQ(listed.body.at("policies").at(0).at("id"), id);
  EXPECT_EQ(listed.body.at("policies").at(0).at("tenant"), kPartner);
  EXPECT_EQ(listed.body.at("policies").at(0).at("state"), "enabled");
  EXPECT_EQ(sign_in(false).code(), 50076);

  const Answer changed = control("PATCH", "/_mock/policies/" + id, {{"state", "disabled"}});
  EXPECT_EQ(changed.response.status, 200) << changed.response.body;
  EXPECT_EQ(changed.text("state"), "disabled");
  EXPECT_EQ(changed.text("id"), id);
  EXPECT_EQ(changed.text("displayName"), "Guard");
  EXPECT_EQ(sign_in(false).response.status, 200);

  EXPECT_EQ(control("DELETE", "/_mock/policies/" + id).response.status, 204);
  EXPECT_EQ(control("GET", "/_mock/policies").body.at("count"), 0);
  EXPECT_TRUE(says(fault(control("DELETE", "/_mock/policies/" + id)), "404 : no conditional access policy"));
}

TEST_F(PoliciesControl, EachPolicyThatIsAddedIsANewOne) {
  const std::string first = add_policy({{"displayName", "Guard"}, {"builtInControls", {"block"}}});
  const std::string second = add_policy({{"displayName", "Guard"}});
  EXPECT_NE(first, second);
  EXPECT_EQ(control("GET", "/_mock/policies").body.at("count"), 2);
  EXPECT_EQ(sign_in(true).code(), 53003);
  EXPECT_EQ(add_policy({{"displayName", "Guard"}, {"id", first}}), first) << "with its id it is replaced";
  EXPECT_EQ(control("GET", "/_mock/policies").body.at("count"), 2);
  EXPECT_EQ(sign_in(true).response.status, 200);
}

/// One factor is no second factor, whatever it is called.
TEST_F(PoliciesControl, SignInsTellMethodsFromWords) {
  const auto methods = [](const Json& list) { return Json{{"methods", list}}; };
  const Answer unknown = control("POST", "/_mock/sign-ins",
                                 {{"tenant", kPartner}, {"user", kTom}, {"client_id", kCsp}, {"methods", {"passwrd"}}});
  EXPECT_TRUE(says(fault(unknown), "400 /methods: no authentication method 'passwrd'"));
  add_policy({});
  const auto enter = [&](const Json& list) {
    Json body = {{"tenant", kPartner},
                 {"user", kTom},
                 {"client_id", kCsp},
                 {"redirect_uri", kRedirect},
                 {"resource", kPartnerCenter}};
    body.update(methods(list));
    return control("POST", "/_mock/sign-ins", body).code();
  };
  EXPECT_EQ(enter({"sms"}), 50076);
  EXPECT_EQ(enter({"password"}), 50076);
  EXPECT_EQ(enter({"password", "sms"}), 0);
  EXPECT_EQ(enter({"fido2"}), 0);
}

TEST_F(PoliciesControl, ResetDropsEveryChange) {
  add_policy({});
  change_user(kTom, {{"accountEnabled", false}, {"riskLevel", "high"}});
  EXPECT_EQ(control("POST", "/_mock/reset").response.status, 200);
  EXPECT_EQ(control("GET", "/_mock/policies").body.at("count"), 0);
  EXPECT_EQ(sign_in(false, {{"user", kTom}}).response.status, 200);
}

TEST_F(PoliciesControl, BadPoliciesNameThePlace) {
  const Json good = make_policy({});
  const auto refuse_policy = [&](const Json& policy, const std::string& tenant = kPartner) {
    return refused("POST", "/_mock/policies", {{"tenant", tenant}, {"policy", policy}});
  };
  EXPECT_TRUE(says(refused("POST", "/_mock/policies", {{"tenant", kPartner}}), "400 /policy: 'policy' is required"));
  EXPECT_TRUE(says(refuse_policy(good, "nowhere"), "400 /tenant: no tenant 'nowhere'"));
  EXPECT_TRUE(says(refused("POST", "/_mock/policies", {{"policy", good}}), "400 /tenant"));
  Json policy = good;
  policy["state"] = "on";
  EXPECT_TRUE(says(refuse_policy(policy), "400 /policy: body:"));
  EXPECT_TRUE(says(refuse_policy(policy), "enabledForReportingButNotEnforced"));
  policy = good;
  policy["conditions"]["users"]["includeUsers"] = {"nobody@contoso.onmicrosoft.com"};
  EXPECT_TRUE(says(refuse_policy(policy), "/conditions/users/includeUsers/0"));
  policy = good;
  policy["conditions"]["locations"]["excludeLocations"] = {"HR"};
  EXPECT_TRUE(says(refuse_policy(policy), "did you mean \"HQ\"?"));
  policy = good;
  policy["grantControls"]["builtInControls"] = {"mfa", "approvedApplication"};
  EXPECT_TRUE(says(refuse_policy(policy), "approvedApplication"));
  policy = good;
  policy.erase("conditions");
  EXPECT_TRUE(says(refuse_policy(policy), "conditions"));
}

TEST_F(PoliciesControl, PatchKeepsTheIdAndIsCheckedAsAWhole) {
  const std::string id = add_policy({});
  EXPECT_TRUE(says(refused("PATCH", "/_mock/policies/" + id, {{"id", kTerms}}), "400 /id: a policy keeps its id"));
  EXPECT_TRUE(says(refused("PATCH", "/_mock/policies/" + id, Json::array()), "must be a JSON object"));
  EXPECT_TRUE(says(refused("PATCH", "/_mock/policies/" + id, {{"grantControls", nullptr}}), "400"));
  EXPECT_TRUE(says(refused("PATCH", std::string("/_mock/policies/") + kTerms, {{"state", "disabled"}}), "404"));
}

TEST_F(PoliciesControl, SecurityDefaultsAndEnabledPoliciesExcludeEachOther) {
  const std::string id = add_policy({});
  const Json on = {{"tenant", kPartner}, {"isEnabled", true}};
  EXPECT_TRUE(says(refused("PUT", "/_mock/security-defaults", on), "409"));
  EXPECT_TRUE(says(refused("PUT", "/_mock/security-defaults", {{"tenant", kPartner}}), "400 /isEnabled"));
  EXPECT_EQ(control("DELETE", "/_mock/policies/" + id).response.status, 204);
  set_security_defaults(true);
  EXPECT_EQ(control("GET", "/_mock/policies").body.at("securityDefaults"), Json::array({kPartner}));
  EXPECT_TRUE(says(refused("POST", "/_mock/policies", {{"tenant", kPartner}, {"policy", make_policy({})}}),
                   "security defaults must be disabled"));
}

TEST_F(PoliciesControl, UsersAreToldWithoutTheirSecrets) {
  const Answer users = control("GET", "/_mock/users");
  EXPECT_EQ(users.body.at("count"), users.body.at("users").size());
  for (const char* const secret : {"pass-tom", "123456"}) {
    EXPECT_EQ(users.response.body.find(secret), std::string::npos) << secret;
  }
  const Answer changed = control("PATCH", std::string("/_mock/users/") + kTom, {{"riskLevel", "medium"}});
  EXPECT_EQ(changed.text("riskLevel"), "medium");
  EXPECT_EQ(changed.text("userPrincipalName"), kTom);
}

TEST_F(PoliciesControl, BadChangesOfUsersNameThePlace) {
  const std::string path = std::string("/_mock/users/") + kTom;
  EXPECT_TRUE(says(refused("PATCH", "/_mock/users/nobody@contoso.onmicrosoft.com", Json::object()), "404 : no user"));
  EXPECT_TRUE(says(refused("PATCH", path, {{"riskLevel", "huge"}}), "/riskLevel"));
  EXPECT_TRUE(says(refused("PATCH", path, {{"password", 7}}), "/password"));
  EXPECT_TRUE(says(refused("PATCH", path, {{"mfa", {{"methods", {{{"method", "smoke"}}}}}}}), "/mfa/methods/0/method"));
  EXPECT_TRUE(says(refused("PATCH", path, {{"circumstances", {{"devicePlatform", "beos"}}}}), "devicePlatform"));
  EXPECT_TRUE(says(refused("PATCH", path, {{"userPrincipalName", "x"}}), "userPrincipalName"));
}

TEST_F(PoliciesControl, WhatIfSaysWhatIsWrongWithTheQuestion) {
  const std::string path = "/_mock/policies/evaluate";
  const Json good = {{"tenant", kPartner}, {"user", kTom}, {"resource", kGraph}};
  const auto with = [&](const Json& more) {
    Json body = good;
    body.update(more);
    return refused("POST", path, body);
  };
  EXPECT_TRUE(says(with({{"tenant", "nowhere"}}), "400 /tenant: no tenant 'nowhere'"));
  EXPECT_TRUE(says(with({{"user", "nobody"}}), "400 /user: no user 'nobody'"));
  EXPECT_TRUE(says(with({{"resource", "api://nothing"}}), "400 /resource: no application"));
  EXPECT_TRUE(says(with({{"user_action", "urn:user:registersecurityinfo"}}), "400 /resource: give exactly one of"));
  EXPECT_TRUE(says(with({{"mfa", true}, {"methods", {"fido2"}}}), "400 /mfa: give 'mfa' or 'methods'"));
  EXPECT_TRUE(says(with({{"methods", {"smoke"}}}), "400 /methods: no authentication method 'smoke'"));
  EXPECT_TRUE(says(with({{"user_risk", "huge"}}), "400 /user_risk"));
  EXPECT_TRUE(says(with({{"signed_in_seconds_ago", -1}}), "400 /signed_in_seconds_ago"));
  EXPECT_TRUE(says(with({{"circumstances", {{"clientAppType", "telnet"}}}}), "400 /circumstances/clientAppType"));
  EXPECT_TRUE(says(refused("POST", path, {{"tenant", kPartner}, {"resource", kGraph}}), "400 /user: give 'user'"));
}

TEST_F(PoliciesControl, WhatIfSignsNobodyIn) {
  add_policy({{"displayName", "Guard"},
              {"persistentBrowser", {{"isEnabled", true}, {"mode", "never"}}},
              {"builtInControls", {"mfa"}}});
  const Answer answer =
      control("POST", "/_mock/policies/evaluate", {{"tenant", kPartner}, {"user", kTom}, {"resource", kGraph}});
  ASSERT_EQ(answer.response.status, 200) << answer.response.body;
  EXPECT_EQ(answer.text("decision"), "interactionRequired");
  EXPECT_EQ(answer.body.at("aadsts"), 50076);
  EXPECT_EQ(answer.body.at("missing"), Json::array({"mfa"}));
  EXPECT_EQ(answer.text("persistentBrowser"), "never");
  EXPECT_TRUE(says(answer.body.at("explanation").at(0).get<std::string>(), "Guard applies: "));
  EXPECT_TRUE(says(answer.text("error_description"), "AADSTS50076: "));
  EXPECT_EQ(control("GET", "/_mock/requests").body.at("count"), 0);
  const Answer granted = control("POST", "/_mock/policies/evaluate",
                                 {{"tenant", kPartner}, {"user", kTom}, {"resource", kGraph}, {"mfa", true}});
  EXPECT_EQ(granted.text("decision"), "granted");
  EXPECT_TRUE(granted.body.at("aadsts").is_null());
}

/// Changes lie in the store, so a server that finds its store again finds them too.
TEST_F(PoliciesControl, ChangesOutliveTheServer) {
  const std::string file = ::testing::TempDir() + "policies_control_test.db";
  const auto remove_file = [&] {
    for (const char* const end : {"", "-wal", "-shm"}) std::remove((file + end).c_str());
  };
  remove_file();
  const auto open = [&] {
    idp_.reset();
    auto config = parse_config("test", policy_world_text(), ".");
    auto idp = MockIdp::make(std::move(*config), {&clock_, &random_, shared_keys(), nullptr, file, {}});
    ASSERT_TRUE(idp) << idp.error().message;
    idp_ = std::move(*idp);
  };
  open();
  add_policy({{"displayName", "Kept"}});
  change_user(kTom, {{"mfa", {{"registered", false}}}});
  open();
  EXPECT_EQ(control("GET", "/_mock/policies").body.at("policies").at(0).at("displayName"), "Kept");
  EXPECT_EQ(sign_in(false, {{"user", kTom}}).code(), 50079);
  control("POST", "/_mock/reset");
  open();
  EXPECT_EQ(control("GET", "/_mock/policies").body.at("count"), 0);
  EXPECT_EQ(sign_in(false, {{"user", kTom}}).response.status, 200);
  idp_.reset();
  remove_file();
}

}  // namespace
}  // namespace entra::idp::testing
