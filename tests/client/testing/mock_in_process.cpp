#include "testing/mock_in_process.hpp"

#include <gtest/gtest.h>

#include "entra/idp/load_config.hpp"
#include "entra/support/base64.hpp"
#include "testing/forge.hpp"

namespace entra::client::testing {
namespace {

std::string directory() {
  // As a JSON string's text.
  const std::string pem =
      "-----BEGIN CERTIFICATE-----\\n" + base64_encode(daemon_certificate()) + "\\n-----END CERTIFICATE-----\\n";
  return R"json({ "signIn": "automatic",
  "trustedIssuers": [{ "issuer": "https://pods.example", "jwks": )json" +
         key_set(jwk(test_key(), "k1")) + R"json( }],
  "tenants": [{ "id": "11111111-1111-4111-8111-111111111111", "displayName": "Contoso", "domains": ["contoso.example"],
    "users": [
      { "userPrincipalName": "ada@contoso.example", "displayName": "Ada", "password": "pass-ada" },
      { "userPrincipalName": "mia@contoso.example", "displayName": "Mia", "password": "pass-mia",
        "mfa": { "registered": true, "code": "123456" } }],
    "applications": [
      { "appId": "bbbbbbbb-0000-4000-8000-000000000001", "displayName": "Daemon",
        "keyCredentials": [{ "pem": ")json" +
         pem + R"json(" }] },
      { "appId": "bbbbbbbb-0000-4000-8000-000000000002", "displayName": "Pipeline",
        "federatedIdentityCredentials": [{ "issuer": "https://pods.example", "subject": "pod-1" }] },
      { "appId": "bbbbbbbb-0000-4000-8000-000000000003", "displayName": "Desktop", "isFallbackPublicClient": true,
        "publicClient": { "redirectUris": ["http://localhost"] } },
      { "appId": "bbbbbbbb-0000-4000-8000-000000000004", "displayName": "Middle tier", "identifierUris": ["api://middle"],
        "passwordCredentials": [{ "secretText": "middle-secret" }],
        "api": { "requestedAccessTokenVersion": 2, "oauth2PermissionScopes": [{ "value": "access_as_user" }] } }],
    "oauth2PermissionGrants": [
      { "clientAppId": "bbbbbbbb-0000-4000-8000-000000000003", "resource": "api://middle", "scope": "access_as_user" },
      { "clientAppId": "bbbbbbbb-0000-4000-8000-000000000003", "resource": "https://graph.microsoft.com",
        "scope": "User.Read openid offline_access" },
      { "clientAppId": "bbbbbbbb-0000-4000-8000-000000000004", "resource": "https://graph.microsoft.com",
        "scope": "User.Read" }],
    "managedIdentities": [
      { "displayName": "machine", "clientId": "bbbbbbbb-0000-4000-8000-000000000005",
        "principalId": "cccccccc-0000-4000-8000-000000000001",
        "resourceId": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/machine" }],
    "conditionalAccessPolicies": [
      { "displayName": "MFA for Mia", "state": "enabled",
        "conditions": { "users": { "includeUsers": ["mia@contoso.example"] },
                        "applications": { "includeApplications": ["All"] } },
        "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }] }] })json";
}

std::shared_ptr<idp::SigningKeySource> shared_keys() {
  static const auto keys = idp::make_generated_keys();
  return keys;
}

}  // namespace

std::string daemon_certificate() {
  static const std::string der =
      crypto::make_self_signed_certificate(test_key(), "daemon", from_epoch_seconds(1'700'000'000),
                                           from_epoch_seconds(2'000'000'000))
          .value();
  return der;
}

MockInProcess::MockInProcess(const Clock& clock, Random& random) {
  auto config = idp::parse_config("test", directory(), ".");
  if (!config) {
    ADD_FAILURE() << config.error().one_line;
    return;
  }
  auto idp = idp::MockIdp::make(std::move(*config),
                                {.clock = &clock, .random = &random, .keys = shared_keys(), .on_exchange = {}});
  if (idp) {
    idp_ = std::move(*idp);
  } else {
    ADD_FAILURE() << idp.error().message;
  }
}

Result<http::Response> MockInProcess::send(const http::Request& request, std::chrono::milliseconds) {
  http::Request arrived = request;
  arrived.remote_address = "127.0.0.1";
  arrived.headers.set("Host", arrived.origin.substr(arrived.origin.find("://") + 3));
  return idp_->handle(arrived);
}

http::Response MockInProcess::control(std::string_view path, std::string body) {
  http::Request request;
  request.method = "POST";
  request.origin = kOrigin;
  request.target = path;
  request.headers = {{"Content-Type", "application/json"}};
  request.body = std::move(body);
  return send(request, std::chrono::milliseconds(0)).value();
}

}  // namespace entra::client::testing
