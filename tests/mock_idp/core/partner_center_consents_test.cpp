#include "partner_center_fixture.hpp"

namespace entra::idp::testing {
namespace {

constexpr const char* kAadGraph = "00000002-0000-0000-c000-000000000000";

class ApplicationConsents : public PartnerCenterTest {
 protected:
  static std::string path(const std::string& tenant = kBareCustomer) {
    return "/v1/customers/" + tenant + "/applicationconsents";
  }
  /// As the control panel vendors' guide sends it.
  static Json wish() {
    return {{"applicationId", kCsp},
            {"displayName", "CPV Marketplace"},
            {"applicationGrants",
             {{{"enterpriseApplicationId", "00000003-0000-0000-c000-000000000000"},
               {"scope", "Domain.ReadWrite.All,User.ReadWrite.All,Directory.Read.All"}},
              {{"enterpriseApplicationId", "797f4846-ba00-4fd7-ba43-dac1f8f63013"}, {"scope", "user_impersonation"}}}}};
  }
  int refresh_code(const std::string& tenant = kBareCustomer) {
    return refresh(refresh_token_of(kAdaUpn), "https://graph.microsoft.com", tenant).code();
  }
};

TEST_F(ApplicationConsents, LetTheApplicationIntoTheCustomersTenant) {
  EXPECT_EQ(refresh_code(), 90099);
  EXPECT_EQ(why(),
            "CSP app was neither consented to in Litware nor beforehand, as a member of AdminAgents under a "
            "reseller relationship");
  const std::string token = token_of(kAdaUpn);
  const Answer created = partner("POST", path(), token, wish());
  ASSERT_EQ(created.response.status, 201) << created.response.body;
  EXPECT_EQ(created.text("applicationId"), kCsp);
  EXPECT_EQ(created.text("displayName"), "CPV Marketplace");
  EXPECT_EQ(created.body.at("applicationGrants").at(0).at("scope"),
            "Domain.ReadWrite.All,User.ReadWrite.All,Directory.Read.All");
  const Answer tokens = refresh(refresh_token_of(kAdaUpn), "https://graph.microsoft.com", kBareCustomer);
  ASSERT_EQ(tokens.response.status, 200) << tokens.response.body;
  const Json claims = peek(tokens.text("access_token"));
  EXPECT_EQ(claims.at("scp"), "Domain.ReadWrite.All User.ReadWrite.All Directory.Read.All");
  EXPECT_EQ(claims.at("tid"), kBareCustomer);
  EXPECT_EQ(claims.at("amr"), Json::array({"pwd", "mfa"})) << "the sign-in's, not the consent's";
  EXPECT_EQ(refresh(refresh_token_of(kAdaUpn), "https://vault.azure.net", kBareCustomer).code(), 650057)
      << "not among the grants";
  const Answer again = partner("POST", path(), token, wish());
  EXPECT_EQ(again.response.status, 409);
  EXPECT_EQ(why(), "409 CSP app has a consent in this tenant already");
}

TEST_F(ApplicationConsents, AreListedForTheCallingApplication) {
  const std::string token = token_of(kAdaUpn);
  EXPECT_EQ(partner("GET", path(), token).body.at("totalCount"), 0);
  ASSERT_EQ(partner("POST", path(), token, wish()).response.status, 201);
  const Answer listed = partner("GET", path(), token);
  ASSERT_EQ(listed.body.at("totalCount"), 1) << listed.response.body;
  EXPECT_EQ(listed.body.at("items").at(0).at("applicationId"), kCsp);
  EXPECT_EQ(listed.body.at("items").at(0).at("applicationGrants").size(), 2u);
  const Answer configured = partner("GET", path(kCustomer), token);
  EXPECT_EQ(configured.body.at("items").at(0).at("applicationGrants").at(0).at("scope"),
            "User.Read,Directory.AccessAsUser.All");
}

TEST_F(ApplicationConsents, EndWhenTheyAreDeleted) {
  const std::string token = token_of(kAdaUpn);
  const std::string own = "/" + std::string(kCsp);
  for (const std::string tenant : {kBareCustomer, kCustomer}) {  // given at run time; of the config
    if (tenant == kBareCustomer) ASSERT_EQ(partner("POST", path(tenant), token, wish()).response.status, 201);
    EXPECT_EQ(refresh_code(tenant), 0);
    const Answer deleted = partner("DELETE", path(tenant) + own, token);
    EXPECT_EQ(deleted.response.status, 204);
    EXPECT_EQ(deleted.response.body, "");
    EXPECT_EQ(refresh_code(tenant), 90099) << tenant;
    EXPECT_EQ(partner("DELETE", path(tenant) + own, token).response.status, 404);
    Json narrow = wish();
    narrow["applicationGrants"] = {{{"enterpriseApplicationId", kAadGraph}, {"scope", "User.Read"}}};
    ASSERT_EQ(partner("POST", path(tenant), token, narrow).response.status, 201);
    EXPECT_EQ(refresh_code(tenant), 65001) << "what was granted before does not come back";
  }
  EXPECT_EQ(control("POST", "/_mock/reset").response.status, 200);
  EXPECT_EQ(refresh_code(kCustomer), 0);
}

TEST_F(ApplicationConsents, AreTheApplicationsOwnAffair) {
  const std::string token = token_of(kAdaUpn);
  Json other = wish();
  other["applicationId"] = kDaemon;
  const Answer posted = partner("POST", path(), token, other);
  EXPECT_EQ(posted.response.status, 403);
  EXPECT_EQ(posted.text("code"), "2032");
  EXPECT_EQ(why(), "2032 the token is of application " + std::string(kCsp) + ", not of " + kDaemon);
  EXPECT_EQ(partner("DELETE", path() + "/" + kDaemon, token).response.status, 403);
  EXPECT_EQ(partner("POST", path(kStranger), token, wish()).response.status, 404) << "no customer";
}

TEST_F(ApplicationConsents, RefuseWhatTheyCannotGrant) {
  const std::string token = token_of(kAdaUpn);
  const auto grant = [](const Json& id, const Json& scope) {
    return Json{{"applicationGrants", Json::array({{{"enterpriseApplicationId", id}, {"scope", scope}}})}};
  };
  const struct {
    Json change;
    const char* why;
  } rows[] = {
      {{{"applicationId", "CSP app"}}, "applicationId must be a GUID"},
      {{{"applicationGrants", Json::array()}}, "applicationGrants must be an array of at least one grant"},
      {{{"applicationGrants", {1}}}, "a grant has an enterpriseApplicationId and a scope"},
      {grant(kStranger, "User.Read"),
       "no enterprise application '33333333-3333-4333-8333-333333333333' in the "
       "customer's tenant"},
      {grant(kOrders, "access_as_user"),
       "no enterprise application 'aaaaaaaa-0000-4000-8000-000000000005' in the "
       "customer's tenant"},
      {grant(kCsp, "Nothing"), "'Nothing' is no permission of CSP app; scope is a comma separated list"},
      {grant(kAadGraph, "User.Read Directory.Read.All"),
       "'User.Read Directory.Read.All' is no permission of Windows Azure Active Directory; scope is a comma separated "
       "list"},
      {grant(kAadGraph, ","), "scope names no permission"},
      {grant(kAadGraph, 7), "a grant has an enterpriseApplicationId and a scope"},
  };
  for (const auto& row : rows) {
    Json body = wish();
    body.update(row.change);
    const Answer answer = partner("POST", path(), token, body);
    EXPECT_EQ(answer.response.status, 400) << row.why;
    EXPECT_EQ(answer.text("code"), "800002");
    EXPECT_EQ(answer.text("description"), "Invalid request input: " + std::string(row.why));
  }
  EXPECT_EQ(partner("POST", path(), token, Json("text")).response.status, 400);
  EXPECT_EQ(refresh_code(), 90099) << "nothing was granted";
}

TEST_F(ApplicationConsents, UnderGdapNeedARoleThatMayConsent) {
  for (const std::string role : {kHelpdeskAdministrator, kApplicationAdministrator}) {
    Json directory = base();
    user(directory, kAdaUpn)["groups"] = {kHelpers};
    customer(directory, kBareCustomer)["delegatedAdminRelationships"] = {delegation(role)};
    start_with(directory);
    const Answer answer = partner("POST", path(), token_of(kAdaUpn), wish());
    if (role == kApplicationAdministrator) {
      EXPECT_EQ(answer.response.status, 201) << answer.response.body;
    } else {
      EXPECT_EQ(answer.response.status, 403);
      EXPECT_EQ(why(), "2032 ada@contoso.onmicrosoft.com was delegated no role that may consent to applications");
    }
  }
}

/// A retry under the same MS-RequestId is no second post.
TEST_F(ApplicationConsents, AreCreatedOncePerRequestId) {
  const std::string token = token_of(kAdaUpn);
  const auto post = [&](const char* id) { return partner("POST", path(), token, wish(), {{"MS-RequestId", id}}); };
  const Answer first = post("aaaaaaaa-0000-4000-8000-00000000000a");
  const Answer retry = post("aaaaaaaa-0000-4000-8000-00000000000a");
  EXPECT_EQ(retry.response.status, 201);
  EXPECT_EQ(retry.response.body, first.response.body);
  EXPECT_EQ(post("aaaaaaaa-0000-4000-8000-00000000000b").response.status, 409);
  EXPECT_EQ(control("POST", "/_mock/reset").response.status, 200);
  EXPECT_EQ(partner("GET", path(), token).body.at("totalCount"), 0);
}

/// CSP pre-consent: the partner put its own application into AdminAgents.
TEST_F(ApplicationConsents, AreNotNeededByPreconsentedApplications) {
  Json directory = base();
  application(directory, kCsp)["memberOf"] = {"AdminAgents"};
  start_with(directory);
  const Answer tokens = refresh(refresh_token_of(kAdaUpn), "https://graph.microsoft.com", kBareCustomer);
  ASSERT_EQ(tokens.response.status, 200) << tokens.response.body;
  EXPECT_EQ(peek(tokens.text("access_token")).at("scp"), "User.Read") << "the registration's permissions";
  EXPECT_EQ(refresh_code(kStranger), 50020) << "customers only";
  customer(directory, kBareCustomer)["delegatedAdminRelationships"] = {delegation(kHelpdeskAdministrator)};
  user(directory, kAdaUpn)["groups"] = {kHelpers};
  start_with(directory);
  EXPECT_EQ(refresh_code(), 90099) << "not under granular delegation";
}

}  // namespace
}  // namespace entra::idp::testing
