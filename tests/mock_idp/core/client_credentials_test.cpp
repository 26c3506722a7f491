#include "fixture.hpp"

namespace entra::idp::testing {
namespace {

using ClientCredentialsGrant = MockIdpTest;
using ClientAuthentication = MockIdpTest;

Form app_only(const std::string& resource) {
  return {
      {"resource", resource}, {"client_id", kCsp}, {"client_secret", kSecret}, {"grant_type", "client_credentials"}};
}

std::vector<std::string> member_names(const std::string& body) {
  std::vector<std::string> names;
  const OrderedJson document = OrderedJson::parse(body);
  for (const auto& [name, value] : document.items()) names.push_back(name);
  return names;
}

/// The documented Partner Center answer: its members, in its order, every value a string.
TEST_F(ClientCredentialsGrant, AnswersV1AsPartnerCenterDocumentsIt) {
  const Answer answer =
      post_form("/" + std::string(kPartner) + "/oauth2/token", app_only("https://graph.windows.net"),
                {{"return-client-request-id", "true"}, {"client-request-id", "5a2a8b1c-0000-4000-8000-00000000abcd"}});
  ASSERT_EQ(answer.response.status, 200) << answer.response.body;
  EXPECT_EQ(member_names(answer.response.body),
            (std::vector<std::string>{"token_type", "expires_in", "ext_expires_in", "expires_on", "not_before",
                                      "resource", "access_token"}));
  for (const auto& [name, value] : answer.body.items()) EXPECT_TRUE(value.is_string()) << name;
  EXPECT_EQ(std::stoll(answer.text("expires_on")) - std::stoll(answer.text("not_before")), 3900);
  EXPECT_EQ(answer.text("resource"), "https://graph.windows.net");
  EXPECT_EQ(answer.response.headers.get("client-request-id"), "5a2a8b1c-0000-4000-8000-00000000abcd");
  EXPECT_EQ(answer.response.headers.get("Pragma"), "no-cache");

  const Json claims = peek(answer.text("access_token"));
  EXPECT_EQ(claims.at("aud"), "https://graph.windows.net");
  EXPECT_EQ(claims.at("iss"), origin_ + "/" + kPartner + "/");
  EXPECT_EQ(claims.at("ver"), "1.0");
  EXPECT_EQ(claims.at("appid"), kCsp);
  EXPECT_EQ(claims.at("appidacr"), "1");
  EXPECT_EQ(claims.at("oid"), claims.at("sub"));
  EXPECT_EQ(claims.at("exp").get<int>() - claims.at("nbf").get<int>(), 3900);
  EXPECT_FALSE(claims.contains("scp"));
  EXPECT_FALSE(claims.contains("amr"));
  const Json header = peek(answer.text("access_token"), 0);
  EXPECT_EQ(header.at("x5t"), header.at("kid"));
}

TEST_F(ClientCredentialsGrant, AnswersV2WithNumbersAndRoles) {
  const Answer answer = daemon_token("api://orders/.default");
  ASSERT_EQ(answer.response.status, 200) << answer.response.body;
  EXPECT_EQ(member_names(answer.response.body),
            (std::vector<std::string>{"token_type", "expires_in", "ext_expires_in", "access_token"}));
  EXPECT_EQ(answer.body.at("expires_in"), 3599);
  const Json claims = peek(answer.text("access_token"));
  EXPECT_EQ(claims.at("ver"), "2.0");
  EXPECT_EQ(claims.at("aud"), kOrders);
  EXPECT_EQ(claims.at("iss"), origin_ + "/" + kPartner + "/v2.0");
  EXPECT_EQ(claims.at("roles"), Json::array({"Orders.Read.All"}));
  EXPECT_EQ(claims.at("azp"), kDaemon);
  EXPECT_FALSE(peek(answer.text("access_token"), 0).contains("x5t"));
}

/// The token's version follows the resource, not the endpoint.
TEST_F(ClientCredentialsGrant, V2EndpointGivesV1TokenForGraph) {
  const Json claims = peek(daemon_token("https://graph.microsoft.com/.default").text("access_token"));
  EXPECT_EQ(claims.at("ver"), "1.0");
  EXPECT_EQ(claims.at("iss"), origin_ + "/" + kPartner + "/");
  EXPECT_EQ(claims.at("aud"), "https://graph.microsoft.com");
  EXPECT_EQ(claims.at("idtyp"), "app");
}

TEST_F(ClientCredentialsGrant, AudienceKeepsTheSlashThatWasAskedFor) {
  const Json claims = peek(daemon_token("https://management.core.windows.net//.default").text("access_token"));
  EXPECT_EQ(claims.at("aud"), "https://management.core.windows.net/");
}

TEST_F(ClientCredentialsGrant, FixedLifetimeComesFromTheConfig) {
  start(directory_text("[]", R"("tokenLifetimes": { "accessToken": 600 },)"));
  const Answer answer = daemon_token("api://orders/.default");
  EXPECT_EQ(answer.body.at("expires_in"), 600);
}

TEST_F(ClientCredentialsGrant, RefusesCommon) {
  for (const std::string alias : {"common", "organizations", "consumers"}) {
    EXPECT_EQ(post_form("/" + alias + "/oauth2/token", app_only("https://graph.windows.net")).code(), 50059);
  }
}

TEST_F(ClientCredentialsGrant, RefusesUnknownResource) {
  const Answer v1 = post_form("/" + std::string(kPartner) + "/oauth2/token", app_only("https://nothing.example"));
  EXPECT_EQ(v1.code(), 500011);
  EXPECT_EQ(v1.text("error"), "invalid_resource");
  EXPECT_EQ(daemon_token("api://nothing/.default").code(), 500011);
}

TEST_F(ClientCredentialsGrant, RefusesScopeWithoutDefault) {
  const Answer answer = daemon_token("https://graph.microsoft.com/User.Read");
  EXPECT_EQ(answer.code(), 1002012);
  EXPECT_EQ(answer.text("error"), "invalid_scope");
}

TEST_F(ClientCredentialsGrant, RefusesSeveralScopes) {
  const Answer answer = daemon_token("https://graph.microsoft.com/.default api://orders/.default");
  EXPECT_EQ(answer.code(), 70011);
  EXPECT_EQ(answer.text("error"), "invalid_scope");
}

TEST_F(ClientAuthentication, RefusesWrongSecret) {
  const Answer v1 = post_form("/" + std::string(kPartner) + "/oauth2/token", {{"resource", "https://graph.windows.net"},
                                                                              {"client_id", kCsp},
                                                                              {"client_secret", "wrong"},
                                                                              {"grant_type", "client_credentials"}});
  EXPECT_EQ(v1.response.status, 401);
  EXPECT_EQ(v1.code(), 7000215);
  EXPECT_EQ(v1.text("error"), "invalid_client");
  EXPECT_FALSE(v1.response.headers.get("WWW-Authenticate"));
  EXPECT_EQ(v1.response.body.find("wrong"), std::string::npos) << "the secret must not come back";
}

TEST_F(ClientAuthentication, RefusesExpiredSecret) {
  const Answer answer =
      post_form("/" + std::string(kPartner) + "/oauth2/v2.0/token", {{"grant_type", "client_credentials"},
                                                                     {"client_id", kDaemon},
                                                                     {"client_secret", "daemon-secret-old"},
                                                                     {"scope", "api://orders/.default"}});
  EXPECT_EQ(answer.response.status, 401);
  EXPECT_EQ(answer.code(), 7000222);
  // The other secret dies as well once the clock passes its end.
  EXPECT_EQ(daemon_token("api://orders/.default").response.status, 200);
  idp_->clock().set(*parse_rfc3339("2030-01-01T00:00:00Z"));
  EXPECT_EQ(daemon_token("api://orders/.default").code(), 7000222);
}

TEST_F(ClientAuthentication, AcceptsHttpBasic) {
  const std::string basic = base64_encode(percent_encode(kDaemon) + ":" + percent_encode(kDaemonSecret));
  const Answer answer = post_form("/" + std::string(kPartner) + "/oauth2/v2.0/token",
                                  {{"grant_type", "client_credentials"}, {"scope", "api://orders/.default"}},
                                  {{"Authorization", "Basic " + basic}});
  EXPECT_EQ(answer.response.status, 200) << answer.response.body;
}

TEST_F(ClientAuthentication, RequiresACredential) {
  EXPECT_EQ(
      post_form("/" + std::string(kPartner) + "/oauth2/v2.0/token",
                {{"grant_type", "client_credentials"}, {"client_id", kDaemon}, {"scope", "api://orders/.default"}})
          .code(),
      7000216);
  EXPECT_EQ(post_form("/" + std::string(kPartner) + "/oauth2/v2.0/token",
                      {{"grant_type", "refresh_token"}, {"client_id", kDaemon}, {"refresh_token", "x"}})
                .code(),
            7000218);
}

TEST_F(ClientAuthentication, RefusesSecretOfPublicClient) {
  const Answer answer = post_form(
      "/" + std::string(kPartner) + "/oauth2/v2.0/token",
      {{"grant_type", "refresh_token"}, {"client_id", kDesktop}, {"client_secret", "x"}, {"refresh_token", "y"}});
  EXPECT_EQ(answer.code(), 700025);
  EXPECT_EQ(answer.response.status, 401);
}

}  // namespace
}  // namespace entra::idp::testing
