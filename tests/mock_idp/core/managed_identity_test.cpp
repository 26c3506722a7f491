#include "token_fixture.hpp"

namespace entra::idp::testing {
namespace {

constexpr const char* kVmClient = "aaaaaaaa-0000-4000-8000-00000000000a";
constexpr const char* kSharedClient = "aaaaaaaa-0000-4000-8000-00000000000b";
constexpr const char* kVault = "https://vault.azure.net";

class ManagedIdentityEndpoint : public TokenTest {
 protected:
  Answer imds(const std::string& query, http::Headers headers = {{"Metadata", "true"}}) {
    return get("/metadata/identity/oauth2/token?" + query, std::move(headers));
  }
  Answer app_service(const std::string& query, const std::string& secret = "vm-header") {
    return get("/msi/token?api-version=2019-08-01&" + query, {{"X-IDENTITY-HEADER", secret}});
  }
};

TEST_F(ManagedIdentityEndpoint, AnswersAsTheMetadataService) {
  const Answer answer = imds("api-version=2018-02-01&resource=" + percent_encode(kVault));
  ASSERT_EQ(answer.response.status, 200) << answer.response.body;
  EXPECT_EQ(
      shape(answer.body),
      "access_token:s client_id:s expires_in:s expires_on:s not_before:s refresh_token:s resource:s token_type:s");
  EXPECT_EQ(answer.text("client_id"), kVmClient) << "the system-assigned one is the default";
  EXPECT_EQ(answer.text("expires_in"), "86399");
  EXPECT_EQ(answer.text("resource"), kVault);
  const Json claims = peek(answer.text("access_token"));
  EXPECT_EQ(
      shape(claims),
      "aio:s appid:s appidacr:s aud:s exp:i iat:i idp:s iss:s nbf:i oid:s rh:s sub:s tid:s uti:s ver:s xms_mirid:s");
  EXPECT_EQ(claims.at("appidacr"), "2");
  EXPECT_EQ(claims.at("oid"), "99999999-0002-4000-8000-000000000001");
  EXPECT_EQ(claims.at("sub"), claims.at("oid"));
  EXPECT_EQ(claims.at("exp").get<int>() - claims.at("iat").get<int>(), 86700);
  EXPECT_TRUE(claims.at("xms_mirid").get<std::string>().ends_with("/virtualMachines/build-vm"));
}

TEST_F(ManagedIdentityEndpoint, FindsTheIdentityThatIsNamed) {
  const std::string base = "api-version=2018-02-01&resource=" + percent_encode(kVault);
  EXPECT_EQ(imds(base + "&client_id=" + kSharedClient).text("client_id"), kSharedClient);
  EXPECT_EQ(imds(base + "&object_id=99999999-0002-4000-8000-000000000001").text("client_id"), kVmClient);
  const std::string resource =
      "/subscriptions/99999999-0001-4000-8000-000000000001/resourceGroups/G/providers/Microsoft.ManagedIdentity/"
      "userAssignedIdentities/shared";
  EXPECT_EQ(imds(base + "&msi_res_id=" + percent_encode(resource)).text("client_id"), kSharedClient);
  const Answer unknown = imds(base + "&client_id=" + kDaemon);
  EXPECT_EQ(unknown.response.status, 400);
  EXPECT_EQ(unknown.text("error_description"), "Identity not found");
}

TEST_F(ManagedIdentityEndpoint, RefusesWhatTheMetadataServiceRefuses) {
  const std::string resource = "resource=" + percent_encode(kVault);
  const struct {
    std::string query;
    http::Headers headers;
    const char* description;
  } rows[] = {
      {"api-version=2018-02-01&" + resource, {}, "Required metadata header not specified"},
      {"api-version=2018-02-01&" + resource, {{"Metadata", "yes"}}, "Required metadata header not specified"},
      {"api-version=2018-02-01", {{"Metadata", "true"}}, "Required query variable 'resource' is missing"},
      {resource, {{"Metadata", "true"}}, "Required query variable 'api-version' is missing"},
  };
  for (const auto& row : rows) {
    const Answer answer = imds(row.query, row.headers);
    EXPECT_EQ(answer.response.status, 400) << row.query;
    EXPECT_EQ(answer.text("error"), "invalid_request");
    EXPECT_EQ(answer.text("error_description"), row.description);
  }
  const Answer unknown = imds("api-version=2018-02-01&resource=https://nothing.example");
  EXPECT_EQ(unknown.response.status, 400);
  EXPECT_EQ(unknown.text("error"), "invalid_resource");
  EXPECT_EQ(unknown.code(), 500011);
  EXPECT_EQ(post_form("/metadata/identity/oauth2/token", {}).response.status, 405);
}

TEST_F(ManagedIdentityEndpoint, WantsANameWhenThereAreSeveralUserAssignedOnes) {
  Json directory = base();
  Json& identities = directory["tenants"][0]["managedIdentities"];
  identities[0]["resourceId"] = identities[1]["resourceId"].get<std::string>() + "-too";
  start_with(directory);
  EXPECT_TRUE(imds("api-version=2018-02-01&resource=https://vault.azure.net")
                  .text("error_description")
                  .starts_with("Multiple user assigned identities exist"));
  identities.erase(0);
  directory["tenants"][0]["appRoleAssignments"].erase(1);
  start_with(directory);
  EXPECT_EQ(imds("api-version=2018-02-01&resource=https://vault.azure.net").text("client_id"), kSharedClient);
}

TEST_F(ManagedIdentityEndpoint, AnswersAsAppService) {
  const Answer answer = app_service("resource=" + percent_encode(kVault));
  ASSERT_EQ(answer.response.status, 200) << answer.response.body;
  EXPECT_EQ(shape(answer.body), "access_token:s client_id:s expires_on:s resource:s token_type:s");
  EXPECT_EQ(answer.text("expires_on"), std::to_string(to_epoch_seconds(idp_->clock().now()) + 86400));
  EXPECT_EQ(answer.text("client_id"), kVmClient);
  const Answer other = app_service("resource=" + percent_encode(kVault), "another");
  EXPECT_EQ(other.text("client_id"), kSharedClient) << "an identity without a configured header takes any";
  EXPECT_EQ(app_service("resource=" + percent_encode(kVault) + "&client_id=" + kVmClient, "another").response.status,
            400);
  EXPECT_EQ(get("/MSI/token/?api-version=2019-08-01&resource=x").response.status, 401) << "of any spelling, MSAL's too";
  const Answer failed = app_service("resource=https://nothing.example");
  EXPECT_EQ(failed.response.status, 500);
  EXPECT_EQ(shape(failed.body), "correlationId:s message:s statusCode:i");
}

TEST_F(ManagedIdentityEndpoint, SpeaksTheOlderAppServiceProtocol) {
  const Answer answer =
      get("/msi/token?api-version=2017-09-01&resource=https://vault.azure.net&clientid=" + std::string(kSharedClient),
          {{"secret", "x"}});
  ASSERT_EQ(answer.response.status, 200) << answer.response.body;
  EXPECT_EQ(answer.text("expires_on"), "03/02/2025 12:00:00 AM +00:00");
  EXPECT_EQ(peek(answer.text("access_token")).at("appid"), kSharedClient);
  EXPECT_EQ(get("/msi/token?api-version=2020-01-01&resource=x", {{"secret", "x"}}).response.status, 400);
}

TEST_F(ManagedIdentityEndpoint, AnswersAsServiceFabric) {
  const std::string target = "/msi/token?api-version=2019-07-01-preview&resource=https://vault.azure.net";
  const Answer answer = get(target, {{"secret", "vm-header"}});
  ASSERT_EQ(answer.response.status, 200) << answer.response.body;
  EXPECT_EQ(shape(answer.body), "access_token:s expires_on:i resource:s token_type:s");
  EXPECT_EQ(peek(answer.text("access_token")).at("appid"), kVmClient);
  EXPECT_EQ(get(target, {{"X-IDENTITY-HEADER", "vm-header"}}).response.status, 401);
}

TEST_F(ManagedIdentityEndpoint, TokensCarryTheIdentitysRoles) {
  const Answer answer = imds("api-version=2018-02-01&resource=" + percent_encode("api://notes"));
  EXPECT_EQ(peek(answer.text("access_token")).at("roles"), Json::array({"Notes.Read.All"}));
}

TEST_F(ManagedIdentityEndpoint, IsNoPathOfTheLoginHosts) {
  origin_ = "https://login.microsoftonline.com";
  EXPECT_EQ(imds("api-version=2018-02-01&resource=https://vault.azure.net").response.status, 404);
}

TEST_F(ManagedIdentityEndpoint, IdentitiesHaveNoCredentialElsewhere) {
  const Answer answer =
      post_form("/" + std::string(kPartner) + "/oauth2/token",
                {{"grant_type", "client_credentials"}, {"client_id", kVmClient}, {"resource", kVault}});
  EXPECT_EQ(answer.code(), 7000216);
}

}  // namespace
}  // namespace entra::idp::testing
