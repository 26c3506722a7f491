#include "pages_fixture.hpp"

namespace entra::idp::testing {
namespace {

class PasswordPages : public PagesTest {
 protected:
  Page change(Browser& browser, const Page& page, const std::string& old, const std::string& next) {
    return browser.submit(page, {{"mock_password", old},
                                 {"mock_new_password", next},
                                 {"mock_confirm_password", next},
                                 {"mock_action", "newpassword"}});
  }
  void patch_bob(const Json& patch) {
    ASSERT_EQ(control("PATCH", std::string("/_mock/users/") + kBob, patch).response.status, 200);
  }
};

TEST_F(PasswordPages, ExpiredPasswordIsReplaced) {
  patch_bob({{"passwordProfile", {{"forceChangePasswordNextSignIn", true}}}});
  Browser browser(*idp_);
  const Page page = browser.enter_password(browser.open(target()), kBob, "pass-bob");
  ASSERT_TRUE(page.shows("Update your password")) << page.response.body;
  EXPECT_FALSE(browser.cookies.contains("ESTSAUTH"));
  EXPECT_TRUE(change(browser, page, "guess", "Str0ng words").shows("AADSTS50126"));
  EXPECT_TRUE(change(browser, page, "pass-bob", "short").shows("Use between 8 and 256 characters"));
  EXPECT_TRUE(change(browser, page, "pass-bob", "alllowercase").shows("at least three of these"));
  EXPECT_TRUE(change(browser, page, "pass-bob", "My bob 2025").shows("Leave your user name out"));
  EXPECT_TRUE(browser
                  .submit(page, {{"mock_password", "pass-bob"},
                                 {"mock_new_password", "Str0ng words"},
                                 {"mock_confirm_password", "Str0ng word"},
                                 {"mock_action", "newpassword"}})
                  .shows("not the same"));
  const Page keep = change(browser, page, "pass-bob", "Str0ng words");
  ASSERT_TRUE(keep.shows("Stay signed in?")) << keep.response.body;
  EXPECT_FALSE(finish(browser, keep).empty());
  Browser later(*idp_);
  EXPECT_TRUE(begin(later, kBob, "pass-bob").shows("AADSTS50126"));
  EXPECT_FALSE(finish(later, begin(later, kBob, "Str0ng words")).empty());
}

/// The risk is gone with the old password, and so is every other sign-in.
TEST_F(PasswordPages, RiskyUsersChangeTheirs) {
  start_with(R"([{ "displayName": "Risky users", "state": "enabled",
    "conditions": { "users": { "includeUsers": ["All"] }, "applications": { "includeApplications": ["All"] },
                    "userRiskLevels": ["high"] },
    "grantControls": { "operator": "AND", "builtInControls": ["mfa", "passwordChange"] } }])");
  register_methods(kBob, {{{"method", "otp"}, {"code", "2468"}}});
  Browser elsewhere(*idp_);
  ASSERT_FALSE(finish(elsewhere, begin(elsewhere, kBob, "pass-bob")).empty());
  patch_bob({{"riskLevel", "high"}});
  Browser browser(*idp_);
  const Page factor = begin(browser, kBob, "pass-bob");
  ASSERT_TRUE(factor.shows("Verification code")) << factor.response.body;
  const Page page = prove(browser, factor, "2468");
  ASSERT_TRUE(page.shows("Update your password")) << page.response.body;
  EXPECT_TRUE(change(browser, page, "pass-bob", "pass-bob").shows("not used here before") ||
              change(browser, page, "pass-bob", "pass-bob").shows("at least three"));
  const std::string code = finish(browser, change(browser, page, "pass-bob", "Str0ng words"));
  ASSERT_FALSE(code.empty());
  EXPECT_EQ(claims_of(code).at("amr"), Json::array({"pwd", "mfa"})) << "what was proved still counts";
  EXPECT_EQ(elsewhere.open(target({{"prompt", "none"}})).returned().get("error"), "login_required");
  EXPECT_TRUE(browser.open(target({{"prompt", "none"}})).returned().has("code"));
}

TEST_F(PasswordPages, JournalKeepsNoPassword) {
  patch_bob({{"passwordProfile", {{"forceChangePasswordNextSignIn", true}}}});
  Browser browser(*idp_);
  const Page page = browser.enter_password(browser.open(target()), kBob, "pass-bob");
  change(browser, page, "pass-bob", "Str0ng words");
  const std::string journal = control("GET", "/_mock/requests").response.body;
  EXPECT_EQ(journal.find("Str0ng words"), std::string::npos);
}

}  // namespace
}  // namespace entra::idp::testing
