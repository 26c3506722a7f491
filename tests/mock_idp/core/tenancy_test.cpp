#include "fixture.hpp"

namespace entra::idp::testing {
namespace {

using Tenancy = MockIdpTest;

Form daemon_form(const std::string& client_id = kDaemon, const std::string& secret = kDaemonSecret) {
  return {{"grant_type", "client_credentials"},
          {"client_id", client_id},
          {"client_secret", secret},
          {"scope", "https://graph.microsoft.com/.default"}};
}

TEST_F(Tenancy, AcceptsGuidAndDomainInAnyCase) {
  for (const std::string tenant : {kPartner, "contoso.onmicrosoft.com", "CONTOSO.onmicrosoft.com"}) {
    const Answer answer = post_form("/" + tenant + "/oauth2/v2.0/token", daemon_form());
    ASSERT_EQ(answer.response.status, 200) << tenant << answer.response.body;
    EXPECT_EQ(peek(answer.text("access_token")).at("tid"), kPartner);
  }
}

TEST_F(Tenancy, RefusesUnknownTenant) {
  for (const std::string tenant : {"99999999-9999-4999-8999-999999999999", "nobody.example.com"}) {
    const Answer token = post_form("/" + tenant + "/oauth2/v2.0/token", daemon_form());
    EXPECT_EQ(token.response.status, 400);
    EXPECT_EQ(token.code(), 90002);
    EXPECT_EQ(token.text("error"), "invalid_request");
    EXPECT_TRUE(token.text("error_description").starts_with("AADSTS90002: Tenant '" + tenant + "' not found."));
    const Answer discovery = get("/" + tenant + "/v2.0/.well-known/openid-configuration");
    EXPECT_EQ(discovery.response.status, 400);
    EXPECT_EQ(discovery.text("error"), "invalid_tenant");
    EXPECT_EQ(discovery.code(), 90002);
    EXPECT_EQ(discovery.response.headers.get("Cache-Control"), "max-age=86400, private");
  }
}

TEST_F(Tenancy, RefusesMalformedTenant) {
  const Answer answer = post_form("/not_a_tenant!/oauth2/v2.0/token", daemon_form());
  EXPECT_EQ(answer.code(), 900023);
  EXPECT_EQ(answer.response.status, 400);
}

TEST_F(Tenancy, RefusesUnknownApp) {
  const Answer answer =
      post_form("/contoso.onmicrosoft.com/oauth2/v2.0/token", daemon_form("bbbbbbbb-0000-4000-8000-000000000001"));
  EXPECT_EQ(answer.response.status, 400);
  EXPECT_EQ(answer.code(), 700016);
  EXPECT_EQ(answer.text("error"), "unauthorized_client");
  EXPECT_NE(answer.text("error_description").find("in the directory 'Contoso'"), std::string::npos);
}

TEST_F(Tenancy, RefusesSingleTenantAppElsewhere) {
  EXPECT_EQ(post_form("/" + std::string(kCustomer) + "/oauth2/v2.0/token", daemon_form()).code(), 700016);
}

TEST_F(Tenancy, RefusesMultiTenantAppWithoutPrincipal) {
  EXPECT_EQ(post_form("/" + std::string(kStranger) + "/oauth2/v2.0/token", daemon_form(kCsp, kSecret)).code(), 700016);
  EXPECT_EQ(post_form("/" + std::string(kCustomer) + "/oauth2/v2.0/token", daemon_form(kCsp, kSecret)).response.status,
            200);
}

TEST_F(Tenancy, RefusesDisabledApp) {
  const Answer answer =
      post_form("/" + std::string(kPartner) + "/oauth2/v2.0/token", daemon_form(kRetired, "retired-secret-value"));
  EXPECT_EQ(answer.code(), 7000112);
}

TEST_F(Tenancy, RefusesSingleTenantAppOnCommon) {
  const Answer answer =
      sign_in(true, {{"tenant", "common"}, {"client_id", kDesktop}, {"redirect_uri", "http://localhost"}});
  EXPECT_EQ(answer.code(), 50194);
}

TEST_F(Tenancy, ConsumersAreForPersonalAccounts) {
  const Form form{
      {"grant_type", "refresh_token"}, {"client_id", kCsp}, {"client_secret", kSecret}, {"refresh_token", "x"}};
  EXPECT_EQ(post_form("/consumers/oauth2/v2.0/token", form).code(), 9002332);
  EXPECT_EQ(post_form("/consumers/oauth2/token", form).code(), 90027);
}

TEST_F(Tenancy, HonoursTenantRestrictions) {
  const auto with_list = [&](const std::string& list) {
    return post_form("/" + std::string(kPartner) + "/oauth2/v2.0/token",
                     {{"grant_type", "client_credentials"},
                      {"client_id", kDaemon},
                      {"client_secret", kDaemonSecret},
                      {"scope", "api://orders/.default"}},
                     {{"Restrict-Access-To-Tenants", list}, {"Restrict-Access-Context", kCustomer}});
  };
  const Answer denied = with_list("fabrikam.onmicrosoft.com," + std::string(kStranger));
  EXPECT_EQ(denied.code(), 500021);
  EXPECT_NE(denied.text("error_description").find("Access to 'Contoso' tenant is denied."), std::string::npos);
  EXPECT_EQ(with_list(std::string(kStranger) + ", contoso.onmicrosoft.com").response.status, 200);
  EXPECT_EQ(with_list(kPartner).response.status, 200);
}

}  // namespace
}  // namespace entra::idp::testing
