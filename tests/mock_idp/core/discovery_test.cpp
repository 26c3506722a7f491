#include "fixture.hpp"

namespace entra::idp::testing {
namespace {

using Discovery = MockIdpTest;
using InstanceDiscovery = MockIdpTest;

TEST_F(Discovery, V2NamesTheTenantByItsGuid) {
  const Answer answer = get("/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration?x-client-SKU=any");
  ASSERT_EQ(answer.response.status, 200);
  const std::string authority = origin_ + "/" + kPartner;
  EXPECT_EQ(answer.text("issuer"), authority + "/v2.0");
  EXPECT_EQ(answer.text("token_endpoint"), authority + "/oauth2/v2.0/token");
  EXPECT_EQ(answer.text("authorization_endpoint"), authority + "/oauth2/v2.0/authorize");
  EXPECT_EQ(answer.text("jwks_uri"), authority + "/discovery/v2.0/keys");
  EXPECT_EQ(answer.text("tenant_region_scope"), "WW");
  EXPECT_EQ(answer.response.headers.get("Access-Control-Allow-Origin"), "*");
  EXPECT_FALSE(answer.body.contains("code_challenge_methods_supported")) << "the real document has none";
}

TEST_F(Discovery, V2OfCommonIsATemplate) {
  for (const std::string alias : {"common", "organizations"}) {
    const Answer answer = get("/" + alias + "/v2.0/.well-known/openid-configuration");
    EXPECT_EQ(answer.text("issuer"), origin_ + "/{tenantid}/v2.0");
    EXPECT_EQ(answer.text("token_endpoint"), origin_ + "/" + alias + "/oauth2/v2.0/token");
    EXPECT_TRUE(answer.body.at("tenant_region_scope").is_null());
  }
}

TEST_F(Discovery, V2OfConsumersNamesTheTenantOfPersonalAccounts) {
  const Answer answer = get("/consumers/v2.0/.well-known/openid-configuration");
  EXPECT_EQ(answer.text("issuer"), origin_ + "/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0");
  EXPECT_EQ(answer.text("token_endpoint"), origin_ + "/consumers/oauth2/v2.0/token");
}

TEST_F(Discovery, V1IssuerEndsInASlash) {
  EXPECT_EQ(get("/" + std::string(kPartner) + "/.well-known/openid-configuration").text("issuer"),
            origin_ + "/" + kPartner + "/");
  EXPECT_EQ(get("/common/.well-known/openid-configuration").text("issuer"), origin_ + "/{tenantid}/");
  EXPECT_EQ(get("/common/.well-known/openid-configuration").text("jwks_uri"), origin_ + "/common/discovery/keys");
}

TEST_F(Discovery, IssuerModeEntraNamesTheRealHosts) {
  start(directory_text("[]", R"("issuer": "entra",)"));
  const std::string tid = kPartner;
  EXPECT_EQ(get("/" + tid + "/v2.0/.well-known/openid-configuration").text("issuer"),
            "https://login.microsoftonline.com/" + tid + "/v2.0");
  EXPECT_EQ(get("/" + tid + "/.well-known/openid-configuration").text("issuer"),
            "https://sts.windows.net/" + tid + "/");
  EXPECT_EQ(get("/" + tid + "/v2.0/.well-known/openid-configuration").text("token_endpoint"),
            origin_ + "/" + tid + "/oauth2/v2.0/token");
}

TEST_F(Discovery, FollowsTheOriginOfTheRequest) {
  origin_ = "https://login.microsoftonline.com";
  EXPECT_EQ(get("/common/v2.0/.well-known/openid-configuration").text("token_endpoint"),
            "https://login.microsoftonline.com/common/oauth2/v2.0/token");
}

TEST_F(Discovery, KeySetsHaveEntrasMembers) {
  const Answer v2 = get("/common/discovery/v2.0/keys");
  const Json& key = v2.body.at("keys").at(0);
  for (const char* member : {"kty", "use", "kid", "x5t", "n", "e", "x5c", "issuer"})
    EXPECT_TRUE(key.contains(member)) << member;
  EXPECT_FALSE(key.contains("alg")) << "the real ones have none";
  EXPECT_EQ(key.at("kid"), key.at("x5t"));
  EXPECT_EQ(key.at("issuer"), origin_ + "/{tenantid}/v2.0");
  const auto der = base64_decode(key.at("x5c").at(0).get<std::string>());
  EXPECT_EQ(base64url_encode(crypto::sha1(*der)), key.at("kid"));
  EXPECT_FALSE(get("/common/discovery/keys").body.at("keys").at(0).contains("issuer"));
}

TEST_F(Discovery, AnswersOtherMethodsWithAllow) {
  const Answer answer = post_form("/common/v2.0/.well-known/openid-configuration", {});
  EXPECT_EQ(answer.response.status, 405);
  EXPECT_EQ(answer.response.headers.get("Allow"), "GET, HEAD, OPTIONS");
}

TEST_F(InstanceDiscovery, NamesItsOwnHostAndAllClouds) {
  const Answer answer = get("/common/discovery/instance?api-version=1.1&authorization_endpoint=" +
                            percent_encode(origin_ + "/contoso.onmicrosoft.com/oauth2/v2.0/authorize"));
  ASSERT_EQ(answer.response.status, 200);
  EXPECT_EQ(answer.text("tenant_discovery_endpoint"),
            origin_ + "/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration");
  EXPECT_EQ(answer.body.at("metadata").at(0).at("aliases"), Json::array({"localhost:8443"}));
  EXPECT_EQ(answer.body.at("metadata").at(1).at("preferred_cache"), "login.windows.net");
}

/// The five entries as recorded, aliases and all.
TEST_F(InstanceDiscovery, ListsTheCloudsAsRecorded) {
  origin_ = "https://login.microsoftonline.com";
  const Answer answer = get("/common/discovery/instance?api-version=1.1&authorization_endpoint=" +
                            percent_encode(origin_ + "/organizations/oauth2/v2.0/authorize"));
  EXPECT_EQ(answer.body.at("metadata"), Json::parse(R"([
    {"preferred_network":"login.microsoftonline.com","preferred_cache":"login.windows.net",
     "aliases":["login.microsoftonline.com","login.windows.net","login.microsoft.com","sts.windows.net"]},
    {"preferred_network":"login.partner.microsoftonline.cn","preferred_cache":"login.partner.microsoftonline.cn",
     "aliases":["login.partner.microsoftonline.cn","login.chinacloudapi.cn"]},
    {"preferred_network":"login.microsoftonline.de","preferred_cache":"login.microsoftonline.de",
     "aliases":["login.microsoftonline.de"]},
    {"preferred_network":"login.microsoftonline.us","preferred_cache":"login.microsoftonline.us",
     "aliases":["login.microsoftonline.us","login.usgovcloudapi.net"]},
    {"preferred_network":"login-us.microsoftonline.com","preferred_cache":"login-us.microsoftonline.com",
     "aliases":["login-us.microsoftonline.com"]}])"));
}

TEST_F(InstanceDiscovery, AnswersTheOlderVersionInOneMember) {
  for (const std::string host :
       {"login.partner.microsoftonline.cn", "login.usgovcloudapi.net", "login-us.microsoftonline.com"}) {
    const Answer answer = get("/common/discovery/instance?api-version=1.0&authorization_endpoint=" +
                              percent_encode("https://" + host + "/common/oauth2/v2.0/authorize"));
    EXPECT_EQ(
        answer.body,
        (Json{{"tenant_discovery_endpoint", "https://" + host + "/common/v2.0/.well-known/openid-configuration"}}));
  }
}

TEST_F(InstanceDiscovery, RefusesUnknownHost) {
  const Answer answer = get("/common/discovery/instance?api-version=1.1&authorization_endpoint=" +
                            percent_encode("https://login.example.com/common/oauth2/v2.0/authorize"));
  EXPECT_EQ(answer.response.status, 400);
  EXPECT_EQ(answer.text("error"), "invalid_instance");
  EXPECT_EQ(answer.code(), 50049);
}

}  // namespace
}  // namespace entra::idp::testing
