#pragma once
// A browser's way through the sign-in pages, under policies, with the control plane at hand.

#include "browser.hpp"

namespace entra::idp::testing {

inline constexpr const char* kTom = "tom@contoso.onmicrosoft.com";
inline constexpr const char* kDan = "dan@contoso.onmicrosoft.com";
inline constexpr const char* kTerms = "dddddddd-0000-4000-8000-000000000001";

/// An enabled policy for everybody and everything; `rest` is further JSON behind the conditions.
[[nodiscard]] inline std::string policy_for_all(const std::string& rest, const std::string& name = "Guard") {
  return R"([{ "displayName": ")" + name +
         R"(", "state": "enabled", "conditions": { "users": { "includeUsers": ["All"] },
    "applications": { "includeApplications": ["All"] } }, )" +
         rest + " }]";
}
[[nodiscard]] inline std::string requires_control(const std::string& control) {
  return policy_for_all(R"("grantControls": { "operator": "OR", "builtInControls": [")" + control + R"("] })");
}

class PagesTest : public MockIdpTest {
 protected:
  void start_with(const std::string& policies, const std::string& top = "") {
    std::string text = directory_with_hybrid(policies, top);
    const std::string agreements =
        std::string(R"("agreements": [{ "id": ")") + kTerms + R"(", "displayName": "House rules" }], )";
    text.insert(text.find("\"namedLocations\""), agreements);
    start(text);
  }
  void SetUp() override { start_with("[]"); }

  static std::string target(std::initializer_list<Form::Field> more = {}) {
    Form form{{"client_id", kHybrid},
              {"response_type", "code"},
              {"redirect_uri", kHybridRedirect},
              {"scope", "openid profile"}};
    for (const auto& [name, value] : more) form.add(name, value);
    return "/common/oauth2/v2.0/authorize?" + form.encode();
  }
  /// Password given in one request; what comes next.
  Page begin(Browser& browser, const std::string& user = kAda, const std::string& password = "pass-ada") {
    return browser.sign_in(browser.open(target()), user, password);
  }
  /// The code that comes back, whatever is asked on the way; empty when it does not.
  static std::string finish(Browser& browser, Page page) {
    if (page.shows("value=\"keep-no\"")) page = browser.press(page, "keep-no");
    if (page.shows("value=\"accept\"")) page = browser.press(page, "accept");
    return page.returned().get_or("code");
  }
  /// What the tokens of a code say about the sign-in.
  Json claims_of(const std::string& code) {
    const Answer tokens = post_form("/common/oauth2/v2.0/token", {{"grant_type", "authorization_code"},
                                                                  {"client_id", kHybrid},
                                                                  {"client_secret", kHybridSecret},
                                                                  {"redirect_uri", kHybridRedirect},
                                                                  {"code", code}});
    return peek(tokens.text("access_token"));
  }
  void register_methods(const std::string& user, const Json& methods) {
    const Answer done = control("PATCH", "/_mock/users/" + user, {{"mfa", {{"methods", methods}}}});
    ASSERT_EQ(done.response.status, 200) << done.response.body;
  }
  Json inbox(const std::string& user = kBob) { return control("GET", "/_mock/inbox?user=" + user).body.at("messages"); }
  std::string last_code(const std::string& user = kBob) { return inbox(user).back().at("code").get<std::string>(); }
  /// Two digits on the page, to be typed into the phone.
  static int number_on(const Page& page) {
    const std::string mark = "class=\"number\">";
    const std::size_t at = page.response.body.find(mark);
    return at == std::string::npos ? 0 : std::stoi(page.response.body.substr(at + mark.size(), 2));
  }
  Answer decide(const Json& decision, const std::string& user = kBob) {
    return control("POST", "/_mock/inbox/" + inbox(user).back().at("id").get<std::string>(), decision);
  }
  static Page prove(Browser& browser, const Page& page, const std::string& code) {
    return browser.submit(page, {{"mock_code", code}, {"mock_action", "factor"}});
  }
};

}  // namespace entra::idp::testing
