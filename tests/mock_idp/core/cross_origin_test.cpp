#include "browser.hpp"

namespace entra::idp::testing {
namespace {

class CrossOrigin : public MockIdpTest {
 protected:
  Answer preflight(const std::string& path, const std::string& from, const std::string& headers = "") {
    http::Headers fields{{"Origin", from}, {"Access-Control-Request-Method", "POST"}};
    if (!headers.empty()) fields.add("Access-Control-Request-Headers", headers);
    return send({"OPTIONS", origin_, path, fields, "", "127.0.0.1"});
  }
  const std::string token_ = "/common/oauth2/v2.0/token";
};

TEST_F(CrossOrigin, PreflightIsForOriginsOfSinglePageApps) {
  const Answer good = preflight(token_, "http://localhost:5173", "client-request-id,x-client-sku");
  EXPECT_EQ(good.response.status, 204);
  EXPECT_EQ(good.response.headers.get("Access-Control-Allow-Origin"), "http://localhost:5173");
  EXPECT_EQ(good.response.headers.get("Access-Control-Allow-Methods"), "POST, OPTIONS");
  EXPECT_EQ(good.response.headers.get("Access-Control-Allow-Headers"), "client-request-id,x-client-sku");
  EXPECT_EQ(good.response.headers.get("Vary"), "Origin");
  const Answer plain = preflight(token_, "http://localhost:9999");
  EXPECT_EQ(plain.response.headers.get("Access-Control-Allow-Origin"), "http://localhost:9999")
      << "the port of loopback addresses is ignored";
  EXPECT_NE(plain.response.headers.get_or("Access-Control-Allow-Headers").find("x-client-sku"), std::string::npos);
  for (const char* origin : {"https://evil.example", "https://localhost:44395", "null", "http://localhost:5173/"}) {
    const Answer bad = preflight(token_, origin);
    EXPECT_FALSE(bad.response.headers.get("Access-Control-Allow-Origin")) << origin;
    EXPECT_FALSE(bad.response.headers.get("Access-Control-Allow-Methods")) << origin;
  }
}

TEST_F(CrossOrigin, PublicDocumentsAreForEverybody) {
  for (const char* path :
       {"/common/v2.0/.well-known/openid-configuration", "/common/discovery/keys", "/common/discovery/instance"}) {
    EXPECT_EQ(get(path, {{"Origin", "https://any.example"}}).response.headers.get("Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(preflight(path, "https://any.example").response.headers.get("Access-Control-Allow-Origin"), "*");
  }
  EXPECT_FALSE(preflight("/common/oauth2/v2.0/authorize", "http://localhost:5173")
                   .response.headers.get("Access-Control-Allow-Origin"));
}

/// What MSAL for browsers does: code with PKCE, redemption and refresh by fetch, silent sign-in in a frame.
TEST_F(CrossOrigin, SinglePageAppSignsInRedeemsAndRefreshes) {
  const std::string verifier(43, 'v');
  const auto target = [&](std::initializer_list<Form::Field> more) {
    Form form{{"client_id", kSpa},
              {"response_type", "code"},
              {"redirect_uri", "http://localhost:5173/"},
              {"scope", "openid profile offline_access User.Read"},
              {"response_mode", "fragment"},
              {"code_challenge", base64url_encode(crypto::sha256(verifier))},
              {"code_challenge_method", "S256"},
              {"nonce", "N"},
              {"client_info", "1"}};
    for (const auto& [name, value] : more) form.add(name, value);
    return "/" + std::string(kPartner) + "/oauth2/v2.0/authorize?" + form.encode();
  };
  Browser browser(*idp_);
  const Page page = browser.sign_in_and_accept(browser.open(target({})), kBob, "pass-bob");
  ASSERT_TRUE(page.location().starts_with("http://localhost:5173/#code=")) << page.response.body;
  const auto fetch = [&](Form form) {
    form.add("client_id", kSpa);
    return post_form("/" + std::string(kPartner) + "/oauth2/v2.0/token", form, {{"Origin", "http://localhost:5173"}});
  };
  const Answer tokens = fetch({{"grant_type", "authorization_code"},
                               {"code", page.returned().get_or("code")},
                               {"redirect_uri", "http://localhost:5173/"},
                               {"code_verifier", verifier}});
  ASSERT_EQ(tokens.response.status, 200) << tokens.response.body;
  EXPECT_EQ(tokens.response.headers.get("Access-Control-Allow-Origin"), "http://localhost:5173");
  const Answer refreshed = fetch({{"grant_type", "refresh_token"}, {"refresh_token", tokens.text("refresh_token")}});
  EXPECT_EQ(refreshed.response.status, 200) << refreshed.response.body;
  const Answer failed = fetch({{"grant_type", "refresh_token"}, {"refresh_token", "gone"}});
  EXPECT_EQ(failed.response.headers.get("Access-Control-Allow-Origin"), "http://localhost:5173")
      << "errors must be readable as well";
  const std::string sid = page.returned().get_or("session_state");
  const Page silent = browser.open(target({{"prompt", "none"}, {"login_hint", kBob}, {"sid", sid}}));
  EXPECT_TRUE(silent.returned().has("code")) << silent.location();
}

TEST_F(CrossOrigin, OtherPagesCannotReadTokens) {
  const Answer answer = post_form(token_, {{"grant_type", "refresh_token"}}, {{"Origin", "https://evil.example"}});
  EXPECT_FALSE(answer.response.headers.get("Access-Control-Allow-Origin"));
}

}  // namespace
}  // namespace entra::idp::testing
