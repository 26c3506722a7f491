#include "policy/methods.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "policy/conditional_access.hpp"
#include "policy/controls.hpp"

namespace entra::idp {
namespace {

using Words = std::vector<std::string>;

ObjectId id(const char* text) {
  return ObjectId::parse(text).value();
}

User with(const Words& registered) {
  User user;
  for (const std::string& one : registered) user.mfa.methods.push_back({one, "", "", ""});
  return user;
}

TEST(Methods, AmrSaysWhatEntraSays) {
  const std::vector<std::pair<Words, Words>> table = {
      {{"password"}, {"pwd"}},
      {{"password", "softwareOath"}, {"pwd", "mfa"}},
      {{"password", "microsoftAuthenticatorPush"}, {"pwd", "mfa"}},
      {{"password", "sms"}, {"pwd", "mfa"}},
      {{"fido2"}, {"fido", "mfa"}},
      {{"windowsHelloForBusiness"}, {"rsa", "mfa"}},
      {{"x509CertificateMultiFactor"}, {"rsa", "mfa"}},
      {{"x509CertificateSingleFactor"}, {"rsa"}},
      {{"federatedSingleFactor"}, {"fed"}},
      {{"deviceBasedPush"}, {"mfa"}},
      {{"sms"}, {}},  // one factor, whichever it is
      {{"softwareOath"}, {}},
      {{"sms", "voice"}, {}},
      {{"password", "qrCodePin"}, {"pwd"}},
      {{"smoke", "mirrors"}, {}},
      {{"federatedMultiFactor"}, {"fed", "mfa"}},
      {{}, {}},
  };
  for (const auto& [modes, amr] : table) {
    EXPECT_EQ(amr_of(modes), amr) << ::testing::PrintToString(modes);
    const bool has_mfa = std::find(amr.begin(), amr.end(), "mfa") != amr.end();
    EXPECT_EQ(proves_second_factor(amr), has_mfa);
  }
  EXPECT_TRUE(proves_second_factor({"ngcmfa"}));
  EXPECT_FALSE(proves_second_factor({"otp", "pwd"})) << "a code alone is one factor";
}

TEST(Methods, RegisteredOnesHaveGraphsNames) {
  EXPECT_EQ(method_mode("otp"), "softwareOath");
  EXPECT_EQ(method_mode("sms"), "sms");
  EXPECT_EQ(method_mode("tel"), "voice");
  EXPECT_EQ(method_mode("push"), "microsoftAuthenticatorPush");
  EXPECT_EQ(method_mode("fido"), "fido2");
}

/// https://learn.microsoft.com/entra/identity/authentication/concept-authentication-strengths
TEST(Strengths, BuiltInOnesAreNestedInEachOther) {
  const Tenant tenant;
  const char* const kStrengths[] = {"00000000-0000-0000-0000-000000000002", "00000000-0000-0000-0000-000000000003",
                                    "00000000-0000-0000-0000-000000000004"};
  const std::vector<std::pair<Words, int>> table = {
      {{"password"}, 0},
      {{"sms"}, 0},
      {{"x509CertificateSingleFactor"}, 0},
      {{"password", "sms"}, 1},
      {{"password", "hardwareOath"}, 1},
      {{"temporaryAccessPassMultiUse"}, 1},
      {{"federatedMultiFactor"}, 1},
      {{"x509CertificateSingleFactor", "microsoftAuthenticatorPush"}, 1},
      {{"deviceBasedPush"}, 2},
      {{"fido2"}, 3},
      {{"windowsHelloForBusiness"}, 3},
      {{"x509CertificateMultiFactor"}, 3},
  };
  for (const auto& [modes, level] : table) {
    for (int i = 0; i < 3; ++i) {
      const AuthenticationStrength* const strength = find_strength(tenant, id(kStrengths[i]));
      ASSERT_NE(strength, nullptr);
      EXPECT_EQ(is_strong_enough(*strength, modes), i < level)
          << strength->display_name << ::testing::PrintToString(modes);
    }
  }
  EXPECT_EQ(find_strength(tenant, id("00000000-0000-0000-0000-000000000009")), nullptr);
}

TEST(Strengths, DependOnWhatIsRegistered) {
  const Tenant tenant;
  const auto* const resistant = find_strength(tenant, id("00000000-0000-0000-0000-000000000004"));
  const auto* const any = find_strength(tenant, id("00000000-0000-0000-0000-000000000002"));
  EXPECT_FALSE(can_be_strong_enough(*any, with({})));
  EXPECT_TRUE(can_be_strong_enough(*any, with({"tel"})));
  EXPECT_FALSE(can_be_strong_enough(*resistant, with({"otp", "push"})));
  EXPECT_TRUE(can_be_strong_enough(*resistant, with({"otp", "fido"})));
}

TEST(Strengths, TenantsOwnGoBeforeBuiltInOnes) {
  Tenant tenant;
  tenant.authentication_strengths = {{id("00000000-0000-0000-0000-000000000002"), "Ours", {"fido2"}}};
  EXPECT_EQ(find_strength(tenant, id("00000000-0000-0000-0000-000000000002"))->display_name, "Ours");
}

TEST(Controls, UnknownStrengthBlocks) {
  GrantControls controls;
  controls.authentication_strength = id("99999999-0000-4000-8000-000000000000");
  const auto results = check_grant_controls(Tenant(), controls, AccessAttempt());
  ASSERT_EQ(results.size(), 1u);
  EXPECT_FALSE(results[0].holds);
  EXPECT_EQ(results[0].need, AccessNeed::kBlocked);
}

TEST(Controls, PersistentBrowserNeverWinsOverAlways) {
  const User user = with({"otp"});
  const Application resource;
  Tenant tenant;
  for (const char* const mode : {"always", "never", "always"}) {
    ConditionalAccessPolicy policy;
    policy.conditions.users.include_users = {"All"};
    policy.conditions.applications.include_applications = {"All"};
    policy.session.persistent_browser = mode;
    tenant.policies.push_back(policy);
  }
  AccessAttempt attempt;
  attempt.user = &user;
  attempt.resource = &resource;
  EXPECT_EQ(evaluate_conditional_access(tenant, attempt).persistent_browser, "never");
  tenant.policies[1].state = PolicyState::kReportOnly;
  EXPECT_EQ(evaluate_conditional_access(tenant, attempt).persistent_browser, "always");
}

}  // namespace
}  // namespace entra::idp
