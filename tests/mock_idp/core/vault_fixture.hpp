#pragma once
// A vault in which the CSP app may do everything and the daemon may read, Ada may read as a person, and a clock.

#include "fixture.hpp"

namespace entra::idp::testing {

class VaultTest : public MockIdpTest {
 protected:
  void SetUp() override {
    start_vault(Json::parse(
        R"([{"appId": "aaaaaaaa-0000-4000-8000-000000000001", "secrets": ["all"]},
            {"appId": "aaaaaaaa-0000-4000-8000-000000000002", "secrets": ["get"]},
            {"objectId": "ada@contoso.onmicrosoft.com", "secrets": ["get"]}])"));
    token_ = token_of(kCsp, kSecret);
  }
  void start_vault(const Json& access_policies, const Json& more = Json::object()) {
    Json directory = Json::parse(directory_text());
    Json& tenant = directory["tenants"][0];
    tenant["oauth2PermissionGrants"].push_back(
        {{"clientAppId", kCsp}, {"resource", "https://vault.azure.net"}, {"scope", "user_impersonation"}});
    tenant["vaults"][0]["accessPolicies"] = access_policies;
    tenant["vaults"][0].update(more);
    start(directory.dump());
  }

  std::string token_of(const std::string& client, const std::string& secret,
                       const std::string& resource = "https://vault.azure.net", const std::string& tenant = kPartner) {
    return post_form("/" + tenant + "/oauth2/token", {{"resource", resource},
                                                      {"client_id", client},
                                                      {"client_secret", secret},
                                                      {"grant_type", "client_credentials"}})
        .text("access_token");
  }
  /// `path` is that of the vault, with or without a query; the api-version is added.
  Answer vault(const std::string& method, const std::string& path, const std::string& body = "") {
    const std::string query = (path.find('?') == std::string::npos ? "?" : "&") + ("api-version=" + version_);
    return send({method,
                 origin_,
                 "/vault/contoso-vault" + path + query,
                 {{"Authorization", "Bearer " + token_}, {"Content-Type", "application/json"}},
                 body,
                 "127.0.0.1"});
  }
  /// Sets a secret and answers its version.
  std::string put(const std::string& name, const std::string& value) {
    const Answer answer = vault("PUT", "/secrets/" + name, Json{{"value", value}}.dump());
    EXPECT_EQ(answer.response.status, 200) << answer.response.body;
    const std::string id = answer.text("id");
    return id.substr(id.rfind('/') + 1);
  }
  static std::string error(const Answer& answer) {
    const Json& fault = answer.body.at("error");
    const std::string inner = fault.contains("innererror") ? fault["innererror"]["code"].get<std::string>() : "";
    return std::to_string(answer.response.status) + " " + fault.at("code").get<std::string>() +
           (inner.empty() ? "" : " " + inner);
  }

  std::string token_;
  std::string version_ = "7.4";
};

}  // namespace entra::idp::testing
