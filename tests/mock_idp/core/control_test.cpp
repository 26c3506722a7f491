#include "fixture.hpp"

namespace entra::idp::testing {
namespace {

using Control = MockIdpTest;

TEST_F(Control, HealthSaysOk) {
  const Answer answer = get("/_mock/health");
  EXPECT_EQ(answer.text("status"), "ok");
  EXPECT_EQ(answer.text("version"), version());
}

TEST_F(Control, ClockMovesAndStandsStill) {
  EXPECT_EQ(get("/_mock/clock").text("mode"), "real");
  EXPECT_EQ(control("PUT", "/_mock/clock", {{"set", "2030-05-06T07:08:09Z"}}).text("now"), "2030-05-06T07:08:09Z");
  EXPECT_EQ(get("/_mock/clock").text("mode"), "offset");
  clock_.advance(seconds(10));
  EXPECT_EQ(get("/_mock/clock").text("now"), "2030-05-06T07:08:19Z") << "it runs on from where it was set";
  EXPECT_EQ(control("PUT", "/_mock/clock", {{"frozen", true}}).text("mode"), "frozen");
  clock_.advance(seconds(10));
  EXPECT_EQ(get("/_mock/clock").text("now"), "2030-05-06T07:08:19Z");
  EXPECT_EQ(control("PUT", "/_mock/clock", {{"advance_seconds", 60}}).text("now"), "2030-05-06T07:09:19Z");
  EXPECT_EQ(control("PUT", "/_mock/clock", {{"reset", true}}).text("mode"), "real");
  EXPECT_EQ(get("/_mock/clock").text("now"), "2025-03-01T00:00:20Z");
}

TEST_F(Control, ClockRefusesNonsenseAndStaysAsItWas) {
  for (const Json& body : {Json{{"set", "yesterday"}}, Json{{"advance_seconds", "60"}},
                           Json{{"set", "2030-01-01T00:00:00Z"}, {"frozen", true}}, Json::object(),
                           Json{{"reset", false}}, Json{{"jump", 1}}}) {
    EXPECT_EQ(control("PUT", "/_mock/clock", body).response.status, 400) << body;
  }
  EXPECT_EQ(get("/_mock/clock").text("now"), "2025-03-01T00:00:00Z");
}

TEST_F(Control, JournalKeepsExchangesWithSecretsMasked) {
  const Answer wrong =
      post_form("/contoso.onmicrosoft.com/oauth2/v2.0/token", {{"grant_type", "client_credentials"},
                                                               {"client_id", kDaemon},
                                                               {"client_secret", "a-very-secret-guess"},
                                                               {"scope", "api://orders/.default"}});
  EXPECT_EQ(wrong.code(), 7000215);
  EXPECT_EQ(daemon_token("api://orders/.default").response.status, 200);
  const Answer all = get("/_mock/requests");
  EXPECT_EQ(all.body.at("count"), 2);
  EXPECT_EQ(all.response.body.find("a-very-secret-guess"), std::string::npos);
  EXPECT_EQ(all.response.body.find(kDaemonSecret), std::string::npos);
  const Json& first = all.body.at("requests").at(0);
  EXPECT_EQ(first.at("aadsts"), 7000215);
  EXPECT_EQ(first.at("status"), 401);
  EXPECT_EQ(first.at("tenant"), kPartner);
  EXPECT_EQ(first.at("client_id"), kDaemon);
  EXPECT_EQ(first.at("grant_type"), "client_credentials");
  EXPECT_EQ(first.at("parameters").at("scope"), "api://orders/.default");
}

TEST_F(Control, JournalIsNarrowedByEachParameter) {
  (void)daemon_token("api://orders/.default");
  (void)daemon_token("api://nothing/.default");
  (void)get("/common/discovery/v2.0/keys");
  const auto count = [&](const std::string& query) {
    return get("/_mock/requests?" + query).body.at("count").get<int>();
  };
  EXPECT_EQ(count("path=/common/discovery/v2.0/keys"), 1);
  EXPECT_EQ(count("path=*/token"), 2);
  EXPECT_EQ(count("aadsts=500011"), 1);
  EXPECT_EQ(count("tenant=contoso.onmicrosoft.com"), 2);
  EXPECT_EQ(count("client_id=" + std::string(kDaemon)), 2);
  EXPECT_EQ(count("grant_type=client_credentials"), 2);
  EXPECT_EQ(count("since=2"), 1);
  EXPECT_EQ(get("/_mock/requests?limit=1").body.at("requests").size(), 1u);
  EXPECT_EQ(get("/_mock/requests?colour=red").response.status, 400);
  EXPECT_EQ(get("/_mock/requests?limit=x").response.status, 400);
  http::Request request{"DELETE", origin_, "/_mock/requests", {}, "", "127.0.0.1"};
  EXPECT_EQ(send(request).response.status, 204);
  EXPECT_EQ(count(""), 0);
}

TEST_F(Control, ResetForgetsEverything) {
  const std::string token = refresh_token(true);
  EXPECT_EQ(sign_in(true, {{"scope", "openid Mail.Read"}}).response.status, 200);
  const Json keys = get("/common/discovery/keys").body;
  EXPECT_EQ(control("POST", "/_mock/keys/rotate").response.status, 200);
  (void)control("PUT", "/_mock/clock", {{"advance_seconds", 5}});
  EXPECT_EQ(control("POST", "/_mock/reset").response.status, 200);
  EXPECT_EQ(get("/_mock/requests").body.at("count"), 0);
  EXPECT_EQ(get("/_mock/clock").text("mode"), "real");
  EXPECT_EQ(get("/common/discovery/keys").body, keys);
  EXPECT_EQ(refresh(token, kPartnerCenter).code(), 70000);
}

TEST_F(Control, IsClosedToOtherOriginsAndHosts) {
  EXPECT_EQ(get("/_mock/health", {{"Origin", "https://evil.example"}}).response.status, 403);
  EXPECT_EQ(get("/_mock/health", {{"Sec-Fetch-Site", "cross-site"}}).response.status, 403);
  EXPECT_EQ(get("/_mock/health", {{"Origin", origin_}, {"Sec-Fetch-Site", "same-origin"}}).response.status, 200);
  for (const std::string origin :
       {"http://evil.example:8400", "https://login.microsoftonline.com", "https://127.0.0.1.evil.example"}) {
    origin_ = origin;
    EXPECT_EQ(get("/_mock/health").response.status, 403) << origin;
  }
}

TEST_F(Control, NamesAllowedMethods) {
  const Answer answer = control("DELETE", "/_mock/clock");
  EXPECT_EQ(answer.response.status, 405);
  EXPECT_EQ(answer.response.headers.get("Allow"), "GET, PUT");
  EXPECT_EQ(get("/_mock/nothing").response.status, 404);
}

}  // namespace
}  // namespace entra::idp::testing
