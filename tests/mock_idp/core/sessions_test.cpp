#include "browser.hpp"

namespace entra::idp::testing {
namespace {

class Sessions : public MockIdpTest {
 protected:
  void SetUp() override { start(directory_with_hybrid()); }

  static std::string target(std::initializer_list<Form::Field> more = {}, const std::string& tenant = "common") {
    Form form{{"client_id", kHybrid},
              {"response_type", "code"},
              {"redirect_uri", kHybridRedirect},
              {"scope", "openid profile"}};
    for (const auto& [name, value] : more) form.add(name, value);
    return "/" + tenant + "/oauth2/v2.0/authorize?" + form.encode();
  }
  /// Signed in and agreed.
  Page enter(Browser& browser, const std::string& user = kAda, const std::string& password = "pass-ada") {
    return browser.sign_in_and_accept(browser.open(target({{"prompt", "login"}})), user, password);
  }
  static std::string error(const Page& page) {
    const Form back = page.returned();
    return back.get_or("error") + " " + back.get_or("error_description").substr(0, 11);
  }
};

TEST_F(Sessions, SecondRequestIsAnsweredSilently) {
  Browser browser(*idp_);
  const Page first = enter(browser);
  ASSERT_TRUE(first.returned().has("code")) << first.response.body;
  const Page again = browser.open(target());
  ASSERT_TRUE(again.returned().has("code")) << again.response.body;
  EXPECT_EQ(again.returned().get("session_state"), first.returned().get("session_state"));
  EXPECT_TRUE(browser.open(target({{"prompt", "none"}})).returned().has("code"));
}

TEST_F(Sessions, CookiesAreForBrowsersOnly) {
  Browser browser(*idp_);
  const Page page = browser.sign_in(browser.open(target()), kAda, "pass-ada");
  std::string session;
  for (const auto& [name, value] : page.response.headers.fields()) {
    if (value.starts_with("ESTSAUTH=")) session = value;
  }
  for (const char* trait : {"; HttpOnly", "; secure", "; SameSite=None", "; path=/"})
    EXPECT_NE(session.find(trait), std::string::npos) << trait << " in " << session;
  origin_ = "http://localhost:8400";
  Browser plain(*idp_, origin_);
  const Page on_http = plain.sign_in(plain.open(target()), kAda, "pass-ada");
  EXPECT_TRUE(plain.cookies.contains("ESTSAUTH"));
  for (const auto& [name, value] : on_http.response.headers.fields()) {
    if (!value.starts_with("ESTS")) continue;
    EXPECT_EQ(value.find("secure"), std::string::npos) << value;
    EXPECT_NE(value.find("SameSite=Lax"), std::string::npos) << value;
  }
}

TEST_F(Sessions, SilentRequestMayRunInAFrame) {
  Browser browser(*idp_);
  EXPECT_FALSE(browser.open(target({{"prompt", "none"}})).response.headers.get("X-Frame-Options"));
  const Page posted = browser.open(target({{"prompt", "none"}, {"response_mode", "form_post"}}));
  EXPECT_FALSE(posted.response.headers.get("X-Frame-Options"));
  EXPECT_EQ(browser.open(target()).response.headers.get("X-Frame-Options"), "DENY");
}

TEST_F(Sessions, SilentRequestSaysWhatIsMissing) {
  Browser browser(*idp_);
  EXPECT_EQ(error(browser.open(target({{"prompt", "none"}}))), "login_required AADSTS50058");
  browser.sign_in(browser.open(target()), kAda, "pass-ada");
  EXPECT_EQ(error(browser.open(target({{"prompt", "none"}}))), "consent_required AADSTS65001");
  enter(browser);
  EXPECT_EQ(error(browser.open(target({{"prompt", "none"}, {"login_hint", kBob}}))), "login_required AADSTS50058");
  EXPECT_EQ(error(browser.open(target({{"prompt", "none"}, {"sid", "another"}}))), "login_required AADSTS50058");
  EXPECT_EQ(error(browser.open(target({{"prompt", "none"}}, kStranger))), "interaction_required AADSTS16000");
  const std::string session = browser.open(target()).returned().get_or("session_state");
  EXPECT_TRUE(browser.open(target({{"prompt", "none"}, {"sid", session}})).returned().has("code"));
}

TEST_F(Sessions, SilentRequestWithTwoAccountsIsAmbiguous) {
  Browser browser(*idp_);
  enter(browser);
  enter(browser, kBob, "pass-bob");
  EXPECT_EQ(error(browser.open(target({{"prompt", "none"}}))), "interaction_required AADSTS16000");
  EXPECT_TRUE(browser.open(target({{"prompt", "none"}, {"login_hint", kBob}})).returned().has("code"));
  const Page pick = browser.open(target());
  ASSERT_TRUE(pick.shows("Pick an account"));
  EXPECT_TRUE(pick.shows(kAda));
  EXPECT_TRUE(pick.shows(kBob));
  const std::string ada = pick.response.body.substr(0, pick.response.body.find(std::string(">") + kAda));
  const std::size_t value = ada.rfind("value=\"") + 7;
  const Page back = browser.submit(pick, {{"mock_account", ada.substr(value, 36)}});
  EXPECT_TRUE(back.returned().has("code")) << back.response.body;
}

TEST_F(Sessions, DomainHintChoosesAmongAccounts) {
  Browser browser(*idp_);
  enter(browser);
  enter(browser, "fran@fabrikam.onmicrosoft.com", "pass-fran");
  EXPECT_EQ(error(browser.open(target({{"prompt", "none"}}))), "interaction_required AADSTS16000");
  const Form fran = browser.open(target({{"prompt", "none"}, {"domain_hint", "Fabrikam.onmicrosoft.com"}})).returned();
  EXPECT_TRUE(fran.has("code"));
  EXPECT_TRUE(browser.open(target({{"prompt", "none"}}, kPartner)).returned().has("code")) << "the tenant decides";
}

TEST_F(Sessions, SelectAccountAlwaysAsks) {
  Browser browser(*idp_);
  EXPECT_TRUE(browser.open(target({{"prompt", "select_account"}})).shows("mock_username")) << "nobody to pick";
  enter(browser);
  const Page pick = browser.open(target({{"prompt", "select_account"}}));
  ASSERT_TRUE(pick.shows("Pick an account"));
  const Page other = browser.press(pick, "other");
  ASSERT_TRUE(other.shows("mock_username"));
  EXPECT_TRUE(browser.sign_in_and_accept(other, kBob, "pass-bob").returned().has("code"));
}

TEST_F(Sessions, PromptLoginAsksAgainAndKeepsTheSession) {
  Browser browser(*idp_);
  const std::string session = enter(browser).returned().get_or("session_state");
  const Page page = browser.open(target({{"prompt", "login"}, {"login_hint", kAda}}));
  ASSERT_TRUE(page.shows("mock_password"));
  EXPECT_TRUE(page.shows("value=\"ada@contoso.onmicrosoft.com\""));
  const Page back = browser.sign_in(page, kAda, "pass-ada");
  EXPECT_EQ(back.returned().get("session_state"), session);
}

TEST_F(Sessions, PromptConsentAsksAgain) {
  Browser browser(*idp_);
  enter(browser);
  const Page page = browser.open(target({{"prompt", "consent"}}));
  ASSERT_TRUE(page.shows("Permissions requested"));
  EXPECT_TRUE(browser.press(page, "accept").returned().has("code"));
}

TEST_F(Sessions, MaxAgeAsksWhoseSignInIsOld) {
  Browser browser(*idp_);
  enter(browser);
  advance(seconds(120));
  EXPECT_TRUE(browser.open(target({{"max_age", "300"}})).returned().has("code"));
  EXPECT_EQ(error(browser.open(target({{"max_age", "60"}, {"prompt", "none"}}))), "login_required AADSTS50058");
  const Page page = browser.open(target({{"max_age", "60"}}));
  ASSERT_TRUE(page.shows("mock_password"));
  EXPECT_TRUE(browser.sign_in(page, kAda, "pass-ada").returned().has("code"));
}

TEST_F(Sessions, IdTokenHintChoosesTheAccount) {
  Browser browser(*idp_);
  enter(browser, kBob, "pass-bob");
  const Page ada = enter(browser);
  const Answer tokens = post_form("/common/oauth2/v2.0/token", {{"grant_type", "authorization_code"},
                                                                {"client_id", kHybrid},
                                                                {"client_secret", kHybridSecret},
                                                                {"redirect_uri", kHybridRedirect},
                                                                {"code", ada.returned().get_or("code")}});
  const std::string hint = tokens.text("id_token");
  const Form back = browser.open(target({{"prompt", "none"}, {"id_token_hint", hint}})).returned();
  EXPECT_EQ(back.get("session_state"), ada.returned().get("session_state"));
  EXPECT_EQ(error(browser.open(target({{"prompt", "none"}, {"id_token_hint", "no.token.here"}}))),
            "login_required AADSTS50058");
}

class SessionPolicies : public Sessions {
 protected:
  void SetUp() override {
    start(directory_with_hybrid(R"([{ "displayName": "MFA for Graph", "state": "enabled",
      "conditions": { "users": { "includeUsers": ["All"] },
                      "applications": { "includeApplications": ["https://graph.microsoft.com"] } },
      "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }])"));
  }
};

/// The password is not asked for again: the session lacks one thing.
TEST_F(SessionPolicies, AskForTheSecondFactorAlone) {
  Browser browser(*idp_);
  const Page second = browser.sign_in(browser.open(target()), kAda, "pass-ada");
  ASSERT_TRUE(second.shows("Verification code")) << second.response.body;
  EXPECT_FALSE(second.shows("mock_password"));
  EXPECT_EQ(error(browser.open(target({{"prompt", "none"}}))), "interaction_required AADSTS50076");
  const Page wrong = browser.submit(second, {{"mock_code", "000000"}, {"mock_action", "factor"}});
  EXPECT_TRUE(wrong.shows("AADSTS500121"));
  const Page consent = browser.submit(wrong, {{"mock_code", "123456"}, {"mock_action", "factor"}});
  ASSERT_TRUE(consent.shows("Permissions requested")) << consent.response.body;
  EXPECT_TRUE(browser.press(consent, "accept").returned().has("code"));
  EXPECT_TRUE(browser.open(target({{"prompt", "none"}})).returned().has("code"));
}

TEST_F(SessionPolicies, WhoHasNoSecondFactorIsAskedToRegister) {
  Browser browser(*idp_);
  const Page stop = browser.sign_in(browser.open(target()), kBob, "pass-bob");
  EXPECT_TRUE(stop.shows("More information required")) << stop.response.body;
  EXPECT_EQ(browser.press(stop, "cancel").returned().get("error"), "access_denied");
}

/// There is nothing to do for the person but to read why; a client that asks silently is told.
TEST_F(Sessions, BlockedAccessEndsOnAPage) {
  const std::string policy = R"([{ "displayName": "Closed", "state": "enabled",
    "conditions": { "users": { "includeUsers": ["All"] }, "applications": { "includeApplications": ["All"] } },
    "grantControls": { "operator": "OR", "builtInControls": ["block"] } }])";
  start(directory_with_hybrid(policy));
  Browser browser(*idp_);
  const Page stop = browser.sign_in(browser.open(target()), kAda, "pass-ada");
  EXPECT_TRUE(stop.shows("AADSTS53003")) << stop.response.body;
  EXPECT_EQ(browser.press(stop, "cancel").returned().get("error_subcode"), "cancel");
  EXPECT_EQ(error(browser.open(target({{"prompt", "none"}}))), "interaction_required AADSTS53003");
  start(directory_with_hybrid(policy, R"("signIn": "automatic",)"));
  EXPECT_EQ(error(Browser(*idp_).open(target({{"login_hint", kAda}}))), "access_denied AADSTS53003");
}

TEST_F(Sessions, EndWithRevocationAndTime) {
  Browser browser(*idp_);
  enter(browser);
  (void)control("POST", "/_mock/revocations", {{"user", kAda}});
  EXPECT_EQ(error(browser.open(target({{"prompt", "none"}}))), "login_required AADSTS50058");
  advance(seconds(60));
  enter(browser);
  advance(seconds(86400));
  EXPECT_EQ(error(browser.open(target({{"prompt", "none"}}))), "login_required AADSTS50058");
}

TEST_F(Sessions, StayingSignedInOutlivesTheDay) {
  Browser browser(*idp_);
  const Page page = browser.open(target());
  const Page consent = browser.submit(
      page, {{"mock_username", kAda}, {"mock_password", "pass-ada"}, {"mock_keep", "yes"}, {"mock_action", "signin"}});
  browser.press(consent, "accept");
  EXPECT_TRUE(browser.cookies.contains("ESTSAUTHPERSISTENT"));
  advance(seconds(20 * 86400));
  EXPECT_TRUE(browser.open(target({{"prompt", "none"}})).returned().has("code"));
}

/// Cross-site request forgery: another site can post a form, and cannot know the page's token.
TEST_F(Sessions, FormsOfAnotherBrowserAreRefused) {
  Browser victim(*idp_);
  Browser attacker(*idp_);
  const Page page = attacker.open(target());
  const Page back = victim.sign_in(page, kBob, "pass-bob");
  EXPECT_EQ(back.response.status, 200);
  EXPECT_TRUE(back.shows("AADSTS50089"));
  EXPECT_FALSE(victim.cookies.contains("ESTSAUTH"));
}

}  // namespace
}  // namespace entra::idp::testing
