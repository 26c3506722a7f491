// The way into a vault: the challenge, tokens, api-versions, access policies.

#include "vault_fixture.hpp"

namespace entra::idp::testing {
namespace {

class KeyVault : public VaultTest {};

/// SDKs send the first call without a token on purpose, and read the challenge.
TEST_F(KeyVault, ChallengesWithAuthorityAndResource) {
  const Answer answer = get("/vault/contoso-vault/secrets/refresh-token?api-version=7.4");
  EXPECT_EQ(answer.response.status, 401);
  EXPECT_EQ(answer.response.headers.get("WWW-Authenticate"),
            "Bearer authorization=\"" + origin_ + "/" + kPartner + "\", resource=\"https://vault.azure.net\"");
  EXPECT_EQ(answer.body.at("error").at("message"), "AKV10000: Request is missing a Bearer or PoP token.");
}

TEST_F(KeyVault, KeepsASecretInVersions) {
  const std::string first = put("refresh-token", "first");
  EXPECT_EQ(first.size(), 32u);
  EXPECT_NE(put("refresh-token", "second"), first);
  EXPECT_EQ(vault("GET", "/secrets/refresh-token").text("value"), "second");
  EXPECT_EQ(vault("GET", "/secrets/refresh-token/").text("value"), "second");
  EXPECT_EQ(vault("GET", "/secrets/refresh-token/" + first).text("value"), "first");
}

TEST_F(KeyVault, ServesConfiguredSecrets) {
  token_ = token_of(kDaemon, kDaemonSecret);
  EXPECT_EQ(vault("GET", "/secrets/greeting").text("value"), "hello");
}

TEST_F(KeyVault, EnforcesAccessPolicies) {
  token_ = token_of(kDaemon, kDaemonSecret);
  const struct {
    const char* method;
    const char* path;
    const char* permission;
  } rows[] = {{"PUT", "/secrets/x", "set"},
              {"PATCH", "/secrets/greeting", "set"},
              {"GET", "/secrets", "list"},
              {"GET", "/secrets/greeting/versions", "list"},
              {"GET", "/deletedsecrets", "list"},
              {"DELETE", "/secrets/greeting", "delete"},
              {"POST", "/deletedsecrets/x/recover", "recover"},
              {"DELETE", "/deletedsecrets/x", "purge"},
              {"POST", "/secrets/greeting/backup", "backup"},
              {"POST", "/secrets/restore", "restore"}};
  for (const auto& row : rows) {
    const Answer denied = vault(row.method, row.path, R"({"value":"x"})");
    EXPECT_EQ(error(denied), "403 Forbidden AccessDenied") << row.path;
    EXPECT_NE(denied.response.body.find("does not have secrets " + std::string(row.permission) +
                                        " permission on key vault 'contoso-vault;location=westus'"),
              std::string::npos)
        << denied.response.body;
  }
}

/// With a person at the application, it is the person's policies that count.
TEST_F(KeyVault, PeopleHavePoliciesOfTheirOwn) {
  const auto as_person = [&](const std::string& user) {
    const Answer signed_in = sign_in(false, {{"user", user}, {"resource", "https://vault.azure.net"}});
    token_ = redeem(signed_in.text("code"), "https://vault.azure.net").text("access_token");
    ASSERT_FALSE(token_.empty());
  };
  as_person("ada@contoso.onmicrosoft.com");
  EXPECT_EQ(vault("GET", "/secrets/greeting").text("value"), "hello");
  EXPECT_EQ(error(vault("PUT", "/secrets/x", R"({"value":"x"})")), "403 Forbidden AccessDenied")
      << "although the application itself may";
  as_person("bob@contoso.onmicrosoft.com");
  const Answer denied = vault("GET", "/secrets/greeting");
  EXPECT_EQ(error(denied), "403 Forbidden AccessDenied");
  EXPECT_NE(denied.response.body.find(";numgroups=0;iss="), std::string::npos) << denied.response.body;
}

TEST_F(KeyVault, PoliciesMayNameAPersonInOneApplication) {
  const auto get_as_ada = [&](const char* app) {
    start_vault({{{"appId", app}, {"objectId", "ada@contoso.onmicrosoft.com"}, {"secrets", {"get"}}}});
    const Answer signed_in = sign_in(true, {{"resource", "https://vault.azure.net"}});
    token_ = redeem(signed_in.text("code"), "https://vault.azure.net").text("access_token");
    return vault("GET", "/secrets/greeting").response.status;
  };
  EXPECT_EQ(get_as_ada(kCsp), 200);
  EXPECT_EQ(get_as_ada(kDaemon), 403);
}

TEST_F(KeyVault, RefusesOtherTokensAndRequests) {
  const std::string token = token_;
  token_ = token_of(kCsp, kSecret, "https://graph.microsoft.com");
  const Answer misaddressed = vault("GET", "/secrets/greeting");
  EXPECT_EQ(misaddressed.response.status, 401);
  EXPECT_EQ(misaddressed.body.at("error").at("message"),
            "AKV10022: Invalid audience. Expected https://vault.azure.net, found: https://graph.microsoft.com.");
  token_ = token_of(kCsp, kSecret, "https://vault.azure.net", kCustomer);
  const Answer foreign = vault("GET", "/secrets/greeting");
  EXPECT_EQ(foreign.response.status, 401);
  EXPECT_EQ(foreign.body.at("error").at("message"), "AKV10032: Invalid issuer. Expected one of " + origin_ + "/" +
                                                        kPartner + "/, found " + origin_ + "/" + kCustomer + "/.");
  EXPECT_EQ(foreign.response.headers.get("WWW-Authenticate"),
            "Bearer authorization=\"" + origin_ + "/" + kPartner + "\", resource=\"https://vault.azure.net\"");
  token_ = token;
  EXPECT_EQ(error(vault("GET", "/secrets/none")), "404 SecretNotFound");
  EXPECT_EQ(error(vault("GET", "/secrets/bad_name")), "400 BadParameter");
  EXPECT_EQ(error(vault("GET", "/keys/one")), "404 NotFound");
  const Answer method = vault("POST", "/secrets/greeting");
  EXPECT_EQ(error(method), "405 MethodNotAllowed");
  EXPECT_EQ(method.response.headers.get("Allow"), "PUT, GET, PATCH, DELETE");
  EXPECT_EQ(call("/vault/nothing/secrets/greeting?api-version=7.4", token).response.status, 404);
}

TEST_F(KeyVault, SpeaksTheApiVersionsOfTheService) {
  for (const char* const known :
       {"2015-06-01", "2016-10-01", "7.0", "7.4", "7.6-preview.1", "2025-07-01", "2026-04-01"}) {
    version_ = known;
    EXPECT_EQ(vault("GET", "/secrets/greeting").response.status, 200) << known;
  }
  for (const char* const unknown : {"", "1.0", "7.4x", "2021-01-01", "2027-13-01"}) {
    version_ = unknown;
    EXPECT_EQ(error(vault("GET", "/secrets/greeting")), "400 BadParameter") << unknown;
  }
}

}  // namespace
}  // namespace entra::idp::testing
