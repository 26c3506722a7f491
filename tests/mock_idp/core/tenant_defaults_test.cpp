// What holds without any policy: security defaults, and a second factor demanded by the user's own record.

#include "policy_fixture.hpp"

namespace entra::idp::testing {
namespace {

using SecurityDefaults = PolicyTest;
using PerUserMfa = PolicyTest;

Json as(const char* user) {
  return {{"user", std::string(user) + "@contoso.onmicrosoft.com"}};
}

TEST_F(SecurityDefaults, LegacyClientsAreBlocked) {
  const std::string token = refresh_token(true);
  set_security_defaults(true);
  for (const char* const type : {"other", "exchangeActiveSync"}) {
    change_user("ada@contoso.onmicrosoft.com", {{"circumstances", {{"clientAppType", type}}}});
    const Answer answer = refresh(token, kPartnerCenter);
    EXPECT_EQ(answer.code(), 530035) << type;
    EXPECT_EQ(answer.text("error"), "interaction_required");
    EXPECT_EQ(answer.text("suberror"), "message_only");
    EXPECT_EQ(answer.text("claims"), "") << "there is no policy to name";
  }
  change_user("ada@contoso.onmicrosoft.com", {{"circumstances", {{"clientAppType", "browser"}}}});
  EXPECT_EQ(refresh(token, kPartnerCenter).response.status, 200);
}

TEST_F(SecurityDefaults, EverybodyRegistersAndAdministratorsProve) {
  set_security_defaults(true);
  EXPECT_EQ(sign_in(false, as("bob")).code(), 50079);
  EXPECT_EQ(sign_in(false, as("tom")).response.status, 200);
  EXPECT_EQ(sign_in(false, as("hal")).code(), 50076);
  EXPECT_EQ(sign_in(true, as("hal")).response.status, 200);
}

/// AADSTS50072, not 50079: the record demands it, not a policy.
TEST_F(PerUserMfa, AsksUnregisteredToEnroll) {
  const Answer answer = sign_in(false, as("pen"));
  EXPECT_EQ(answer.code(), 50072);
  EXPECT_EQ(answer.text("error"), "interaction_required");
  EXPECT_EQ(answer.text("suberror"), "basic_action");
  change_user("pen@contoso.onmicrosoft.com", {{"mfa", {{"method", "otp"}, {"perUserMfaState", "enforced"}}}});
  EXPECT_EQ(sign_in(false, as("pen")).code(), 50076);
  EXPECT_EQ(sign_in(true, as("pen")).response.status, 200);
  change_user("pen@contoso.onmicrosoft.com", {{"mfa", {{"method", "otp"}, {"perUserMfaState", "disabled"}}}});
  EXPECT_EQ(sign_in(false, as("pen")).response.status, 200);
}

}  // namespace
}  // namespace entra::idp::testing
