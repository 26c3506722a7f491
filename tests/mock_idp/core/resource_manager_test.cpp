#include "token_fixture.hpp"

namespace entra::idp::testing {
namespace {

class ResourceManager : public TokenTest {
 protected:
  std::string token() { return user_tokens({"https://management.azure.com/"}).text("access_token"); }
};

TEST_F(ResourceManager, DescribesItsCloudInEachForm) {
  const Answer stack = get("/metadata/endpoints?api-version=2015-01-01");
  EXPECT_EQ(shape(stack.body), "authentication:o galleryEndpoint:s graphEndpoint:s portalEndpoint:s");
  EXPECT_EQ(stack.body.at("authentication").at("loginEndpoint"), origin_ + "/");
  EXPECT_EQ(stack.body.at("authentication").at("audiences").at(0), "https://management.core.windows.net/");

  const Answer list = get("/metadata/endpoints?api-version=2019-05-01");
  ASSERT_TRUE(list.body.is_array());
  ASSERT_EQ(list.body.size(), 1u);
  const Answer one = get("/management/metadata/endpoints?api-version=2022-09-01");
  EXPECT_EQ(one.body, list.body.at(0));
  EXPECT_EQ(one.text("resourceManager"), origin_ + "/");
  EXPECT_EQ(one.text("name"), "AzureCloud");
  EXPECT_EQ(one.body.at("suffixes").at("keyVaultDns"), "vault.azure.net");
  EXPECT_EQ(one.text("sqlManagement"), "https://management.core.windows.net:8443/");
  EXPECT_EQ(get("/metadata/endpoints").response.status, 400);
  EXPECT_EQ(get("/metadata/endpoints?api-version=latest").response.status, 400);
}

TEST_F(ResourceManager, NamesTheRealAddressesOnTheRealHosts) {
  origin_ = "https://management.azure.com";
  const Answer list = get("/metadata/endpoints?api-version=2020-06-01");
  ASSERT_EQ(list.body.size(), 4u);
  EXPECT_EQ(list.body.at(0).at("authentication").at("loginEndpoint"), "https://login.microsoftonline.com/");
  EXPECT_EQ(list.body.at(1).at("resourceManager"), "https://management.chinacloudapi.cn/");
  origin_ = "https://management.usgovcloudapi.net";
  const Answer usgov = get("/metadata/endpoints?api-version=2022-09-01");
  EXPECT_EQ(usgov.text("name"), "AzureUSGovernment");
  EXPECT_EQ(usgov.text("microsoftGraphResourceId"), "https://graph.microsoft.us/");
}

TEST_F(ResourceManager, ListsSubscriptionsOfTheTokensTenant) {
  const Answer answer = call("/subscriptions?api-version=2022-12-01", token());
  ASSERT_EQ(answer.response.status, 200) << answer.response.body;
  const Json& subscription = answer.body.at("value").at(0);
  EXPECT_EQ(subscription.at("id"), "/subscriptions/99999999-0001-4000-8000-000000000001");
  EXPECT_EQ(subscription.at("tenantId"), kPartner);
  EXPECT_EQ(subscription.at("state"), "Enabled");
  const std::string app = app_tokens("https://management.core.windows.net/").text("access_token");
  EXPECT_EQ(call("/management/subscriptions?api-version=2022-12-01", app).body, answer.body);
  const std::string one = "/subscriptions/99999999-0001-4000-8000-000000000001?api-version=2022-12-01";
  EXPECT_EQ(call(one, app).body, subscription);
  EXPECT_EQ(call("/subscriptions/none?api-version=2022-12-01", app).response.status, 404);
}

TEST_F(ResourceManager, ListsTheTenantsThatThePersonIsIn) {
  const Json tenants = call("/tenants?api-version=2022-12-01", token()).body.at("value");
  ASSERT_EQ(tenants.size(), 2u) << "home, and where she is a guest";
  EXPECT_EQ(tenants.at(0).at("tenantId"), kPartner);
  EXPECT_EQ(tenants.at(1).at("defaultDomain"), "fabrikam.onmicrosoft.com");
  const std::string app = app_tokens("https://management.azure.com/").text("access_token");
  EXPECT_EQ(call("/tenants?api-version=2022-12-01", app).body.at("value").size(), 1u);
}

TEST_F(ResourceManager, ChecksTheTokenInFull) {
  const std::string path = "/subscriptions?api-version=2022-12-01";
  const Answer missing = get(path);
  EXPECT_EQ(missing.response.status, 401);
  EXPECT_EQ(missing.body.at("error").at("code"), "AuthenticationFailed");
  EXPECT_TRUE(missing.response.headers.get_or("WWW-Authenticate")
                  .starts_with("Bearer authorization_uri=\"" + origin_ + "/common\", error=\"invalid_token\""));
  const Answer wrong = call(path, app_tokens(kGraph).text("access_token"));
  EXPECT_EQ(wrong.body.at("error").at("code"), "InvalidAuthenticationTokenAudience");
  const std::string token = this->token();
  advance(seconds(5401));
  EXPECT_EQ(call(path, token).body.at("error").at("code"), "ExpiredAuthenticationToken");
  EXPECT_EQ(call("/subscriptions", token).body.at("error").at("code"), "MissingApiVersionParameter");
}

}  // namespace
}  // namespace entra::idp::testing
