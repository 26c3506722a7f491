#include "policy/conditional_access.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "policy/conditions.hpp"

namespace entra::idp {
namespace {

using testing::HasSubstr;

constexpr const char* kAnn = "11111111-aaaa-4111-8111-000000000001";

User ann() {
  User user;
  user.id = ObjectId::parse(kAnn).value();
  user.user_principal_name = "ann@contoso.com";
  user.mfa.methods = {{}};
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
  policy.conditions.users.include_users = {"All"};
  policy.conditions.applications.include_applications = {"All"};
  policy.grant.built_in_controls = {"mfa"};
  return policy;
}

Tenant tenant_with(std::vector<ConditionalAccessPolicy> policies) {
  Tenant tenant;
  tenant.named_locations = {{ObjectId(), "HQ", {"10.0.0.0/8", "2001:db8::/32"}, true, {}, false},
                            {ObjectId(), "Cafe", {"192.0.2.0/24"}, false, {}, false}};
  tenant.policies = std::move(policies);
  return tenant;
}

AccessAttempt attempt(const User* user, const Application& resource, const std::string& address,
                      std::vector<std::string> amr) {
  AccessAttempt made;
  made.user = user;
  made.resource = &resource;
  made.circumstances.ip_address = address;
  made.amr = std::move(amr);
  return made;
}

struct Row {
  const char* name;
  std::function<void(ConditionalAccessPolicy&)> change;
  const char* address;
  std::vector<std::string> amr;
  AccessNeed need;
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
      evaluate_conditional_access(tenant, attempt(&user, resource, GetParam().address, GetParam().amr));
  EXPECT_EQ(decision.need, GetParam().need);
  ASSERT_EQ(decision.findings.size(), 1u);
  EXPECT_EQ(decision.findings[0].display_name, "P");
  EXPECT_EQ(decision.findings[0].applies, GetParam().applies) << decision.findings[0].why;
  EXPECT_THAT(decision.findings[0].why, HasSubstr(GetParam().why));
}

using Policy = ConditionalAccessPolicy;
constexpr auto kAllow = AccessNeed::kNothing;
constexpr auto kMfa = AccessNeed::kSecondFactor;
constexpr auto kBlock = AccessNeed::kBlocked;

INSTANTIATE_TEST_SUITE_P(
    Table, ConditionalAccess,
    testing::Values(
        Row{"PasswordOnly",
            [](Policy&) {},
            "192.0.2.1",
            {"pwd"},
            kMfa,
            true,
            "requires mfa: the sign-in did not prove a second factor (amr pwd)"},
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
              p.grant.built_in_controls = {"block"};
            },
            "",
            {"mfa"},
            kAllow,
            true,
            "decides nothing"},
        Row{"Block",
            [](Policy& p) { p.grant.built_in_controls = {"block"}; },
            "",
            {"pwd", "mfa"},
            kBlock,
            true,
            "blocks access"},
        Row{"BlockAfterNothing",
            [](Policy& p) { p.grant.built_in_controls = {"block"}; },
            "",
            {"pwd"},
            kBlock,
            true,
            "blocks access"},

        Row{"UserById",
            [](Policy& p) { p.conditions.users.include_users = {"11111111-AAAA-4111-8111-000000000001"}; },
            "",
            {},
            kMfa,
            true,
            ""},
        Row{"UserByName",
            [](Policy& p) {
              p.conditions.users.include_users = {"bob@contoso.com", "ANN@contoso.com"};
            },
            "",
            {},
            kMfa,
            true,
            ""},
        Row{"UserNotIncluded",
            [](Policy& p) { p.conditions.users.include_users = {"bob@contoso.com"}; },
            "",
            {},
            kAllow,
            false,
            "user ann@contoso.com is not included"},
        Row{"NoUsersIncluded",
            [](Policy& p) { p.conditions.users.include_users = {}; },
            "",
            {},
            kAllow,
            false,
            "is not included"},
        Row{"NoneIsNobody",
            [](Policy& p) { p.conditions.users.include_users = {"None"}; },
            "",
            {},
            kAllow,
            false,
            "is not included"},
        Row{"UserExcluded",
            [](Policy& p) { p.conditions.users.exclude_users = {kAnn}; },
            "",
            {},
            kAllow,
            false,
            "user ann@contoso.com is excluded"},

        Row{"ApplicationByUri",
            [](Policy& p) {
              p.conditions.applications.include_applications = {"https://api.partnercenter.microsoft.com/"};
            },
            "",
            {},
            kMfa,
            true,
            ""},
        Row{"ApplicationById",
            [](Policy& p) {
              p.conditions.applications.include_applications = {"FA3D9A0C-3fb0-42cc-9193-47c7ecd2edbd"};
            },
            "",
            {},
            kMfa,
            true,
            ""},
        Row{"ApplicationBySpn",
            [](Policy& p) {
              p.conditions.applications.include_applications = {"spn:fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd"};
            },
            "",
            {},
            kMfa,
            true,
            ""},
        Row{"ApplicationNotIncluded",
            [](Policy& p) { p.conditions.applications.include_applications = {"https://graph.microsoft.com"}; },
            "",
            {},
            kAllow,
            false,
            "resource Partner Center is not included"},
        Row{"ApplicationPrefixIsNoMatch",
            [](Policy& p) {
              p.conditions.applications.include_applications = {"https://api.partnercenter.microsoft.co"};
            },
            "",
            {},
            kAllow,
            false,
            "is not included"},
        Row{"NoApplicationsIncluded",
            [](Policy& p) { p.conditions.applications.include_applications = {}; },
            "",
            {},
            kAllow,
            false,
            "is not included"},
        Row{"ApplicationExcluded",
            [](Policy& p) {
              p.conditions.applications.exclude_applications = {"https://api.partnercenter.microsoft.com"};
            },
            "",
            {},
            kAllow,
            false,
            "resource Partner Center is excluded"},

        Row{"TrustedLocationExcluded",
            [](Policy& p) { p.conditions.exclude_locations = {"AllTrusted"}; },
            "10.1.2.3",
            {},
            kAllow,
            false,
            "10.1.2.3 is in an excluded location (AllTrusted)"},
        Row{"TrustedLocationOfIpv6",
            [](Policy& p) { p.conditions.exclude_locations = {"AllTrusted"}; },
            "2001:db8::7",
            {},
            kAllow,
            false,
            "excluded"},
        Row{"UntrustedLocationStaysIn",
            [](Policy& p) { p.conditions.exclude_locations = {"AllTrusted"}; },
            "192.0.2.1",
            {},
            kMfa,
            true,
            ""},
        Row{"UnknownAddressIsInNoLocation",
            [](Policy& p) { p.conditions.exclude_locations = {"AllTrusted"}; },
            "",
            {},
            kMfa,
            true,
            ""},
        Row{"NonsenseAddressIsInNoLocation",
            [](Policy& p) { p.conditions.exclude_locations = {"AllTrusted"}; },
            "10.1.2.3.4",
            {},
            kMfa,
            true,
            ""},
        Row{"NamedLocationIncluded",
            [](Policy& p) { p.conditions.include_locations = {"Cafe"}; },
            "192.0.2.9",
            {},
            kMfa,
            true,
            ""},
        Row{"OutsideTheNamedLocation",
            [](Policy& p) { p.conditions.include_locations = {"Cafe"}; },
            "10.0.0.1",
            {},
            kAllow,
            false,
            "10.0.0.1 is in none of the included locations"},
        Row{"AllLocationsIncludeTheUnknown",
            [](Policy& p) { p.conditions.include_locations = {"All"}; },
            "",
            {},
            kMfa,
            true,
            ""},
        Row{"ExcludeWinsOverInclude",
            [](Policy& p) {
              p.conditions.include_locations = {"All"};
              p.conditions.exclude_locations = {"HQ"};
            },
            "10.0.0.1",
            {},
            kAllow,
            false,
            "(HQ)"}),
    [](const auto& row) { return row.param.name; });

TEST(ConditionalAccessOfSeveral, TheStrictestWinsInAnyOrder) {
  Policy block = everything();
  block.grant.built_in_controls = {"block"};
  Policy report_only = block;
  report_only.state = PolicyState::kReportOnly;
  const User user = ann();
  const Application resource = partner_center();
  for (const auto& policies : {std::vector{everything(), block}, std::vector{block, everything()}}) {
    const AccessDecision decision =
        evaluate_conditional_access(tenant_with(policies), attempt(&user, resource, "", {"pwd"}));
    EXPECT_EQ(decision.need, kBlock);
    EXPECT_EQ(decision.findings.size(), 2u);
  }
  EXPECT_EQ(
      evaluate_conditional_access(tenant_with({report_only, everything()}), attempt(&user, resource, "", {"pwd"})).need,
      kMfa);
  EXPECT_EQ(
      evaluate_conditional_access(tenant_with({report_only, everything()}), attempt(&user, resource, "", {"mfa"})).need,
      kAllow);
}

TEST(ConditionalAccessOfSeveral, WithoutPoliciesEverythingIsAllowed) {
  const User user = ann();
  const Application resource = partner_center();
  const AccessDecision decision = evaluate_conditional_access(tenant_with({}), attempt(&user, resource, "", {}));
  EXPECT_EQ(decision.need, kAllow);
  EXPECT_TRUE(decision.findings.empty());
}

TEST(ConditionalAccessOfSeveral, DoesNotConcernApplicationsActingAsThemselves) {
  const Application resource = partner_center();
  const AccessDecision decision =
      evaluate_conditional_access(tenant_with({everything()}), attempt(nullptr, resource, "", {}));
  EXPECT_EQ(decision.need, kAllow);
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
