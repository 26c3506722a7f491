#include "browser.hpp"

namespace entra::idp::testing {
namespace {

class AuthorizeResponseTypes : public MockIdpTest {
 protected:
  void SetUp() override { start(directory_with_hybrid("[]", R"("signIn": "automatic",)")); }

  static Form request(const std::string& type, std::initializer_list<Form::Field> more = {}) {
    Form form{{"client_id", kHybrid},
              {"response_type", type},
              {"redirect_uri", kHybridRedirect},
              {"scope", "openid profile User.Read"},
              {"state", "s=1&2"},
              {"login_hint", kAda}};
    for (const auto& [name, value] : more) form.add(name, value);
    return form;
  }
  Page ask(const Form& form, const std::string& path = "/common/oauth2/v2.0/authorize") {
    return Browser(*idp_).open(path + "?" + form.encode());
  }
  static std::string error(const Page& page) { return page.returned().get_or("error_description").substr(0, 12); }
  static std::string half_hash(const std::string& text) { return base64url_encode(crypto::sha256(text).substr(0, 16)); }
};

TEST_F(AuthorizeResponseTypes, HybridAnswersInTheFragmentWithACodeHash) {
  const Page page = ask(request("code id_token", {{"nonce", "N-1"}}));
  ASSERT_EQ(page.response.status, 302) << page.response.body;
  EXPECT_TRUE(page.location().starts_with("https://hybrid.example/cb#code=")) << page.location();
  const Form back = page.returned();
  EXPECT_EQ(back.get("state"), "s=1&2");
  EXPECT_FALSE(back.has("access_token"));
  const Json claims = peek(back.get_or("id_token"));
  EXPECT_EQ(claims.at("nonce"), "N-1");
  EXPECT_EQ(claims.at("aud"), kHybrid);
  EXPECT_EQ(claims.at("c_hash"), half_hash(back.get_or("code")));
  EXPECT_FALSE(claims.contains("at_hash"));
  EXPECT_FALSE(claims.contains("auth_time"));
  EXPECT_EQ(claims.at("sid"), back.get_or("session_state"));
}

/// OpenID Connect Core §3.3.3.6: iss and sub of the two id tokens are identical.
TEST_F(AuthorizeResponseTypes, RedeemedIdTokenNamesTheSamePerson) {
  for (const std::string version : {"/oauth2", "/oauth2/v2.0"}) {
    Form form = request("code id_token", {{"nonce", "N-2"}});
    if (version == "/oauth2") form.add("resource", "https://graph.microsoft.com");
    const Form back = ask(form, "/common" + version + "/authorize").returned();
    const Answer tokens = post_form("/common" + version + "/token", {{"grant_type", "authorization_code"},
                                                                     {"client_id", kHybrid},
                                                                     {"client_secret", kHybridSecret},
                                                                     {"redirect_uri", kHybridRedirect},
                                                                     {"code", back.get_or("code")}});
    const Json first = peek(back.get_or("id_token"));
    const Json second = peek(tokens.text("id_token"));
    for (const char* claim : {"iss", "sub", "nonce", "ver", "sid"}) EXPECT_EQ(first.at(claim), second.at(claim));
    EXPECT_EQ(first.at("ver"), version == "/oauth2" ? "1.0" : "2.0");
    EXPECT_FALSE(second.contains("c_hash")) << "only from the authorization endpoint";
  }
}

TEST_F(AuthorizeResponseTypes, ImplicitAnswersWithBothTokens) {
  const Form back = ask(request("token id_token", {{"nonce", "N-3"}, {"client_info", "1"}})).returned();
  EXPECT_FALSE(back.has("code"));
  EXPECT_EQ(back.get("token_type"), "Bearer");
  EXPECT_EQ(back.get_or("scope"), "User.Read openid profile");
  EXPECT_GE(std::stoi(back.get_or("expires_in", "0")), 3599);
  EXPECT_TRUE(back.has("client_info"));
  EXPECT_EQ(peek(back.get_or("id_token")).at("at_hash"), half_hash(back.get_or("access_token")));
  EXPECT_EQ(call("/graph/v1.0/me", back.get_or("access_token")).text("userPrincipalName"), kAda);
  EXPECT_EQ(peek(back.get_or("access_token")).at("appidacr"), "0");
}

TEST_F(AuthorizeResponseTypes, TokenAlone) {
  const Form back = ask(request("token")).returned();
  EXPECT_TRUE(back.has("access_token"));
  EXPECT_FALSE(back.has("id_token"));
  const Form v1 =
      ask(request("token", {{"resource", "https://graph.microsoft.com"}}), "/common/oauth2/authorize").returned();
  EXPECT_EQ(peek(v1.get_or("access_token")).at("aud"), "https://graph.microsoft.com");
}

TEST_F(AuthorizeResponseTypes, IdTokenAloneNeedsNoResourceOnV1) {
  const Form back = ask(request("id_token", {{"nonce", "N"}}), "/common/oauth2/authorize").returned();
  EXPECT_EQ(peek(back.get_or("id_token")).at("upn"), kAda) << back.get_or("error_description");
}

TEST_F(AuthorizeResponseTypes, FormPostCarriesTheSameFields) {
  const Page page = ask(request("code id_token", {{"nonce", "N"}, {"response_mode", "form_post"}}));
  EXPECT_EQ(page.response.status, 200);
  EXPECT_EQ(page.action, kHybridRedirect);
  for (const char* name : {"code", "id_token", "state", "session_state"}) EXPECT_TRUE(page.hidden.has(name)) << name;
  EXPECT_EQ(page.hidden.get("state"), "s=1&2");
  const std::string policy = page.response.headers.get_or("Content-Security-Policy");
  EXPECT_NE(policy.find("script-src 'sha256-"), std::string::npos) << policy;
}

TEST_F(AuthorizeResponseTypes, RequiresANonce) {
  EXPECT_EQ(error(ask(request("id_token"))), "AADSTS90014:");
  EXPECT_EQ(error(ask(request("code id_token"))), "AADSTS90014:");
  EXPECT_TRUE(ask(request("token")).returned().has("access_token")) << "none without an id token";
}

TEST_F(AuthorizeResponseTypes, RefusesUnknownTypes) {
  for (const char* type : {"banana", "code code", "code token", "code id_token token", "none"}) {
    const Page page = ask(request(type, {{"nonce", "N"}}));
    EXPECT_EQ(error(page), "AADSTS70005:") << type;
    EXPECT_EQ(page.returned().get("error"), "unsupported_response_type");
  }
  EXPECT_EQ(error(ask(request(""))), "AADSTS900144");
  Form without_openid{{"client_id", kHybrid},
                      {"response_type", "id_token"},
                      {"redirect_uri", kHybridRedirect},
                      {"scope", "User.Read"},
                      {"nonce", "N"}};
  EXPECT_EQ(error(ask(without_openid)), "AADSTS70005:");
}

TEST_F(AuthorizeResponseTypes, RefusesTypesThatAreNotEnabled) {
  const auto of_csp = [&](const std::string& type) {
    return ask({{"client_id", kCsp},
                {"response_type", type},
                {"redirect_uri", kRedirect},
                {"scope", "openid"},
                {"nonce", "N"}});
  };
  EXPECT_EQ(error(of_csp("id_token")), "AADSTS700054");
  EXPECT_EQ(error(of_csp("code id_token")), "AADSTS700054");
  EXPECT_EQ(error(of_csp("token")), "AADSTS70005:");
  EXPECT_TRUE(of_csp("id_token").location().starts_with("https://localhost:44395/#error=")) << "by the default mode";
}

TEST_F(AuthorizeResponseTypes, TokensNeverTravelInAQuery) {
  const Page page = ask(request("code id_token", {{"nonce", "N"}, {"response_mode", "query"}}));
  EXPECT_EQ(error(page), "AADSTS70007:");
  EXPECT_NE(page.location().find('#'), std::string::npos);
}

TEST_F(AuthorizeResponseTypes, AuthTimeComesWithMaxAge) {
  const Json claims =
      peek(ask(request("id_token", {{"nonce", "N"}, {"max_age", "600"}})).returned().get_or("id_token"));
  EXPECT_EQ(claims.at("auth_time"), to_epoch_seconds(clock_.now()));
  const Form code = ask(request("code", {{"max_age", "600"}})).returned();
  const Answer tokens = post_form("/common/oauth2/v2.0/token", {{"grant_type", "authorization_code"},
                                                                {"client_id", kHybrid},
                                                                {"client_secret", kHybridSecret},
                                                                {"redirect_uri", kHybridRedirect},
                                                                {"code", code.get_or("code")}});
  EXPECT_EQ(peek(tokens.text("id_token")).at("auth_time"), to_epoch_seconds(clock_.now()));
  for (const char* wrong : {"", "-1", "soon", "99999999999"})
    EXPECT_EQ(error(ask(request("code", {{"max_age", wrong}}))), "AADSTS90023:") << wrong;
}

TEST_F(AuthorizeResponseTypes, CodeAloneHasNoSessionStateWithoutOpenid) {
  Form form{{"client_id", kHybrid},
            {"response_type", "code"},
            {"redirect_uri", kHybridRedirect},
            {"scope", "User.Read"},
            {"login_hint", kAda}};
  const Form back = ask(form).returned();
  EXPECT_TRUE(back.has("code"));
  EXPECT_FALSE(back.has("session_state"));
}

}  // namespace
}  // namespace entra::idp::testing
