// The decision table: what conditional access, security defaults and per-user MFA make of a request. Each row names the
// clause of Microsoft's documents that it follows and is really run against the server.

#include <algorithm>
#include <set>

#include "decision_row.hpp"

namespace entra::idp::testing {
namespace {

constexpr const char* kOrdersSecret = "orders-secret-value";
constexpr const char* kDeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

class DecisionTable : public PolicyTest, public ::testing::WithParamInterface<DecisionRow> {
 protected:
  void SetUp() override {}

  static const DecisionRow& row() { return GetParam(); }

  /// Everything that the row has beside the request itself; happens right before the step that is judged.
  void arrange() {
    Json policies = row().json.value("policies", Json::array());
    int number = 0;
    for (Json& policy : policies) {
      policy["displayName"] = "P" + std::to_string(++number);
      const bool is_of_partner = policy.erase("tenant") == 1;
      add_policy(policy, is_of_partner ? kPartner : row().tenant());
    }
    const Json people = row().json.value("people", Json::object());
    for (const auto& [name, patch] : people.items()) change_user(full_name(name), patch);
    if (row().json.value("defaults", false)) set_security_defaults(true, row().tenant());
    if (row().has("wait")) advance(seconds(row().json.at("wait").get<int>()));
    if (row().has("revoke")) control("POST", "/_mock/revocations", {{"user", row().user()}});
    for (int i = row().json.value("wrong_passwords", 0); i > 0; --i) password(true, "wrong");
  }

  Answer enter(bool is_v1, const std::string& target) {
    Json body = {{"tenant", row().sign_in_tenant()},
                 {"user", row().user()},
                 {"client_id", row().is_desktop() ? kDesktop : kCsp},
                 {"redirect_uri", row().is_desktop() ? "http://localhost" : kRedirect}};
    if (is_v1) {
      body["resource"] = resource_uri(target);
    } else {
      body["scope"] = "openid offline_access " + resource_scope(target);
    }
    if (!row().claims().empty()) body["claims"] = row().claims();
    if (row().has("password")) body["password"] = row().json.at("password");
    row().add_proof(body);
    return control("POST", "/_mock/sign-ins", body);
  }

  Answer token(Form form, bool is_v1, const std::string& tenant, const std::string& target) {
    form.add(is_v1 ? "resource" : "scope",
             is_v1 ? resource_uri(target) : "openid offline_access " + resource_scope(target));
    if (!row().claims().empty()) form.add("claims", row().claims());
    const std::string address = row().text("from", row().facts().value("ipAddress", "127.0.0.1"));
    return post_form("/" + tenant + (is_v1 ? "/oauth2/token" : "/oauth2/v2.0/token"), form,
                     {{"X-Forwarded-For", address}});
  }

  void add_client(Form& form) const {
    form.add("client_id", row().is_desktop() ? kDesktop : kCsp);
    if (!row().is_desktop()) form.add("client_secret", kSecret);
  }

  Answer spend_code(const Answer& entered, bool is_v1, const std::string& target) {
    EXPECT_EQ(entered.response.status, 200) << "before the judged step: " << entered.response.body;
    Form form{{"grant_type", "authorization_code"}, {"code", entered.text("code")}};
    add_client(form);
    return token(std::move(form), is_v1, row().sign_in_tenant(), target);
  }

  Answer code(bool is_v1) {
    const Answer entered = enter(is_v1, row().first_resource());
    arrange();
    return spend_code(entered, is_v1, row().resource());
  }

  Answer refreshed(bool is_v1) {
    const Answer tokens = spend_code(enter(is_v1, row().first_resource()), is_v1, row().first_resource());
    EXPECT_EQ(tokens.response.status, 200) << "before the judged step: " << tokens.response.body;
    arrange();
    Form form{{"grant_type", "refresh_token"}, {"refresh_token", tokens.text("refresh_token")}};
    add_client(form);
    return token(std::move(form), is_v1, row().tenant(), row().resource());
  }

  Answer password(bool is_v1, const std::string& typed) {
    const Form form{
        {"grant_type", "password"}, {"client_id", kDesktop}, {"username", row().user()}, {"password", typed}};
    return token(form, is_v1, row().tenant(), row().resource());
  }

  Answer owner_password(bool is_v1) {
    arrange();
    return password(is_v1, row().text("password", "pass-" + row().user().substr(0, 3)));
  }

  Answer device() {
    const Answer begun = post_form("/" + row().tenant() + "/oauth2/v2.0/devicecode",
                                   {{"client_id", kDesktop}, {"scope", resource_scope(row().resource())}});
    Json body = {{"user_code", begun.text("user_code")}, {"user", row().user()}};
    row().add_proof(body);
    EXPECT_EQ(control("POST", "/_mock/device-codes", body).response.status, 200);
    arrange();
    const Form form{{"grant_type", kDeviceGrant}, {"client_id", kDesktop}, {"device_code", begun.text("device_code")}};
    return token(form, false, row().tenant(), row().resource());
  }

  Answer on_behalf_of() {
    const Answer tokens = spend_code(enter(false, "orders"), false, "orders");
    EXPECT_EQ(tokens.response.status, 200) << "before the judged step: " << tokens.response.body;
    arrange();
    const Form form{{"grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"},
                    {"client_id", kOrders},
                    {"client_secret", kOrdersSecret},
                    {"assertion", tokens.text("access_token")},
                    {"requested_token_use", "on_behalf_of"}};
    return token(form, false, row().tenant(), row().resource());
  }

  Answer application() {
    arrange();
    const std::string address = row().text("from", "127.0.0.1");
    return post_form("/" + row().tenant() + "/oauth2/v2.0/token",
                     {{"grant_type", "client_credentials"},
                      {"client_id", kDaemon},
                      {"client_secret", kDaemonSecret},
                      {"scope", resource_uri(row().resource()) + "/.default"}},
                     {{"X-Forwarded-For", address}});
  }

  Answer what_if() {
    arrange();
    Json body = {{"tenant", row().tenant()}};
    if (row().is_application()) {
      body["client_id"] = kDaemon;
    } else {
      body["user"] = row().user();
      body["client_id"] = row().is_desktop() ? kDesktop : kCsp;
      row().add_proof(body);
    }
    const bool has_other = row().has("action") || row().has("context");
    if (!has_other) body["resource"] = resource_uri(row().resource());
    if (row().has("action")) body["user_action"] = row().text("action");
    if (row().has("context")) body["authentication_context"] = row().text("context");
    if (row().has("wait")) body["signed_in_seconds_ago"] = row().json.at("wait");
    if (row().is_application() && row().has("from")) {
      body["circumstances"] = {{"ipAddress", row().text("from")}};
    }
    return control("POST", "/_mock/policies/evaluate", body);
  }

  Answer run(const std::string& via) {
    if (via == "sign-in") {
      arrange();
      return enter(true, row().resource());
    }
    if (via == "code v1" || via == "code v2") return code(via == "code v1");
    if (via == "refresh v1" || via == "refresh v2") return refreshed(via == "refresh v1");
    if (via == "password v1" || via == "password v2") return owner_password(via == "password v1");
    if (via == "device") return device();
    if (via == "on-behalf-of") return on_behalf_of();
    if (via == "application") return application();
    if (via == "what-if") return what_if();
    ADD_FAILURE() << "no such way to a token: " << via;
    return {};
  }

  void check_refusal(const Answer& answer, const std::string& via, int wanted) {
    const Json words = error_words(wanted);
    ASSERT_FALSE(words.is_null()) << "errors.json lacks " << wanted;
    const bool is_v1 = via == "sign-in" || via.ends_with("v1");
    EXPECT_EQ(answer.text("error"), words.at(is_v1 ? 0 : 1).get<std::string>());
    EXPECT_EQ(answer.text("suberror"), words.at(2).get<std::string>());
    const std::string challenge = row().text("challenge", row().has("policies") ? "capolids" : "");
    const std::string along = answer.text("claims");
    if (challenge.empty() || challenge == "none") {
      EXPECT_EQ(along, "") << "no claims challenge goes with this refusal";
    } else {
      EXPECT_NE(along.find("\"" + challenge + "\""), std::string::npos) << "claims: " << along;
    }
  }

  void check_tokens(const Answer& answer) {
    const Json token_claims = peek(answer.text("access_token"));
    if (row().has("amr")) {
      EXPECT_EQ(token_claims.value("amr", Json()), row().json.at("amr"));
    }
    if (row().has("acrs")) {
      EXPECT_EQ(token_claims.value("acrs", Json::array()), row().json.at("acrs"));
    }
  }

  void check_findings(const Json& findings, const std::string& explanation) {
    const std::string why = row().text("why");
    EXPECT_NE(explanation.find(why), std::string::npos) << "expected: " << why << "\nfound: " << explanation;
    if (!row().has("result")) return;
    const auto first =
        std::find_if(findings.begin(), findings.end(), [](const Json& one) { return one.at("displayName") == "P1"; });
    ASSERT_NE(first, findings.end());
    EXPECT_EQ(get_string(*first, "result"), row().text("result"));
  }

  void check_what_if(const Answer& answer, int wanted) {
    ASSERT_EQ(answer.response.status, 200) << answer.response.body;
    const Json& code = answer.body.at("aadsts");
    EXPECT_EQ(code.is_null() ? 0 : code.get<int>(), wanted) << answer.response.body;
    std::string explanation;
    for (const Json& line : answer.body.at("explanation")) explanation += line.get<std::string>() + "\n";
    check_findings(answer.body.at("policies"), explanation);
  }

  void check_journal() {
    const Answer journal = control("GET", "/_mock/requests?limit=1");
    const Json& last = journal.body.at("requests").at(0);
    const Json findings = last.value("policies", Json::array());
    std::string explanation;
    for (const Json& one : findings) explanation += one.value("why", "") + "\n";
    check_findings(findings, explanation);
  }
};

TEST_P(DecisionTable, HoldsAgainstTheServer) {
  const Json ways = row().ways();
  for (const Json& one : ways) {
    const auto via = one.get<std::string>();
    SCOPED_TRACE(row().text("id") + " (" + row().text("clause") + "), " + via);
    start_world();
    const Answer answer = run(via);
    const int wanted = row().expected(via);
    if (via == "what-if") {
      check_what_if(answer, wanted);
      continue;
    }
    EXPECT_EQ(answer.code(), wanted) << answer.response.body;
    if (wanted != 0 && answer.code() == wanted) check_refusal(answer, via, wanted);
    if (wanted == 0 && via != "sign-in") check_tokens(answer);
    if (via != "sign-in") check_journal();
  }
}

std::string test_name(const ::testing::TestParamInfo<DecisionRow>& info) {
  std::string name = info.param.text("id");
  for (char& c : name) {
    const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!is_word) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Row, DecisionTable, ::testing::ValuesIn(decision_rows()), test_name);

TEST(DecisionTableItself, IsLargeAndHasEveryNeed) {
  std::set<std::string> ids;
  std::set<int> codes;
  for (const DecisionRow& row : decision_rows()) {
    EXPECT_TRUE(ids.insert(row.text("id")).second) << row.text("id") << " occurs twice";
    EXPECT_FALSE(row.text("clause").empty()) << row.text("id") << " names no clause";
    const Json& expect = row.json.at("expect");
    if (!expect.is_object()) {
      codes.insert(expect.get<int>());
      continue;
    }
    for (const auto& [via, code] : expect.items()) codes.insert(code.get<int>());
  }
  EXPECT_GE(ids.size(), 150u);
  for (const int code : {0, 50072, 50076, 50078, 50079, 50142, 50158, 53000, 53001, 53003, 70043, 530003, 530035}) {
    EXPECT_TRUE(codes.contains(code)) << "no row expects " << code;
  }
}

}  // namespace
}  // namespace entra::idp::testing
