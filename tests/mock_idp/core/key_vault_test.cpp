#include "fixture.hpp"

namespace entra::idp::testing {
namespace {

class KeyVault : public MockIdpTest {
 protected:
  const std::string secret_ = "/vault/contoso-vault/secrets/refresh-token?api-version=7.4";

  std::string token_of(const std::string& client, const std::string& secret,
                       const std::string& resource = "https://vault.azure.net", const std::string& tenant = kPartner) {
    return post_form("/" + tenant + "/oauth2/token", {{"resource", resource},
                                                      {"client_id", client},
                                                      {"client_secret", secret},
                                                      {"grant_type", "client_credentials"}})
        .text("access_token");
  }
  Answer put(const std::string& target, const std::string& token, const std::string& body) {
    return send({"PUT",
                 origin_,
                 target,
                 {{"Authorization", "Bearer " + token}, {"Content-Type", "application/json"}},
                 body,
                 "127.0.0.1"});
  }
};

/// SDKs send the first call without a token on purpose, and read the challenge.
TEST_F(KeyVault, ChallengesWithAuthorityAndResource) {
  const Answer answer = get(secret_);
  EXPECT_EQ(answer.response.status, 401);
  EXPECT_EQ(answer.response.headers.get("WWW-Authenticate"),
            "Bearer authorization=\"" + origin_ + "/" + kPartner + "\", resource=\"https://vault.azure.net\"");
  EXPECT_EQ(answer.body.at("error").at("message"), "AKV10000: Request is missing a Bearer or PoP token.");
}

TEST_F(KeyVault, KeepsASecretInVersions) {
  const std::string token = token_of(kCsp, kSecret);
  const Answer first = put(secret_, token, R"({"value":"first"})");
  ASSERT_EQ(first.response.status, 200) << first.response.body;
  const Answer second = put(secret_, token, R"({"value":"second","contentType":"text/plain"})");
  EXPECT_EQ(call(secret_, token).text("value"), "second");
  EXPECT_EQ(call("/vault/contoso-vault/secrets/refresh-token/?api-version=7.4", token).text("value"), "second");
  const std::string id = first.text("id");
  const std::string version = id.substr(id.rfind('/') + 1);
  EXPECT_EQ(version.size(), 32u);
  EXPECT_EQ(id, origin_ + "/vault/contoso-vault/secrets/refresh-token/" + version);
  EXPECT_EQ(call("/vault/contoso-vault/secrets/refresh-token/" + version + "?api-version=7.4", token).text("value"),
            "first");
  EXPECT_NE(second.text("id"), id);
}

TEST_F(KeyVault, ServesConfiguredSecrets) {
  EXPECT_EQ(
      call("/vault/contoso-vault/secrets/greeting?api-version=7.4", token_of(kDaemon, kDaemonSecret)).text("value"),
      "hello");
}

TEST_F(KeyVault, EnforcesAccessPolicies) {
  const Answer denied = put(secret_, token_of(kDaemon, kDaemonSecret), R"({"value":"x"})");
  EXPECT_EQ(denied.response.status, 403);
  EXPECT_EQ(denied.body.at("error").at("innererror").at("code"), "AccessDenied");
  EXPECT_NE(denied.response.body.find("does not have secrets set permission"), std::string::npos);
}

TEST_F(KeyVault, RefusesOtherTokensAndRequests) {
  const std::string token = token_of(kCsp, kSecret);
  EXPECT_EQ(call(secret_, token_of(kCsp, kSecret, "https://graph.microsoft.com")).response.status, 401);
  EXPECT_EQ(call("/vault/contoso-vault/secrets/none?api-version=7.4", token).body.at("error").at("code"),
            "SecretNotFound");
  EXPECT_EQ(call("/vault/contoso-vault/secrets/greeting", token).response.status, 400) << "no api-version";
  EXPECT_EQ(call("/vault/contoso-vault/secrets/bad_name?api-version=7.4", token).response.status, 400);
  EXPECT_EQ(call("/vault/nothing/secrets/greeting?api-version=7.4", token).response.status, 404);
  EXPECT_EQ(put(secret_, token, "{}").response.status, 400);
  const Answer foreign = call(secret_, token_of(kCsp, kSecret, "https://vault.azure.net", kCustomer));
  EXPECT_EQ(foreign.response.status, 401);
  EXPECT_TRUE(foreign.body.at("error").at("message").get<std::string>().starts_with("AKV10032: Invalid issuer."));
}

}  // namespace
}  // namespace entra::idp::testing
