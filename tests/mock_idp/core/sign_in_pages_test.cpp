#include "pages_fixture.hpp"

namespace entra::idp::testing {
namespace {

class SignInPages : public PagesTest {};

TEST_F(SignInPages, LeadFromTheNameToTheApplication) {
  Browser browser(*idp_);
  const Page name = browser.open(target());
  EXPECT_FALSE(name.shows("type=\"password\""));
  const Page password = browser.submit(name, {{"mock_username", kBob}, {"mock_action", "next"}});
  ASSERT_TRUE(password.shows("Enter password")) << password.response.body;
  EXPECT_TRUE(password.shows(kBob));
  const Page wrong = browser.submit(password, {{"mock_password", "guess"}, {"mock_action", "password"}});
  EXPECT_TRUE(wrong.shows("Your account or password is incorrect. (AADSTS50126)")) << wrong.response.body;
  const Page keep = browser.submit(wrong, {{"mock_password", "pass-bob"}, {"mock_action", "password"}});
  ASSERT_TRUE(keep.shows("Stay signed in?")) << keep.response.body;
  const Page consent = browser.press(keep, "keep-no");
  ASSERT_TRUE(consent.shows("Permissions requested")) << consent.response.body;
  EXPECT_TRUE(browser.press(consent, "accept").returned().has("code"));
  EXPECT_FALSE(browser.cookies.contains("ESTSAUTHPERSISTENT"));
  EXPECT_TRUE(browser.open(target()).returned().has("code")) << "a session is asked for nothing";
}

TEST_F(SignInPages, UnknownNamesAreToldBeforeThePassword) {
  Browser browser(*idp_);
  const Page page =
      browser.submit(browser.open(target()), {{"mock_username", "nobody@contoso.com"}, {"mock_action", "next"}});
  EXPECT_TRUE(page.shows("AADSTS50034"));
  EXPECT_TRUE(page.shows("value=\"nobody@contoso.com\"")) << "to correct it";
}

TEST_F(SignInPages, HintLeadsToThePasswordAndBackToTheName) {
  Browser browser(*idp_);
  const Page password = browser.open(target({{"login_hint", kBob}}));
  ASSERT_TRUE(password.shows("Enter password")) << password.response.body;
  const Page name = browser.press(password, "back");
  EXPECT_TRUE(name.shows("value=\"bob@contoso.onmicrosoft.com\"")) << name.response.body;
  EXPECT_FALSE(name.shows("type=\"password\""));
  EXPECT_TRUE(browser.open(target({{"login_hint", "nobody@x.example"}})).shows("value=\"nobody@x.example\""));
}

TEST_F(SignInPages, StayingSignedInIsThePersonsChoice) {
  Browser browser(*idp_);
  const Page keep = browser.enter_password(browser.open(target()), kBob, "pass-bob");
  EXPECT_FALSE(finish(browser, browser.press(keep, "keep-yes")).empty());
  EXPECT_TRUE(browser.cookies.contains("ESTSAUTHPERSISTENT"));
  EXPECT_FALSE(browser.cookies.contains("ESTSAUTH"));
}

TEST_F(SignInPages, PoliciesDecideAboutStaying) {
  for (const bool always : {true, false}) {
    start_with(
        policy_for_all(std::string(R"("sessionControls": { "persistentBrowser": { "isEnabled": true, "mode": ")") +
                       (always ? "always" : "never") + "\" } }"));
    Browser browser(*idp_);
    const Page consent = browser.enter_password(browser.open(target()), kBob, "pass-bob");
    ASSERT_TRUE(consent.shows("Permissions requested")) << consent.response.body;
    EXPECT_EQ(browser.cookies.contains("ESTSAUTHPERSISTENT"), always);
  }
}

TEST_F(SignInPages, LockedAndDisabledAccountsAreTold) {
  Browser browser(*idp_);
  for (int i = 0; i < 10; ++i) begin(browser, kBob, "guess");
  EXPECT_TRUE(begin(browser, kBob, "pass-bob").shows("AADSTS50053"));
  advance(seconds(60));
  EXPECT_FALSE(finish(browser, begin(browser, kBob, "pass-bob")).empty());
  EXPECT_TRUE(begin(*std::make_unique<Browser>(*idp_), kDan, "pass-dan").shows("AADSTS50057"));
}

/// The stop page says what support needs: which policies applied and why.
TEST_F(SignInPages, StopPageExplainsItself) {
  start_with(requires_control("block"));
  Browser browser(*idp_);
  const Page stop = begin(browser);
  for (const char* text : {"You cannot access this right now", "More details", "AADSTS53003", "Guard", "failure",
                           "blocks access", "Request Id", "Correlation Id", "2025-03-01 00:00:00Z", "127.0.0.1"}) {
    EXPECT_TRUE(stop.shows(text)) << text;
  }
}

TEST_F(SignInPages, DevicesThatAreNotManagedStopToo) {
  start_with(requires_control("compliantDevice"));
  Browser browser(*idp_);
  EXPECT_TRUE(begin(browser).shows("AADSTS530003"));
  const Form silent = browser.open(target({{"prompt", "none"}})).returned();
  EXPECT_EQ(silent.get("error"), "interaction_required");
  ASSERT_EQ(control("PATCH", std::string("/_mock/users/") + kAda,
                    {{"circumstances", {{"deviceId", "d"}, {"trustType", "AzureAd"}, {"isCompliant", true}}}})
                .response.status,
            200);
  EXPECT_FALSE(finish(browser, browser.open(target())).empty());
}

TEST_F(SignInPages, OldSessionsSignInAgain) {
  start_with(policy_for_all(R"("sessionControls": { "signInFrequency": { "isEnabled": true, "value": 1, "type": "hours",
      "frequencyInterval": "timeBased", "authenticationType": "primaryAndSecondaryAuthentication" } })"));
  Browser browser(*idp_);
  ASSERT_FALSE(finish(browser, begin(browser)).empty());
  advance(seconds(3601));
  EXPECT_EQ(browser.open(target({{"prompt", "none"}})).returned().get("error"), "interaction_required");
  const Page again = browser.open(target());
  ASSERT_TRUE(again.shows("AADSTS70044")) << again.response.body;
  EXPECT_TRUE(again.shows(kAda));
  EXPECT_FALSE(finish(browser, browser.enter_password(again, kAda, "pass-ada")).empty());
}

TEST_F(SignInPages, DeviceAndAdminConsentTakeTheSameSteps) {
  start_with(requires_control("mfa"));
  Browser admin(*idp_);
  const Form query{{"client_id", kHybrid}, {"redirect_uri", kHybridRedirect}};
  const Page factor = admin.enter_password(admin.open(std::string("/") + kPartner + "/adminconsent?" + query.encode()),
                                           kAda, "pass-ada");
  ASSERT_TRUE(factor.shows("Verification code")) << factor.response.body;
  const Page keep = prove(admin, factor, "123456");
  ASSERT_TRUE(keep.shows("Stay signed in?")) << keep.response.body;
  EXPECT_TRUE(admin.press(admin.press(keep, "keep-no"), "accept").returned().has("admin_consent"));

  const Answer code = post_form(std::string("/") + kPartner + "/oauth2/v2.0/devicecode",
                                {{"client_id", kDesktop}, {"scope", "openid"}});
  Browser person(*idp_);
  const Page typed = person.open("/devicelogin?otc=" + code.text("user_code"));
  const Page second = person.sign_in(typed, kAda, "pass-ada");
  ASSERT_TRUE(second.shows("Verification code")) << second.response.body;
  const Page confirm = prove(person, second, "123456");
  ASSERT_TRUE(confirm.shows("Are you trying to sign in")) << confirm.response.body;
  EXPECT_TRUE(person.press(confirm, "accept").shows("You are signed in"));
}

/// Automatic mode skips the pages, never the policy.
TEST_F(SignInPages, AutomaticModeAnswersWhatItCanProve) {
  start_with(requires_control("mfa"), R"("signIn": "automatic",)");
  Browser browser(*idp_);
  EXPECT_TRUE(browser.open(target({{"login_hint", kAda}})).returned().has("code"));
  EXPECT_EQ(Browser(*idp_).open(target({{"login_hint", kBob}})).returned().get("error"), "interaction_required");
  const Form query{{"client_id", kHybrid}, {"redirect_uri", kHybridRedirect}, {"login_hint", kAda}};
  EXPECT_TRUE(Browser(*idp_)
                  .open(std::string("/") + kPartner + "/adminconsent?" + query.encode())
                  .returned()
                  .has("admin_consent"));
}

/// WCAG 2.2: 3.1.1 language, 1.3.1 labels, 2.4.6 one heading; and no script.
TEST_F(SignInPages, AreAccessible) {
  Browser browser(*idp_);
  const Page name = browser.open(target());
  const Page password = browser.submit(name, {{"mock_username", kBob}, {"mock_action", "next"}});
  const Page wrong = browser.submit(password, {{"mock_password", "guess"}, {"mock_action", "password"}});
  EXPECT_TRUE(wrong.shows("role=\"alert\""));
  for (const Page& page : {name, password, wrong}) {
    EXPECT_TRUE(page.shows("<html lang=\"en\">"));
    EXPECT_FALSE(page.shows("<script"));
    const std::string& html = page.response.body;
    EXPECT_EQ(html.find("<h1>"), html.rfind("<h1>"));
    EXPECT_TRUE(page.shows("<label for=\"mock_username\">") || page.shows("<label for=\"mock_password\">"));
  }
}

}  // namespace
}  // namespace entra::idp::testing
