#include "grants_fixture.hpp"

namespace entra::idp::testing {
namespace {

constexpr const char* kAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

class ClientAssertion : public GrantsTest {
 protected:
  Json claims(const Json& overrides = Json::object()) {
    const std::int64_t now = to_epoch_seconds(idp_->clock().now());
    Json all = {{"iss", kNightly}, {"sub", kNightly},  {"jti", std::to_string(++made_)},
                {"nbf", now},      {"exp", now + 600}, {"aud", origin_ + "/" + kPartner + "/oauth2/v2.0/token"}};
    all.update(overrides);
    for (auto it = all.begin(); it != all.end();) it = it->is_null() ? all.erase(it) : std::next(it);
    return all;
  }
  static Json header(const Json& more = Json::object()) {
    Json all = {{"alg", "RS256"}, {"typ", "JWT"}};
    all.update(more);
    return all;
  }
  Answer send_assertion(const std::string& assertion, const std::string& tenant = kPartner) {
    return token({{"grant_type", "client_credentials"},
                  {"client_id", kNightly},
                  {"client_assertion_type", kAssertionType},
                  {"client_assertion", assertion},
                  {"scope", "https://graph.microsoft.com/.default"}},
                 tenant);
  }
  Answer present(const Json& overrides, const Json& more_header = Json::object(),
                 const crypto::RsaPrivateKey& key = certified_key()) {
    return send_assertion(sign_jwt(header(more_header), claims(overrides), key));
  }
  static std::string sha1() { return crypto::sha1(certified_der()); }
  static std::string sha256() { return crypto::sha256(certified_der()); }

 private:
  int made_ = 0;
};

TEST_F(ClientAssertion, IsAcceptedFromARegisteredCertificate) {
  const Answer answer = present(Json::object());
  ASSERT_EQ(answer.response.status, 200) << answer.response.body;
  EXPECT_EQ(peek(answer.text("access_token")).at("appidacr"), "2");
}

/// What each SDK writes into its header: MSAL Node, Python, Go, Java, .NET and azure-identity for C++.
TEST_F(ClientAssertion, EverySdksHeaderIsUnderstood) {
  const std::string leaf = base64_encode(certified_der());
  const Json headers[] = {
      {{"x5t", base64url_encode(sha1())}},
      {{"x5t", base64_encode(sha1())}},
      {{"alg", "PS256"}, {"x5t#S256", base64url_encode(sha256())}},
      {{"alg", "PS256"}, {"x5t#S256", base64_encode(sha256())}},
      {{"x5t#S256", base64url_encode(sha256())}},
      {{"x5t", base64url_encode(sha1())}, {"kid", crypto::to_hex(sha1())}},
      {{"kid", base64url_encode(sha1())}},
      {{"x5t", base64url_encode(sha1())}, {"x5c", Json::array({leaf})}},
      {{"alg", "PS256"}, {"x5t#S256", base64url_encode(sha256())}, {"x5c", leaf}},
      {{"x5c", Json::array({leaf})}},
      {{"x5c", Json::array({leaf.substr(0, 64) + "\n" + leaf.substr(64)})}},
      {{"typ", nullptr}},
  };
  for (const Json& one : headers) {
    EXPECT_EQ(present(Json::object(), one).response.status, 200) << one;
  }
}

TEST_F(ClientAssertion, EveryFormOfTheAudienceIsAccepted) {
  const std::string base = origin_ + "/" + kPartner;
  const std::string domain = origin_ + "/contoso.onmicrosoft.com";
  const Json audiences[] = {base + "/oauth2/v2.0/token",
                            base + "/oauth2/token",
                            base + "/v2.0",
                            base + "/",
                            domain + "/oauth2/v2.0/token",
                            std::string("https://localhost/") + kPartner + "/oauth2/v2.0/token",
                            Json::array({base + "/oauth2/v2.0/token"})};
  for (const Json& one : audiences) EXPECT_EQ(present({{"aud", one}}).response.status, 200) << one;
  EXPECT_EQ(present({{"aud", Json::array({base + "/", base + "/v2.0"})}}).code(), 700023);
  EXPECT_EQ(present({{"aud", nullptr}}).code(), 700023);
  EXPECT_EQ(present({{"aud", std::string("https://localhost:8443/") + kCustomer + "/v2.0"}}).code(), 700023);
}

TEST_F(ClientAssertion, IsRefusedFromAnotherKey) {
  const Answer unnamed = present(Json::object(), Json::object(), issuer_key());
  EXPECT_EQ(unnamed.code(), 700027);
  EXPECT_EQ(unnamed.response.status, 401);
  EXPECT_EQ(unnamed.text("error"), "invalid_client");

  const std::string other = base64url_encode(crypto::sha1("another"));
  const Answer named = present(Json::object(), {{"x5t", other}});
  EXPECT_EQ(named.code(), 700027);
  std::string hex = crypto::to_hex(crypto::sha1("another"));
  for (char& c : hex) c = static_cast<char>(std::toupper(c));
  EXPECT_NE(named.text("error_description")
                .find("[Reason - The key was not found., Thumbprint of key used by client: '" + hex + "']"),
            std::string::npos)
      << named.text("error_description");
  EXPECT_EQ(present(Json::object(), {{"x5c", "bm9uZQ=="}}).code(), 700027);

  const Answer forged = present(Json::object(), {{"x5t", base64url_encode(sha1())}}, issuer_key());
  EXPECT_NE(forged.text("error_description").find("did not match the expected signature value"), std::string::npos);
}

TEST_F(ClientAssertion, IsRefusedFromAnExpiredCertificate) {
  const Answer answer = present(Json::object(), Json::object(), expired_key());
  EXPECT_EQ(answer.code(), 700027);
  EXPECT_NE(answer.text("error_description").find("[Reason - The key used is expired."), std::string::npos);
  EXPECT_NE(answer.text("error_description").find("End=2024-01-01T00:00:00Z"), std::string::npos);
}

TEST_F(ClientAssertion, IsRefusedWhenItsClaimsAreWrong) {
  EXPECT_EQ(present({{"aud", "https://elsewhere.example/token"}}).code(), 700023);
  EXPECT_EQ(present({{"sub", kDaemon}}).code(), 50048);
  EXPECT_EQ(present({{"iss", kDaemon}, {"sub", kDaemon}}).code(), 700021);
  const std::int64_t now = to_epoch_seconds(idp_->clock().now());
  EXPECT_EQ(present({{"exp", now - 299}, {"nbf", now - 600}}).response.status, 200) << "five minutes of skew";
  EXPECT_EQ(present({{"exp", now - 300}}).code(), 700024);
  EXPECT_EQ(present({{"nbf", now + 300}}).response.status, 200);
  EXPECT_EQ(present({{"nbf", now + 301}}).code(), 700024);
  EXPECT_EQ(present({{"nbf", nullptr}, {"jti", nullptr}}).response.status, 200);
  EXPECT_EQ(present({{"exp", static_cast<double>(now) + 0.5}}).response.status, 200)
      << "a NumericDate may have a fraction";
}

TEST_F(ClientAssertion, IsRefusedWhenItIsNoJwt) {
  const std::int64_t now = to_epoch_seconds(idp_->clock().now());
  EXPECT_EQ(send_assertion("a.b").code(), 50027);
  EXPECT_EQ(send_assertion("a.b.c.d").code(), 50027);
  EXPECT_EQ(present({{"exp", nullptr}}).code(), 50027);
  EXPECT_EQ(present({{"exp", "tomorrow"}}).code(), 50027);
  EXPECT_EQ(present({{"exp", -1}}).code(), 50027);
  EXPECT_EQ(present({{"iss", 7}}).code(), 50027);
  EXPECT_EQ(present(Json::object(), {{"crit", Json::array({"b64"})}}).code(), 50027);
  const std::string twice = R"({"iss":"a","iss":"b","exp":)" + std::to_string(now) + "}";
  const std::string text = base64url_encode(header().dump()) + "." + base64url_encode(twice);
  EXPECT_EQ(send_assertion(text + "." + base64url_encode(*certified_key().sign_rs256(text))).code(), 50027);
  EXPECT_EQ(present({{"exp", nullptr}}).response.status, 401);
}

TEST_F(ClientAssertion, IsRefusedWithAnotherHeader) {
  for (const std::string algorithm : {"none", "HS256", "RS512", "ES256", ""}) {
    const Answer answer = present(Json::object(), {{"alg", algorithm}});
    EXPECT_EQ(answer.code(), 5002738) << algorithm;
    EXPECT_EQ(answer.response.status, 401);
  }
  EXPECT_EQ(present(Json::object(), {{"typ", "at+jwt"}}).code(), 5002727);
}

/// A signature of one padding is none of the other.
TEST_F(ClientAssertion, PaddingsAreNotMixedUp) {
  const Json all = claims();
  const std::string text = base64url_encode(header({{"alg", "PS256"}}).dump()) + "." + base64url_encode(all.dump());
  EXPECT_EQ(send_assertion(text + "." + base64url_encode(*certified_key().sign_rs256(text))).code(), 700027);
}

TEST_F(ClientAssertion, MayComeAgainButItsJtiMayNotBeAnothers) {
  const std::string assertion = sign_jwt(header(), claims({{"jti", "once"}}), certified_key());
  EXPECT_EQ(send_assertion(assertion).response.status, 200);
  EXPECT_EQ(send_assertion(assertion).response.status, 200) << "MSAL Python keeps one for ten minutes";
  advance(seconds(1));
  EXPECT_EQ(present({{"jti", "once"}}).code(), 50027);
  advance(seconds(1200));
  EXPECT_EQ(present({{"jti", "other"}}).response.status, 200);
}

TEST_F(ClientAssertion, ReplayIsRefusedWhenTheConfigSaysSo) {
  start(grants_directory_text("[]", R"("clientAssertionReplay": "refused",)"));
  const std::string assertion = sign_jwt(header(), claims(), certified_key());
  EXPECT_EQ(send_assertion(assertion).response.status, 200);
  const Answer again = send_assertion(assertion);
  EXPECT_EQ(again.code(), 50027);
  EXPECT_EQ(again.text("error"), "invalid_client");
}

TEST_F(ClientAssertion, TypeAndAssertionBelongTogether) {
  const std::string assertion = sign_jwt(header(), claims(), certified_key());
  Form form{
      {"grant_type", "client_credentials"}, {"client_id", kNightly}, {"scope", "https://graph.microsoft.com/.default"}};
  Form without_type = form;
  without_type.add("client_assertion", assertion);
  EXPECT_EQ(token(without_type).code(), 900144);
  Form without_assertion = form;
  without_assertion.add("client_assertion_type", kAssertionType);
  EXPECT_EQ(token(without_assertion).code(), 900144);
  Form saml = without_type;
  saml.add("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer");
  EXPECT_EQ(token(saml).code(), 90023);
  Form both = without_type;
  both.add("client_assertion_type", kAssertionType);
  both.add("client_secret", "x");
  EXPECT_EQ(token(both).code(), 9002313) << "one method only";
}

}  // namespace
}  // namespace entra::idp::testing
