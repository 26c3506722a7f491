#include "browser.hpp"

namespace entra::idp::testing {
namespace {

class UserInfo : public MockIdpTest {
 protected:
  void SetUp() override { start(directory_with_hybrid("[]", R"("signIn": "automatic",)")); }

  Form tokens(const std::string& scope) {
    const Form form{{"client_id", kHybrid},
                    {"response_type", "id_token token"},
                    {"redirect_uri", kHybridRedirect},
                    {"scope", scope},
                    {"nonce", "N"},
                    {"login_hint", kAda}};
    return Browser(*idp_).open("/common/oauth2/v2.0/authorize?" + form.encode()).returned();
  }
};

TEST_F(UserInfo, SaysWhatTheIdTokenSays) {
  const Form both = tokens("openid profile email User.Read");
  const Json id = peek(both.get_or("id_token"));
  for (const char* path : {"/graph/oidc/userinfo"}) {
    const Answer answer = call(path, both.get_or("access_token"));
    ASSERT_EQ(answer.response.status, 200) << answer.response.body;
    EXPECT_EQ(answer.body.at("sub"), id.at("sub"));
    EXPECT_NE(answer.body.at("sub"), peek(both.get_or("access_token")).at("sub")) << "that one is for Graph";
    EXPECT_EQ(answer.body.at("name"), "Ada Admin");
    EXPECT_EQ(answer.body.at("family_name"), "Admin");
    EXPECT_EQ(answer.body.at("given_name"), "Ada");
    EXPECT_EQ(answer.body.at("email"), kAda);
    EXPECT_EQ(answer.body.at("picture"), "https://graph.microsoft.com/v1.0/me/photo/$value");
  }
}

TEST_F(UserInfo, ScopesNarrowIt) {
  const Answer answer = call("/graph/oidc/userinfo", tokens("openid User.Read").get_or("access_token"));
  EXPECT_EQ(answer.body.size(), 1U) << answer.response.body;
  EXPECT_TRUE(answer.body.contains("sub"));
}

TEST_F(UserInfo, IsWhereDiscoverySays) {
  const std::string token = tokens("openid profile").get_or("access_token");
  for (const char* version : {"", "/v2.0"}) {
    const std::string endpoint =
        get("/" + std::string(kPartner) + version + "/.well-known/openid-configuration").text("userinfo_endpoint");
    ASSERT_TRUE(endpoint.starts_with(origin_)) << endpoint;
    const std::string path = endpoint.substr(origin_.size());
    EXPECT_EQ(call(path, token).text("name"), "Ada Admin") << path;
    EXPECT_EQ(post_form(path, {}, {{"Authorization", "Bearer " + token}}).text("name"), "Ada Admin") << path;
  }
  EXPECT_EQ(call("/common/openid/userinfo?schema=openid", token).text("name"), "Ada Admin");
  origin_ = "https://login.microsoftonline.com";
  EXPECT_EQ(get("/common/v2.0/.well-known/openid-configuration").text("userinfo_endpoint"),
            "https://graph.microsoft.com/oidc/userinfo");
}

/// v1 without a resource: the token is for the old Graph, and the endpoint takes it.
TEST_F(UserInfo, V1TakesTokensOfEitherGraph) {
  start(directory_text());
  const Answer code = sign_in(false, {{"resource", "https://graph.microsoft.com"}});
  const Answer issued = redeem(code.text("code"), "https://graph.microsoft.com");
  const Answer answer = call("/common/openid/userinfo", issued.text("access_token"));
  EXPECT_EQ(answer.text("sub"), peek(issued.text("id_token")).at("sub")) << answer.response.body;
}

TEST_F(UserInfo, RefusesWithAChallenge) {
  const Answer none = get("/graph/oidc/userinfo");
  EXPECT_EQ(none.response.status, 401);
  EXPECT_EQ(none.response.headers.get_or("WWW-Authenticate").find("error="), std::string::npos) << "RFC 6750 §3.1";
  const Answer garbage = call("/common/openid/userinfo", "a.b.c");
  EXPECT_EQ(garbage.response.status, 401);
  EXPECT_NE(garbage.response.headers.get_or("WWW-Authenticate").find("error=\"invalid_token\""), std::string::npos);
  const Answer app =
      call("/graph/oidc/userinfo", daemon_token("https://graph.microsoft.com/.default").text("access_token"));
  EXPECT_EQ(app.response.status, 403);
  const Answer other = call("/graph/oidc/userinfo", daemon_token("api://orders/.default").text("access_token"));
  EXPECT_EQ(other.response.status, 401);
  const std::string token = tokens("openid").get_or("access_token");
  advance(seconds(3 * 3600));
  EXPECT_EQ(call("/graph/oidc/userinfo", token).response.status, 401);
}

TEST_F(UserInfo, NeedsTheOpenidScope) {
  const Form form{{"client_id", kHybrid},
                  {"response_type", "token"},
                  {"redirect_uri", kHybridRedirect},
                  {"scope", "User.Read"},
                  {"login_hint", kAda}};
  const Form back = Browser(*idp_).open("/common/oauth2/v2.0/authorize?" + form.encode()).returned();
  const Answer answer = call("/graph/oidc/userinfo", back.get_or("access_token"));
  EXPECT_EQ(answer.response.status, 403);
  EXPECT_NE(answer.response.headers.get_or("WWW-Authenticate").find("insufficient_scope"), std::string::npos);
}

}  // namespace
}  // namespace entra::idp::testing
