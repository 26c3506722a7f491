#include "grants_fixture.hpp"

#include <thread>

namespace entra::idp::testing {
namespace {

constexpr std::int64_t kStart = 1704067200;  // 2024-01-01
constexpr std::int64_t kEnd = 2019686400;    // 2034-01-01

/// As a JSON string's text: newlines escaped.
std::string pem(const std::string& der) {
  return "-----BEGIN CERTIFICATE-----\\n" + base64_encode(der) + "\\n-----END CERTIFICATE-----\\n";
}

std::string expired_der() {
  return *crypto::make_self_signed_certificate(expired_key(), "old", from_epoch_seconds(kStart - 86400),
                                               from_epoch_seconds(kStart));
}

}  // namespace

const crypto::RsaPrivateKey& expired_key() {
  static const auto key = crypto::RsaPrivateKey::generate();
  return *key;
}

const crypto::RsaPrivateKey& issuer_key() {
  static const auto key = crypto::RsaPrivateKey::generate();
  return *key;
}

std::string certified_der() {
  return *crypto::make_self_signed_certificate(certified_key(), "nightly", from_epoch_seconds(kStart),
                                               from_epoch_seconds(kEnd));
}

std::string key_set(const crypto::RsaPrivateKey& key) {
  Json entry = {{"kty", "RSA"}, {"use", "sig"}, {"kid", "k1"}};
  entry["n"] = base64url_encode(key.public_key().modulus());
  entry["e"] = base64url_encode(key.public_key().exponent());
  return Json{{"keys", Json::array({entry})}}.dump();
}

std::string sign_jwt(const Json& header, const Json& claims, const crypto::RsaPrivateKey& key) {
  const std::string text = base64url_encode(header.dump()) + "." + base64url_encode(claims.dump());
  const bool is_pss = get_string(header, "alg") == "PS256";
  return text + "." + base64url_encode(is_pss ? *key.sign_ps256(text) : *key.sign_rs256(text));
}

std::string grants_directory_text(const std::string& policies, const std::string& top) {
  return R"json({ )json" + top + R"json(
  "trustedIssuers": [{ "issuer": "https://ci.example", "jwks": )json" +
         key_set(issuer_key()) + R"json( }],
  "tenants": [
    { "id": "11111111-1111-4111-8111-111111111111", "displayName": "Contoso",
      "domains": ["contoso.onmicrosoft.com", "corp.contoso.com"],
      "users": [
        { "userPrincipalName": "ada@contoso.onmicrosoft.com", "displayName": "Ada Admin", "password": "pass-ada",
          "mfa": { "registered": true, "code": "123456" } },
        { "userPrincipalName": "bob@contoso.onmicrosoft.com", "displayName": "Bob Builder", "password": "pass-bob" },
        { "userPrincipalName": "nia@contoso.onmicrosoft.com", "displayName": "Nia None" },
        { "userPrincipalName": "eve@contoso.onmicrosoft.com", "displayName": "Eve Expired", "password": "pass-eve" },
        { "userPrincipalName": "dan@contoso.onmicrosoft.com", "displayName": "Dan Disabled", "password": "pass-dan",
          "accountEnabled": false } ],
      "applications": [
        { "appId": "bbbbbbbb-0000-4000-8000-000000000001", "displayName": "Portal", "signInAudience": "AzureADMultipleOrgs",
          "passwordCredentials": [{ "secretText": "portal-secret" }], "web": { "redirectUris": ["https://portal.example/cb"] } },
        { "appId": "bbbbbbbb-0000-4000-8000-000000000002", "displayName": "Middle tier", "identifierUris": ["api://middle"],
          "passwordCredentials": [{ "secretText": "middle-secret" }], "web": { "redirectUris": ["https://middle.example/cb"] },
          "api": { "requestedAccessTokenVersion": 2, "oauth2PermissionScopes": [{ "value": "access_as_user" }] },
          "requiredResourceAccess": [{ "resource": "https://graph.microsoft.com", "delegated": ["User.Read"] }] },
        { "appId": "bbbbbbbb-0000-4000-8000-000000000003", "displayName": "Backend", "identifierUris": ["api://backend"],
          "passwordCredentials": [{ "secretText": "backend-secret" }],
          "api": { "oauth2PermissionScopes": [{ "value": "access_as_user" }] } },
        { "appId": "bbbbbbbb-0000-4000-8000-000000000004", "displayName": "Phone", "isFallbackPublicClient": true,
          "signInAudience": "AzureADMultipleOrgs", "publicClient": { "redirectUris": ["http://localhost"] },
          "requiredResourceAccess": [ { "resource": "https://graph.microsoft.com", "delegated": ["User.Read"] },
                                      { "resource": "api://backend", "delegated": ["access_as_user"] } ] },
        { "appId": "bbbbbbbb-0000-4000-8000-000000000005", "displayName": "Kiosk",
          "publicClient": { "redirectUris": ["http://localhost"] } },
        { "appId": "bbbbbbbb-0000-4000-8000-000000000006", "displayName": "Nightly",
          "keyCredentials": [ { "pem": ")json" +
         pem(certified_der()) + R"json(" }, { "pem": ")json" + pem(expired_der()) + R"json(" } ] },
        { "appId": "bbbbbbbb-0000-4000-8000-000000000007", "displayName": "Pipeline",
          "federatedIdentityCredentials": [
            { "issuer": "https://ci.example", "subject": "repo:a", "audiences": ["api://AzureADTokenExchange"] },
            { "issuer": "https://ci.example", "subject": "repo:b", "audiences": ["api://other"] },
            { "issuer": "https://far.example", "subject": "repo:a" },
            { "issuer": "http://127.0.0.1:9100/oidc", "subject": "repo:a" },
            { "issuer": "https://localhost:8443/11111111-1111-4111-8111-111111111111/v2.0",
              "subject": ")json" +
         derive_guid(std::string("servicePrincipal ") + kPartner + " " + kPortal) +
         R"json(", "audiences": ["api://middle"] } ] } ],
      "oauth2PermissionGrants": [
        { "clientAppId": "bbbbbbbb-0000-4000-8000-000000000002", "resource": "https://graph.microsoft.com", "scope": "User.Read" },
        { "clientAppId": "bbbbbbbb-0000-4000-8000-000000000002", "resource": "api://backend", "scope": "access_as_user" },
        { "clientAppId": "bbbbbbbb-0000-4000-8000-000000000003", "resource": "https://graph.microsoft.com", "scope": "User.Read" },
        { "clientAppId": "bbbbbbbb-0000-4000-8000-000000000004", "resource": "https://graph.microsoft.com", "scope": "User.Read" } ],
      "conditionalAccessPolicies": )json" +
         policies + R"json( },
    { "id": "22222222-2222-4222-8222-222222222222", "displayName": "Fabrikam", "domains": ["fabrikam.onmicrosoft.com"],
      "users": [{ "userPrincipalName": "fran@fabrikam.onmicrosoft.com", "displayName": "Fran", "password": "pass-fran" }],
      "oauth2PermissionGrants": [
        { "clientAppId": "bbbbbbbb-0000-4000-8000-000000000004", "resource": "https://graph.microsoft.com", "scope": "User.Read" } ] }
  ] })json";
}

void GrantsTest::start_with(const std::string& config_text, DocumentFetcher fetch) {
  auto config = parse_config("test", config_text, ".");
  ASSERT_TRUE(config) << config.error().one_line;
  auto idp = MockIdp::make(std::move(*config), {&clock_, &random_, shared_keys(), nullptr, "", std::move(fetch)});
  ASSERT_TRUE(idp) << idp.error().message;
  idp_ = std::move(*idp);
}

std::vector<MockIdpTest::Answer> GrantsTest::race(const std::function<Answer()>& call) {
  std::vector<Answer> answers(16);
  std::vector<std::thread> callers;
  for (Answer& answer : answers) callers.emplace_back([&] { answer = call(); });
  for (std::thread& caller : callers) caller.join();
  return answers;
}

}  // namespace entra::idp::testing
