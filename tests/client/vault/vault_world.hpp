#pragma once
// The mock in this process with a vault, an application that may use it, and a person who has signed in to it.

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "entra/client/refresh_token_vault.hpp"
#include "entra/client/token_client.hpp"
#include "entra/idp/load_config.hpp"
#include "entra/idp/mock_idp.hpp"
#include "entra/support/json_access.hpp"

namespace entra::client::testing {

inline constexpr const char* kTenant = "11111111-1111-4111-8111-111111111111";
inline constexpr const char* kApp = "aaaaaaaa-0000-4000-8000-000000000001";
inline constexpr const char* kVaultUrl = "https://contoso-vault.vault.azure.net";
inline constexpr const char* kLogin = "https://login.microsoftonline.com";
inline constexpr const char* kResource = "https://graph.microsoft.com";

inline std::string vault_directory() {
  return std::string(R"json({ "tenants": [{
    "id": "11111111-1111-4111-8111-111111111111", "displayName": "Contoso", "domains": ["contoso.onmicrosoft.com"],
    "users": [{ "userPrincipalName": "ada@contoso.onmicrosoft.com", "displayName": "Ada", "password": "pass-ada" }],
    "applications": [{
      "appId": "aaaaaaaa-0000-4000-8000-000000000001", "displayName": "CSP app",
      "passwordCredentials": [{ "secretText": "csp-secret-value" }],
      "web": { "redirectUris": ["http://localhost:3000/cb"] },
      "requiredResourceAccess": [{ "resource": "https://graph.microsoft.com", "delegated": ["User.Read"] }] }],
    "oauth2PermissionGrants": [{ "clientAppId": "aaaaaaaa-0000-4000-8000-000000000001",
                                 "resource": "https://graph.microsoft.com", "scope": "User.Read",
                                 "consentType": "AllPrincipals" }],
    "vaults": [{ "name": "contoso-vault", "secrets": {},
                 "accessPolicies": [{ "appId": "aaaaaaaa-0000-4000-8000-000000000001",
                                      "secrets": ["get", "set", "list"] }] }] }] })json");
}

/// To the mock, by way of a hook that sees each request before it is served.
class MockTransport final : public Transport {
 public:
  explicit MockTransport(idp::MockIdp& idp) : idp_(idp) {}

  Result<http::Response> send(const http::Request& request, std::chrono::milliseconds) override {
    http::Request arrived = request;
    arrived.remote_address = "127.0.0.1";
    arrived.headers.set("Host", arrived.origin.substr(arrived.origin.find("://") + 3));
    requests.push_back(request);
    if (const auto hook = before) hook(request);  // a copy: it may take itself away
    return idp_.handle(arrived);
  }

  std::function<void(const http::Request&)> before;
  std::vector<http::Request> requests;

 private:
  idp::MockIdp& idp_;
};

class VaultWorld : public ::testing::Test {
 protected:
  void SetUp() override {
    static const std::shared_ptr<idp::SigningKeySource> keys = idp::make_generated_keys();
    auto config = idp::parse_config("vault.json", vault_directory());
    ASSERT_TRUE(config) << config.error().with_excerpt;
    auto made =
        idp::MockIdp::make(std::move(*config), {.clock = &clock_, .random = &random_, .keys = keys, .on_exchange = {}});
    ASSERT_TRUE(made) << made.error().message;
    idp_ = std::move(*made);
    transport_ = std::make_shared<MockTransport>(*idp_);
    auto authority = Authority::parse(std::string(kLogin) + "/" + kTenant);
    ASSERT_TRUE(authority);
    ClientOptions options{.authority = *authority};
    options.version = EndpointVersion::kV1;
    options.client_id = kApp;
    options.credential = ClientSecret{"csp-secret-value"};
    client_ = std::make_shared<TokenClient>(options, transport_, clock_, random_);
    vault_ = make_vault();
  }

  std::shared_ptr<RefreshTokenVault> make_vault(RefreshTokenVaultOptions options = {.vault_url = kVaultUrl,
                                                                                    .secret_name = kTenant}) {
    auto made = RefreshTokenVault::make(std::move(options), vault_tokens_of(client_), transport_, clock_);
    EXPECT_TRUE(made) << made.error().message;
    return *made;
  }

  /// A refresh token of a new sign-in of Ada's.
  std::string sign_in() {
    const Json body = {{"tenant", kTenant},     {"user", "ada@contoso.onmicrosoft.com"},
                       {"client_id", kApp},     {"redirect_uri", "http://localhost:3000/cb"},
                       {"resource", kResource}, {"mfa", false}};
    const auto answer = control("/_mock/sign-ins", body);
    const auto json = parse_json(answer.body);
    EXPECT_TRUE(json) << answer.body;
    const auto token = client_->redeem_code({.code = get_string(*json, "code").value_or(""),
                                             .redirect_uri = "http://localhost:3000/cb",
                                             .target = {.resource = kResource}});
    EXPECT_TRUE(token) << token.error().message();
    return token ? (*token)->refresh_token : "";
  }
  /// The control plane answers under the mock's own host only.
  http::Response control(const std::string& path, const Json& body) {
    http::Request request;
    request.method = "POST";
    request.origin = "https://localhost:8443";
    request.target = path;
    request.headers = {{"Content-Type", "application/json"}, {"Host", "localhost:8443"}};
    request.body = body.dump();
    request.remote_address = "127.0.0.1";
    return idp_->handle(request);
  }
  /// How this process spends a refresh token, and with which ones it was asked to.
  RefreshTokenVault::Use refresh() {
    return [this](const std::string& token) {
      spent_.push_back(token);
      return client_->refresh({.refresh_token = token, .target = {.resource = kResource}, .force_refresh = true});
    };
  }
  std::string save(const std::string& token) {
    const auto saved = vault_->save(token, clock_.now());
    EXPECT_TRUE(saved) << saved.error().message();
    return saved ? saved->version : "";
  }
  std::string newest() {
    const auto loaded = make_vault()->load();
    return loaded ? loaded->refresh_token : loaded.error().message();
  }
  void disable(const std::string& version) {
    const auto token = client_->client_credentials({.target = {.resource = "https://vault.azure.net"}});
    ASSERT_TRUE(token);
    const std::string target = std::string("/secrets/") + kTenant + "/" + version + "?api-version=7.4";
    const auto answer = transport_->send({"PATCH",
                                          kVaultUrl,
                                          target,
                                          {{"Authorization", "Bearer " + (*token)->access_token}},
                                          R"({"attributes":{"enabled":false}})",
                                          ""},
                                         std::chrono::seconds(1));
    ASSERT_EQ(answer->status, 200) << answer->body;
  }

  ManualClock clock_{from_epoch_seconds(1'740'819'600)};
  SeededRandom random_{7};
  std::unique_ptr<idp::MockIdp> idp_;
  std::shared_ptr<MockTransport> transport_;
  std::shared_ptr<TokenClient> client_;
  std::shared_ptr<RefreshTokenVault> vault_;
  std::vector<std::string> spent_;
};

}  // namespace entra::client::testing
