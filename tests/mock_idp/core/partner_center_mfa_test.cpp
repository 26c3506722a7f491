// The MFA requirement over time, and the reports on who meets it.

#include "partner_center_fixture.hpp"
#include "resources/partner_center_state.hpp"

namespace entra::idp::testing {
namespace {

class PartnerCenterMfa : public PartnerCenterTest {
 protected:
  void start_enforcing(const std::string& value) {
    start(directory_text("[]", "\"partnerCenter\": { \"enforceMfa\": " + value + " },"));
  }
  std::string minted(const Json& amr) {
    Json body = {{"tenant", kPartner}, {"client_id", kCsp}, {"user", kAdaUpn}, {"resource", kPartnerCenter}};
    // The SAML-style claim would speak for the methods that the token does not name.
    body["claims"] = {{"amr", amr},
                      {"http://schemas.microsoft.com/ws/2008/06/identity/claims/authenticationmethod", nullptr}};
    return control("POST", "/_mock/tokens", body).text("access_token");
  }
};

/// Every token of the matrix, with ValidateMfa and without, before enforcement and under it.
TEST_F(PartnerCenterMfa, JudgesByTheTokenAlone) {
  const struct {
    Json amr;
    bool met;
  } rows[] = {{{"pwd", "mfa"}, true}, {{"rsa", "mfa"}, true}, {{"fed", "mfa"}, true}, {{"pwd"}, false},
              {{"wia"}, false},       {{"ngcmfa"}, false},    {nullptr, false}};
  for (const bool enforced : {false, true}) {
    start_enforcing(enforced ? "true" : "false");
    for (const auto& row : rows) {
      const std::string token = minted(row.amr);
      const int expected = row.met || !enforced ? 200 : 401;
      const Answer plain = partner("GET", "/v1/customers", token);
      EXPECT_EQ(plain.response.status, expected) << row.amr;
      EXPECT_FALSE(plain.response.headers.get("isMfaCompliant"));
      const Answer tested = partner("GET", "/v1/customers", token, {}, {{"ValidateMfa", enforced ? "True" : "true"}});
      EXPECT_EQ(tested.response.status, expected) << row.amr;
      EXPECT_EQ(tested.response.headers.get("isMfaCompliant"), row.met ? "true" : "false") << row.amr;
      if (expected == 401) EXPECT_EQ(tested.text("code"), "900421");
    }
    const Answer app = partner("GET", "/v1/customers", app_token(), {}, {{"ValidateMfa", "true"}});
    EXPECT_EQ(app.response.status, 200);
    EXPECT_FALSE(app.response.headers.get("isMfaCompliant")) << "the rule is about users";
  }
}

TEST_F(PartnerCenterMfa, IsEnforcedFromTheAnnouncedMoment) {
  start_enforcing("\"2025-03-01T01:00:00Z\"");
  const std::string weak = token_of(kAdaUpn, false);
  const std::string strong = token_of(kAdaUpn, true);
  advance(seconds(3599));
  EXPECT_EQ(partner("GET", "/v1/customers", weak).response.status, 200);
  advance(seconds(1));
  const Answer refused = partner("GET", "/v1/customers", weak);
  EXPECT_EQ(refused.response.status, 401);
  EXPECT_EQ(refused.response.reason, "Unauthorized - MFA required");
  EXPECT_EQ(why(), "900421 MFA required: amr is [pwd], without mfa");
  EXPECT_EQ(partner("GET", "/v1/customers", strong).response.status, 200);
}

TEST(PartnerCenterState, KeepsTheLatestTenThousandRequests) {
  PartnerCenterState state;
  for (int i = 0; i <= 10000; ++i) {
    PartnerRequest request;
    request.partner = kPartner;
    request.request_id = std::to_string(i);
    state.note(request);
  }
  const auto recent = state.recent(kPartner, Instant{});
  ASSERT_EQ(recent.size(), PartnerCenterState::kMostRequests);
  EXPECT_EQ(recent.front().request_id, "10000");
  EXPECT_EQ(recent.back().request_id, "1");
  EXPECT_TRUE(state.recent(kCustomer, Instant{}).empty());
}

class PartnerCenterReports : public PartnerCenterMfa {
 protected:
  void SetUp() override {
    Json directory = base();
    directory["partnerCenter"] = {{"enforceMfa", false}};
    user(directory, kTomUpn)["partnerCenterRoles"] = {"SalesAgent"};
    start_with(directory);
  }
};

TEST_F(PartnerCenterReports, CountRequestsByDayAndApplication) {
  (void)partner("GET", "/v1/customers", token_of(kTomUpn, false));
  (void)partner("GET", "/v1/customers", token_of(kTomUpn, true));
  (void)partner("GET", "/v1/customers", app_token());
  advance(seconds(86400));
  const std::string ada = token_of(kAdaUpn);
  const Answer first = partner("GET", "/v1/applicationmfaadoptionstatus", ada);
  ASSERT_EQ(first.response.status, 200) << first.response.body;
  const Json yesterday = {{"loginDate", "2025-03-01"},
                          {"mfaCompliantRequestCount", 1},
                          {"totalRequestCount", 2},
                          {"applicationId", kCsp},
                          {"applicationName", "CSP app"}};
  EXPECT_EQ(first.body, Json::array({yesterday})) << "calls of applications themselves do not count";
  const Answer second = partner("GET", "/v1/applicationmfaadoptionstatus", ada);
  ASSERT_EQ(second.body.size(), 2u);
  EXPECT_EQ(second.body.at(1).at("loginDate"), "2025-03-02");
  EXPECT_EQ(second.body.at(1).at("totalRequestCount"), 1) << "the first report";
}

TEST_F(PartnerCenterReports, NameWhoStillComesWithoutASecondFactor) {
  (void)partner("GET", "/v1/customers", token_of(kTomUpn, false));
  advance(seconds(60));
  (void)partner("GET", "/v1/customers", token_of(kTomUpn, false));
  (void)partner("GET", "/v1/customers", token_of(kAdaUpn));
  const Answer report = partner("GET", "/v1/nonMfaCompliantPartnerPrincipals", token_of(kAdaUpn));
  ASSERT_EQ(report.body.at("totalCount"), 1) << report.response.body;
  const Json& tom = report.body.at("items").at(0);
  EXPECT_EQ(tom.at("upn"), kTomUpn);
  EXPECT_EQ(tom.at("tenantId"), kPartner);
  EXPECT_EQ(tom.at("objectId"), peek(token_of(kTomUpn)).at("oid"));
  EXPECT_EQ(tom.at("lastNonMfaCompliantLoginDateTime"), "2025-03-01T00:01:00Z");
  advance(std::chrono::days(7));
  EXPECT_EQ(partner("GET", "/v1/nonMfaCompliantPartnerPrincipals", token_of(kAdaUpn)).body.at("totalCount"), 0)
      << "seven days are reported";
}

TEST_F(PartnerCenterReports, ListRequestsNewestFirst) {
  (void)partner("GET", customer_path(), token_of(kTomUpn, false), {},
                {{"MS-RequestId", "aaaaaaaa-0000-4000-8000-00000000000a"},
                 {"MS-CorrelationId", "aaaaaaaa-0000-4000-8000-00000000000b"},
                 {"X-Forwarded-For", "203.0.113.7"}});
  advance(seconds(1));
  (void)partner("GET", "/v1/nothing", token_of(kAdaUpn));
  const std::string token = token_of(kAdaUpn);
  const Answer report = partner("GET", "/v1/partnerRequests?size=1", token);
  ASSERT_EQ(report.body.at("totalCount"), 2) << report.response.body;
  EXPECT_EQ(report.body.at("items").at(0).at("operationName"), "Get /v{version}/nothing");
  const Json& next = report.body.at("links").at("next");
  const Answer rest = partner("GET", next.at("uri").get<std::string>(), token, {},
                              {{"MS-ContinuationToken", next.at("headers").at(0).at("value").get<std::string>()}});
  const Json expected = {{"requestId", "aaaaaaaa-0000-4000-8000-00000000000a"},
                         {"correlationId", "aaaaaaaa-0000-4000-8000-00000000000b"},
                         {"operationName", "Get /v{version}/customers/{customer}"},
                         {"requestDateTime", "2025-03-01T00:00:00Z"},
                         {"sourceIpAddress", "203.0.113.7"},
                         {"objectId", peek(token_of(kTomUpn)).at("oid")},
                         {"tenantId", kPartner},
                         {"upn", kTomUpn},
                         {"applicationId", kCsp},
                         {"mfaCompliant", false}};
  EXPECT_EQ(rest.body.at("items"), Json::array({expected})) << "though the first page was a request as well";
  EXPECT_EQ(control("POST", "/_mock/reset").response.status, 200);
  EXPECT_EQ(partner("GET", "/v1/partnerRequests", token_of(kAdaUpn)).body.at("totalCount"), 0);
}

}  // namespace
}  // namespace entra::idp::testing
