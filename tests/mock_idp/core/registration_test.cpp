#include "grants/totp.hpp"
#include "pages_fixture.hpp"

namespace entra::idp::testing {
namespace {

class Registration : public PagesTest {
 protected:
  void SetUp() override { start_with(requires_control("mfa")); }
  /// Bob has nothing registered: the page on which he chooses.
  Page choose(Browser& browser) { return browser.press(begin(browser, kBob, "pass-bob"), "register"); }
  Page verify(Browser& browser, const Page& page, const std::string& code) {
    return browser.submit(page, {{"mock_code", code}, {"mock_action", "register-verify"}});
  }
  Json methods_of(const std::string& user) {
    const Json users = control("GET", "/_mock/users").body.at("users");
    for (const Json& one : users) {
      if (one.at("userPrincipalName") == user) return one.at("mfaMethods");
    }
    return Json();
  }
};

TEST_F(Registration, AuthenticatorAppProvesItsKey) {
  Browser browser(*idp_);
  const Page choice = choose(browser);
  ASSERT_TRUE(choice.shows("register-otp")) << choice.response.body;
  const Page page = browser.press(choice, "register-otp");
  ASSERT_TRUE(page.shows("<svg role=\"img\"")) << page.response.body;
  const std::string secret = page.hidden.get_or("mock_secret");
  ASSERT_EQ(secret.size(), 32U);
  const std::string code = totp(secret, clock_.now());
  const Page wrong = verify(browser, page, code == "000000" ? "000001" : "000000");
  EXPECT_TRUE(wrong.shows("AADSTS500121"));
  EXPECT_EQ(wrong.hidden.get_or("mock_secret"), secret) << "the app keeps its key";
  EXPECT_EQ(methods_of(kBob), Json::array());
  const Page success = verify(browser, wrong, code);
  ASSERT_TRUE(success.shows("Success!")) << success.response.body;
  EXPECT_EQ(methods_of(kBob), Json::array({"otp"}));
  const std::string granted = finish(browser, browser.press(success, "done"));
  ASSERT_FALSE(granted.empty());
  EXPECT_EQ(claims_of(granted).at("amr"), Json::array({"pwd", "mfa"}));

  advance(seconds(60));
  Browser later(*idp_);
  const Page factor = begin(later, kBob, "pass-bob");
  EXPECT_FALSE(finish(later, prove(later, factor, totp(secret, clock_.now() + seconds(60)))).empty());
}

TEST_F(Registration, PhoneProvesItsNumber) {
  Browser browser(*idp_);
  const Page phone = browser.press(choose(browser), "register-sms");
  ASSERT_TRUE(phone.shows("mock_phone")) << phone.response.body;
  EXPECT_TRUE(browser.submit(phone, {{"mock_phone", "call me"}, {"mock_action", "register-phone"}})
                  .shows("Enter a phone number"));
  const Page code = browser.submit(phone, {{"mock_phone", "+49 30 1234567"}, {"mock_action", "register-phone"}});
  ASSERT_TRUE(code.shows("Verification code")) << code.response.body;
  EXPECT_EQ(inbox().back().at("phone_number"), "+49 30 1234567");
  const Page forged = browser.submit(
      code, {{"mock_code", last_code()}, {"mock_phone", "+49 30 7654321"}, {"mock_action", "register-verify"}});
  EXPECT_TRUE(forged.shows("AADSTS500121")) << "the code of another number";
  const Page again = browser.submit(phone, {{"mock_phone", "+49 30 1234567"}, {"mock_action", "register-phone"}});
  const Page success = verify(browser, again, last_code());
  ASSERT_TRUE(success.shows("Success!")) << success.response.body;
  EXPECT_EQ(methods_of(kBob), Json::array({"sms"}));
}

TEST_F(Registration, PushIsApprovedOnce) {
  Browser browser(*idp_);
  const Page push = browser.press(choose(browser), "register-push");
  decide({{"approve", true}, {"number", number_on(push)}});
  ASSERT_TRUE(browser.press(push, "register-verify").shows("Success!"));
  EXPECT_EQ(methods_of(kBob), Json::array({"push"}));
}

/// The user's own record (per-user MFA) asks for the same, and says afterwards that he has done it.
TEST_F(Registration, PerUserMfaLeadsHereToo) {
  start_with("[]");
  (void)control("PATCH", std::string("/_mock/users/") + kBob,
                {{"mfa", {{"methods", Json::array()}, {"perUserMfaState", "enabled"}}}});
  Browser browser(*idp_);
  const Page passkey = browser.press(choose(browser), "register-fido");
  const Page success = browser.press(passkey, "register-verify");
  ASSERT_TRUE(success.shows("Success!")) << success.response.body;
  EXPECT_FALSE(finish(browser, browser.press(success, "done")).empty());
}

/// Who has a weaker method proves it first, and keeps it.
TEST_F(Registration, StrongerMethodIsAddedBehindTheOldOne) {
  start_with(policy_for_all(
      R"("grantControls": { "operator": "OR", "authenticationStrength": { "id": "00000000-0000-0000-0000-000000000004" } })"));
  Browser browser(*idp_);
  const Page first = begin(browser);
  ASSERT_TRUE(first.shows("Verification code")) << first.response.body;
  const Page choice = browser.press(prove(browser, first, "123456"), "register");
  EXPECT_TRUE(choice.shows("register-fido"));
  EXPECT_FALSE(choice.shows("register-sms")) << choice.response.body;
  const Page success = browser.press(browser.press(choice, "register-fido"), "register-verify");
  ASSERT_TRUE(success.shows("Success!")) << success.response.body;
  EXPECT_EQ(methods_of(kAda), Json::array({"otp", "fido"}));
  EXPECT_FALSE(finish(browser, browser.press(success, "done")).empty());
}

TEST_F(Registration, PoliciesGuardIt) {
  std::string policies = requires_control("mfa");
  policies.insert(1, R"({ "displayName": "Register at work", "state": "enabled",
    "conditions": { "users": { "includeUsers": ["All"] },
                    "applications": { "includeUserActions": ["urn:user:registersecurityinfo"] },
                    "locations": { "includeLocations": ["All"], "excludeLocations": ["AllTrusted"] } },
    "grantControls": { "operator": "OR", "builtInControls": ["block"] } }, )");
  start_with(policies);
  Browser browser(*idp_);
  const Page stop = begin(browser, kBob, "pass-bob");
  EXPECT_TRUE(stop.shows("AADSTS53010")) << stop.response.body;
  EXPECT_TRUE(stop.shows("Register at work"));
}

}  // namespace
}  // namespace entra::idp::testing
