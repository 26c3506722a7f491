#include "fixture.hpp"

namespace entra::idp::testing {

const crypto::RsaPrivateKey& certified_key() {
  static const auto key = crypto::RsaPrivateKey::generate();
  return *key;
}

/// The certificate as a JSON string's text: its newlines escaped.
std::string certified_pem() {
  const auto der = crypto::make_self_signed_certificate(certified_key(), "certified test app",
                                                        from_epoch_seconds(1704067200), from_epoch_seconds(2019686400));
  return "-----BEGIN CERTIFICATE-----\\n" + base64_encode(*der) + "\\n-----END CERTIFICATE-----\\n";
}

std::string directory_text(const std::string& policies, const std::string& top) {
  return R"json({ )json" + top + R"json(
  "tenants": [
    { "id": "11111111-1111-4111-8111-111111111111", "displayName": "Contoso", "domains": ["contoso.onmicrosoft.com"],
      "users": [
        { "userPrincipalName": "ada@contoso.onmicrosoft.com", "displayName": "Ada Admin", "password": "pass-ada",
          "mfa": { "registered": true, "method": "otp", "code": "123456" },
          "directoryRoles": ["Global Administrator"], "partnerCenterRoles": ["AdminAgent"] },
        { "userPrincipalName": "bob@contoso.onmicrosoft.com", "displayName": "Bob Builder", "password": "pass-bob" },
        { "userPrincipalName": "tom@contoso.onmicrosoft.com", "displayName": "Tom Time", "password": "pass-tom",
          "mfa": { "registered": true, "totpSecret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" } },
        { "userPrincipalName": "dan@contoso.onmicrosoft.com", "displayName": "Dan Disabled", "password": "pass-dan",
          "accountEnabled": false } ],
      "applications": [
        { "appId": "aaaaaaaa-0000-4000-8000-000000000001", "displayName": "CSP app", "signInAudience": "AzureADMultipleOrgs",
          "passwordCredentials": [{ "secretText": "csp-secret-value" }],
          "web": { "redirectUris": ["https://localhost:44395/", "http://localhost:3000/cb"] },
          "requiredResourceAccess": [
            { "resource": "https://api.partnercenter.microsoft.com", "delegated": ["user_impersonation"] },
            { "resource": "https://graph.microsoft.com", "delegated": ["User.Read"] } ] },
        { "appId": "aaaaaaaa-0000-4000-8000-000000000002", "displayName": "Daemon",
          "passwordCredentials": [ { "secretText": "daemon-secret-value", "endDateTime": "2030-01-01T00:00:00Z" },
                                   { "secretText": "daemon-secret-old", "endDateTime": "2025-01-01T00:00:00Z" } ],
          "web": { "redirectUris": ["https://daemon.example/cb"] }, "partnerCenterRoles": ["Developer"] },
        { "appId": "aaaaaaaa-0000-4000-8000-000000000003", "displayName": "Desktop", "isFallbackPublicClient": true,
          "publicClient": { "redirectUris": ["http://localhost"] } },
        { "appId": "aaaaaaaa-0000-4000-8000-000000000004", "displayName": "Browser app",
          "spa": { "redirectUris": ["http://localhost:5173/"] } },
        { "appId": "aaaaaaaa-0000-4000-8000-000000000005", "displayName": "Orders API", "identifierUris": ["api://orders"],
          "api": { "requestedAccessTokenVersion": 2, "oauth2PermissionScopes": [{ "value": "access_as_user" }] },
          "appRoles": [{ "value": "Orders.Read.All" }] },
        { "appId": "aaaaaaaa-0000-4000-8000-000000000006", "displayName": "Retired", "accountEnabled": false,
          "passwordCredentials": [{ "secretText": "retired-secret-value" }] },
        { "appId": "aaaaaaaa-0000-4000-8000-000000000007", "displayName": "Certified",
          "keyCredentials": [{ "pem": ")json" +
         certified_pem() + R"json(" }] },
        { "appId": "aaaaaaaa-0000-4000-8000-000000000008", "displayName": "No reply",
          "passwordCredentials": [{ "secretText": "no-reply-secret-value" }] } ],
      "oauth2PermissionGrants": [
        { "clientAppId": "aaaaaaaa-0000-4000-8000-000000000001", "resource": "https://api.partnercenter.microsoft.com",
          "scope": "user_impersonation", "consentType": "AllPrincipals" } ],
      "appRoleAssignments": [
        { "clientAppId": "aaaaaaaa-0000-4000-8000-000000000002", "resource": "api://orders", "appRole": "Orders.Read.All" },
        { "clientAppId": "aaaaaaaa-0000-4000-8000-000000000002", "resource": "https://graph.microsoft.com",
          "appRole": "Organization.Read.All" } ],
      "namedLocations": [{ "displayName": "HQ", "ipRanges": ["10.0.0.0/8"], "isTrusted": true }],
      "conditionalAccessPolicies": )json" +
         policies + R"json(,
      "customers": [ { "tenantId": "22222222-2222-4222-8222-222222222222", "companyName": "Fabrikam" },
                     { "tenantId": "44444444-4444-4444-8444-444444444444", "companyName": "Litware" } ],
      "storeApplications": [{ "id": "9NBLGGH4R315", "primaryName": "Contoso Paint" }],
      "vaults": [{ "name": "contoso-vault", "secrets": { "greeting": "hello" },
                   "accessPolicies": [{ "appId": "aaaaaaaa-0000-4000-8000-000000000001", "secrets": ["get", "set"] },
                                      { "appId": "aaaaaaaa-0000-4000-8000-000000000002", "secrets": ["get"] }] }] },
    { "id": "22222222-2222-4222-8222-222222222222", "displayName": "Fabrikam", "domains": ["fabrikam.onmicrosoft.com"],
      "users": [{ "userPrincipalName": "fran@fabrikam.onmicrosoft.com", "displayName": "Fran", "password": "pass-fran" }],
      "oauth2PermissionGrants": [
        { "clientAppId": "aaaaaaaa-0000-4000-8000-000000000001", "resource": "https://graph.microsoft.com",
          "scope": "User.Read Directory.AccessAsUser.All", "consentType": "AllPrincipals" } ] },
    { "id": "33333333-3333-4333-8333-333333333333", "displayName": "Adventure Works",
      "domains": ["adventureworks.onmicrosoft.com"] },
    { "id": "44444444-4444-4444-8444-444444444444", "displayName": "Litware", "domains": ["litware.onmicrosoft.com"] }
  ] })json";
}

std::shared_ptr<SigningKeySource> shared_keys() {
  static const std::shared_ptr<SigningKeySource> keys = make_generated_keys();
  return keys;
}

void MockIdpTest::start(const std::string& config_text) {
  auto config = parse_config("test", config_text, std::string(ENTRA_SOURCE_DIR) + "/tests/mock_idp/core");
  ASSERT_TRUE(config) << config.error().one_line;
  auto idp = MockIdp::make(std::move(*config), {&clock_, &random_, shared_keys()});
  ASSERT_TRUE(idp) << idp.error().message;
  idp_ = std::move(*idp);
}

int MockIdpTest::Answer::code() const {
  const Json* const codes = body.is_object() ? find_member(body, "error_codes") : nullptr;
  return codes == nullptr ? 0 : codes->at(0).get<int>();
}

MockIdpTest::Answer MockIdpTest::send(const http::Request& request) {
  Answer answer{idp_->handle(request), Json(Json::value_t::discarded)};
  if (auto json = parse_json(answer.response.body)) answer.body = std::move(*json);
  return answer;
}

MockIdpTest::Answer MockIdpTest::get(const std::string& target, http::Headers headers) {
  return send({"GET", origin_, target, std::move(headers), "", "127.0.0.1"});
}

MockIdpTest::Answer MockIdpTest::post_form(const std::string& target, const Form& form, http::Headers headers) {
  headers.add("Content-Type", "application/x-www-form-urlencoded");
  return send({"POST", origin_, target, std::move(headers), form.encode(), "127.0.0.1"});
}

MockIdpTest::Answer MockIdpTest::control(const std::string& method, const std::string& path, const Json& body) {
  http::Headers headers{{"Content-Type", "application/json"}};
  return send({method, origin_, path, headers, method == "GET" ? "" : body.dump(), "127.0.0.1"});
}

MockIdpTest::Answer MockIdpTest::daemon_token(const std::string& scope) {
  return post_form("/" + std::string(kPartner) + "/oauth2/v2.0/token", {{"grant_type", "client_credentials"},
                                                                        {"client_id", kDaemon},
                                                                        {"client_secret", kDaemonSecret},
                                                                        {"scope", scope}});
}

MockIdpTest::Answer MockIdpTest::sign_in(bool mfa, const Json& overrides) {
  Json body = {{"tenant", kPartner},         {"user", "ada@contoso.onmicrosoft.com"},
               {"client_id", kCsp},          {"redirect_uri", kRedirect},
               {"resource", kPartnerCenter}, {"mfa", mfa}};
  if (overrides.contains("scope")) body.erase("resource");
  body.update(overrides);
  return control("POST", "/_mock/sign-ins", body);
}

MockIdpTest::Answer MockIdpTest::redeem(const std::string& code, const std::string& resource) {
  return post_form("/" + std::string(kPartner) + "/oauth2/token", {{"grant_type", "authorization_code"},
                                                                   {"client_id", kCsp},
                                                                   {"client_secret", kSecret},
                                                                   {"code", code},
                                                                   {"redirect_uri", kRedirect},
                                                                   {"resource", resource}});
}

MockIdpTest::Answer MockIdpTest::refresh(const std::string& token, const std::string& resource,
                                         const std::string& tenant) {
  return post_form("/" + tenant + "/oauth2/token", {{"grant_type", "refresh_token"},
                                                    {"client_id", kCsp},
                                                    {"client_secret", kSecret},
                                                    {"refresh_token", token},
                                                    {"resource", resource}});
}

std::string MockIdpTest::refresh_token(bool mfa) {
  const Answer signed_in = sign_in(mfa);
  EXPECT_EQ(signed_in.response.status, 200) << signed_in.response.body;
  const Answer tokens = redeem(signed_in.text("code"));
  EXPECT_EQ(tokens.response.status, 200) << tokens.response.body;
  return tokens.text("refresh_token");
}

MockIdpTest::Answer MockIdpTest::call(const std::string& target, const std::string& token, http::Headers headers) {
  headers.add("Authorization", "Bearer " + token);
  return get(target, std::move(headers));
}

Json peek(const std::string& token, int part) {
  std::size_t begin = 0;
  for (int i = 0; i < part; ++i) begin = token.find('.', begin) + 1;
  const auto text = base64url_decode(std::string_view(token).substr(begin, token.find('.', begin) - begin));
  const auto json = text ? parse_json(*text) : Result<Json>(tl::unexpect, Error{});
  return json ? *json : Json();
}

}  // namespace entra::idp::testing
