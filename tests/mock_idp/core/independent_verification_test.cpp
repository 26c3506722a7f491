// The mock's tokens judged by libcjose, which shares no line with this project.

extern "C" {
#include <cjose/cjose.h>
}

#include <openssl/sha.h>

#include "browser.hpp"

namespace entra::idp::testing {
namespace {

class IndependentVerification : public MockIdpTest {
 protected:
  /// The payload when libcjose finds the signature good under the published key of the token's kid; empty otherwise.
  std::string verify(const std::string& token) {
    const Json keys = get("/common/discovery/v2.0/keys").body;
    cjose_err error;
    cjose_jws_t* const jws = cjose_jws_import(token.data(), token.size(), &error);
    if (jws == nullptr) return "";
    const char* const kid = cjose_header_get(cjose_jws_get_protected(jws), CJOSE_HDR_KID, &error);
    std::string payload;
    for (const Json& entry : keys.at("keys")) {
      if (kid == nullptr || entry.at("kid") != kid) continue;
      const std::string text = entry.dump();
      cjose_jwk_t* const key = cjose_jwk_import(text.data(), text.size(), &error);
      uint8_t* plain = nullptr;
      size_t size = 0;
      if (key != nullptr && cjose_jws_verify(jws, key, &error) && cjose_jws_get_plaintext(jws, &plain, &size, &error)) {
        payload.assign(reinterpret_cast<const char*>(plain), size);
      }
      cjose_jwk_release(key);
    }
    cjose_jws_release(jws);
    return payload;
  }
};

TEST_F(IndependentVerification, AcceptsEveryKindOfToken) {
  const Answer user = redeem(sign_in(true).text("code"));
  const std::string tokens[] = {daemon_token("https://graph.microsoft.com/.default").text("access_token"),
                                daemon_token("api://orders/.default").text("access_token"), user.text("access_token"),
                                user.text("id_token")};
  for (const std::string& token : tokens) {
    const auto claims = parse_json(verify(token));
    ASSERT_TRUE(claims) << token;
    EXPECT_EQ(*claims, peek(token));
  }
}

/// The hashes by OpenSSL directly, the signatures by libcjose.
TEST_F(IndependentVerification, AcceptsTokensOfTheAuthorizationEndpoint) {
  start(directory_with_hybrid("[]", R"("signIn": "automatic",)"));
  const auto left_half = [](const std::string& text) {
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
    return base64url_encode(std::string(reinterpret_cast<const char*>(digest), sizeof digest / 2));
  };
  for (const std::string type : {"code id_token", "id_token token"}) {
    const Form form{{"client_id", kHybrid},        {"response_type", type}, {"redirect_uri", kHybridRedirect},
                    {"scope", "openid User.Read"}, {"nonce", "N"},          {"login_hint", kAda}};
    const Form back = Browser(*idp_).open("/common/oauth2/v2.0/authorize?" + form.encode()).returned();
    const auto claims = parse_json(verify(back.get_or("id_token")));
    ASSERT_TRUE(claims) << type;
    if (back.has("code")) {
      EXPECT_EQ(claims->at("c_hash"), left_half(back.get_or("code")));
    }
    if (back.has("access_token")) {
      EXPECT_EQ(claims->at("at_hash"), left_half(back.get_or("access_token")));
      EXPECT_NE(verify(back.get_or("access_token")), "");
    }
  }
}

TEST_F(IndependentVerification, RefusesAnAlteredToken) {
  std::string token = daemon_token("api://orders/.default").text("access_token");
  char& character = token[token.find('.') + 10];
  character = character == 'A' ? 'B' : 'A';
  EXPECT_EQ(verify(token), "");
}

TEST_F(IndependentVerification, FollowsARollover) {
  (void)control("POST", "/_mock/keys/rotate", {{"retire_after_seconds", 60}});
  EXPECT_NE(verify(daemon_token("api://orders/.default").text("access_token")), "");
}

}  // namespace
}  // namespace entra::idp::testing
