#include "fixture.hpp"

namespace entra::idp::testing {
namespace {

using Graph = MockIdpTest;
using StoreApi = MockIdpTest;

TEST_F(Graph, ServesMeToAUser) {
  const std::string token = refresh(refresh_token(true), "https://graph.microsoft.com").text("access_token");
  const Answer answer = call("/graph/v1.0/me", token);
  ASSERT_EQ(answer.response.status, 200) << answer.response.body;
  EXPECT_EQ(answer.text("userPrincipalName"), "ada@contoso.onmicrosoft.com");
  EXPECT_EQ(answer.text("givenName"), "Ada");
  EXPECT_TRUE(answer.body.at("jobTitle").is_null());
}

TEST_F(Graph, ServesTheCustomersOrganizationToAPartner) {
  const std::string token = refresh(refresh_token(true), "https://graph.microsoft.com", kCustomer).text("access_token");
  const Answer answer = call("/graph/v1.0/organization", token);
  EXPECT_EQ(answer.body.at("value").at(0).at("id"), kCustomer);
  EXPECT_TRUE(answer.body.at("value").at(0).at("countryLetterCode").is_null()) << "User.Read sees the basics only";
}

TEST_F(Graph, MeNeedsAUser) {
  const std::string token = daemon_token("https://graph.microsoft.com/.default").text("access_token");
  EXPECT_EQ(call("/graph/v1.0/me", token).response.status, 400);
  EXPECT_EQ(call("/graph/v1.0/organization", token).body.at("value").at(0).at("countryLetterCode"), "US");
}

TEST_F(Graph, EnforcesPermissions) {
  const Answer token =
      post_form("/" + std::string(kPartner) + "/oauth2/token", {{"grant_type", "client_credentials"},
                                                                {"client_id", kCsp},
                                                                {"client_secret", kSecret},
                                                                {"resource", "https://graph.microsoft.com"}});
  const Answer answer = call("/graph/v1.0/organization", token.text("access_token"));
  EXPECT_EQ(answer.response.status, 403);
  EXPECT_EQ(answer.body.at("error").at("code"), "Authorization_RequestDenied");
}

TEST_F(Graph, SaysWhyATokenIsRefused) {
  const auto message = [&](const std::string& token) {
    return call("/graph/v1.0/organization", token).body.at("error").at("message").get<std::string>();
  };
  EXPECT_EQ(get("/graph/v1.0/organization").body.at("error").at("message"), "Access token is empty.");
  EXPECT_EQ(message("abc"), "CompactToken parsing failed with error code: 80049217");
  EXPECT_EQ(message(daemon_token("https://vault.azure.net/.default").text("access_token")),
            "Access token validation failure. Invalid audience.");
  const std::string token = daemon_token("https://graph.microsoft.com/.default").text("access_token");
  advance(seconds(3600));
  EXPECT_EQ(message(token), "Access token has expired or is not yet valid.");
}

TEST_F(StoreApi, ListsApplicationsToADeveloper) {
  const std::string resource = "https://manage.devcenter.microsoft.com";
  const Answer developer =
      post_form("/" + std::string(kPartner) + "/oauth2/token", {{"grant_type", "client_credentials"},
                                                                {"client_id", kDaemon},
                                                                {"client_secret", kDaemonSecret},
                                                                {"resource", resource}});
  const Answer list = call("/devcenter/v1.0/my/applications", developer.text("access_token"));
  ASSERT_EQ(list.response.status, 200) << list.response.body;
  EXPECT_EQ(list.body.at("value").at(0).at("id"), "9NBLGGH4R315");
  EXPECT_EQ(list.body.at("totalCount"), 1);
  const Answer other = post_form(
      "/" + std::string(kPartner) + "/oauth2/token",
      {{"grant_type", "client_credentials"}, {"client_id", kCsp}, {"client_secret", kSecret}, {"resource", resource}});
  const Answer refused = call("/devcenter/v1.0/my/applications", other.text("access_token"));
  EXPECT_EQ(refused.response.status, 403);
  EXPECT_EQ(get("/devcenter/v1.0/my/applications").response.status, 401);
}

}  // namespace
}  // namespace entra::idp::testing
