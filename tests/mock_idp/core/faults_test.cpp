#include <fstream>
#include <iterator>
#include <sstream>

#include "fixture.hpp"

namespace entra::idp::testing {
namespace {

constexpr const char* kGraphScope = "https://graph.microsoft.com/.default";

class Faults : public MockIdpTest {
 protected:
  Answer add(const Json& match, const Json& action) {
    const Answer answer = control("POST", "/_mock/faults", {{"match", match}, {"do", action}});
    EXPECT_EQ(answer.response.status, 201) << answer.response.body;
    return answer;
  }
  std::vector<int> statuses(int requests) {
    std::vector<int> all;
    for (int i = 0; i < requests; ++i) all.push_back(daemon_token(kGraphScope).response.status);
    return all;
  }
};

TEST_F(Faults, StatusAnswersInPlaceOfTheRealOne) {
  const std::string code = sign_in(true).text("code");
  add({{"grant_type", "authorization_code"}, {"times", 1}}, {{"status", 503}, {"retry_after", 7}});
  const Answer refused = redeem(code);
  EXPECT_EQ(refused.response.status, 503);
  EXPECT_EQ(refused.response.headers.get("Retry-After"), "7");
  EXPECT_TRUE(refused.body.is_discarded()) << "gateways answer in HTML";
  EXPECT_EQ(redeem(code).response.status, 200) << "the code was not used up";
}

TEST_F(Faults, PlainBodiesAreThoseOfGateways) {
  const std::vector<std::pair<int, std::string>> rows = {{429, "text/plain; charset=utf-8"},
                                                         {404, "application/json; charset=utf-8"},
                                                         {500, "text/html; charset=utf-8"},
                                                         {400, ""}};
  for (const auto& [status, type] : rows) {
    add({{"times", 1}}, {{"status", status}});
    const Answer answer = daemon_token(kGraphScope);
    EXPECT_EQ(answer.response.status, status);
    EXPECT_EQ(answer.response.headers.get_or("Content-Type"), type) << status;
    EXPECT_EQ(answer.response.body.empty(), type.empty()) << status;
  }
  add({{"times", 1}}, {{"status", 401}, {"body", "{\"a\":1}"}, {"headers", {{"WWW-Authenticate", "PKeyAuth"}}}});
  const Answer own = daemon_token(kGraphScope);
  EXPECT_EQ(own.response.body, "{\"a\":1}");
  EXPECT_EQ(own.response.headers.get("Content-Type"), "application/json; charset=utf-8");
  EXPECT_EQ(own.response.headers.get("WWW-Authenticate"), "PKeyAuth");
}

TEST_F(Faults, AadstsSpeaksInTheWordsOfThePath) {
  add(Json::object(), {{"aadsts", 50076}, {"retry_after", "Wed, 21 Oct 2026 07:28:00 GMT"}});
  const Answer v2 = daemon_token(kGraphScope);
  EXPECT_EQ(v2.response.status, 400);
  EXPECT_EQ(v2.code(), 50076);
  EXPECT_EQ(v2.text("error"), "invalid_grant");
  EXPECT_EQ(v2.text("suberror"), "basic_action");
  EXPECT_EQ(v2.response.headers.get("Retry-After"), "Wed, 21 Oct 2026 07:28:00 GMT");
  EXPECT_EQ(refresh("any", kPartnerCenter).text("error"), "interaction_required");
  const Answer page = get("/common/oauth2/v2.0/authorize?client_id=" + std::string(kCsp));
  EXPECT_NE(page.response.body.find("AADSTS50076"), std::string::npos);
  add({{"path", "/other"}}, {{"aadsts", 700016}, {"status", 418}, {"arguments", {"app one", "Contoso"}}});
  (void)control("DELETE", "/_mock/faults/1");
  const Answer other = get("/other");
  EXPECT_EQ(other.response.status, 418);
  EXPECT_TRUE(other.text("error_description").starts_with("AADSTS700016: Application with identifier 'app one'"));
}

TEST_F(Faults, NthTimesAndProbabilityDecideWhenItFires) {
  add({{"nth", 2}}, {{"status", 503}});
  EXPECT_EQ(statuses(4), (std::vector<int>{200, 503, 200, 200}));
  (void)control("DELETE", "/_mock/faults");
  add({{"times", 2}}, {{"status", 503}});
  EXPECT_EQ(statuses(4), (std::vector<int>{503, 503, 200, 200}));
  (void)control("DELETE", "/_mock/faults");
  add({{"nth", 1}}, {{"status", 503}});
  add({{"nth", 2}}, {{"status", 429}});
  EXPECT_EQ(statuses(3), (std::vector<int>{503, 429, 200})) << "rules count beside each other";
  (void)control("DELETE", "/_mock/faults");
  add({{"probability", 0}}, {{"status", 500}});
  EXPECT_EQ(statuses(5), std::vector<int>(5, 200));
  add({{"probability", 0.5}}, {{"status", 503}});
  const std::vector<int> drawn = statuses(40);
  const auto failed = std::count(drawn.begin(), drawn.end(), 503);
  EXPECT_TRUE(failed > 5 && failed < 35) << failed;
}

TEST_F(Faults, MatchesByEveryMember) {
  const std::string token = daemon_token(kGraphScope).text("access_token");
  const auto fires = [&](const Json& match, const std::function<Answer()>& ask) {
    add(match, {{"status", 599}});
    const bool fired = ask().response.status == 599;
    (void)control("DELETE", "/_mock/faults");
    return fired;
  };
  const auto ask_token = [&] { return daemon_token(kGraphScope); };
  const auto ask_graph = [&] { return call("/graph/v1.0/organization", token); };
  const auto ask_basic = [&] {
    return post_form("/contoso.onmicrosoft.com/oauth2/v2.0/token", {{"grant_type", "client_credentials"}},
                     {{"Authorization", "Basic " + base64_encode(std::string(kDaemon) + ":x")}});
  };
  EXPECT_TRUE(fires({{"method", "POST"}}, ask_token));
  EXPECT_FALSE(fires({{"method", "GET"}}, ask_token));
  EXPECT_TRUE(fires({{"path", "*/oauth2/*/token"}}, ask_token));
  EXPECT_FALSE(fires({{"path", "/common/*"}}, ask_token));
  EXPECT_TRUE(fires({{"tenant", "contoso.onmicrosoft.com"}}, ask_token));
  EXPECT_TRUE(fires({{"tenant", kPartner}}, ask_basic));
  EXPECT_FALSE(fires({{"tenant", kCustomer}}, ask_token));
  EXPECT_FALSE(fires({{"tenant", "common"}}, ask_token));
  EXPECT_TRUE(fires({{"client_id", kDaemon}}, ask_token));
  EXPECT_TRUE(fires({{"client_id", kDaemon}}, ask_basic));
  EXPECT_FALSE(fires({{"client_id", kCsp}}, ask_token));
  EXPECT_TRUE(fires({{"grant_type", "client_credentials"}}, ask_token));
  EXPECT_FALSE(fires({{"grant_type", "refresh_token"}}, ask_token));
  EXPECT_TRUE(fires({{"tenant", kPartner}, {"client_id", kDaemon}, {"path", "/graph/*"}}, ask_graph));
  EXPECT_FALSE(fires({{"client_id", kCsp}}, ask_graph));
}

TEST_F(Faults, SpoilTheTransferOfARealAnswer) {
  using End = http::WireFault::End;
  add({{"times", 1}}, {{"drop", true}, {"delay_ms", 20}});
  const http::Response dropped = daemon_token(kGraphScope).response;
  EXPECT_EQ(dropped.wire.end, End::kDrop);
  EXPECT_EQ(dropped.wire.delay, milliseconds(20));
  add({{"times", 1}}, {{"reset", true}});
  EXPECT_EQ(daemon_token(kGraphScope).response.wire.end, End::kReset);
  add({{"times", 1}}, {{"truncate", 9}, {"slow_bytes_per_second", 100}});
  const http::Response cut = daemon_token(kGraphScope).response;
  EXPECT_EQ(cut.wire.end, End::kTruncate);
  EXPECT_EQ(cut.wire.body_bytes, 9u);
  EXPECT_EQ(cut.wire.bytes_per_second, 100u);
  add({{"times", 1}}, {{"malformed", true}, {"headers", {{"X-Extra", "yes"}}}});
  const Answer malformed = daemon_token(kGraphScope);
  EXPECT_EQ(malformed.response.status, 200);
  EXPECT_TRUE(malformed.response.body.starts_with("{\"token_type\":\"Bearer\""));
  EXPECT_TRUE(malformed.body.is_discarded());
  EXPECT_EQ(malformed.response.headers.get("X-Extra"), "yes");
  std::vector<std::string> outcomes;
  const Json journal = get("/_mock/requests").body;
  for (const Json& entry : journal.at("requests")) outcomes.push_back(entry.at("outcome").get<std::string>());
  EXPECT_EQ(outcomes, (std::vector<std::string>{"dropped", "reset", "truncated", "served"}));
}

TEST_F(Faults, DefectsBreakTheTokensOfThatExchangeAlone) {
  for (const std::string defect : {"bad_signature", "alg_none", "unknown_kid", "expired", "unpublished_key"}) {
    add({{"grant_type", "client_credentials"}, {"times", 1}}, {{"defect", defect}});
    const Answer broken = daemon_token(kGraphScope);
    ASSERT_EQ(broken.response.status, 200) << broken.response.body;
    EXPECT_EQ(call("/graph/v1.0/organization", broken.text("access_token")).response.status, 401) << defect;
    const Answer whole = daemon_token(kGraphScope);
    EXPECT_EQ(call("/graph/v1.0/organization", whole.text("access_token")).response.status, 200) << defect;
  }
}

TEST_F(Faults, StaleKeySetsLackTheKeyThatSigns) {
  const auto kids = [&] {
    std::vector<std::string> all;
    const Json keys = get("/common/discovery/v2.0/keys").body;
    for (const Json& key : keys.at("keys")) all.push_back(key.at("kid").get<std::string>());
    return all;
  };
  const auto signing_kid = [&] {
    return peek(daemon_token(kGraphScope).text("access_token"), 0).at("kid").get<std::string>();
  };
  const std::string first = signing_kid();
  add({{"path", "*/discovery/*"}}, {{"stale", true}});
  const std::vector<std::string> unrelated = kids();
  ASSERT_FALSE(unrelated.empty());
  EXPECT_EQ(std::count(unrelated.begin(), unrelated.end(), first), 0);
  (void)control("POST", "/_mock/keys/rotate");
  const std::vector<std::string> older = kids();
  EXPECT_EQ(std::count(older.begin(), older.end(), first), 1);
  EXPECT_EQ(std::count(older.begin(), older.end(), signing_kid()), 0);
  EXPECT_EQ(get("/common/discovery/keys").response.headers.get("Age"), "86400");
  EXPECT_EQ(call("/graph/v1.0/organization", daemon_token(kGraphScope).text("access_token")).response.status, 200)
      << "the server's own checks do not read the stale set";
}

TEST_F(Faults, StaleDiscoveryNamesTheOlderHost) {
  const std::string path = "/" + std::string(kPartner) + "/v2.0/.well-known/openid-configuration";
  const Answer fresh = get(path);
  add({{"path", "*/.well-known/*"}}, {{"stale", true}});
  const Answer stale = get(path);
  EXPECT_EQ(stale.text("issuer"), fresh.text("issuer"));
  EXPECT_EQ(stale.text("token_endpoint"),
            "https://login.windows.net:8443/" + std::string(kPartner) + "/oauth2/v2.0/token");
  EXPECT_TRUE(stale.text("jwks_uri").starts_with("https://login.windows.net:8443/"));
  EXPECT_EQ(stale.body.size(), fresh.body.size());
}

TEST_F(Faults, NeverTouchTheControlPlane) {
  add(Json::object(), {{"drop", true}});
  const Answer health = get("/_mock/health");
  EXPECT_EQ(health.response.status, 200);
  EXPECT_EQ(health.response.wire.end, http::WireFault::End::kWhole);
}

TEST_F(Faults, AreListedCountedNamedInTheJournalAndRemoved) {
  const Answer added = add({{"times", 1}}, {{"status", 429}});
  EXPECT_EQ(added.body.at("id"), 1);
  add({{"path", "/nothing"}}, {{"status", 500}});
  (void)statuses(3);
  const Answer list = get("/_mock/faults");
  EXPECT_EQ(list.body.at("count"), 2);
  const Json& first = list.body.at("faults").at(0);
  EXPECT_EQ(first.at("matched"), 3);
  EXPECT_EQ(first.at("fired"), 1);
  EXPECT_EQ(first.at("do"), (Json{{"status", 429}}));
  EXPECT_EQ(list.body.at("faults").at(1).at("matched"), 0);
  const Json entry = get("/_mock/requests?fault=1").body.at("requests").at(0);
  EXPECT_EQ(entry.at("fault"), 1);
  EXPECT_EQ(entry.at("status"), 429);
  EXPECT_EQ(entry.at("client_id"), kDaemon);
  EXPECT_EQ(get("/_mock/requests/count?fault=any").body.at("count"), 1);
  EXPECT_EQ(control("DELETE", "/_mock/faults/1").response.status, 204);
  EXPECT_EQ(get("/_mock/faults/1").response.status, 404);
  EXPECT_EQ(control("DELETE", "/_mock/faults/1").response.status, 404);
  EXPECT_EQ(get("/_mock/faults/2").body.at("match").at("path"), "/nothing");
  (void)control("POST", "/_mock/reset");
  EXPECT_EQ(get("/_mock/faults").body.at("count"), 0);
}

TEST_F(Faults, RefusesWhatMakesNoSenseAndSaysWhere) {
  const std::vector<std::pair<const char*, const char*>> rows = {
      {R"({"do":{"colour":1}})", "/do/colour"},
      {R"({"match":{"pth":"/x"},"do":{"drop":true}})", "/match/pth"},
      {R"({"when":{}})", "/when"},
      {R"({})", "/do"},
      {R"({"do":{"status":"503"}})", "/do/status"},
      {R"({"do":{"status":99}})", "/do/status"},
      {R"({"do":{"status":600}})", "/do/status"},
      {R"({"do":{"aadsts":1}})", "/do/aadsts"},
      {R"({"do":{"retry_after":5}})", "/do/retry_after"},
      {R"({"do":{"status":429,"retry_after":-1}})", "/do/retry_after"},
      {R"({"do":{"status":429,"retry_after":true}})", "/do/retry_after"},
      {R"({"do":{"body":"x"}})", "/do/body"},
      {R"({"do":{"aadsts":50076,"body":"x"}})", "/do/body"},
      {R"({"do":{"status":400,"arguments":["x"]}})", "/do/arguments"},
      {R"({"do":{"drop":false}})", "/do/drop"},
      {R"({"do":{"drop":true,"status":500}})", "/do/status"},
      {R"({"do":{"drop":true,"reset":true}})", "/do/reset"},
      {R"({"do":{"reset":true,"malformed":true}})", "/do/malformed"},
      {R"({"do":{"malformed":true,"truncate":3}})", "/do/truncate"},
      {R"({"do":{"truncate":-1}})", "/do/truncate"},
      {R"({"do":{"delay_ms":4000000}})", "/do/delay_ms"},
      {R"({"do":{"slow_bytes_per_second":0}})", "/do/slow_bytes_per_second"},
      {R"({"do":{"slow_bytes_per_second":99999999999999999999}})", "/do/slow_bytes_per_second"},
      {R"({"do":{"status":500,"defect":"expired"}})", "/do/defect"},
      {R"({"do":{"defect":"ugly"}})", "/do/defect"},
      {R"({"do":{"defect":"none"}})", "/do/defect"},
      {R"({"do":{"stale":true,"aadsts":50076}})", "/do/stale"},
      {R"({"do":{"headers":{"Content-Length":"1"}}})", "/do/headers/Content-Length"},
      {R"({"do":{"headers":{"X-A":"b\r\nX-C: d"}}})", "/do/headers/X-A"},
      {R"({"do":{"headers":{"X A":"b"}}})", "/do/headers/X A"},
      {R"({"match":{"tenant":"nobody.example"},"do":{"drop":true}})", "/match/tenant"},
      {R"({"match":{"path":"/_mock/clock"},"do":{"drop":true}})", "/match/path"},
      {R"({"match":{"nth":0},"do":{"drop":true}})", "/match/nth"},
      {R"({"match":{"nth":1,"times":2},"do":{"drop":true}})", "/match/times"},
      {R"({"match":{"nth":1,"probability":0.5},"do":{"drop":true}})", "/match/probability"},
      {R"({"match":{"probability":1.5},"do":{"drop":true}})", "/match/probability"},
      {R"({"match":{"probability":"often"},"do":{"drop":true}})", "/match/probability"},
  };
  for (const auto& [body, pointer] : rows) {
    const Answer answer = control("POST", "/_mock/faults", *parse_json(body));
    EXPECT_EQ(answer.response.status, 400) << body;
    EXPECT_EQ(answer.body.at("error").value("pointer", ""), pointer) << body << answer.response.body;
  }
  EXPECT_EQ(get("/_mock/faults").body.at("count"), 0);
}

TEST_F(Faults, EveryMemberIsDocumented) {
  std::ifstream file(std::string(ENTRA_SOURCE_DIR) + "/docs/control-plane.md", std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  for (const char* part : {"match", "do"}) {
    const Json error = control("POST", "/_mock/faults", {{part, {{"?", 1}}}}).body.at("error");
    const std::string message = error.at("message").get<std::string>();
    std::istringstream known(message.substr(message.find("known: ") + 7));
    for (std::string name; std::getline(known, name, ',');) {
      name.erase(0, name.find_first_not_of(' '));
      EXPECT_NE(text.find("`" + name + "`"), std::string::npos) << name;
    }
  }
}

TEST_F(Faults, AreBoundedInNumber) {
  for (int i = 0; i < 1000; ++i) add({{"path", "/x"}}, {{"drop", true}});
  EXPECT_EQ(control("POST", "/_mock/faults", {{"do", {{"drop", true}}}}).response.status, 409);
}

}  // namespace
}  // namespace entra::idp::testing
