// The session control sign-in frequency
// (https://learn.microsoft.com/entra/identity/conditional-access/concept-session-lifetime).

#include "browser.hpp"
#include "policy_fixture.hpp"

namespace entra::idp::testing {
namespace {

constexpr seconds kHour{3600};

class SignInFrequency : public PolicyTest {
 protected:
  static Json every(int hours, const char* what = "primaryAndSecondaryAuthentication") {
    return {{"signInFrequency",
             {{"isEnabled", true},
              {"value", hours},
              {"type", "hours"},
              {"frequencyInterval", "timeBased"},
              {"authenticationType", what}}}};
  }
};

TEST_F(SignInFrequency, OldRefreshTokenIsRefused) {
  const std::string token = refresh_token(true);
  add_policy(every(4));
  advance(4 * kHour);
  const Answer in_time = refresh(token, kPartnerCenter);
  EXPECT_EQ(in_time.response.status, 200) << in_time.response.body;
  advance(seconds(1));
  const Answer answer = refresh(token, kPartnerCenter);
  EXPECT_EQ(answer.code(), 70043);
  EXPECT_EQ(answer.text("error"), "invalid_grant");
  EXPECT_NE(answer.text("error_description").find("the maximum allowed lifetime for this request is 14400"),
            std::string::npos)
      << answer.text("error_description");
  EXPECT_EQ(answer.text("suberror"), "bad_token");
  EXPECT_EQ(refresh(in_time.text("refresh_token"), kPartnerCenter).code(), 70043)
      << "a token from a refresh is as old as the sign-in behind it";
  EXPECT_EQ(refresh_v2(token, std::string(kGraph) + "/User.Read").text("error"), "invalid_grant");
  EXPECT_EQ(refresh(refresh_token(false), kPartnerCenter).response.status, 200) << "a new sign-in is fresh";
}

/// authenticationType secondaryAuthentication: the password may be old, the second factor not.
TEST_F(SignInFrequency, OldSecondFactorIsAskedAgain) {
  const std::string token = refresh_token(true);
  Json policy = every(1, "secondaryAuthentication");
  policy["builtInControls"] = {"mfa"};
  add_policy(policy);
  advance(kHour);
  EXPECT_EQ(refresh(token, kPartnerCenter).response.status, 200);
  advance(seconds(1));
  const Answer answer = refresh(token, kPartnerCenter);
  EXPECT_EQ(answer.code(), 50078);
  EXPECT_EQ(answer.text("error"), "interaction_required");
  EXPECT_EQ(answer.text("suberror"), "basic_action");
}

/// AADSTS70044: the browser's session is too old, and only the page can ask its person again.
TEST_F(SignInFrequency, OldSessionSignsInAgain) {
  start(directory_with_hybrid());
  const auto target = [](const char* prompt) {
    const Form asked{{"client_id", kHybrid},
                     {"response_type", "code"},
                     {"redirect_uri", kHybridRedirect},
                     {"scope", "openid profile"},
                     {"prompt", prompt}};
    return "/" + std::string(kPartner) + "/oauth2/v2.0/authorize?" + asked.encode();
  };
  Browser browser(*idp_);
  const Page entered = browser.sign_in_and_accept(browser.open(target("login")), kAda, "pass-ada");
  ASSERT_TRUE(entered.returned().has("code")) << entered.response.body;
  add_policy(every(1));
  EXPECT_TRUE(browser.open(target("none")).returned().has("code"));
  advance(kHour + seconds(1));
  const Form refused = browser.open(target("none")).returned();
  EXPECT_EQ(refused.get_or("error"), "interaction_required");
  EXPECT_EQ(refused.get_or("error_description").substr(0, 12), "AADSTS70044:");
}

TEST_F(SignInFrequency, EveryTimeLeavesFiveMinutes) {
  const std::string token = refresh_token(true);
  add_policy({{"signInFrequency", {{"isEnabled", true}, {"frequencyInterval", "everyTime"}}}});
  advance(seconds(300));
  EXPECT_EQ(refresh(token, kPartnerCenter).response.status, 200);
  advance(seconds(1));
  EXPECT_EQ(refresh(token, kPartnerCenter).code(), 70043);
}

}  // namespace
}  // namespace entra::idp::testing
