#include "policy/conditional_access.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace entra::idp {
namespace {

using testing::HasSubstr;

constexpr const char* kAnn = "11111111-aaaa-4111-8111-000000000001";

User ann() {
  User user;
  user.id = ObjectId::parse(kAnn).value();
  user.user_principal_name = "ann@contoso.com";
  return user;
}

Application partner_center() {
  Application app;
  app.app_id = AppId::parse("fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd").value();
  app.display_name = "Partner Center";
  app.identifier_uris = {"https://api.partnercenter.microsoft.com"};
  return app;
}

/// Everybody, everything, everywhere: a second factor.
ConditionalAccessPolicy everything() {
  ConditionalAccessPolicy policy;
  policy.display_name = "P";
  policy.include_users = {"All"};
  policy.include_applications = {"All"};
  policy.require_mfa = true;
  return policy;
}

Tenant tenant_with(std::vector<ConditionalAccessPolicy> policies) {
  Tenant tenant;
  tenant.named_locations = {{"HQ", {"10.0.0.0/8", "2001:db8::/32"}, true}, {"Cafe", {"192.0.2.0/24"}, false}};
  tenant.policies = std::move(policies);
  return tenant;
}

struct Row {
  const char* name;
  std::function<void(ConditionalAccessPolicy&)> change;
  const char* address;
  std::vector<std::string> amr;
  AccessVerdict verdict;
  bool applies;
  const char* why;
};

class ConditionalAccess : public testing::TestWithParam<Row> {};

TEST_P(ConditionalAccess, OnePolicyDecides) {
  ConditionalAccessPolicy policy = everything();
  GetParam().change(policy);
  const Tenant tenant = tenant_with({policy});
  const User user = ann();
  const Application resource = partner_center();
  const AccessDecision decision =
      evaluate_conditional_access(tenant, {&user, &resource, GetParam().address, GetParam().amr});
  EXPECT_EQ(decision.verdict, GetParam().verdict);
  ASSERT_EQ(decision.findings.size(), 1u);
  EXPECT_EQ(decision.findings[0].policy, &tenant.policies[0]);
  EXPECT_EQ(decision.findings[0].applies, GetParam().applies) << decision.findings[0].why;
  EXPECT_THAT(decision.findings[0].why, HasSubstr(GetParam().why));
}

using Policy = ConditionalAccessPolicy;
constexpr auto kAllow = AccessVerdict::kAllow;
constexpr auto kMfa = AccessVerdict::kRequireMfa;
constexpr auto kBlock = AccessVerdict::kBlock;

INSTANTIATE_TEST_SUITE_P(
    Table, ConditionalAccess,
    testing::Values(
        Row{"PasswordOnly",
            [](Policy&) {},
            "192.0.2.1",
            {"pwd"},
            kMfa,
            true,
            "requires a second factor, which the sign-in did not prove (amr pwd)"},
        Row{"NothingProved", [](Policy&) {}, "192.0.2.1", {}, kMfa, true, "(amr empty)"},
        Row{"SecondFactor", [](Policy&) {}, "192.0.2.1", {"pwd", "mfa"}, kAllow, true, "is satisfied"},
        Row{"SettingUpACredential", [](Policy&) {}, "", {"ngcmfa"}, kAllow, true, "is satisfied"},
        Row{"OtpAloneIsNoSecondFactor", [](Policy&) {}, "", {"otp"}, kMfa, true, "did not prove"},
        Row{"Disabled", [](Policy& p) { p.state = PolicyState::kDisabled; }, "", {"pwd"}, kAllow, false, "disabled"},
        Row{"ReportOnly",
            [](Policy& p) { p.state = PolicyState::kReportOnly; },
            "",
            {"pwd"},
            kAllow,
            true,
            "decides nothing"},
        Row{"ReportOnlyBlock",
            [](Policy& p) {
              p.state = PolicyState::kReportOnly;
              p.block = true;
            },
            "",
            {"mfa"},
            kAllow,
            true,
            "decides nothing"},
        Row{"Block",
            [](Policy& p) {
              p.block = true;
              p.require_mfa = false;
            },
            "",
            {"pwd", "mfa"},
            kBlock,
            true,
            "blocks access"},
        Row{"BlockWinsOverMfa", [](Policy& p) { p.block = true; }, "", {"pwd"}, kBlock, true, "blocks access"},

        Row{"UserById",
            [](Policy& p) { p.include_users = {"11111111-AAAA-4111-8111-000000000001"}; },
            "",
            {},
            kMfa,
            true,
            ""},
        Row{"UserByName",
            [](Policy& p) {
              p.include_users = {"bob@contoso.com", "ANN@contoso.com"};
            },
            "",
            {},
            kMfa,
            true,
            ""},
        Row{"UserNotIncluded",
            [](Policy& p) { p.include_users = {"bob@contoso.com"}; },
            "",
            {},
            kAllow,
            false,
            "user ann@contoso.com is not included"},
        Row{"NoUsersIncluded", [](Policy& p) { p.include_users = {}; }, "", {}, kAllow, false, "is not included"},
        Row{"NoneIsNobody", [](Policy& p) { p.include_users = {"None"}; }, "", {}, kAllow, false, "is not included"},
        Row{"UserExcluded",
            [](Policy& p) { p.exclude_users = {kAnn}; },
            "",
            {},
            kAllow,
            false,
            "user ann@contoso.com is excluded"},

        Row{"ApplicationByUri",
            [](Policy& p) { p.include_applications = {"https://api.partnercenter.microsoft.com/"}; },
            "",
            {},
            kMfa,
            true,
            ""},
        Row{"ApplicationById",
            [](Policy& p) { p.include_applications = {"FA3D9A0C-3fb0-42cc-9193-47c7ecd2edbd"}; },
            "",
            {},
            kMfa,
            true,
            ""},
        Row{"ApplicationBySpn",
            [](Policy& p) { p.include_applications = {"spn:fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd"}; },
            "",
            {},
            kMfa,
            true,
            ""},
        Row{"ApplicationNotIncluded",
            [](Policy& p) { p.include_applications = {"https://graph.microsoft.com"}; },
            "",
            {},
            kAllow,
            false,
            "resource Partner Center is not included"},
        Row{"ApplicationPrefixIsNoMatch",
            [](Policy& p) { p.include_applications = {"https://api.partnercenter.microsoft.co"}; },
            "",
            {},
            kAllow,
            false,
            "is not included"},
        Row{"NoApplicationsIncluded",
            [](Policy& p) { p.include_applications = {}; },
            "",
            {},
            kAllow,
            false,
            "is not included"},
        Row{"ApplicationExcluded",
            [](Policy& p) { p.exclude_applications = {"https://api.partnercenter.microsoft.com"}; },
            "",
            {},
            kAllow,
            false,
            "resource Partner Center is excluded"},

        Row{"TrustedLocationExcluded",
            [](Policy& p) { p.exclude_locations = {"AllTrusted"}; },
            "10.1.2.3",
            {},
            kAllow,
            false,
            "10.1.2.3 is in an excluded location (AllTrusted)"},
        Row{"TrustedLocationOfIpv6",
            [](Policy& p) { p.exclude_locations = {"AllTrusted"}; },
            "2001:db8::7",
            {},
            kAllow,
            false,
            "excluded"},
        Row{"UntrustedLocationStaysIn",
            [](Policy& p) { p.exclude_locations = {"AllTrusted"}; },
            "192.0.2.1",
            {},
            kMfa,
            true,
            ""},
        Row{"UnknownAddressIsInNoLocation",
            [](Policy& p) { p.exclude_locations = {"AllTrusted"}; },
            "",
            {},
            kMfa,
            true,
            ""},
        Row{"NonsenseAddressIsInNoLocation",
            [](Policy& p) { p.exclude_locations = {"AllTrusted"}; },
            "10.1.2.3.4",
            {},
            kMfa,
            true,
            ""},
        Row{"NamedLocationIncluded",
            [](Policy& p) { p.include_locations = {"Cafe"}; },
            "192.0.2.9",
            {},
            kMfa,
            true,
            ""},
        Row{"OutsideTheNamedLocation",
            [](Policy& p) { p.include_locations = {"Cafe"}; },
            "10.0.0.1",
            {},
            kAllow,
            false,
            "10.0.0.1 is in none of the included locations"},
        Row{"AllLocationsIncludeTheUnknown", [](Policy& p) { p.include_locations = {"All"}; }, "", {}, kMfa, true, ""},
        Row{"ExcludeWinsOverInclude",
            [](Policy& p) {
              p.include_locations = {"All"};
              p.exclude_locations = {"HQ"};
            },
            "10.0.0.1",
            {},
            kAllow,
            false,
            "(HQ)"}),
    [](const auto& row) { return row.param.name; });

TEST(ConditionalAccessOfSeveral, TheStrictestWinsInAnyOrder) {
  Policy block = everything();
  block.block = true;
  Policy report_only = block;
  report_only.state = PolicyState::kReportOnly;
  const User user = ann();
  const Application resource = partner_center();
  for (const auto& policies : {std::vector{everything(), block}, std::vector{block, everything()}}) {
    const AccessDecision decision = evaluate_conditional_access(tenant_with(policies), {&user, &resource, "", {"pwd"}});
    EXPECT_EQ(decision.verdict, kBlock);
    EXPECT_EQ(decision.findings.size(), 2u);
  }
  EXPECT_EQ(
      evaluate_conditional_access(tenant_with({report_only, everything()}), {&user, &resource, "", {"pwd"}}).verdict,
      kMfa);
  EXPECT_EQ(
      evaluate_conditional_access(tenant_with({report_only, everything()}), {&user, &resource, "", {"mfa"}}).verdict,
      kAllow);
}

TEST(ConditionalAccessOfSeveral, WithoutPoliciesEverythingIsAllowed) {
  const User user = ann();
  const Application resource = partner_center();
  const AccessDecision decision = evaluate_conditional_access(tenant_with({}), {&user, &resource, "", {}});
  EXPECT_EQ(decision.verdict, kAllow);
  EXPECT_TRUE(decision.findings.empty());
}

TEST(ConditionalAccessOfSeveral, DoesNotConcernApplicationsActingAsThemselves) {
  const Application resource = partner_center();
  const AccessDecision decision =
      evaluate_conditional_access(tenant_with({everything()}), {nullptr, &resource, "", {}});
  EXPECT_EQ(decision.verdict, kAllow);
  EXPECT_FALSE(decision.findings.at(0).applies);
  EXPECT_THAT(decision.findings.at(0).why, HasSubstr("no user"));
}

TEST(IsInRange, IsFalseForNonsense) {
  EXPECT_TRUE(is_in_range("10.0.0.1", "10.0.0.0/8"));
  EXPECT_FALSE(is_in_range("10.0.0.1", "10.0.0.0"));
  EXPECT_FALSE(is_in_range("host", "0.0.0.0/0"));
  EXPECT_FALSE(is_in_range("10.0.0.1", "::/0"));
}

}  // namespace
}  // namespace entra::idp
