// Whatever is good for one redemption is redeemed once, however many ask at the same moment.

#include <algorithm>

#include "grants_fixture.hpp"

namespace entra::idp::testing {
namespace {

class RedemptionRace : public GrantsTest {
 protected:
  std::string code() {
    return control("POST", "/_mock/sign-ins",
                   {{"tenant", kPartner},
                    {"user", "ada@contoso.onmicrosoft.com"},
                    {"client_id", kPortal},
                    {"redirect_uri", "https://portal.example/cb"},
                    {"scope", "openid offline_access User.Read"}})
        .text("code");
  }
  Answer redeem_code(const std::string& code) {
    return token({{"grant_type", "authorization_code"},
                  {"client_id", kPortal},
                  {"client_secret", "portal-secret"},
                  {"code", code},
                  {"redirect_uri", "https://portal.example/cb"}});
  }
  Answer renew(const std::string& refresh_token) {
    return token({{"grant_type", "refresh_token"},
                  {"client_id", kPortal},
                  {"client_secret", "portal-secret"},
                  {"refresh_token", refresh_token}});
  }
  static std::size_t served(const std::vector<Answer>& answers) {
    return static_cast<std::size_t>(std::count_if(answers.begin(), answers.end(),
                                                  [](const Answer& answer) { return answer.response.status == 200; }));
  }
};
class RefreshRotation : public RedemptionRace {
 protected:
  void SetUp() override { start(grants_directory_text("[]", R"("refreshTokenRotation": "strict",)")); }
};

TEST_F(RedemptionRace, CodeIsRedeemedOnce) {
  const std::string one = code();
  const auto answers = race([&] { return redeem_code(one); });
  EXPECT_EQ(served(answers), 1u);
  for (const Answer& answer : answers) {
    if (answer.response.status != 200) {
      EXPECT_EQ(answer.code(), 54005);
    }
  }
}

TEST_F(RedemptionRace, WithoutRotationEveryCallerIsServed) {
  const std::string one = redeem_code(code()).text("refresh_token");
  EXPECT_EQ(served(race([&] { return renew(one); })), 16u);
}

TEST_F(RefreshRotation, EachTokenIsRedeemedOnce) {
  const std::string first = redeem_code(code()).text("refresh_token");
  const Answer second = renew(first);
  ASSERT_EQ(second.response.status, 200) << second.response.body;
  const Answer third = renew(second.text("refresh_token"));
  EXPECT_EQ(third.response.status, 200) << third.response.body;
}

TEST_F(RefreshRotation, ReuseEndsTheFamily) {
  const std::string first = redeem_code(code()).text("refresh_token");
  const std::string other_family = redeem_code(code()).text("refresh_token");
  const std::string second = renew(first).text("refresh_token");
  const Answer reuse = renew(first);
  EXPECT_EQ(reuse.code(), 50132);
  EXPECT_EQ(reuse.text("error"), "invalid_grant");
  EXPECT_EQ(reuse.text("suberror"), "bad_token");
  EXPECT_EQ(renew(second).code(), 70000) << "what descends from it has ended too";
  EXPECT_EQ(renew(other_family).response.status, 200) << "another sign-in goes on";
}

TEST_F(RefreshRotation, OneOfSixteenCallersIsServed) {
  const std::string one = redeem_code(code()).text("refresh_token");
  const auto answers = race([&] { return renew(one); });
  EXPECT_EQ(served(answers), 1u);
  for (const Answer& answer : answers) {
    if (answer.response.status == 200) {
      EXPECT_EQ(renew(answer.text("refresh_token")).code(), 70000) << "fifteen reuses";
    }
    if (answer.response.status != 200) {
      EXPECT_TRUE(answer.code() == 50132 || answer.code() == 70000) << answer.code();
    }
  }
}

}  // namespace
}  // namespace entra::idp::testing
