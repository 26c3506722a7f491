#include "fixture.hpp"

namespace entra::idp::testing {
namespace {

class ScopesOfServer : public MockIdpTest {
 protected:
  Answer in(const std::string& scope, const std::string& method, const std::string& path,
            const Json& body = Json::object()) {
    return send({method, origin_, path, {{"X-Mock-Scope", scope}}, method == "GET" ? "" : body.dump(), "127.0.0.1"});
  }
  Answer token(const std::string& scope, const std::string& tenant = kPartner) {
    http::Headers headers;
    if (!scope.empty()) headers.add("X-Mock-Scope", scope);
    return post_form("/" + tenant + "/oauth2/v2.0/token",
                     {{"grant_type", "client_credentials"},
                      {"client_id", kDaemon},
                      {"client_secret", kDaemonSecret},
                      {"scope", "https://graph.microsoft.com/.default"}},
                     headers);
  }
  int count(const std::string& scope, const std::string& query = "") {
    const std::string path = "/_mock/requests/count" + query;
    return (scope.empty() ? get(path) : in(scope, "GET", path)).body.at("count").get<int>();
  }
};

TEST_F(ScopesOfServer, HaveTheirOwnClockFromWhenItIsSet) {
  advance(seconds(10));
  EXPECT_EQ(in("a", "GET", "/_mock/clock").text("now"), "2025-03-01T00:00:10Z") << "the server's, until it is set";
  EXPECT_EQ(in("a", "PUT", "/_mock/clock", {{"set", "2029-01-01T00:00:00Z"}}).text("now"), "2029-01-01T00:00:00Z");
  EXPECT_EQ(peek(token("a").text("access_token")).at("iat"), 1861919700);
  EXPECT_EQ(peek(token("b").text("access_token")).at("iat"), 1740786910);
  EXPECT_EQ(get("/_mock/clock").text("now"), "2025-03-01T00:00:10Z");
  EXPECT_EQ(in("b", "GET", "/_mock/clock").text("mode"), "offset") << "b goes as the server does";
  EXPECT_EQ(in("a", "PUT", "/_mock/clock", {{"reset", true}}).text("now"), "2025-03-01T00:00:10Z");
}

TEST_F(ScopesOfServer, ControlRequestsGoByTheirScopesClock) {
  (void)in("a", "PUT", "/_mock/clock", {{"set", "2031-01-01T00:00:00Z"}});
  const Answer minted = in("a", "POST", "/_mock/tokens",
                           {{"tenant", kPartner}, {"client_id", kDaemon}, {"resource", "https://graph.microsoft.com"}});
  EXPECT_EQ(minted.body.at("expires_on"), 1924992000 + 3600);
  http::Headers headers{{"X-Mock-Scope", "a"}};
  EXPECT_EQ(call("/graph/v1.0/organization", minted.text("access_token"), headers).response.status, 200);
  EXPECT_EQ(call("/graph/v1.0/organization", minted.text("access_token")).response.status, 401);
}

TEST_F(ScopesOfServer, HaveTheirOwnFaults) {
  (void)in("a", "POST", "/_mock/faults", {{"do", {{"status", 503}}}});
  EXPECT_EQ(token("a").response.status, 503);
  EXPECT_EQ(token("b").response.status, 200);
  EXPECT_EQ(token("").response.status, 200);
  (void)control("POST", "/_mock/faults", {{"do", {{"status", 500}}}});
  EXPECT_EQ(token("").response.status, 500);
  EXPECT_EQ(token("b").response.status, 200) << "those of nobody's scope do not reach into others";
  EXPECT_EQ(in("a", "GET", "/_mock/faults").body.at("count"), 1);
  EXPECT_EQ(in("b", "GET", "/_mock/faults").body.at("count"), 0);
}

TEST_F(ScopesOfServer, SeeTheirOwnJournal) {
  (void)token("a");
  (void)token("a");
  (void)token("b");
  (void)token("");
  EXPECT_EQ(count("a"), 2);
  EXPECT_EQ(count("b"), 1);
  EXPECT_EQ(count(""), 1);
  EXPECT_EQ(count("", "?scope=*"), 4);
  EXPECT_EQ(count("", "?scope=a"), 2);
  EXPECT_EQ(in("b", "GET", "/_mock/requests").body.at("requests").at(0).at("scope"), "b");
  EXPECT_EQ(in("a", "DELETE", "/_mock/requests").response.status, 204);
  EXPECT_EQ(count("", "?scope=*"), 2);
}

TEST_F(ScopesOfServer, ResetWithinOneLeavesTheOthers) {
  for (const char* scope : {"a", "b"}) {
    (void)in(scope, "PUT", "/_mock/clock", {{"advance_seconds", 60}});
    (void)in(scope, "POST", "/_mock/faults", {{"match", {{"path", "/x"}}}, {"do", {{"status", 503}}}});
    (void)token(scope);
  }
  const std::string refresh = refresh_token(true);
  EXPECT_EQ(in("a", "POST", "/_mock/reset").response.status, 200);
  EXPECT_EQ(count("a"), 0);
  EXPECT_EQ(in("a", "GET", "/_mock/faults").body.at("count"), 0);
  EXPECT_EQ(in("a", "GET", "/_mock/clock").text("mode"), "real");
  EXPECT_EQ(count("b"), 1);
  EXPECT_EQ(in("b", "GET", "/_mock/faults").body.at("count"), 1);
  EXPECT_EQ(in("b", "GET", "/_mock/clock").text("mode"), "offset");
  EXPECT_EQ(this->refresh(refresh, kPartnerCenter).response.status, 200) << "grants belong to all";
  (void)control("POST", "/_mock/reset");
  EXPECT_EQ(get("/_mock/scopes").body.at("count"), 0);
  EXPECT_EQ(count("b"), 0);
}

TEST_F(ScopesOfServer, TenantsCanBeBoundForThoseWhoSendNoHeader) {
  const Answer bound = control("PUT", "/_mock/scopes/mine", {{"tenants", {"contoso.onmicrosoft.com"}}});
  ASSERT_EQ(bound.response.status, 200) << bound.response.body;
  EXPECT_EQ(bound.body.at("tenants"), Json::array({kPartner}));
  (void)in("mine", "POST", "/_mock/faults", {{"match", {{"path", "/graph/*"}}}, {"do", {{"status", 503}}}});
  const Answer tokens = token("", "contoso.onmicrosoft.com");
  EXPECT_EQ(count("mine"), 1) << "by the path";
  EXPECT_EQ(call("/graph/v1.0/organization", tokens.text("access_token")).response.status, 503) << "by the token";
  (void)token("", kCustomer);
  EXPECT_EQ(count(""), 1);
  (void)token("other");
  EXPECT_EQ(count("other"), 1) << "a header goes before the tenant";
  EXPECT_EQ(control("PUT", "/_mock/scopes/other", {{"tenants", {kPartner}}}).response.status, 409);
  EXPECT_EQ(control("PUT", "/_mock/scopes/other", {{"tenants", {kCustomer, "nobody"}}}).body.at("error").at("pointer"),
            "/tenants/1");
  const Json listed = get("/_mock/scopes").body;
  EXPECT_EQ(listed.at("count"), 1);
  EXPECT_EQ(listed.at("scopes").at(0).at("name"), "mine");
  EXPECT_EQ(control("DELETE", "/_mock/scopes/mine").response.status, 204);
  EXPECT_EQ(control("DELETE", "/_mock/scopes/mine").response.status, 404);
  EXPECT_EQ(call("/graph/v1.0/organization", tokens.text("access_token")).response.status, 200);
}

TEST_F(ScopesOfServer, NamesAreCheckedAndTheirNumberIsBounded) {
  EXPECT_EQ(token("no blanks").response.status, 400);
  EXPECT_EQ(in("a/b", "GET", "/_mock/clock").response.status, 400);
  EXPECT_EQ(control("PUT", "/_mock/scopes/a%20b").response.status, 400);
  for (int i = 0; i < 1000; ++i) (void)control("PUT", "/_mock/scopes/s" + std::to_string(i));
  EXPECT_EQ(control("PUT", "/_mock/scopes/one-more").response.status, 409);
  EXPECT_EQ(in("one-more", "PUT", "/_mock/clock", {{"frozen", true}}).response.status, 409);
  EXPECT_EQ(token("one-more").response.status, 200) << "requests need no scope to be kept";
  EXPECT_EQ(count("one-more"), 1);
}

}  // namespace
}  // namespace entra::idp::testing
