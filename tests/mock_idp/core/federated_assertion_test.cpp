#include <map>

#include "grants_fixture.hpp"

namespace entra::idp::testing {
namespace {

class FederatedAssertion : public GrantsTest {
 protected:
  Json claims(const Json& overrides) {
    const std::int64_t now = to_epoch_seconds(idp_->clock().now());
    Json all = {{"iss", kPipelineIssuer}, {"sub", "repo:a"}, {"aud", "api://AzureADTokenExchange"}, {"exp", now + 600}};
    all.update(overrides);
    return all;
  }
  Answer present(const std::string& assertion) {
    return token({{"grant_type", "client_credentials"},
                  {"client_id", kPipeline},
                  {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
                  {"client_assertion", assertion},
                  {"scope", "https://graph.microsoft.com/.default"}});
  }
  Answer present(const Json& overrides, const crypto::RsaPrivateKey& key = issuer_key(),
                 const std::string& kid = "k1") {
    return present(sign_jwt({{"alg", "RS256"}, {"kid", kid}}, claims(overrides), key));
  }
};

TEST_F(FederatedAssertion, IsAcceptedUnderTheConfiguredKeys) {
  const Answer answer = present(Json::object());
  ASSERT_EQ(answer.response.status, 200) << answer.response.body;
  EXPECT_EQ(peek(answer.text("access_token")).at("appidacr"), "2");
  const std::string same = sign_jwt({{"alg", "RS256"}, {"kid", "k1"}}, claims({{"jti", "x"}}), issuer_key());
  EXPECT_EQ(present(same).response.status, 200);
  EXPECT_EQ(present(same).response.status, 200) << "a projected token file serves until it is renewed";
}

TEST_F(FederatedAssertion, NamesWhatNoRecordHas) {
  const auto text = [&](const Json& overrides) { return present(overrides).text("error_description"); };
  EXPECT_EQ(present({{"iss", "https://ci.example/"}}).code(), 700211) << "letter by letter";
  EXPECT_NE(text({{"iss", "https://ci.example/"}}).find("issuer 'https://ci.example/'"), std::string::npos);
  EXPECT_EQ(present({{"sub", "repo:c"}}).code(), 700213);
  EXPECT_EQ(present({{"sub", "Repo:a"}}).code(), 700213);
  EXPECT_EQ(present({{"aud", "api://none"}}).code(), 700212);
  EXPECT_EQ(present({{"aud", "api://other"}}).code(), 70021) << "no one record has all three";
  EXPECT_EQ(present({{"sub", "repo:b"}, {"aud", "api://other"}}).response.status, 200);
  EXPECT_EQ(present({{"aud", "api://none"}}).response.status, 401);
}

TEST_F(FederatedAssertion, RefusesForgedAndStaleOnes) {
  EXPECT_EQ(present(Json::object(), certified_key()).code(), 700027);
  EXPECT_EQ(present(Json::object(), issuer_key(), "k2").code(), 700027) << "a key that is not published";
  const std::int64_t now = to_epoch_seconds(idp_->clock().now());
  EXPECT_EQ(present({{"exp", now - 301}}).code(), 700024);
}

TEST_F(FederatedAssertion, NeverCallsAnotherMachine) {
  int calls = 0;
  start_with(grants_directory_text(), [&](const std::string&) -> Result<std::string> {
    ++calls;
    return fail(Errc::kNetwork, "nobody there");
  });
  EXPECT_EQ(present({{"iss", "https://far.example"}}).code(), 50166);
  EXPECT_EQ(calls, 0);
  EXPECT_EQ(present({{"iss", kLocalIssuer}}).code(), 50166);
  EXPECT_EQ(calls, 1) << "an issuer on this machine is asked";
}

TEST_F(FederatedAssertion, AsksAnIssuerOnThisMachineForItsKeys) {
  std::map<std::string, std::string> documents;
  int calls = 0;
  start_with(grants_directory_text(), [&](const std::string& url) -> Result<std::string> {
    ++calls;
    const auto found = documents.find(url);
    if (found == documents.end()) return fail(Errc::kNotFound, url);
    return found->second;
  });
  const std::string discovery = std::string(kLocalIssuer) + "/.well-known/openid-configuration";
  const auto announce = [&](const std::string& issuer, const std::string& keys) {
    documents[discovery] = Json{{"issuer", issuer}, {"jwks_uri", keys}}.dump();
  };
  documents["http://localhost:9100/keys"] = key_set(issuer_key());
  announce("http://127.0.0.1:9100/another", "http://localhost:9100/keys");
  EXPECT_EQ(present({{"iss", kLocalIssuer}}).code(), 50166) << "the document is another issuer's";
  announce(kLocalIssuer, "https://far.example/keys");
  EXPECT_EQ(present({{"iss", kLocalIssuer}}).code(), 50166) << "the keys are on another machine";
  announce(kLocalIssuer, "http://localhost:9100/keys");
  EXPECT_EQ(present({{"iss", kLocalIssuer}}).response.status, 200);
  calls = 0;
  EXPECT_EQ(present({{"iss", kLocalIssuer}}).response.status, 200);
  EXPECT_EQ(calls, 0) << "the keys are kept";
  EXPECT_EQ(present({{"iss", kLocalIssuer}}, issuer_key(), "new").code(), 700027);
  EXPECT_EQ(calls, 0) << "an unknown kid asks again at most every five minutes";
  advance(seconds(301));
  EXPECT_EQ(present({{"iss", kLocalIssuer}}, issuer_key(), "new").code(), 700027);
  EXPECT_EQ(calls, 2);
}

/// A managed identity's or another application's token of this very server.
TEST_F(FederatedAssertion, AcceptsOwnAppOnlyTokens) {
  const std::string own = token({{"grant_type", "client_credentials"},
                                 {"client_id", kPortal},
                                 {"client_secret", "portal-secret"},
                                 {"scope", "api://middle/.default"}})
                              .text("access_token");
  const Answer answer = present(own);
  EXPECT_EQ(answer.response.status, 200) << answer.response.body;
}

TEST_F(FederatedAssertion, RefusesUsersTokens) {
  const Answer minted = control("POST", "/_mock/sign-ins",
                                {{"tenant", kPartner},
                                 {"user", "ada@contoso.onmicrosoft.com"},
                                 {"client_id", kPortal},
                                 {"redirect_uri", "https://portal.example/cb"},
                                 {"scope", "api://middle/access_as_user"}});
  const std::string of_user = token({{"grant_type", "authorization_code"},
                                     {"client_id", kPortal},
                                     {"client_secret", "portal-secret"},
                                     {"code", minted.text("code")},
                                     {"redirect_uri", "https://portal.example/cb"}})
                                  .text("access_token");
  ASSERT_FALSE(of_user.empty());
  // The directory's record names the application; one for this user's subject shows what is judged.
  std::string config = grants_directory_text();
  const std::string principal = derive_guid(std::string("servicePrincipal ") + kPartner + " " + kPortal);
  const auto at = config.find(principal);
  config.replace(at, principal.size(), peek(of_user).at("sub").get<std::string>());
  start(config);
  EXPECT_EQ(present(of_user).code(), 700229);
}

}  // namespace
}  // namespace entra::idp::testing
