#include "token_fixture.hpp"

namespace entra::idp::testing {

Json TokenTest::base() {
  return Json::parse(R"json({ "tenants": [
    { "id": "11111111-1111-4111-8111-111111111111", "displayName": "Contoso", "domains": ["contoso.onmicrosoft.com"],
      "createdDateTime": "2021-12-08T16:35:53Z",
      "users": [
        { "id": "11111111-aaaa-4111-8111-000000000001", "userPrincipalName": "ada@contoso.onmicrosoft.com",
          "displayName": "Ada Admin", "password": "pass-ada", "mfa": { "code": "123456" },
          "directoryRoles": ["Global Administrator"], "groups": ["99999999-0000-4000-8000-000000000001"] },
        { "userPrincipalName": "bob@contoso.onmicrosoft.com", "displayName": "Bob Builder" } ],
      "applications": [
        { "appId": "aaaaaaaa-0000-4000-8000-000000000001", "displayName": "Portal", "signInAudience": "AzureADMultipleOrgs",
          "passwordCredentials": [{ "secretText": "csp-secret-value" }],
          "web": { "redirectUris": ["https://localhost:44395/"] }, "appRoles": [{ "value": "Portal.Editor" }] },
        { "appId": "aaaaaaaa-0000-4000-8000-000000000002", "displayName": "Daemon",
          "passwordCredentials": [{ "secretText": "daemon-secret-value" }] },
        { "appId": "aaaaaaaa-0000-4000-8000-000000000005", "displayName": "Orders API", "identifierUris": ["api://orders"],
          "signInAudience": "AzureADMultipleOrgs", "appRoles": [{ "value": "Orders.Read.All" }, { "value": "Orders.Approver" }],
          "api": { "requestedAccessTokenVersion": 2, "oauth2PermissionScopes": [{ "value": "access_as_user" }] } },
        { "appId": "aaaaaaaa-0000-4000-8000-000000000009", "displayName": "Notes API", "identifierUris": ["api://notes"],
          "signInAudience": "AzureADMultipleOrgs", "appRoles": [{ "value": "Notes.Read.All" }],
          "api": { "oauth2PermissionScopes": [{ "value": "access_as_user" }] } } ],
      "groups": [{ "id": "99999999-0000-4000-8000-000000000001", "displayName": "Staff" }],
      "subscriptions": [{ "subscriptionId": "99999999-0001-4000-8000-000000000001", "displayName": "Pay as you go" }],
      "managedIdentities": [
        { "displayName": "build-vm", "clientId": "aaaaaaaa-0000-4000-8000-00000000000a",
          "principalId": "99999999-0002-4000-8000-000000000001", "identityHeader": "vm-header",
          "resourceId": "/subscriptions/99999999-0001-4000-8000-000000000001/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/build-vm" },
        { "displayName": "shared", "clientId": "aaaaaaaa-0000-4000-8000-00000000000b",
          "resourceId": "/subscriptions/99999999-0001-4000-8000-000000000001/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shared" } ],
      "oauth2PermissionGrants": [
        { "clientAppId": "aaaaaaaa-0000-4000-8000-000000000001", "resource": "https://graph.microsoft.com", "scope": "User.Read" },
        { "clientAppId": "aaaaaaaa-0000-4000-8000-000000000001", "resource": "api://notes", "scope": "access_as_user" },
        { "clientAppId": "aaaaaaaa-0000-4000-8000-000000000001", "resource": "api://orders", "scope": "access_as_user" },
        { "clientAppId": "aaaaaaaa-0000-4000-8000-000000000001", "resource": "https://management.azure.com/", "scope": "user_impersonation" },
        { "clientAppId": "aaaaaaaa-0000-4000-8000-000000000001", "resource": "https://api.partnercenter.microsoft.com", "scope": "user_impersonation" } ],
      "appRoleAssignments": [
        { "clientAppId": "aaaaaaaa-0000-4000-8000-000000000002", "resource": "api://orders", "appRole": "Orders.Read.All" },
        { "clientAppId": "aaaaaaaa-0000-4000-8000-00000000000a", "resource": "api://notes", "appRole": "Notes.Read.All" } ] },
    { "id": "22222222-2222-4222-8222-222222222222", "displayName": "Fabrikam", "domains": ["fabrikam.onmicrosoft.com"],
      "users": [
        { "id": "22222222-aaaa-4222-8222-000000000001", "userType": "Guest", "displayName": "Ada Admin",
          "userPrincipalName": "ada_contoso.onmicrosoft.com#EXT#@fabrikam.onmicrosoft.com",
          "identities": [{ "issuer": "contoso.onmicrosoft.com", "issuerAssignedId": "ada@contoso.onmicrosoft.com" }] } ],
      "oauth2PermissionGrants": [
        { "clientAppId": "aaaaaaaa-0000-4000-8000-000000000001", "resource": "https://graph.microsoft.com", "scope": "User.Read" },
        { "clientAppId": "aaaaaaaa-0000-4000-8000-000000000001", "resource": "api://notes", "scope": "access_as_user" },
        { "clientAppId": "aaaaaaaa-0000-4000-8000-000000000001", "resource": "api://orders", "scope": "access_as_user" } ] },
    { "id": "33333333-3333-4333-8333-333333333333", "displayName": "Adventure Works",
      "domains": ["adventureworks.onmicrosoft.com"] }
  ] })json");
}

Json& TokenTest::application(Json& directory, const std::string& app_id) {
  for (Json& app : directory["tenants"][0]["applications"])
    if (app.at("appId") == app_id) return app;
  ADD_FAILURE() << "no application " << app_id;
  return directory;
}

MockIdpTest::Answer TokenTest::user_tokens(const Wish& wish) {
  const std::string scope = wish.resource + "/.default " + wish.oidc;
  const Answer signed_in = sign_in(wish.mfa, {{"tenant", wish.tenant}, {"user", wish.user}, {"scope", scope}});
  if (signed_in.response.status != 200) return signed_in;
  Form form = {{"grant_type", "authorization_code"},
               {"client_id", kCsp},
               {"client_secret", kSecret},
               {"code", signed_in.text("code")},
               {"scope", scope},
               {"redirect_uri", kRedirect},
               {"client_info", "1"}};
  if (!wish.claims.empty()) form.add("claims", wish.claims);
  return post_form("/" + wish.tenant + "/oauth2/v2.0/token", form);
}

Json TokenTest::user_claims(const Wish& wish) {
  const Answer answer = user_tokens(wish);
  EXPECT_EQ(answer.response.status, 200) << answer.response.body;
  return answer.response.status == 200 ? peek(answer.text("access_token")) : Json::object();
}

MockIdpTest::Answer TokenTest::app_tokens(const std::string& resource, const std::string& claims) {
  Form form = {{"grant_type", "client_credentials"},
               {"client_id", kDaemon},
               {"client_secret", kDaemonSecret},
               {"resource", resource}};
  if (!claims.empty()) form.add("claims", claims);
  return post_form("/" + std::string(kPartner) + "/oauth2/token", form);
}

std::string shape(const Json& claims) {
  std::string text;
  for (const auto& [name, value] : claims.items()) {
    const char type = value.is_string()           ? 's'
                      : value.is_number_integer() ? 'i'
                      : value.is_array()          ? 'a'
                      : value.is_boolean()        ? 'b'
                                                  : 'o';
    text += (text.empty() ? "" : " ") + name + ":" + type;
  }
  return text;
}

}  // namespace entra::idp::testing
