#include "pages_fixture.hpp"

namespace entra::idp::testing {
namespace {

class Terms : public PagesTest {
 protected:
  void SetUp() override {
    start_with(
        policy_for_all(std::string(R"("grantControls": { "operator": "AND", "builtInControls": [], "termsOfUse": [")") +
                       kTerms + R"("] })"));
  }
};

TEST_F(Terms, AreAcceptedOnce) {
  Browser browser(*idp_);
  const Page page = browser.enter_password(browser.open(target()), kBob, "pass-bob");
  ASSERT_TRUE(page.shows("Terms of use")) << page.response.body;
  EXPECT_TRUE(page.shows("<li>House rules</li>"));
  EXPECT_EQ(browser.open(target({{"prompt", "none"}})).returned().get("error"), "interaction_required");
  const Page keep = browser.press(page, "terms-accept");
  ASSERT_TRUE(keep.shows("Stay signed in?")) << keep.response.body;
  EXPECT_FALSE(finish(browser, keep).empty());
  Browser later(*idp_);
  EXPECT_FALSE(finish(later, begin(later, kBob, "pass-bob")).empty());
}

TEST_F(Terms, DeclinedTermsEndIt) {
  Browser browser(*idp_);
  const Page stop = browser.press(begin(browser, kBob, "pass-bob"), "terms-decline");
  EXPECT_TRUE(stop.shows("AADSTS50158")) << stop.response.body;
  EXPECT_EQ(browser.press(stop, "cancel").returned().get("error"), "access_denied");
  EXPECT_TRUE(browser.open(target()).shows("House rules"));
}

/// Nobody accepts terms for somebody else.
TEST_F(Terms, AutomaticModeTellsTheClient) {
  start_with(
      policy_for_all(std::string(R"("grantControls": { "operator": "AND", "builtInControls": [], "termsOfUse": [")") +
                     kTerms + R"("] })"),
      R"("signIn": "automatic",)");
  const Form back = Browser(*idp_).open(target({{"login_hint", kBob}})).returned();
  EXPECT_EQ(back.get("error"), "interaction_required");
  EXPECT_TRUE(back.get_or("error_description").starts_with("AADSTS50158"));
}

}  // namespace
}  // namespace entra::idp::testing
