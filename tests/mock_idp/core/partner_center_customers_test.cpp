#include "partner_center_fixture.hpp"

namespace entra::idp::testing {
namespace {

class PartnerCenterCustomers : public PartnerCenterTest {};

TEST_F(PartnerCenterCustomers, ArePagedByContinuationToken) {
  const std::string token = token_of(kAdaUpn);
  const Answer first = partner("GET", "/v1/customers?size=1", token);
  ASSERT_EQ(first.response.status, 200) << first.response.body;
  EXPECT_EQ(first.body.at("totalCount"), 2);
  EXPECT_EQ(first.body.at("items").at(0).at("id"), kCustomer);
  const Json& next = first.body.at("links").at("next");
  EXPECT_EQ(next.at("uri"), "/v1/customers?size=1&seekOperation=Next");
  EXPECT_EQ(next.at("method"), "GET");
  const Json& header = next.at("headers").at(0);
  EXPECT_EQ(header.at("key"), "MS-ContinuationToken");
  const auto continuation = header.at("value").get<std::string>();
  const Answer second =
      partner("GET", next.at("uri").get<std::string>(), token, {}, {{"MS-ContinuationToken", continuation}});
  EXPECT_EQ(second.body.at("items").at(0).at("id"), kBareCustomer);
  EXPECT_FALSE(second.body.at("links").contains("next")) << "the last page";
  const std::string users = customer_path("/users?size=1&seekOperation=Next");
  EXPECT_EQ(partner("GET", users, token, {}, {{"MS-ContinuationToken", continuation}}).response.status, 400)
      << "a continuation belongs to one collection";
  EXPECT_EQ(partner("GET", next.at("uri").get<std::string>(), token).response.status, 400) << "the header is missing";
}

TEST_F(PartnerCenterCustomers, RefusesPagesThatCannotBe) {
  const std::string token = token_of(kAdaUpn);
  for (const std::string query : {"size=0", "size=many", "size=-1", "size=10000", "size=1&seekOperation=Previous",
                                  "filter=x", "filter=%7B%22Field%22%3A%22Age%22%7D"}) {
    const Answer answer = partner("GET", "/v1/customers?" + query, token);
    EXPECT_EQ(answer.response.status, 400) << query;
    EXPECT_EQ(answer.text("code"), "800002") << query;
  }
}

TEST_F(PartnerCenterCustomers, AreFilteredByNameAndDomain) {
  const std::string token = token_of(kAdaUpn);
  const auto found = [&](const std::string& field, const std::string& value) {
    const Json filter = {{"Field", field}, {"Value", value}, {"Operator", "starts_with"}};
    const Answer answer = partner("GET", "/v1/customers?size=5&filter=" + percent_encode(filter.dump()), token);
    std::string names;
    for (const Json& item : answer.body.at("items")) {
      names += item.at("companyProfile").at("companyName").get<std::string>() + ";";
    }
    return names;
  };
  EXPECT_EQ(found("CompanyName", "fab"), "Fabrikam;");
  EXPECT_EQ(found("Domain", "LITWARE"), "Litware;");
  EXPECT_EQ(found("CompanyName", ""), "Fabrikam;Litware;");
  EXPECT_EQ(found("Domain", "nobody"), "");
}

TEST_F(PartnerCenterCustomers, HaveTheUsersOfTheirTenant) {
  const std::string token = token_of(kAdaUpn);
  const Answer all = partner("GET", customer_path("/users"), token);
  ASSERT_EQ(all.response.status, 200) << all.response.body;
  ASSERT_EQ(all.body.at("items").size(), 1u);
  const Json& fran = all.body.at("items").at(0);
  EXPECT_EQ(fran.at("userPrincipalName"), "fran@fabrikam.onmicrosoft.com");
  EXPECT_EQ(fran.at("attributes").at("objectType"), "CustomerUser");
  const auto path = fran.at("links").at("self").at("uri").get<std::string>();
  EXPECT_EQ(path, customer_path("/users/" + fran.at("id").get<std::string>()));
  EXPECT_EQ(partner("GET", path, token).body, fran);
  const Answer unknown = partner("GET", customer_path("/users/" + std::string(kStranger)), token);
  EXPECT_EQ(unknown.response.status, 404);
  EXPECT_EQ(unknown.text("code"), "60002");
}

TEST_F(PartnerCenterCustomers, HaveTheirConfiguredSubscriptions) {
  Json directory = base();
  customer(directory, kCustomer)["subscriptions"] = {{{"offerId", "031c9e47-4802-4248-838e-778fb1d2cc05"},
                                                      {"offerName", "Office 365 Business Premium"},
                                                      {"friendlyName", "Sales floor"},
                                                      {"quantity", 25},
                                                      {"status", "suspended"},
                                                      {"effectiveStartDate", "2024-05-01T00:00:00Z"}}};
  start_with(directory);
  const std::string token = token_of(kAdaUpn);
  const Answer all = partner("GET", customer_path("/subscriptions"), token);
  ASSERT_EQ(all.body.at("totalCount"), 1) << all.response.body;
  const Json& one = all.body.at("items").at(0);
  EXPECT_EQ(one.at("friendlyName"), "Sales floor");
  EXPECT_EQ(one.at("quantity"), 25);
  EXPECT_EQ(one.at("status"), "suspended");
  EXPECT_EQ(one.at("effectiveStartDate"), "2024-05-01T00:00:00Z");
  EXPECT_EQ(one.at("attributes").at("objectType"), "Subscription");
  EXPECT_EQ(partner("GET", one.at("links").at("self").at("uri").get<std::string>(), token).text("id"), one.at("id"));
  EXPECT_EQ(partner("GET", customer_path("/subscriptions/" + std::string(kStranger)), token).text("code"), "20003");
}

TEST_F(PartnerCenterCustomers, WithoutARelationshipAreListedButNotServed) {
  Json directory = base();
  customer(directory, kCustomer)["relationship"] = "none";
  start_with(directory);
  const std::string token = token_of(kAdaUpn);
  const Answer one = partner("GET", customer_path(), token);
  EXPECT_EQ(one.text("relationshipToPartner"), "none");
  EXPECT_EQ(one.body.at("allowDelegatedAccess"), false);
  for (const std::string rest : {"/users", "/subscriptions", "/applicationconsents"}) {
    const Answer refused = partner("GET", customer_path(rest), token);
    EXPECT_EQ(refused.response.status, 403) << rest;
    EXPECT_EQ(refused.text("code"), "20002") << rest;
  }
}

/// One partner never sees another one's customers, whatever he guesses.
TEST_F(PartnerCenterCustomers, AreThoseOfTheTokensTenant) {
  Json directory = base();
  tenant(directory, kCustomer)["users"][0]["partnerCenterRoles"] = {"AdminAgents"};
  tenant(directory, kCustomer)["oauth2PermissionGrants"].push_back(
      {{"clientAppId", kCsp}, {"resource", kPartnerCenter}, {"scope", "user_impersonation"}});
  start_with(directory);
  const Answer minted = control("POST", "/_mock/tokens",
                                {{"tenant", kCustomer},
                                 {"client_id", kCsp},
                                 {"user", "fran@fabrikam.onmicrosoft.com"},
                                 {"resource", kPartnerCenter},
                                 {"amr", {"pwd", "mfa"}}});
  const std::string token = minted.text("access_token");
  EXPECT_EQ(partner("GET", "/v1/customers", token).body.at("totalCount"), 0);
  EXPECT_EQ(partner("GET", customer_path(), token).response.status, 404);
}

TEST_F(PartnerCenterCustomers, ProfileHasAnEntityTag) {
  const std::string token = token_of(kAdaUpn);
  const std::string path = "/v1/profiles/organization";
  const Answer profile = partner("GET", path, token);
  ASSERT_EQ(profile.response.status, 200) << profile.response.body;
  EXPECT_EQ(profile.text("companyName"), "Contoso");
  EXPECT_EQ(profile.text("tenantId"), kPartner);
  EXPECT_EQ(profile.text("domain"), "contoso.onmicrosoft.com");
  EXPECT_EQ(profile.body.at("attributes").at("objectType"), "OrganizationProfile");
  const std::string tag = profile.response.headers.get_or("ETag");
  EXPECT_EQ(profile.body.at("attributes").at("etag"), tag);
  const Answer unchanged = partner("GET", path, token, {}, {{"If-None-Match", tag}});
  EXPECT_EQ(unchanged.response.status, 304);
  EXPECT_EQ(unchanged.response.body, "");
  EXPECT_EQ(partner("GET", path, token, {}, {{"If-None-Match", "\"other\""}}).response.status, 200);
  EXPECT_EQ(partner("GET", path, token, {}, {{"If-Match", tag}}).response.status, 200);
  EXPECT_EQ(partner("GET", path, token, {}, {{"If-Match", "\"other\""}}).response.status, 412);
  EXPECT_EQ(partner("GET", "/v1/profiles/legalbusiness", token).text("companyName"), "Contoso");
}

}  // namespace
}  // namespace entra::idp::testing
