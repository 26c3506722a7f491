#include "browser.hpp"

namespace entra::idp::testing {
namespace {

class Logout : public MockIdpTest {
 protected:
  void SetUp() override { start(directory_with_hybrid()); }

  static std::string sign_in_target(std::initializer_list<Form::Field> more = {}) {
    Form form{
        {"client_id", kHybrid}, {"response_type", "code"}, {"redirect_uri", kHybridRedirect}, {"scope", "openid"}};
    for (const auto& [name, value] : more) form.add(name, value);
    return "/common/oauth2/v2.0/authorize?" + form.encode();
  }
  Page enter(Browser& browser, const std::string& user = kAda, const std::string& password = "pass-ada") {
    return browser.sign_in_and_accept(browser.open(sign_in_target({{"prompt", "login"}})), user, password);
  }
  static std::string target(const Form& form, const std::string& version = "/v2.0") {
    return "/common/oauth2" + version + "/logout?" + form.encode();
  }
  static bool is_signed_in(Browser& browser, const std::string& user = kAda) {
    return browser.open(sign_in_target({{"prompt", "none"}, {"login_hint", user}})).returned().has("code");
  }
};

TEST_F(Logout, EndsTheSessionAndTellsTheApplications) {
  Browser browser(*idp_);
  const std::string sid = enter(browser).returned().get_or("session_state");
  const auto stolen = browser.cookies;
  const Page page = browser.open(target({{"post_logout_redirect_uri", kHybridRedirect}, {"state", "out"}}));
  EXPECT_EQ(page.response.status, 200);
  const std::string frame =
      std::string(kHybridLogout) + "?sid=" + sid + "&amp;iss=" + percent_encode(origin_ + "/" + kPartner + "/v2.0");
  EXPECT_TRUE(page.shows("<iframe title=\"signing out\" src=\"" + frame + "\">")) << page.response.body;
  EXPECT_TRUE(page.shows("content=\"2;url=https://hybrid.example/cb?state=out\""));
  EXPECT_NE(page.response.headers.get_or("Content-Security-Policy").find("frame-src https://hybrid.example"),
            std::string::npos);
  EXPECT_FALSE(browser.cookies.contains("ESTSAUTH"));
  EXPECT_FALSE(is_signed_in(browser));
  browser.cookies = stolen;
  EXPECT_FALSE(is_signed_in(browser)) << "the cookie itself is void";
}

TEST_F(Logout, IssuerOfV1IsThatOfItsTokens) {
  Browser browser(*idp_);
  enter(browser);
  EXPECT_TRUE(browser.open(target({}, "")).shows("iss=" + percent_encode(origin_ + "/" + kPartner + "/") + "\""));
}

TEST_F(Logout, GoesOnOnlyToARegisteredAddress) {
  Browser browser(*idp_);
  const Page back = browser.open(target({{"post_logout_redirect_uri", kHybridRedirect}, {"state", "a b"}}));
  EXPECT_EQ(back.response.status, 302);
  EXPECT_EQ(back.location(), "https://hybrid.example/cb?state=a%20b");
  const Page evil = browser.open(target({{"post_logout_redirect_uri", "https://evil.example/"}}));
  EXPECT_EQ(evil.response.status, 200);
  EXPECT_FALSE(evil.shows("evil.example"));
  EXPECT_EQ(browser.open(target({{"post_logout_redirect_uri", kHybridRedirect}, {"client_id", kCsp}})).response.status,
            200)
      << "another client's address";
  EXPECT_TRUE(browser.open(target({})).shows("You signed out"));
}

TEST_F(Logout, HintEndsOneOfSeveralSessions) {
  Browser browser(*idp_);
  enter(browser);
  enter(browser, kBob, "pass-bob");
  browser.open(target({{"logout_hint", kBob}}));
  EXPECT_TRUE(is_signed_in(browser));
  EXPECT_FALSE(is_signed_in(browser, kBob));
  enter(browser, kBob, "pass-bob");
  browser.open(target({}));
  EXPECT_FALSE(is_signed_in(browser));
  EXPECT_FALSE(is_signed_in(browser, kBob));
}

TEST_F(Logout, IdTokenHintNamesSessionAndClient) {
  Browser browser(*idp_);
  enter(browser, kBob, "pass-bob");
  const Page ada = enter(browser);
  const Answer tokens = post_form("/common/oauth2/v2.0/token", {{"grant_type", "authorization_code"},
                                                                {"client_id", kHybrid},
                                                                {"client_secret", kHybridSecret},
                                                                {"redirect_uri", kHybridRedirect},
                                                                {"code", ada.returned().get_or("code")}});
  const std::string hint = tokens.text("id_token");
  browser.open(target({{"id_token_hint", hint}}));
  EXPECT_FALSE(is_signed_in(browser));
  EXPECT_TRUE(is_signed_in(browser, kBob));
  const Page elsewhere = browser.open(target({{"id_token_hint", hint}, {"post_logout_redirect_uri", kRedirect}}));
  EXPECT_FALSE(elsewhere.shows("localhost:44395")) << "an address of another client";
}

TEST_F(Logout, TakesPostAsWell) {
  const Answer answer =
      post_form("/common/oauth2/v2.0/logout", {{"post_logout_redirect_uri", kHybridRedirect}, {"state", "s"}});
  EXPECT_EQ(answer.response.headers.get("Location"), "https://hybrid.example/cb?state=s");
}

TEST_F(Logout, RefusesWhatIsMalformed) {
  EXPECT_NE(get("/common/oauth2/v2.0/logout?state=a&state=b").response.body.find("AADSTS9002313"), std::string::npos);
  EXPECT_NE(get("/nowhere.example/oauth2/v2.0/logout").response.body.find("AADSTS90002"), std::string::npos);
}

TEST_F(Logout, SessionFrameMayBeFramedAndKnowsTheSids) {
  Browser browser(*idp_);
  const std::string sid = enter(browser).returned().get_or("session_state");
  EXPECT_EQ(browser.cookies.at("ESTSAUTHLIGHT"), "+" + sid);
  const Page frame = browser.open("/common/oauth2/checksession");
  EXPECT_FALSE(frame.response.headers.get("X-Frame-Options"));
  EXPECT_TRUE(frame.shows("postMessage"));
  const std::size_t begin = frame.response.body.find("<script>") + 8;
  const std::string script = frame.response.body.substr(begin, frame.response.body.find("</script>") - begin);
  EXPECT_NE(frame.response.headers.get_or("Content-Security-Policy")
                .find("'sha256-" + base64_encode(crypto::sha256(script)) + "'"),
            std::string::npos);
}

}  // namespace
}  // namespace entra::idp::testing
