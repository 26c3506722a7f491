// Azure AD Graph as the older Partner Center samples call it.

#include "token_fixture.hpp"

namespace entra::idp::testing {
namespace {

constexpr const char* kAadGraph = "https://graph.windows.net";

class AadGraph : public TokenTest {
 protected:
  void SetUp() override { start_graph("User.Read"); }
  void start_graph(const std::string& scope) {
    Json directory = base();
    Json& tenant = directory["tenants"][0];
    tenant["oauth2PermissionGrants"].push_back({{"clientAppId", kCsp}, {"resource", kAadGraph}, {"scope", scope}});
    tenant["appRoleAssignments"].push_back(
        {{"clientAppId", kDaemon}, {"resource", kAadGraph}, {"appRole", "Directory.Read.All"}});
    start_with(directory);
    origin_ = kAadGraph;
  }
  std::string app() {
    origin_ = "https://login.microsoftonline.com";
    const std::string token = app_tokens(kAadGraph).text("access_token");
    origin_ = kAadGraph;
    return token;
  }
  static std::string code(const Answer& answer) {
    return std::to_string(answer.response.status) + " " + answer.body.at("odata.error").at("code").get<std::string>();
  }
};

TEST_F(AadGraph, ListsDomainsInODataV3) {
  const Answer list = call("/" + std::string(kPartner) + "/domains?api-version=1.6", app());
  ASSERT_EQ(list.response.status, 200) << list.response.body;
  EXPECT_EQ(list.text("odata.metadata"), "https://graph.windows.net/" + std::string(kPartner) + "/$metadata#domains");
  const Json& domain = list.body.at("value").at(0);
  EXPECT_EQ(domain.at("name"), "contoso.onmicrosoft.com");
  EXPECT_EQ(domain.at("isDefault"), true);
  EXPECT_EQ(domain.at("authenticationType"), "Managed");
}

TEST_F(AadGraph, DescribesTenantAndPeople) {
  const std::string token = app();
  const Answer tenant = call("/contoso.onmicrosoft.com/tenantDetails?api-version=1.5", token);
  const Json& company = tenant.body.at("value").at(0);
  EXPECT_EQ(company.at("odata.type"), "Microsoft.DirectoryServices.TenantDetail");
  EXPECT_EQ(company.at("objectId"), kPartner);
  EXPECT_EQ(company.at("verifiedDomains").at(0).at("initial"), true);
  const Answer users = call("/myorganization/users?api-version=1.6", token);
  EXPECT_EQ(users.body.at("value").size(), 2u);
  EXPECT_EQ(users.body.at("value").at(0).at("objectType"), "User");
  const Answer bob = call(
      "/myorganization/users?api-version=1.6&$filter=userPrincipalName%20eq%20'bob@contoso.onmicrosoft.com'", token);
  EXPECT_EQ(bob.body.at("value").at(0).at("displayName"), "Bob Builder");
  const Answer first = call("/myorganization/users?api-version=1.6&$top=1", token);
  EXPECT_TRUE(first.text("odata.nextLink").starts_with("users?$skiptoken=")) << first.response.body;
  const Answer second = call("/myorganization/" + first.text("odata.nextLink") + "&api-version=1.6", token);
  EXPECT_EQ(second.body.at("value").at(0).at("displayName"), "Bob Builder");
  EXPECT_EQ(code(call("/myorganization/users/nobody?api-version=1.6", token)), "404 Request_ResourceNotFound");
  EXPECT_EQ(code(call("/myorganization/users?api-version=1.6&$filter=x", token)), "400 Request_UnsupportedQuery");
  EXPECT_EQ(code(call("/" + std::string(kCustomer) + "/users?api-version=1.6", token)), "404 Request_ResourceNotFound");
}

/// On the server's own origin, where both Graphs share a base.
TEST_F(AadGraph, APersonSeesHimselfUnlessMoreIsGranted) {
  origin_ = "https://localhost:8443";
  const std::string base = "/graph/" + std::string(kPartner);
  const std::string token = user_tokens(Wish{kAadGraph}).text("access_token");
  const Answer me = call(base + "/me?api-version=1.6", token);
  ASSERT_EQ(me.response.status, 200) << me.response.body;
  EXPECT_EQ(me.text("userPrincipalName"), kAda);
  EXPECT_EQ(me.text("odata.metadata"), origin_ + "/graph/" + kPartner + "/$metadata#directoryObjects/@Element");
  EXPECT_EQ(call(base + "/users/" + std::string(kAda) + "?api-version=1.6", token).response.status, 200);
  for (const char* const path : {"users", "users/bob@contoso.onmicrosoft.com", "domains"})
    EXPECT_EQ(code(call(base + "/" + path + "?api-version=1.6", token)), "403 Authorization_RequestDenied") << path;
  start_graph("Directory.AccessAsUser.All");
  origin_ = "https://localhost:8443";
  const std::string administrator = user_tokens(Wish{kAadGraph}).text("access_token");
  EXPECT_EQ(call(base + "/domains?api-version=1.6", administrator).response.status, 200);
}

TEST_F(AadGraph, WantsAnApiVersionAndAToken) {
  const std::string token = app();
  EXPECT_EQ(code(call("/myorganization/users", token)), "400 Request_DataContractVersionMissing");
  EXPECT_EQ(code(call("/myorganization/users?api-version=9", token)), "400 Request_InvalidDataContractVersion");
  EXPECT_EQ(code(get("/myorganization/users?api-version=1.6")), "401 Authentication_MissingOrMalformed");
  EXPECT_EQ(code(call("/myorganization/shoes?api-version=1.6", token)), "404 Request_ResourceNotFound");
  advance(seconds(3600));
  EXPECT_EQ(code(call("/myorganization/users?api-version=1.6", token)), "401 Authentication_ExpiredToken");
}

}  // namespace
}  // namespace entra::idp::testing
