// What Microsoft Graph changes: accounts, passwords, conditional access policies.

#include "token_fixture.hpp"

namespace entra::idp::testing {
namespace {

constexpr const char* kCp1 = R"({"access_token":{"xms_cc":{"values":["CP1"]}}})";
constexpr const char* kBob = "bob@contoso.onmicrosoft.com";

class GraphChanges : public TokenTest {
 protected:
  void start_graph(const std::string& scopes, const std::vector<std::string>& roles) {
    Json directory = base();
    Json& tenant = directory["tenants"][0];
    tenant["users"][1]["password"] = "pass-bob";
    tenant["oauth2PermissionGrants"][0]["scope"] = scopes;
    for (const std::string& role : roles)
      tenant["appRoleAssignments"].push_back({{"clientAppId", kDaemon}, {"resource", kGraph}, {"appRole", role}});
    tenant["namedLocations"] =
        Json::parse(R"([{"displayName": "Office", "ipRanges": ["10.0.0.0/8", "2001:db8::/32"], "isTrusted": true}])");
    start_with(directory);
    app_ = roles.empty() ? "" : app_tokens(kGraph).text("access_token");
  }
  std::string person(const std::string& user, const std::string& claims = "") {
    Wish wish{kGraph};
    wish.user = user;
    wish.mfa = user == kAda;
    wish.claims = claims;
    return user_tokens(wish).text("access_token");
  }
  Answer graph(const std::string& method, const std::string& path, const std::string& token,
               const Json& body = nullptr) {
    return send({method,
                 origin_,
                 "/graph/v1.0" + path,
                 {{"Authorization", "Bearer " + token}, {"Content-Type", "application/json"}},
                 body.is_null() ? "" : body.dump(),
                 "127.0.0.1"});
  }
  Answer sign_in_with(const std::string& password) {
    return post_form("/" + std::string(kPartner) + "/oauth2/token", {{"grant_type", "password"},
                                                                     {"client_id", kCsp},
                                                                     {"client_secret", kSecret},
                                                                     {"resource", kGraph},
                                                                     {"username", kBob},
                                                                     {"password", password}});
  }
  static std::string code(const Answer& answer) {
    return std::to_string(answer.response.status) + " " + answer.body.at("error").at("code").get<std::string>();
  }

  std::string app_;
};

TEST_F(GraphChanges, DisabledAccountsLoseTheirLongLivedTokens) {
  start_graph("User.Read", {"User.EnableDisableAccount.All", "User.Read.All"});
  const std::string bob = person(kBob, kCp1);
  const std::string plain = person(kBob);
  EXPECT_EQ(graph("GET", "/me", bob).response.status, 200);
  EXPECT_EQ(graph("PATCH", "/users/" + std::string(kBob), app_, {{"accountEnabled", false}}).response.status, 204);
  EXPECT_EQ(graph("GET", "/users/" + std::string(kBob) + "?$select=accountEnabled", app_).body.at("accountEnabled"),
            false);
  const Answer refused = graph("GET", "/me", bob);
  EXPECT_EQ(refused.response.status, 401);
  EXPECT_NE(refused.response.headers.get_or("WWW-Authenticate").find("insufficient_claims"), std::string::npos);
  EXPECT_EQ(graph("GET", "/me", plain).response.status, 200) << "no CP1: good until it expires";
  EXPECT_EQ(sign_in_with("pass-bob").code(), 50057);
  EXPECT_EQ(graph("PATCH", "/users/" + std::string(kBob), app_, {{"accountEnabled", true}}).response.status, 204);
  EXPECT_EQ(graph("GET", "/me", bob).response.status, 200);
}

TEST_F(GraphChanges, PasswordsOfOthersNeedPermissionAndRole) {
  start_graph("User.Read Directory.AccessAsUser.All", {"User.ReadWrite.All"});
  const Json body = {{"passwordProfile", {{"password", "New-Pass-4-You"}, {"forceChangePasswordNextSignIn", false}}}};
  const std::string target = "/users/" + std::string(kBob);
  EXPECT_EQ(code(graph("PATCH", target, app_, body)), "403 Authorization_RequestDenied")
      << "User.ReadWrite.All is not for passwords";
  const std::string bob = person(kBob, kCp1);
  EXPECT_EQ(code(graph("PATCH", "/users/" + std::string(kAda), bob, body)), "403 Authorization_RequestDenied")
      << "a person without a role";
  EXPECT_EQ(graph("PATCH", target, person(kAda), body).response.status, 204);
  EXPECT_EQ(sign_in_with("pass-bob").code(), 50126);
  advance(seconds(1));
  EXPECT_EQ(sign_in_with("New-Pass-4-You").response.status, 200);
  EXPECT_EQ(graph("GET", "/me", bob).response.status, 401) << "a reset ends what was proved with the old one";
  control("POST", "/_mock/reset");
  EXPECT_EQ(sign_in_with("pass-bob").response.status, 200);
}

TEST_F(GraphChanges, MalformedChangesAreRefused) {
  start_graph("User.Read", {"User-PasswordProfile.ReadWrite.All", "User.EnableDisableAccount.All"});
  const std::string target = "/users/" + std::string(kBob);
  for (const char* const body :
       {"{}", R"({"accountEnabled":"no"})", R"({"jobTitle":"x"})", R"({"passwordProfile":7})",
        R"({"passwordProfile":{"password":"short"}})", R"({"passwordProfile":{"password":"alllowercase"}})",
        R"({"passwordProfile":{"password":1}})", R"([1])"}) {
    EXPECT_EQ(code(graph("PATCH", target, app_, Json::parse(body))), "400 Request_BadRequest") << body;
  }
  EXPECT_EQ(code(graph("PATCH", "/users/nobody", app_, {{"accountEnabled", false}})), "404 Request_ResourceNotFound");
  EXPECT_EQ(sign_in_with("pass-bob").response.status, 200) << "nothing was changed";
}

TEST_F(GraphChanges, PeopleChangeTheirOwnPassword) {
  start_graph("User.Read Directory.AccessAsUser.All", {});
  const std::string bob = person(kBob);
  const auto change = [&](const char* from, const char* to) {
    return graph("POST", "/me/changePassword", bob, {{"currentPassword", from}, {"newPassword", to}});
  };
  EXPECT_EQ(code(change("wrong", "New-Pass-4-You")), "400 Request_BadRequest");
  EXPECT_EQ(code(change("pass-bob", "weak")), "400 Request_BadRequest");
  EXPECT_EQ(change("pass-bob", "New-Pass-4-You").response.status, 204);
  advance(seconds(1));
  EXPECT_EQ(sign_in_with("New-Pass-4-You").response.status, 200);
}

TEST_F(GraphChanges, PoliciesAreReadAndWrittenInGraphsWords) {
  start_graph("User.Read", {"Policy.Read.All", "Policy.ReadWrite.ConditionalAccess"});
  const std::string policies = "/identity/conditionalAccess/policies";
  EXPECT_EQ(graph("GET", policies, app_).body.at("value"), Json::array());
  const Json wanted = Json::parse(R"({"displayName": "Graph with MFA", "state": "enabled",
    "conditions": {"users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["https://graph.microsoft.com"]}},
    "grantControls": {"operator": "OR", "builtInControls": ["mfa"]}})");
  const Answer made = graph("POST", policies, app_, wanted);
  ASSERT_EQ(made.response.status, 201) << made.response.body;
  const std::string id = made.text("id");
  EXPECT_EQ(made.body.at("conditions").at("clientAppTypes"), Json::array({"all"})) << "what Graph adds";
  EXPECT_EQ(made.body.at("conditions").at("users").at("includeUsers"), Json::array({"All"}));
  EXPECT_TRUE(made.body.at("sessionControls").is_null());
  EXPECT_EQ(sign_in_with("pass-bob").code(), 50079) << "it is in force";
  EXPECT_EQ(graph("PATCH", policies + "/" + id, app_, {{"state", "disabled"}}).response.status, 204);
  EXPECT_EQ(graph("GET", policies + "/" + id, app_).text("state"), "disabled");
  EXPECT_EQ(sign_in_with("pass-bob").response.status, 200);
  EXPECT_EQ(graph("DELETE", policies + "/" + id, app_).response.status, 204);
  EXPECT_EQ(code(graph("GET", policies + "/" + id, app_)), "404 Request_ResourceNotFound");
  EXPECT_EQ(code(graph("POST", policies, app_, {{"displayName", "empty"}})), "400 BadRequest");
  EXPECT_EQ(code(graph("GET", policies, person(kAda))), "403 Authorization_RequestDenied");
  const Answer locations = graph("GET", "/identity/conditionalAccess/namedLocations", app_);
  const Json& office = locations.body.at("value").at(0);
  EXPECT_EQ(office.at("@odata.type"), "#microsoft.graph.ipNamedLocation");
  EXPECT_EQ(office.at("ipRanges").at(1),
            Json({{"@odata.type", "#microsoft.graph.iPv6CidrRange"}, {"cidrAddress", "2001:db8::/32"}}));
  const std::string location = "/identity/conditionalAccess/namedLocations/" + office.at("id").get<std::string>();
  EXPECT_EQ(graph("GET", location, app_).text("displayName"), "Office");
}

/// A policy that comes into force later reaches tokens that are out already.
TEST_F(GraphChanges, NewLocationPoliciesReachTokensThatAreOut) {
  start_graph("User.Read", {"Policy.Read.All", "Policy.ReadWrite.ConditionalAccess"});
  const std::string ada = person(kAda, kCp1);
  EXPECT_EQ(graph("GET", "/me", ada).response.status, 200);
  const Json wanted = Json::parse(R"({"displayName": "Office only", "state": "enabled",
    "conditions": {"users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]},
                   "locations": {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]}},
    "grantControls": {"operator": "OR", "builtInControls": ["block"]}})");
  ASSERT_EQ(graph("POST", "/identity/conditionalAccess/policies", app_, wanted).response.status, 201);
  const Answer refused = graph("GET", "/me", ada);
  EXPECT_EQ(refused.response.status, 401);
  EXPECT_NE(refused.response.body.find("LocationConditionEvaluationSatisfied"), std::string::npos);
  EXPECT_EQ(call("/graph/v1.0/me", ada, {{"X-Forwarded-For", "10.1.1.1"}}).response.status, 200);
}

}  // namespace
}  // namespace entra::idp::testing
