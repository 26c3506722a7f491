#include "fixture.hpp"

namespace entra::idp::testing {
namespace {

constexpr const char* kDirectory = R"json({ "tenants": [
  { "id": "11111111-1111-4111-8111-111111111111", "displayName": "Contoso", "domains": ["contoso.com"],
    "users": [
      { "userPrincipalName": "ada@contoso.com", "displayName": "Ada Admin", "password": "pass-ada", "mfa": { "code": "123456" } },
      { "userPrincipalName": "eve@contoso.com", "password": "pass-eve",
        "passwordProfile": { "forceChangePasswordNextSignIn": true } },
      { "userPrincipalName": "nil@contoso.com" },
      { "userPrincipalName": "dan@contoso.com", "password": "pass-dan", "accountEnabled": false } ],
    "applications": [
      { "appId": "aaaaaaaa-0000-4000-8000-000000000003", "displayName": "Desktop", "isFallbackPublicClient": true,
        "signInAudience": "AzureADMultipleOrgs", "publicClient": { "redirectUris": ["http://localhost"] } },
      { "appId": "aaaaaaaa-0000-4000-8000-000000000004", "displayName": "No switch",
        "publicClient": { "redirectUris": ["http://localhost"] } },
      { "appId": "aaaaaaaa-0000-4000-8000-000000000005", "displayName": "Guarded", "identifierUris": ["api://guarded"],
        "api": { "oauth2PermissionScopes": [{ "value": "access_as_user" }] } } ],
    "oauth2PermissionGrants": [
      { "clientAppId": "aaaaaaaa-0000-4000-8000-000000000003", "resource": "https://graph.microsoft.com",
        "scope": "User.Read", "consentType": "AllPrincipals" },
      { "clientAppId": "aaaaaaaa-0000-4000-8000-000000000003", "resource": "api://guarded",
        "scope": "access_as_user", "consentType": "AllPrincipals" } ],
    "conditionalAccessPolicies": [
      { "displayName": "MFA for the guarded API", "state": "enabled",
        "conditions": { "users": { "includeUsers": ["All"] },
                        "applications": { "includeApplications": ["api://guarded"] } },
        "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } } ] } ] })json";

class PasswordGrant : public MockIdpTest {
 protected:
  void SetUp() override { start(kDirectory); }

  Answer ask(const std::string& user, const std::string& password, const std::string& scope = "User.Read openid",
             const std::string& tenant = kPartner, const std::string& client = kDesktop) {
    Form form;
    form.add("grant_type", "password");
    form.add("client_id", client);
    form.add("username", user);
    form.add("password", password);
    form.add("scope", scope);
    return post_form("/" + tenant + "/oauth2/v2.0/token", form);
  }
};

TEST_F(PasswordGrant, AnswersWithTokensThatSayPasswordOnly) {
  for (const std::string tenant : {kPartner, "contoso.com", "organizations"}) {
    const Answer answer = ask("Ada@contoso.com", "pass-ada", "User.Read openid offline_access", tenant);
    ASSERT_EQ(answer.response.status, 200) << answer.response.body;
    EXPECT_EQ(peek(answer.text("access_token")).at("amr"), Json::array({"pwd"}));
    EXPECT_FALSE(answer.text("refresh_token").empty());
    EXPECT_FALSE(answer.text("id_token").empty());
  }
}

TEST_F(PasswordGrant, ServesV1WithAResource) {
  Form form;
  form.add("grant_type", "password");
  form.add("client_id", kDesktop);
  form.add("username", "ada@contoso.com");
  form.add("password", "pass-ada");
  const std::string target = std::string("/") + kPartner + "/oauth2/token";
  EXPECT_EQ(post_form(target, form).code(), 900144);
  form.add("resource", "https://graph.microsoft.com");
  const Answer answer = post_form(target, form);
  ASSERT_EQ(answer.response.status, 200) << answer.response.body;
  EXPECT_EQ(answer.text("resource"), "https://graph.microsoft.com");
}

TEST_F(PasswordGrant, RefusesWrongUserAndPassword) {
  EXPECT_EQ(ask("ada@contoso.com", "wrong").code(), 50126);
  EXPECT_EQ(ask("who@contoso.com", "pass-ada").code(), 50034);
  EXPECT_EQ(ask("dan@contoso.com", "pass-dan").code(), 50057);
  EXPECT_EQ(ask("ada@contoso.com", "").code(), 900144);
}

TEST_F(PasswordGrant, LocksAfterTenWrongPasswords) {
  for (int i = 0; i < 9; ++i) EXPECT_EQ(ask("ada@contoso.com", "wrong").code(), 50126);
  EXPECT_EQ(ask("ada@contoso.com", "pass-ada").response.status, 200) << "the right one starts the count anew";
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ask("ada@contoso.com", "wrong").code(), 50126);
  EXPECT_EQ(ask("ada@contoso.com", "pass-ada").code(), 50053) << "even the right one is refused";
  EXPECT_EQ(ask("eve@contoso.com", "wrong").code(), 50126) << "nobody else is locked";
  advance(seconds(61));
  EXPECT_EQ(ask("ada@contoso.com", "pass-ada").response.status, 200);
}

TEST_F(PasswordGrant, RefusesExpiredPassword) {
  const Answer answer = ask("eve@contoso.com", "pass-eve");
  EXPECT_EQ(answer.code(), 50055);
  EXPECT_EQ(answer.text("error"), "invalid_grant");
  EXPECT_EQ(answer.text("suberror"), "user_password_expired");
  EXPECT_FALSE(answer.text("password_change_url").empty());
  EXPECT_EQ(ask("eve@contoso.com", "wrong").code(), 50126) << "only who knows it learns that it has expired";
}

TEST_F(PasswordGrant, RefusesUserWithoutPassword) {
  EXPECT_EQ(ask("nil@contoso.com", "anything").code(), 50056);
}

TEST_F(PasswordGrant, RefusesCommon) {
  EXPECT_EQ(ask("ada@contoso.com", "pass-ada", "User.Read", "common").code(), 9001023);
  EXPECT_EQ(ask("ada@contoso.com", "pass-ada", "User.Read", "consumers").code(), 9001023);
}

TEST_F(PasswordGrant, NeedsTheSwitchForPublicClients) {
  const Answer answer =
      ask("ada@contoso.com", "pass-ada", "User.Read", kPartner, "aaaaaaaa-0000-4000-8000-000000000004");
  EXPECT_EQ(answer.code(), 7000218);
  EXPECT_EQ(answer.response.status, 401);
}

TEST_F(PasswordGrant, CannotSatisfyAPolicyThatWantsMfa) {
  const Answer answer = ask("ada@contoso.com", "pass-ada", "api://guarded/access_as_user");
  EXPECT_EQ(answer.code(), 50076);
  EXPECT_EQ(answer.text("suberror"), "basic_action");
}

TEST_F(PasswordGrant, NeedsConsentBeforehand) {
  EXPECT_EQ(ask("ada@contoso.com", "pass-ada", "Mail.Read").code(), 65001);
}

using UserRealm = PasswordGrant;

TEST_F(UserRealm, NamesManagedAndUnknownDomains) {
  const Answer managed = get("/common/UserRealm/Ada%40contoso.com?api-version=1.0");
  ASSERT_EQ(managed.response.status, 200);
  EXPECT_EQ(managed.response.body,
            R"({"ver":"1.0","account_type":"Managed","domain_name":"contoso.com",)"
            R"("cloud_instance_name":"microsoftonline.com","cloud_audience_urn":"urn:federation:MicrosoftOnline"})");
  const Answer unknown = get("/common/userrealm/x@nowhere.example?api-version=1.0");
  EXPECT_EQ(unknown.text("account_type"), "Unknown");
  const Answer longer = get("/common/UserRealm/?user=ada%40contoso.com&api-version=2.1");
  EXPECT_EQ(longer.text("NameSpaceType"), "Managed");
  EXPECT_EQ(longer.text("FederationBrandName"), "Contoso");
}

TEST_F(UserRealm, NeedsAUserName) {
  const Answer answer = get("/common/UserRealm/?api-version=2.1");
  EXPECT_EQ(answer.response.status, 400);
  EXPECT_EQ(answer.code(), 90014);
}

}  // namespace
}  // namespace entra::idp::testing
