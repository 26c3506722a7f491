// A partner's user in a customer's tenant: by which relationship, for how long, in which role.

#include "partner_center_fixture.hpp"

namespace entra::idp::testing {
namespace {

class PartnerStanding : public PartnerCenterTest {
 protected:
  void SetUp() override {}

  void start_with_gdap(const Json& changes = Json::object(), const Json& groups = {kHelpers}) {
    Json directory = base();
    Json granted = delegation(kHelpdeskAdministrator);
    granted.update(changes);
    customer(directory, kCustomer)["delegatedAdminRelationships"] = {granted};
    user(directory, kTomUpn)["groups"] = groups;
    start_with(directory);
  }
  Answer into_customer(const std::string& upn = kTomUpn, bool mfa = true) {
    return refresh(refresh_token_of(upn, mfa), "https://graph.microsoft.com", kCustomer);
  }
};

TEST_F(PartnerStanding, UnderGdapComesFromAnAssignedGroup) {
  start_with_gdap();
  const Answer answer = into_customer();
  ASSERT_EQ(answer.response.status, 200) << answer.response.body;
  const Json claims = peek(answer.text("access_token"));
  EXPECT_EQ(claims.at("tid"), kCustomer);
  EXPECT_EQ(claims.at("iss"), origin_ + "/" + kCustomer + "/");
  EXPECT_EQ(claims.at("idp"), origin_ + "/" + kPartner + "/");
  EXPECT_EQ(claims.at("upn"), kTomUpn);
  EXPECT_EQ(claims.at("amr"), Json::array({"pwd", "mfa"}));
  EXPECT_EQ(claims.at("wids"), Json::array({kHelpdeskAdministrator})) << "of the assignment, not of the relationship";
}

TEST_F(PartnerStanding, UnderDapIsThatOfAGlobalAdministrator) {
  start_with(base());
  const Json claims = peek(into_customer(kAdaUpn).text("access_token"));
  EXPECT_EQ(claims.at("wids"), Json::array({kGlobalAdministrator}));
  const Json at_home = peek(refresh(refresh_token_of(kAdaUpn), "https://graph.microsoft.com").text("access_token"));
  EXPECT_EQ(at_home.at("wids").size(), 2u) << "at home the roles that he has there";
}

TEST_F(PartnerStanding, NeedsEachPrecondition) {
  const std::string name = "the delegated admin relationship 'Help desk' ";
  const struct {
    Json changes;
    Json groups;
    std::string why;
  } rows[] = {
      {{{"status", "approvalPending"}}, {kHelpers}, name + "was not approved yet"},
      {{{"status", "terminated"}}, {kHelpers}, name + "was terminated"},
      {{{"status", "expired"}}, {kHelpers}, name + "has expired"},
      {{{"endDateTime", "2025-03-01T00:00:00Z"}}, {kHelpers}, name + "expired at 2025-03-01T00:00:00Z"},
      {Json::object(), Json::array(),
       "tom@contoso.onmicrosoft.com is in no security group that " + name + "has an access assignment for"},
      {{{"accessAssignments", Json::array()}},
       {kHelpers},
       "tom@contoso.onmicrosoft.com is in no security group that " + name + "has an access assignment for"},
  };
  for (const auto& row : rows) {
    start_with_gdap(row.changes, row.groups);
    EXPECT_EQ(into_customer().code(), 50020) << row.why;
    EXPECT_EQ(why(), row.why);
  }
}

TEST_F(PartnerStanding, SaysWhichRelationshipIsMissing) {
  Json directory = base();
  start_with(directory);
  EXPECT_EQ(into_customer().code(), 50020);
  EXPECT_EQ(why(), "tom@contoso.onmicrosoft.com is not a member of AdminAgents");
  EXPECT_EQ(refresh(refresh_token_of(kAdaUpn), "https://graph.microsoft.com", kStranger).code(), 50020);
  EXPECT_EQ(why(), "Adventure Works is no customer of Contoso");
  customer(directory, kCustomer)["relationship"] = "gdap";
  start_with(directory);
  EXPECT_EQ(into_customer(kAdaUpn).code(), 50020) << "AdminAgents alone gives nothing under GDAP";
  EXPECT_EQ(why(), "there is no delegated admin relationship");
  customer(directory, kCustomer)["relationship"] = "none";
  start_with(directory);
  EXPECT_EQ(into_customer(kAdaUpn).code(), 50020);
  EXPECT_EQ(why(), "Fabrikam ended its relationship with Contoso");
}

/// A token that was served a moment ago is refused when the relationship has run out under the server's clock.
TEST_F(PartnerStanding, EndsWithTheRelationship) {
  start_with_gdap({{"endDateTime", "2025-03-02T00:00:00Z"}});
  const std::string token = refresh_token_of(kTomUpn);
  advance(seconds(86399));
  EXPECT_EQ(refresh(token, "https://graph.microsoft.com", kCustomer).response.status, 200);
  advance(seconds(1));
  EXPECT_EQ(refresh(token, "https://graph.microsoft.com", kCustomer).code(), 50020);
  EXPECT_EQ(refresh(token, "https://graph.microsoft.com").response.status, 200) << "at home nothing changed";
}

TEST_F(PartnerStanding, AddsUpOverRelationships) {
  Json directory = base();
  Json second = delegation(kApplicationAdministrator);
  second["displayName"] = "Applications";
  Json ended = delegation(kGlobalAdministrator);
  ended.update({{"displayName", "Migration"}, {"status", "terminated"}});
  customer(directory, kCustomer)["delegatedAdminRelationships"] = {ended, delegation(kHelpdeskAdministrator), second};
  user(directory, kTomUpn)["groups"] = {kHelpers};
  start_with(directory);
  EXPECT_EQ(peek(into_customer().text("access_token")).at("wids"),
            Json::array({kHelpdeskAdministrator, kApplicationAdministrator}));
}

TEST_F(PartnerStanding, OpensTheCustomersUsersInPartnerCenter) {
  start_with_gdap();
  const std::string ada = token_of(kAdaUpn);
  EXPECT_EQ(partner("GET", customer_path("/users"), ada).response.status, 403) << "an admin agent in no group";
  EXPECT_EQ(why(),
            "2032 ada@contoso.onmicrosoft.com is in no security group that the delegated admin relationship "
            "'Help desk' has an access assignment for");
  EXPECT_EQ(partner("GET", customer_path(), ada).body.at("allowDelegatedAccess"), false);
}

/// An API that calls another for a partner's user needs his standing as well.
TEST_F(PartnerStanding, HoldsOnBehalfOfTheUser) {
  Json directory = base();
  Json& orders = application(directory, kOrders);
  orders["signInAudience"] = "AzureADMultipleOrgs";
  orders["passwordCredentials"] = Json::array({{{"secretText", "orders-secret"}}});
  Json& grants = tenant(directory, kCustomer)["oauth2PermissionGrants"];
  grants.push_back({{"clientAppId", kCsp}, {"resource", "api://orders"}, {"scope", "access_as_user"}});
  grants.push_back({{"clientAppId", kOrders}, {"resource", "https://graph.microsoft.com"}, {"scope", "User.Read"}});
  Json granted = delegation(kHelpdeskAdministrator);
  granted["endDateTime"] = "2025-03-01T00:30:00Z";
  customer(directory, kCustomer)["delegatedAdminRelationships"] = Json::array({granted});
  user(directory, kTomUpn)["groups"] = {kHelpers};
  start_with(directory);
  const Answer assertion = refresh(refresh_token_of(kTomUpn), "api://orders", kCustomer);
  ASSERT_EQ(assertion.response.status, 200) << assertion.response.body;
  const auto on_behalf = [&] {
    return post_form("/" + std::string(kCustomer) + "/oauth2/v2.0/token",
                     {{"grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"},
                      {"client_id", kOrders},
                      {"client_secret", "orders-secret"},
                      {"requested_token_use", "on_behalf_of"},
                      {"assertion", assertion.text("access_token")},
                      {"scope", "https://graph.microsoft.com/.default"}});
  };
  const Answer served = on_behalf();
  ASSERT_EQ(served.response.status, 200) << served.response.body;
  EXPECT_EQ(peek(served.text("access_token")).at("wids"), Json::array({kHelpdeskAdministrator}));
  advance(seconds(1800));
  EXPECT_EQ(on_behalf().code(), 50020) << "the assertion is good still, the relationship is over";
}

/// The sign-in's history decides in the customer's tenant as well.
TEST_F(PartnerStanding, MeetsTheCustomersPolicies) {
  Json directory = base();
  tenant(directory, kCustomer)["conditionalAccessPolicies"] = Json::array(
      {{{"displayName", "MFA"},
        {"conditions", {{"users", {{"includeUsers", {"All"}}}}, {"applications", {{"includeApplications", {"All"}}}}}},
        {"grantControls", {{"builtInControls", {"mfa"}}}}}});
  start_with(directory);
  EXPECT_EQ(into_customer(kAdaUpn, false).code(), 50076);
  EXPECT_EQ(into_customer(kAdaUpn, true).response.status, 200);
}

}  // namespace
}  // namespace entra::idp::testing
