#include "fixture.hpp"

namespace entra::idp::testing {
namespace {

constexpr const char* kMiddle = "aaaaaaaa-0000-4000-8000-00000000000a";
constexpr const char* kBack = "aaaaaaaa-0000-4000-8000-00000000000b";
constexpr const char* kCaller = "aaaaaaaa-0000-4000-8000-000000000001";

/// A caller, an API behind it with tokens of the given version, and a second API behind that one.
std::string chain_directory(int version, const std::string& policies = "[]") {
  return R"json({ "tenants": [
  { "id": "11111111-1111-4111-8111-111111111111", "displayName": "Contoso", "domains": ["contoso.com"],
    "users": [{ "userPrincipalName": "ada@contoso.com", "displayName": "Ada", "password": "pass-ada", "mfa": { "code": "123456" } }],
    "applications": [
      { "appId": "aaaaaaaa-0000-4000-8000-000000000001", "displayName": "Caller",
        "passwordCredentials": [{ "secretText": "caller-secret" }], "web": { "redirectUris": ["https://localhost:44395/"] } },
      { "appId": "aaaaaaaa-0000-4000-8000-00000000000a", "displayName": "Middle", "identifierUris": ["api://middle"],
        "passwordCredentials": [{ "secretText": "middle-secret" }],
        "api": { "requestedAccessTokenVersion": )json" +
         std::to_string(version) + R"json(, "oauth2PermissionScopes": [{ "value": "access_as_user" }] } },
      { "appId": "aaaaaaaa-0000-4000-8000-00000000000b", "displayName": "Back", "identifierUris": ["api://back"],
        "passwordCredentials": [{ "secretText": "back-secret" }],
        "api": { "oauth2PermissionScopes": [{ "value": "access_as_user" }] } } ],
    "oauth2PermissionGrants": [
      { "clientAppId": "aaaaaaaa-0000-4000-8000-000000000001", "resource": "api://middle", "scope": "access_as_user", "consentType": "AllPrincipals" },
      { "clientAppId": "aaaaaaaa-0000-4000-8000-00000000000a", "resource": "api://back", "scope": "access_as_user", "consentType": "AllPrincipals" },
      { "clientAppId": "aaaaaaaa-0000-4000-8000-00000000000b", "resource": "https://graph.microsoft.com", "scope": "User.Read", "consentType": "AllPrincipals" } ],
    "conditionalAccessPolicies": )json" +
         policies + "} ] }";
}

class OnBehalfOf : public MockIdpTest {
 protected:
  void SetUp() override { start(chain_directory(2)); }

  /// The caller's tokens for the middle API, from a sign-in with or without the second factor.
  Answer caller_tokens(bool mfa) {
    const Answer signed_in = control("POST", "/_mock/sign-ins",
                                     {{"tenant", kPartner},
                                      {"user", "ada@contoso.com"},
                                      {"client_id", kCaller},
                                      {"redirect_uri", kRedirect},
                                      {"scope", "api://middle/access_as_user openid"},
                                      {"mfa", mfa},
                                      {"ip_address", "203.0.113.9"}});
    Form form;
    form.add("grant_type", "authorization_code");
    form.add("client_id", kCaller);
    form.add("client_secret", "caller-secret");
    form.add("code", signed_in.text("code"));
    form.add("redirect_uri", kRedirect);
    return post_form(token_path(), form);
  }
  static std::string token_path() { return std::string("/") + kPartner + "/oauth2/v2.0/token"; }

  static Form exchange_form(const std::string& assertion, const std::string& client = kMiddle,
                            const std::string& secret = "middle-secret",
                            const std::string& scope = "api://back/access_as_user") {
    Form form;
    form.add("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
    form.add("client_id", client);
    form.add("client_secret", secret);
    form.add("assertion", assertion);
    form.add("requested_token_use", "on_behalf_of");
    form.add("scope", scope);
    return form;
  }
  Answer exchange(const std::string& assertion) { return post_form(token_path(), exchange_form(assertion)); }
};

TEST_F(OnBehalfOf, CarriesTheSignInThroughAChainWhateverTheTokenVersion) {
  for (const int version : {1, 2}) {
    start(chain_directory(version));
    for (const bool mfa : {true, false}) {
      const Answer second = exchange(caller_tokens(mfa).text("access_token"));
      ASSERT_EQ(second.response.status, 200) << second.response.body;
      EXPECT_FALSE(second.body.contains("refresh_token")) << "offline_access was not asked for";
      const Answer third = post_form(
          token_path(), exchange_form(second.text("access_token"), kBack, "back-secret", "User.Read offline_access"));
      ASSERT_EQ(third.response.status, 200) << third.response.body;
      EXPECT_FALSE(third.text("refresh_token").empty());
      const Json claims = peek(third.text("access_token"));
      EXPECT_EQ(claims.at("amr"), mfa ? Json::array({"pwd", "mfa"}) : Json::array({"pwd"}));
      EXPECT_EQ(claims.at("appid"), kBack);
      EXPECT_EQ(claims.at("upn"), "ada@contoso.com");
      EXPECT_EQ(claims.at("ipaddr"), "203.0.113.9");
      EXPECT_EQ(claims.at("scp"), "User.Read");
    }
  }
}

TEST_F(OnBehalfOf, RefusesForgedAndForeignAssertions) {
  const std::string token = caller_tokens(true).text("access_token");
  std::string altered = token;
  altered[altered.size() / 2] = altered[altered.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_EQ(exchange(altered).code(), 50013);
  EXPECT_EQ(exchange("no.jwt").code(), 50013);
  const Answer ok = exchange(token);
  EXPECT_EQ(ok.response.status, 200) << ok.response.body;
}

TEST_F(OnBehalfOf, RefusesTokenForAnotherApi) {
  const std::string token = caller_tokens(true).text("access_token");
  const Answer answer = post_form(token_path(), exchange_form(token, kBack, "back-secret", "User.Read"));
  EXPECT_EQ(answer.code(), 500131);
  EXPECT_NE(answer.text("error_description").find(std::string("was '") + kMiddle + "'"), std::string::npos);
}

TEST_F(OnBehalfOf, RefusesExpiredAssertion) {
  const std::string token = caller_tokens(true).text("access_token");
  advance(seconds(5401));
  EXPECT_EQ(exchange(token).code(), 500133);
}

TEST_F(OnBehalfOf, RefusesIdTokensAndAppTokens) {
  EXPECT_EQ(exchange(caller_tokens(true).text("id_token")).code(), 240002);
  Form form;
  form.add("grant_type", "client_credentials");
  form.add("client_id", kCaller);
  form.add("client_secret", "caller-secret");
  form.add("scope", "api://middle/.default");
  EXPECT_EQ(exchange(post_form(token_path(), form).text("access_token")).code(), 7000114);
}

TEST_F(OnBehalfOf, RefusesTokenWithoutItsClaims) {
  for (const char* name : {"aio", "tid"}) {
    const Answer minted = control("POST", "/_mock/tokens",
                                  {{"tenant", kPartner},
                                   {"user", "ada@contoso.com"},
                                   {"client_id", kCaller},
                                   {"scope", "api://middle/access_as_user"},
                                   {"claims", {{name, nullptr}}}});
    ASSERT_EQ(minted.response.status, 200) << minted.response.body;
    const Answer answer = exchange(minted.text("access_token"));
    EXPECT_EQ(answer.code(), 90016);
    EXPECT_NE(answer.text("error_description").find(name), std::string::npos);
  }
}

TEST_F(OnBehalfOf, NamesWhatIsMissing) {
  const std::string token = caller_tokens(true).text("access_token");
  for (const std::string name : {"assertion", "requested_token_use", "scope"}) {
    const Form whole = exchange_form(token);
    Form form;
    for (const auto& [key, value] : whole.fields()) {
      if (key != name) form.add(key, value);
    }
    const Answer answer = post_form(token_path(), form);
    EXPECT_EQ(answer.code(), 900144) << name;
    EXPECT_NE(answer.text("error_description").find("'" + name + "'"), std::string::npos);
  }
  Form saml = exchange_form(token);
  saml.add("requested_token_type", "urn:ietf:params:oauth:token-type:saml2");
  EXPECT_EQ(post_form(token_path(), saml).code(), 90023);
}

TEST_F(OnBehalfOf, NeedsConsentForTheMiddleTier) {
  const std::string token = caller_tokens(true).text("access_token");
  const Answer answer = post_form(token_path(), exchange_form(token, kMiddle, "middle-secret", "Mail.Read"));
  EXPECT_EQ(answer.code(), 65001);
}

TEST_F(OnBehalfOf, EvaluatesThePolicyOfTheApiBehind) {
  start(chain_directory(2, R"json([{ "displayName": "MFA for the back", "state": "enabled",
    "conditions": { "users": { "includeUsers": ["All"] }, "applications": { "includeApplications": ["api://back"] } },
    "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }])json"));
  EXPECT_EQ(exchange(caller_tokens(false).text("access_token")).code(), 50076);
  EXPECT_EQ(exchange(caller_tokens(true).text("access_token")).response.status, 200);
}

}  // namespace
}  // namespace entra::idp::testing
