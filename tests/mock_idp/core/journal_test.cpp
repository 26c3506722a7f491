#include "control/journal.hpp"

#include "fixture.hpp"

namespace entra::idp::testing {
namespace {

class JournalOfServer : public MockIdpTest {
 protected:
  int count(const std::string& query) {
    const Answer answer = get("/_mock/requests/count?" + query);
    EXPECT_EQ(answer.response.status, 200) << answer.response.body;
    return answer.body.value("count", -1);
  }
};

TEST_F(JournalOfServer, CountsByEveryNarrowing) {
  (void)daemon_token("api://orders/.default");
  (void)daemon_token("api://nothing/.default");
  (void)get("/common/discovery/v2.0/keys");
  (void)get("/nowhere/at/all");
  (void)redeem(sign_in(true).text("code"));
  EXPECT_EQ(count(""), 5);
  EXPECT_EQ(count("method=POST"), 3);
  EXPECT_EQ(count("status=400"), 1);
  EXPECT_EQ(count("user=ADA@contoso.onmicrosoft.com"), 1);
  EXPECT_EQ(count("fault=any"), 0);
  EXPECT_EQ(count("unmatched=true"), 1);
  EXPECT_EQ(count("unmatched=false&path=*/token"), 3);
  EXPECT_EQ(count("tenant=contoso.onmicrosoft.com&grant_type=client_credentials&since=1"), 1);
  for (const char* query : {"unmatched=maybe", "status=4xx", "fields=colour", "colour=red", "fault=x"}) {
    EXPECT_EQ(get("/_mock/requests/count?" + std::string(query)).response.status, 400) << query;
  }
}

/// The proof that a client with a cache asked once.
TEST_F(JournalOfServer, ProvesHowOftenAClientAsked) {
  (void)daemon_token("api://orders/.default");
  EXPECT_EQ(count("path=*/oauth2/v2.0/token&client_id=" + std::string(kDaemon)), 1);
}

TEST_F(JournalOfServer, RequestsThatNothingServesAreUnmatched) {
  const std::string token = daemon_token("https://graph.microsoft.com/.default").text("access_token");
  (void)call("/graph/v1.0/organization", token);
  EXPECT_EQ(count("unmatched=true"), 0);
  (void)call("/graph/v1.0/planets", token);
  (void)call("/devcenter/v2.0/nothing",
             daemon_token("https://manage.devcenter.microsoft.com/.default").text("access_token"));
  (void)get("/favicon.ico");
  EXPECT_EQ(count("unmatched=true"), 3);
}

TEST_F(JournalOfServer, ShowsOneEntryWithTokensByTheirClaimsOnly) {
  const std::string id = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
  const Answer tokens = post_form("/" + std::string(kPartner) + "/oauth2/v2.0/token",
                                  {{"grant_type", "client_credentials"},
                                   {"client_id", kDaemon},
                                   {"client_secret", kDaemonSecret},
                                   {"scope", "api://orders/.default"}},
                                  {{"client-request-id", id}, {"x-client-SKU", "MSAL.Test"}, {"Cookie", "fpc=x"}});
  const std::string token = tokens.text("access_token");
  const Answer shown = get("/_mock/requests/1");
  ASSERT_EQ(shown.response.status, 200);
  EXPECT_EQ(shown.body.at("correlation_id"), id);
  EXPECT_EQ(shown.body.at("request_id"), *tokens.response.headers.get("x-ms-request-id"));
  EXPECT_EQ(shown.body.at("headers"), (Json{{"client-request-id", id}, {"x-client-SKU", "MSAL.Test"}}));
  const Json& issued = shown.body.at("tokens").at(0);
  EXPECT_EQ(issued.at("kid"), peek(token, 0).at("kid"));
  EXPECT_EQ(issued.at("claims").at("aud"), peek(token).at("aud"));
  EXPECT_EQ(issued.at("claims").at("roles"), Json::array({"Orders.Read.All"}));
  EXPECT_EQ(shown.response.body.find(token.substr(token.rfind('.'))), std::string::npos);
  EXPECT_EQ(get("/_mock/requests/2").response.status, 404);
  EXPECT_EQ(get("/_mock/requests/0").response.status, 404);
  EXPECT_EQ(get("/_mock/requests/x").response.status, 400);
}

TEST_F(JournalOfServer, ShowsTheFieldsThatAreAskedFor) {
  (void)get("/common/discovery/v2.0/keys");
  const Json entry = get("/_mock/requests?fields=path,status").body.at("requests").at(0);
  EXPECT_EQ(entry, (Json{{"path", "/common/discovery/v2.0/keys"}, {"status", 200}}));
}

TEST_F(JournalOfServer, NeverHoldsWhatACallerProvesItselfWith) {
  const std::string token = daemon_token("https://graph.microsoft.com/.default").text("access_token");
  (void)call("/graph/v1.0/organization", token);
  (void)post_form("/" + std::string(kPartner) + "/oauth2/v2.0/token", {{"grant_type", "client_credentials"}},
                  {{"Authorization", "Basic " + base64_encode(std::string(kDaemon) + ":basic-secret")},
                   {"Cookie", "ESTSAUTH=session-secret"}});
  (void)post_form("/" + std::string(kPartner) + "/oauth2/token",
                  {{"grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"},
                   {"assertion", "assertion-secret"},
                   {"client_assertion", "assertion-secret"},
                   {"refresh_token", "refresh-secret"},
                   {"code_verifier", "verifier-secret"},
                   {"device_code", "device-secret"},
                   {"password", "password-secret"}});
  const std::string journal = get("/_mock/requests").response.body;
  EXPECT_EQ(journal.find("-secret"), std::string::npos);
  EXPECT_EQ(journal.find(base64_encode(std::string(kDaemon) + ":basic-secret")), std::string::npos);
  EXPECT_EQ(journal.find(token), std::string::npos);
}

TEST(Journal, KeepsTheNewestAndCutsWhatIsHuge) {
  Journal journal;
  for (int i = 0; i < 20'100; ++i) journal.add({});
  EXPECT_EQ(journal.count({}), 20'000u);
  EXPECT_FALSE(journal.find(100));
  EXPECT_TRUE(journal.find(101));
  JournalEntry huge;
  huge.path = "/" + std::string(1u << 20, 'p');
  for (int i = 0; i < 5'000; ++i) huge.parameters.add("name", std::string(1000, 'v'));
  huge.parameters.add("state", std::string(1u << 20, 'v'));
  journal.add(huge);
  const auto shown = journal.find(20'101);
  ASSERT_TRUE(shown);
  EXPECT_LT(shown->dump().size(), 200'000u);
  EXPECT_TRUE((*shown)["path"].get<std::string>().ends_with("(1048577 bytes)"));
}

TEST(Journal, IsBoundedInBytesToo) {
  Journal journal;
  JournalEntry large;
  for (int i = 0; i < 100; ++i) large.parameters.add("name" + std::to_string(i), std::string(4000, 'v'));
  for (int i = 0; i < 400; ++i) journal.add(large);
  EXPECT_LT(journal.count({}), 200u);
  EXPECT_GT(journal.count({}), 100u);
  journal.clear();
  for (int i = 0; i < 300; ++i) journal.add({});
  EXPECT_EQ(journal.count({}), 300u) << "the account is balanced again";
}

}  // namespace
}  // namespace entra::idp::testing
