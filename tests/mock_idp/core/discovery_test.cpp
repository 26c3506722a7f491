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

/// Recorded documents with the tenant and the host put in; compared member by member, in wire order.
OrderedJson recorded(std::string text, const std::string& origin, const std::string& tenant) {
  const auto replace = [&](const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
      text.replace(at, from.size(), to);
    }
  };
  replace("https://HOST", origin);
  replace("{tid}", tenant);
  return OrderedJson::parse(text);
}

constexpr const char* kRecordedV2 = R"json({"token_endpoint":"https://HOST/{tid}/oauth2/v2.0/token",
 "token_endpoint_auth_methods_supported":["client_secret_post","private_key_jwt","client_secret_basic"],
 "jwks_uri":"https://HOST/{tid}/discovery/v2.0/keys",
 "response_modes_supported":["query","fragment","form_post"],
 "subject_types_supported":["pairwise"],
 "id_token_signing_alg_values_supported":["RS256"],
 "response_types_supported":["code","id_token","code id_token","id_token token"],
 "scopes_supported":["openid","profile","email","offline_access"],
 "issuer":"https://HOST/{tid}/v2.0",
 "request_uri_parameter_supported":false,
 "userinfo_endpoint":"https://graph.microsoft.com/oidc/userinfo",
 "authorization_endpoint":"https://HOST/{tid}/oauth2/v2.0/authorize",
 "device_authorization_endpoint":"https://HOST/{tid}/oauth2/v2.0/devicecode",
 "http_logout_supported":true,
 "frontchannel_logout_supported":true,
 "end_session_endpoint":"https://HOST/{tid}/oauth2/v2.0/logout",
 "claims_supported":["sub","iss","cloud_instance_name","cloud_instance_host_name","cloud_graph_host_name",
   "msgraph_host","aud","exp","iat","auth_time","acr","nonce","preferred_username","name","tid","ver",
   "at_hash","c_hash","email"],
 "kerberos_endpoint":"https://HOST/{tid}/kerberos",
 "tenant_region_scope":"WW",
 "cloud_instance_name":"microsoftonline.com",
 "cloud_graph_host_name":"graph.windows.net",
 "msgraph_host":"graph.microsoft.com",
 "rbac_url":"https://pas.windows.net"})json";
constexpr const char* kRecordedV1 = R"json({"token_endpoint":"https://HOST/{tid}/oauth2/token",
 "token_endpoint_auth_methods_supported":["client_secret_post","private_key_jwt","client_secret_basic"],
 "jwks_uri":"https://HOST/common/discovery/keys",
 "response_modes_supported":["query","fragment","form_post"],
 "subject_types_supported":["pairwise"],
 "id_token_signing_alg_values_supported":["RS256"],
 "response_types_supported":["code","id_token","code id_token","token id_token","token"],
 "scopes_supported":["openid"],
 "issuer":"https://sts.windows.net/{tid}/",
 "microsoft_multi_refresh_token":true,
 "authorization_endpoint":"https://HOST/{tid}/oauth2/authorize",
 "device_authorization_endpoint":"https://HOST/{tid}/oauth2/devicecode",
 "http_logout_supported":true,
 "frontchannel_logout_supported":true,
 "end_session_endpoint":"https://HOST/{tid}/oauth2/logout",
 "claims_supported":["sub","iss","cloud_instance_name","cloud_instance_host_name","cloud_graph_host_name",
   "msgraph_host","aud","exp","iat","auth_time","acr","amr","nonce","email","given_name","family_name","nickname"],
 "check_session_iframe":"https://HOST/{tid}/oauth2/checksession",
 "userinfo_endpoint":"https://HOST/{tid}/openid/userinfo",
 "kerberos_endpoint":"https://HOST/{tid}/kerberos",
 "tenant_region_scope":"WW","cloud_instance_name":"microsoftonline.com",
 "cloud_graph_host_name":"graph.windows.net","msgraph_host":"graph.microsoft.com",
 "rbac_url":"https://pas.windows.net"})json";

void expect_same(const OrderedJson& actual, const OrderedJson& expected) {
  ASSERT_EQ(actual.size(), expected.size()) << actual.dump(1);
  for (auto a = actual.begin(), e = expected.begin(); a != actual.end(); ++a, ++e) {
    EXPECT_EQ(a.key(), e.key());
    EXPECT_EQ(a.value(), e.value()) << a.key();
  }
}

TEST_F(Discovery, IsTheRecordedDocumentMemberByMember) {
  start(directory_text("[]", R"("issuer": "entra",)"));
  origin_ = "https://login.microsoftonline.com";
  const auto fetch = [&](const std::string& path) { return OrderedJson::parse(get(path).response.body); };
  const std::string tail = "/.well-known/openid-configuration";
  for (const char* const name : {kPartner, "contoso.onmicrosoft.com"}) {
    const std::string tenant = name;
    expect_same(fetch("/" + tenant + "/v2.0" + tail), recorded(kRecordedV2, origin_, kPartner));
    expect_same(fetch("/" + tenant + tail), recorded(kRecordedV1, origin_, kPartner));
  }
  for (const std::string alias : {"common", "organizations", "consumers"}) {
    OrderedJson v2 = recorded(kRecordedV2, origin_, alias);
    v2["issuer"] = origin_ + (alias == "consumers" ? "/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0" : "/{tenantid}/v2.0");
    v2["tenant_region_scope"] = nullptr;
    expect_same(fetch("/" + alias + "/v2.0" + tail), v2);
    OrderedJson v1 = recorded(kRecordedV1, origin_, alias);
    v1["issuer"] = "https://sts.windows.net/{tenantid}/";
    v1["tenant_region_scope"] = nullptr;
    expect_same(fetch("/" + alias + tail), v1);
  }
}

/// Whatever the documents name as an endpoint of this server answers something of its own.
TEST_F(Discovery, EveryEndpointNamedIsServed) {
  for (const std::string version : {"", "/v2.0"}) {
    const Answer document = get("/" + std::string(kPartner) + version + "/.well-known/openid-configuration");
    for (const auto& [name, value] : document.body.items()) {
      if (!value.is_string() || !value.get<std::string>().starts_with(origin_ + "/")) continue;
      if (name == "issuer" || name == "device_authorization_endpoint") continue;
      EXPECT_NE(get(value.get<std::string>().substr(origin_.size())).response.status, 404) << name;
    }
  }
}

TEST_F(Discovery, KerberosIsRefusedHonestly) {
  const std::string path = "/" + std::string(kPartner) + "/kerberos";
  EXPECT_NE(get(path).response.body.find("AADSTS81006"), std::string::npos);
  EXPECT_NE(get(path, {{"Authorization", "Negotiate YII="}}).response.body.find("AADSTS81004"), std::string::npos);
  EXPECT_NE(get("/nowhere.example/kerberos").response.body.find("AADSTS90002"), std::string::npos);
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
