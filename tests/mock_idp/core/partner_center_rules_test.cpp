// Which call may be made with which credentials and in which role, and what stands in every answer.

#include "partner_center_fixture.hpp"

namespace entra::idp::testing {
namespace {

class PartnerCenterRules : public PartnerCenterTest {
 protected:
  static std::string path_of(std::string pattern) {
    const auto put = [&](const std::string& name, const std::string& value) {
      if (const auto at = pattern.find(name); at != std::string::npos) pattern.replace(at, name.size(), value);
    };
    put("{customer}", kCustomer);
    put("{application}", kCsp);
    return pattern;
  }
};

struct CallRow {
  const char* method;
  const char* path;
  int app_only;
  int helpdesk;
  int sales;
};
constexpr CallRow kCalls[] = {
    {"GET", "/v1/customers", 200, 200, 200},
    {"GET", "/v1/customers/{customer}", 200, 200, 200},
    {"GET", "/v1/customers/{customer}/subscriptions", 200, 200, 200},
    {"GET", "/v1/customers/{customer}/users", 403, 200, 403},
    {"GET", "/v1/customers/{customer}/applicationconsents", 403, 403, 403},
    {"POST", "/v1/customers/{customer}/applicationconsents", 403, 403, 403},
    {"DELETE", "/v1/customers/{customer}/applicationconsents/{application}", 403, 403, 403},
    {"GET", "/v1/profiles/organization", 403, 200, 200},
    {"GET", "/v1/profiles/legalbusiness", 403, 200, 200},
    {"GET", "/v1/applicationmfaadoptionstatus", 403, 403, 403},
    {"GET", "/v1/nonMfaCompliantPartnerPrincipals", 403, 403, 403},
    {"GET", "/v1/partnerRequests", 403, 403, 403},
};

TEST_F(PartnerCenterRules, AppOnlyTokensAreGoodForPartOfTheApi) {
  const std::string token = app_token();
  for (const CallRow& row : kCalls) {
    const Answer answer = partner(row.method, path_of(row.path), token);
    EXPECT_EQ(answer.response.status, row.app_only) << row.method << " " << row.path;
    if (row.app_only == 200) continue;
    EXPECT_EQ(answer.text("description"), "This resource can't be accessed by application credentials.");
    EXPECT_EQ(why(), "2032 This resource can't be accessed by application credentials.");
  }
}

TEST_F(PartnerCenterRules, EachRoleHasItsCalls) {
  for (const std::string role : {"HelpdeskAgents", "SalesAgent"}) {
    Json directory = base();
    user(directory, kTomUpn)["partnerCenterRoles"] = {role};
    start_with(directory);
    const std::string token = token_of(kTomUpn);
    for (const CallRow& row : kCalls) {
      const int expected = role == "SalesAgent" ? row.sales : row.helpdesk;
      const Answer answer = partner(row.method, path_of(row.path), token);
      EXPECT_EQ(answer.response.status, expected) << role << " " << row.method << " " << row.path;
      if (expected == 200) continue;
      EXPECT_EQ(answer.text("code"), "2032");
      EXPECT_EQ(why(), "2032 tom@contoso.onmicrosoft.com has no role that may make this call");
    }
  }
}

TEST_F(PartnerCenterRules, AdminAgentsMayReadEverything) {
  const std::string token = token_of(kAdaUpn);
  for (const CallRow& row : kCalls) {
    if (std::string_view(row.method) != "GET") continue;
    EXPECT_EQ(partner("GET", path_of(row.path), token).response.status, 200) << row.path;
  }
}

TEST_F(PartnerCenterRules, TellsUnknownPathsUnservedPartsAndWrongMethodsApart) {
  const std::string token = token_of(kAdaUpn);
  const Answer unknown = partner("GET", "/v1/nothing", token);
  EXPECT_EQ(unknown.response.status, 404);
  EXPECT_EQ(unknown.text("code"), "1000");
  const Answer unserved = partner("GET", customer_path("/orders"), token);
  EXPECT_EQ(unserved.response.status, 501);
  EXPECT_EQ(unserved.text("code"), "0");
  EXPECT_EQ(unserved.text("description"), "Exception not defined");
  const Answer method = partner("PUT", customer_path("/applicationconsents"), token);
  EXPECT_EQ(method.response.status, 405);
  EXPECT_EQ(method.response.headers.get("Allow"), "GET, HEAD, POST");
  EXPECT_EQ(partner("GET", "/V1/Profiles/ORGANIZATION/", token).response.status, 200) << "case means nothing";
}

TEST_F(PartnerCenterRules, EveryAnswerHasTheServicesHeaders) {
  const std::string token = token_of(kAdaUpn);
  const http::Headers sent{{"MS-RequestId", "aaaaaaaa-0000-4000-8000-00000000000a"},
                           {"MS-CorrelationId", "aaaaaaaa-0000-4000-8000-00000000000b"},
                           {"MS-CV", "cv.1"},
                           {"X-Locale", "de-DE"}};
  for (const std::string path : {"/v1/customers", "/v1/nothing"}) {
    const http::Headers echoed = partner("GET", path, token, {}, sent).response.headers;
    for (const char* name : {"MS-RequestId", "MS-CorrelationId", "MS-CV"}) EXPECT_EQ(echoed.get(name), sent.get(name));
    const http::Headers made = partner("GET", path, token).response.headers;
    for (const char* name : {"MS-RequestId", "MS-CorrelationId", "MS-CV", "MS-ServerId", "Request-Context"}) {
      EXPECT_NE(made.get_or(name), "") << name;
    }
  }
}

}  // namespace
}  // namespace entra::idp::testing
