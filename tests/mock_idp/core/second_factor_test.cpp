#include "grants/totp.hpp"
#include "pages_fixture.hpp"

namespace entra::idp::testing {
namespace {

constexpr const char* kTomsKey = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// RFC 6238 appendix B, SHA-1: the last six of the eight digits.
TEST(Totp, AgreesWithTheVectorsOfTheRfc) {
  for (const auto& [at, code] : {std::pair{59LL, "287082"},
                                 {1111111109LL, "081804"},
                                 {1111111111LL, "050471"},
                                 {1234567890LL, "005924"},
                                 {2000000000LL, "279037"},
                                 {20000000000LL, "353130"}}) {
    EXPECT_EQ(totp(kTomsKey, from_epoch_seconds(at)), code);
  }
  EXPECT_EQ(totp("not base32!", from_epoch_seconds(59)), "");
}

TEST(Totp, KeyUriNamesIssuerAccountAndSecret) {
  EXPECT_EQ(otpauth_uri("Contoso Ltd", "ada@contoso.com", "GEZDGNBV"),
            "otpauth://totp/Contoso%20Ltd:ada%40contoso.com?secret=GEZDGNBV&issuer=Contoso%20Ltd");
}

class SecondFactor : public PagesTest {
 protected:
  void SetUp() override { start_with(requires_control("mfa")); }
  Page begin_as_bob(Browser& browser, const Json& methods) {
    register_methods(kBob, methods);
    return begin(browser, kBob, "pass-bob");
  }
};

TEST_F(SecondFactor, TextedCodeComesByTheInbox) {
  Browser browser(*idp_);
  const Page page = begin_as_bob(browser, {{{"method", "sms"}, {"phoneNumber", "+1 555 0142"}}});
  ASSERT_TRUE(page.shows("We texted +X XXX XX42.")) << page.response.body;
  const Json message = inbox().back();
  EXPECT_EQ(message.at("phone_number"), "+1 555 0142");
  EXPECT_EQ(message.at("app"), "Hybrid app");
  const std::string code = last_code();
  EXPECT_TRUE(prove(browser, page, code == "000000" ? "000001" : "000000").shows("AADSTS500121"));
  const std::string granted = finish(browser, prove(browser, page, code));
  ASSERT_FALSE(granted.empty());
  EXPECT_EQ(claims_of(granted).at("amr"), Json::array({"pwd", "mfa"}));
  EXPECT_EQ(inbox().back().at("state"), "used");
}

TEST_F(SecondFactor, PagesThatAreLoadedAgainSendNothing) {
  Browser browser(*idp_);
  const Page page = begin_as_bob(browser, {{{"method", "tel"}, {"phoneNumber", "+1 555 0142"}}});
  browser.open(target());
  EXPECT_EQ(inbox().size(), 1U);
  const std::string first = last_code();
  browser.press(page, "resend");
  ASSERT_EQ(inbox().size(), 2U);
  EXPECT_TRUE(prove(browser, page, first).shows("AADSTS500121")) << "the newest counts";
  EXPECT_FALSE(finish(browser, prove(browser, page, last_code())).empty());
}

TEST_F(SecondFactor, SentCodesExpireAndBelongToTheirSignIn) {
  Browser browser(*idp_);
  const Page page = begin_as_bob(browser, {{{"method", "sms"}, {"phoneNumber", "+1 555 0142"}}});
  const std::string code = last_code();
  Browser other(*idp_);
  EXPECT_TRUE(prove(other, begin(other, kBob, "pass-bob"), code).shows("AADSTS500121"));
  advance(seconds(300));
  const Page late = prove(browser, page, code);
  EXPECT_TRUE(late.shows("has expired")) << late.response.body;
  const Page again = browser.press(late, "method-0");
  EXPECT_FALSE(finish(browser, prove(browser, again, last_code())).empty());
}

/// RFC 6238 §5.2: the second attempt of a code that was accepted is refused.
TEST_F(SecondFactor, AuthenticatorCodesAreGoodForOneUse) {
  const std::string code = totp(kTomsKey, clock_.now());
  Browser first(*idp_);
  EXPECT_FALSE(finish(first, prove(first, begin(first, kTom, "pass-tom"), code)).empty());
  Browser second(*idp_);
  const Page page = begin(second, kTom, "pass-tom");
  EXPECT_TRUE(prove(second, page, code).shows("AADSTS500121"));
  advance(seconds(30));
  EXPECT_FALSE(finish(second, prove(second, page, totp(kTomsKey, clock_.now() + seconds(30)))).empty());
}

TEST_F(SecondFactor, PushIsApprovedWithTheNumberOfThePage) {
  Browser browser(*idp_);
  const Page page = begin_as_bob(browser, {{{"method", "push"}}});
  const int number = number_on(page);
  ASSERT_GE(number, 10) << page.response.body;
  EXPECT_FALSE(inbox().back().contains("number"));
  EXPECT_TRUE(browser.press(page, "factor").shows("We have not heard from your phone yet"));
  const Page polled = browser.press(page, "poll");
  EXPECT_EQ(number_on(polled), number) << "the script waits quietly for the same request";
  EXPECT_FALSE(polled.shows("role=\"alert\""));
  EXPECT_EQ(decide({{"approve", true}}).response.status, 400) << "the number is asked for";
  EXPECT_EQ(decide({{"approve", true}, {"number", number}}).response.status, 200);
  const std::string code = finish(browser, browser.press(page, "factor"));
  ASSERT_FALSE(code.empty());
  EXPECT_EQ(claims_of(code).at("amr"), Json::array({"pwd", "mfa"}));
}

/// Without a script the page loads itself again.
TEST_F(SecondFactor, PushIsNoticedWhenThePageIsLoadedAgain) {
  Browser browser(*idp_);
  const Page page = begin_as_bob(browser, {{{"method", "push"}}});
  EXPECT_TRUE(page.shows("<noscript><meta http-equiv=\"refresh\""));
  EXPECT_TRUE(browser.open(target()).shows("Approve sign in request"));
  decide({{"approve", true}, {"number", number_on(page)}});
  EXPECT_FALSE(finish(browser, browser.open(target())).empty());
}

TEST_F(SecondFactor, DeniedPushIsNotSentAgainByItself) {
  Browser browser(*idp_);
  const Page page = begin_as_bob(browser, {{{"method", "push"}}});
  const int wrong = number_on(page) == 10 ? 11 : 10;
  EXPECT_EQ(decide({{"approve", true}, {"number", wrong}}).response.status, 400);
  const Page denied = browser.press(page, "factor");
  EXPECT_TRUE(denied.shows("The request was denied on the phone")) << denied.response.body;
  EXPECT_EQ(inbox().size(), 1U);
  EXPECT_EQ(decide({{"approve", true}, {"number", number_on(page)}}).response.status, 409);
  const Page again = browser.press(denied, "method-0");
  decide({{"approve", true}, {"number", number_on(again)}});
  EXPECT_FALSE(finish(browser, browser.press(again, "factor")).empty());
}

TEST_F(SecondFactor, PersonChoosesAmongTheMethods) {
  Browser browser(*idp_);
  const Page choice =
      begin_as_bob(browser, {{{"method", "sms"}, {"phoneNumber", "+1 555 0142"}}, {{"method", "fido"}}});
  ASSERT_TRUE(choice.shows("Verify your identity")) << choice.response.body;
  EXPECT_EQ(inbox().size(), 0U) << "nothing is sent before";
  const Page texted = browser.press(choice, "method-0");
  ASSERT_EQ(inbox().size(), 1U);
  const Page passkey = browser.press(browser.press(texted, "methods"), "method-1");
  ASSERT_TRUE(passkey.shows("Use your passkey")) << passkey.response.body;
  const std::string code = finish(browser, browser.press(passkey, "factor"));
  ASSERT_FALSE(code.empty());
  EXPECT_EQ(claims_of(code).at("amr"), Json::array({"pwd", "fido", "mfa"}));
}

TEST_F(SecondFactor, StrengthLeavesTheMethodsThatAreStrongEnough) {
  start_with(policy_for_all(
      R"("grantControls": { "operator": "OR", "authenticationStrength": { "id": "00000000-0000-0000-0000-000000000004" } })"));
  Browser browser(*idp_);
  const Page page = begin_as_bob(browser, {{{"method", "otp"}, {"code", "2468"}}, {{"method", "fido"}}});
  ASSERT_TRUE(page.shows("Use your passkey")) << page.response.body;
  EXPECT_FALSE(page.shows("value=\"methods\""));
  EXPECT_FALSE(finish(browser, browser.press(page, "factor")).empty());
}

TEST_F(SecondFactor, FixedCodesNeedNoInbox) {
  Browser browser(*idp_);
  const Page page = begin_as_bob(browser, {{{"method", "push"}, {"code", "2468"}}});
  ASSERT_TRUE(page.shows("Verification code")) << page.response.body;
  EXPECT_EQ(inbox().size(), 0U);
  EXPECT_FALSE(finish(browser, prove(browser, page, "2468")).empty());
}

TEST_F(SecondFactor, WrongCodesLockTheAccount) {
  Browser browser(*idp_);
  Page page = begin(browser);
  for (int i = 0; i < 10; ++i) page = prove(browser, page, "000000");
  EXPECT_TRUE(prove(browser, page, "123456").shows("AADSTS50053"));
  advance(seconds(60));
  EXPECT_FALSE(finish(browser, prove(browser, page, "123456")).empty());
}

/// Single sign-on with the password: the other application's policy asks for the factor alone.
TEST_F(SecondFactor, SessionIsAskedForTheFactorAlone) {
  start_with("[]");
  Browser browser(*idp_);
  ASSERT_FALSE(finish(browser, begin(browser)).empty());
  const Answer added = control("POST", "/_mock/policies",
                               {{"tenant", kPartner}, {"policy", Json::parse(requires_control("mfa")).at(0)}});
  ASSERT_EQ(added.response.status, 201) << added.response.body;
  const Page page = browser.open(target());
  ASSERT_TRUE(page.shows("Verification code")) << page.response.body;
  EXPECT_FALSE(page.shows("type=\"password\""));
  EXPECT_FALSE(finish(browser, prove(browser, page, "123456")).empty());
}

}  // namespace
}  // namespace entra::idp::testing
