// A partner's customers as the config describes them: delegations, subscriptions, roles, and when MFA begins.

#include <gtest/gtest.h>

#include "entra/idp/load_config.hpp"
#include "sample_config.hpp"

namespace entra::idp {
namespace {

Config loaded(const std::string& text) {
  auto config = parse_config("c.json", text);
  EXPECT_TRUE(config) << config.error().one_line;
  return config ? std::move(*config) : Config{};
}

std::string error_of(const std::string& from, const std::string& to) {
  const auto config = parse_config("c.json", sample_with(from, to));
  return config ? "accepted" : config.error().one_line;
}

TEST(CustomerConfig, ReadsDelegationsInGraphsWords) {
  const Customer customer = loaded(kSampleConfig).tenants.at(0).customers.at(0);
  EXPECT_EQ(customer.relationship, PartnerRelationship::kGdap);
  const DelegatedAdminRelationship& help = customer.delegations.at(0);
  EXPECT_EQ(help.id, "r-1");
  EXPECT_EQ(help.status, DelegationStatus::kActive) << "expiring is not expired";
  EXPECT_EQ(format_rfc3339(*help.end), "2026-01-01T00:00:00Z");
  EXPECT_EQ(help.roles,
            (std::vector<std::string>{"729827e3-9c14-49f7-bb1b-9608f156bbb8", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"}));
  EXPECT_EQ(help.assignments.at(0).group.str(), "99999999-0000-4000-8000-000000000000");
  EXPECT_EQ(help.assignments.at(0).roles, std::vector<std::string>{"88d8e3e3-8f55-4a1e-953a-9b9898b8876b"});
}

TEST(CustomerConfig, ReadsSubscriptions) {
  const CustomerSubscription azure = loaded(kSampleConfig).tenants.at(0).customers.at(0).subscriptions.at(0);
  EXPECT_EQ(azure.offer_id + "|" + azure.offer_name + "|" + azure.friendly_name + "|" + azure.order_id + "|" +
                azure.status + "|" + azure.billing_cycle,
            "MS-AZR-0145P|Azure|Azure Plan|o-1|suspended|annual");
  EXPECT_EQ(azure.quantity, 3);
  EXPECT_FALSE(azure.auto_renews);
  EXPECT_EQ(format_rfc3339(*azure.commitment_end), "2025-01-01T00:00:00Z");
}

TEST(CustomerConfig, IsAResellersWithoutDelegations) {
  const Customer uno = loaded(kSampleConfig).tenants.at(1).customers.at(0);
  EXPECT_EQ(uno.relationship, PartnerRelationship::kReseller);
  EXPECT_TRUE(uno.subscriptions.empty());
}

TEST(CustomerConfig, ApplicationsMayBeMembersOfAdminAgents) {
  EXPECT_TRUE(loaded(kSampleConfig).tenants.at(0).applications.at(0).is_admin_agent);
  EXPECT_NE(error_of("[\"AdminAgents\"]", "[\"Admins\"]").find("unknown value \"Admins\""), std::string::npos);
}

TEST(CustomerConfig, SubscriptionsAndRelationshipsHaveIdsOfTheirOwn) {
  const std::string subscription = "{ \"id\": \"99999999-0006-4000-8000-000000000000\", \"offerId\": \"X\" }, ";
  EXPECT_NE(error_of("\"subscriptions\": [{ \"id\"", "\"subscriptions\": [" + subscription + "{ \"id\"")
                .find("the subscription id \"99999999-0006-4000-8000-000000000000\" is already taken at c.json:"),
            std::string::npos);
}

TEST(CustomerConfig, PointsAtWhatIsWrong) {
  EXPECT_NE(error_of("\"Helpdesk Administrator\" }", "\"Helpdesk Administrater\" }")
                .find("unknown directory role \"Helpdesk Administrater\"; did you mean \"Helpdesk Administrator\"?"),
            std::string::npos);
  EXPECT_NE(
      error_of("\"Directory Readers\" }", "\"Global Reader\" }").find("a role that the relationship does not have"),
      std::string::npos);
  EXPECT_NE(error_of("\"relationship\": \"gdap\"", "\"relationship\": \"reseller\"")
                .find("delegatedAdminRelationships go with \"gdap\" only"),
            std::string::npos);
  EXPECT_NE(error_of("\"offerId\": \"MS-AZR-0145P\", ", "").find("\"offerId\" is missing"), std::string::npos);
}

TEST(CustomerConfig, MfaIsEnforcedAlwaysNeverOrFromAMoment) {
  EXPECT_FALSE(loaded(kSampleConfig).enforce_mfa);
  const Config dated = loaded(sample_with("\"enforceMfa\": false", "\"enforceMfa\": \"2026-04-01T00:00:00Z\""));
  EXPECT_TRUE(dated.enforce_mfa);
  EXPECT_EQ(format_rfc3339(*dated.enforce_mfa_from), "2026-04-01T00:00:00Z");
  EXPECT_NE(error_of("\"enforceMfa\": false", "\"enforceMfa\": \"soon\"").find("'soon' is not a time"),
            std::string::npos);
}

TEST(CustomerConfig, RolesMayBeInThePlural) {
  const Config config = loaded(sample_with("[\"SalesAgent\"]", "[\"SalesAgents\", \"AdminAgent\"]"));
  EXPECT_EQ(config.tenants.at(0).users.at(0).partner_center_roles,
            (std::vector<std::string>{"SalesAgent", "AdminAgent"}));
}

}  // namespace
}  // namespace entra::idp
