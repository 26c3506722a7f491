#include "browser.hpp"

namespace entra::idp::testing {
namespace {

class Authorize : public MockIdpTest {
 protected:
  const std::string path_ = "/common/oauth2/v2.0/authorize";

  static Form request(std::initializer_list<Form::Field> more = {}) {
    Form form{{"client_id", kCsp},
              {"response_type", "code"},
              {"redirect_uri", kRedirect},
              {"scope", "openid User.Read"},
              {"state", "s 1&"}};
    for (const auto& [name, value] : more) form.add(name, value);
    return form;
  }
  Answer ask(const Form& form) { return get(path_ + "?" + form.encode()); }
  /// Ask, sign in, agree when asked.
  Page fill_in(const std::string& user, const std::string& password, const std::string& code) {
    Browser browser(*idp_);
    Page page = browser.sign_in(browser.open(path_ + "?" + request().encode()), user, password, code);
    return page.shows("value=\"accept\"") ? browser.press(page, "accept") : page;
  }
  Json amr_of(const Page& page) {
    const Answer tokens = post_form("/common/oauth2/token", {{"grant_type", "authorization_code"},
                                                             {"client_id", kCsp},
                                                             {"client_secret", kSecret},
                                                             {"resource", kPartnerCenter},
                                                             {"code", page.returned().get_or("code")}});
    return peek(tokens.text("access_token")).at("amr");
  }
  static Form returned(const Answer& answer) { return Page{answer.response, "", {}}.returned(); }
};

TEST_F(Authorize, ShowsASignInPageThatNamesTheApp) {
  const Answer page = ask(request());
  EXPECT_EQ(page.response.status, 200);
  EXPECT_NE(page.response.body.find("CSP app"), std::string::npos);
  EXPECT_NE(page.response.body.find("name=\"state\" value=\"s 1&amp;\""), std::string::npos);
  EXPECT_EQ(page.response.headers.get("X-Frame-Options"), "DENY");
}

TEST_F(Authorize, PasswordAndCodeEarnMfa) {
  const Page answer = fill_in(kAda, "pass-ada", "123456");
  ASSERT_EQ(answer.response.status, 302) << answer.response.body;
  EXPECT_TRUE(answer.location().starts_with("https://localhost:44395/?code="));
  EXPECT_TRUE(answer.location().ends_with("#"));
  EXPECT_EQ(answer.returned().get("state"), "s 1&");
  EXPECT_EQ(amr_of(answer), Json::array({"pwd", "mfa"}));
}

TEST_F(Authorize, PasswordAloneEarnsNone) {
  EXPECT_EQ(amr_of(fill_in(kAda, "pass-ada", "")), Json::array({"pwd"}));
}

TEST_F(Authorize, WrongCodeIsShownOnThePage) {
  const Page page = fill_in(kAda, "pass-ada", "000000");
  EXPECT_EQ(page.response.status, 200);
  EXPECT_TRUE(page.shows("AADSTS500121"));
}

TEST_F(Authorize, WrongPasswordIsShownOnThePage) {
  const Page page = fill_in(kAda, "guess", "123456");
  EXPECT_EQ(page.response.status, 200);
  EXPECT_TRUE(page.shows("AADSTS50126"));
  EXPECT_FALSE(page.shows("guess"));
}

/// RFC 6238 appendix B: the secret "12345678901234567890" at 59 s gives 94287082; six digits are its last ones.
TEST_F(Authorize, TimeBasedCodesAreChecked) {
  idp_->clock().freeze(true);
  idp_->clock().set(from_epoch_seconds(59));
  EXPECT_EQ(fill_in("tom@contoso.onmicrosoft.com", "pass-tom", "287082").response.status, 302);
  EXPECT_EQ(fill_in("tom@contoso.onmicrosoft.com", "pass-tom", "287083").response.status, 200);
  idp_->clock().set(from_epoch_seconds(59 + 61));
  EXPECT_EQ(fill_in("tom@contoso.onmicrosoft.com", "pass-tom", "287082").response.status, 200) << "two steps later";
}

TEST_F(Authorize, CancelIsAccessDenied) {
  Browser browser(*idp_);
  const Page page = browser.open(path_ + "?" + request().encode());
  const Form back = browser.press(page, "cancel").returned();
  EXPECT_EQ(back.get("error"), "access_denied");
  EXPECT_EQ(back.get("error_subcode"), "cancel");
  EXPECT_EQ(back.get("error_description"), "the user canceled the authentication");
  EXPECT_EQ(back.get("state"), "s 1&");
}

TEST_F(Authorize, DeclinedConsentIsAccessDenied) {
  Browser browser(*idp_);
  const Page consent = browser.sign_in(browser.open(path_ + "?" + request().encode()), kAda, "pass-ada");
  ASSERT_TRUE(consent.shows("Permissions requested")) << consent.response.body;
  EXPECT_TRUE(consent.shows("<li>User.Read</li>"));
  EXPECT_TRUE(consent.shows("Microsoft Graph"));
  const Form back = browser.press(consent, "decline").returned();
  EXPECT_EQ(back.get("error"), "access_denied");
  EXPECT_TRUE(back.get_or("error_description").starts_with("AADSTS65004: ")) << back.get_or("error_description");
}

TEST_F(Authorize, NeverRedirectsToAnUnregisteredAddress) {
  Form form{
      {"client_id", kCsp}, {"response_type", "code"}, {"redirect_uri", "https://evil.example/"}, {"scope", "openid"}};
  const Answer page = ask(form);
  EXPECT_EQ(page.response.status, 400);
  EXPECT_FALSE(page.response.headers.get("Location"));
  EXPECT_NE(page.response.body.find("AADSTS50011"), std::string::npos);
}

TEST_F(Authorize, EscapesWhatItShows) {
  const Answer page = ask({{"client_id", "<script>alert(1)</script>"}, {"response_type", "code"}});
  EXPECT_EQ(page.response.body.find("<script>"), std::string::npos);
  EXPECT_NE(page.response.body.find("AADSTS700016"), std::string::npos);
}

TEST_F(Authorize, LoopbackPortsAreIgnored) {
  Form form{{"client_id", kCsp},
            {"response_type", "code"},
            {"redirect_uri", "http://localhost:49152/cb"},
            {"scope", "openid"}};
  EXPECT_EQ(ask(form).response.status, 200);
}

TEST_F(Authorize, MissingParameterIsAPage) {
  EXPECT_NE(ask({{"response_type", "code"}}).response.body.find("AADSTS900144"), std::string::npos);
}

TEST_F(Authorize, RefusesImplicit) {
  const Answer answer =
      ask({{"client_id", kCsp}, {"response_type", "token"}, {"redirect_uri", kRedirect}, {"scope", "openid"}});
  EXPECT_EQ(returned(answer).get("error"), "unsupported_response_type");
}

TEST_F(Authorize, RefusesUnknownPrompt) {
  EXPECT_TRUE(returned(ask(request({{"prompt", "maybe"}}))).get_or("error_description").starts_with("AADSTS90023"));
}

TEST_F(Authorize, RefusesUnknownResponseMode) {
  EXPECT_TRUE(
      returned(ask(request({{"response_mode", "pigeon"}}))).get_or("error_description").starts_with("AADSTS70007"));
}

TEST_F(Authorize, PromptNoneWithoutUserIsLoginRequired) {
  EXPECT_EQ(returned(ask(request({{"prompt", "none"}}))).get("error"), "login_required");
}

TEST_F(Authorize, AnswersInFragmentAndFormPost) {
  start(directory_text("[]", R"("signIn": "automatic",)"));
  const Answer fragment = ask(request({{"login_hint", "ada@contoso.onmicrosoft.com"}, {"response_mode", "fragment"}}));
  EXPECT_TRUE(fragment.response.headers.get_or("Location").starts_with("https://localhost:44395/#code="));
  const Answer post = ask(request({{"login_hint", "ada@contoso.onmicrosoft.com"}, {"response_mode", "form_post"}}));
  EXPECT_EQ(post.response.status, 200);
  EXPECT_NE(post.response.body.find("action=\"https://localhost:44395/\""), std::string::npos);
}

/// Automatic mode skips the page, never the policy: the second factor is used when it is demanded.
TEST_F(Authorize, AutomaticModeEarnsMfaOnlyWhenDemanded) {
  start(directory_text("[]", R"("signIn": "automatic",)"));
  Form form = request({{"login_hint", kAda}});
  EXPECT_EQ(amr_of(Browser(*idp_).open(path_ + "?" + form.encode())), Json::array({"pwd"}));
  form.add("amr_values", "mfa");
  EXPECT_EQ(amr_of(Browser(*idp_).open(path_ + "?" + form.encode())), Json::array({"pwd", "mfa"}));
}

TEST_F(Authorize, AutomaticModeTakesTheOnlyUserOfATenant) {
  start(directory_text("[]", R"("signIn": "automatic",)"));
  const std::string query = "/oauth2/v2.0/authorize?" + request().encode();
  EXPECT_TRUE(Browser(*idp_).open("/" + std::string(kCustomer) + query).returned().has("code"));
  EXPECT_EQ(Browser(*idp_).open("/" + std::string(kPartner) + query).response.status, 200) << "one of several";
}

TEST_F(Authorize, RefusesARelativeRedirect) {
  for (const char* uri : {"/cb", "cb", "https://localhost:44395/#x", ":"}) {
    const Answer page =
        ask({{"client_id", kCsp}, {"response_type", "code"}, {"redirect_uri", uri}, {"scope", "openid"}});
    EXPECT_EQ(page.response.status, 400) << uri;
    EXPECT_NE(page.response.body.find("AADSTS90102"), std::string::npos) << uri;
  }
}

TEST_F(Authorize, RefusesV1OnConsumers) {
  const Answer page = get("/consumers/oauth2/authorize?" + request().encode());
  EXPECT_NE(page.response.body.find("AADSTS90027"), std::string::npos);
}

TEST_F(Authorize, RefusesWorkAppOnConsumers) {
  const Answer page = get("/consumers/oauth2/v2.0/authorize?" + request().encode());
  EXPECT_NE(page.response.body.find("AADSTS9002332"), std::string::npos);
}

TEST_F(Authorize, RefusesResourceOnV2) {
  EXPECT_TRUE(
      returned(ask(request({{"resource", kPartnerCenter}}))).get_or("error_description").starts_with("AADSTS901002"));
}

TEST_F(Authorize, PartsGivenTwiceAreAPage) {
  EXPECT_NE(ask(request({{"state", "again"}})).response.body.find("AADSTS9002313"), std::string::npos);
  EXPECT_NE(get(path_ + "?client_id=%zz").response.body.find("AADSTS9002313"), std::string::npos);
}

TEST_F(Authorize, PromptsAreCheckedWordByWord) {
  const auto error = [&](const std::string& path, const std::string& prompt) {
    return returned(get(path + "?" + request({{"prompt", prompt}}).encode())).get_or("error_description").substr(0, 11);
  };
  EXPECT_EQ(error(path_, "none login"), "AADSTS90023");
  EXPECT_EQ(error(path_, "admin_consent"), "AADSTS90023") << "v1's";
  EXPECT_EQ(error(path_, "login consent"), "");
  EXPECT_EQ(error("/common/oauth2/authorize", "admin_consent"), "");
}

TEST_F(Authorize, StateComesBackWithoutHtml) {
  Form form{{"client_id", kCsp}, {"response_type", "x"}, {"redirect_uri", kRedirect}, {"scope", "openid"}};
  form.add("state", "a<b>c</b> 5 < 6");
  EXPECT_EQ(returned(ask(form)).get("state"), "ac 5 < 6");
}

/// Whatever is sent: a page or a redirect to a registered address, and never more than one of the two.
TEST_F(Authorize, OddParametersNeverEscape) {
  const Form good = request();
  const char* const odd[] = {"",       " ",  "%00",       "\r\nX-Injected: 1", "<script>", "\xff\xfe",
                             "null",   "-1", "code code", "none login",        "../..",    "https://evil.example/",
                             "urn:x:y"};
  for (const char* name : {"client_id",   "response_type", "redirect_uri",  "scope",          "state",
                           "prompt",      "response_mode", "nonce",         "max_age",        "login_hint",
                           "domain_hint", "sid",           "id_token_hint", "code_challenge", "code_challenge_method",
                           "claims",      "resource",      "amr_values",    "mock_flow",      "mock_account"}) {
    for (const char* value : odd) {
      Form form;
      for (const auto& [key, usual] : good.fields()) {
        if (key != name) form.add(key, usual);
      }
      form.add(name, value);
      const Answer answer = ask(form);
      const std::string to = answer.response.headers.get_or("Location");
      EXPECT_EQ(to.find_first_of("\r\n"), std::string::npos) << name;
      EXPECT_EQ(answer.response.body.find("<script>"), std::string::npos) << name;
      if (answer.response.status == 302) {
        EXPECT_TRUE(to.starts_with(kRedirect)) << name << " = " << value << ": " << to;
      } else {
        EXPECT_TRUE(answer.response.status == 200 || answer.response.status == 400) << name << " = " << value;
      }
    }
  }
}

TEST_F(Authorize, PostIsAFormOrNothing) {
  http::Request json{"POST", origin_, path_, {{"Content-Type", "application/json"}}, "{}", "127.0.0.1"};
  EXPECT_NE(send(json).response.body.find("AADSTS9002313"), std::string::npos);
  EXPECT_NE(post_form(path_ + "?state=a", {{"state", "b"}}).response.body.find("AADSTS9002313"), std::string::npos);
  EXPECT_EQ(post_form(path_, request()).response.status, 200) << "the sign-in page";
}

TEST_F(Authorize, CorrelationIdMayStandInTheQuery) {
  const std::string id = "12345678-0000-4000-8000-00000000abcd";
  const Answer answer = ask(request({{"prompt", "none"}, {"client-request-id", id}}));
  EXPECT_NE(returned(answer).get_or("error_description").find("Correlation ID: " + id), std::string::npos);
}

/// The error page is the same for people and for support: codes, ids, time.
TEST_F(Authorize, ErrorPagesCarryTheirIds) {
  const Answer page = get(path_ + "?client_id=nobody", {{"client-request-id", "12345678-0000-4000-8000-000000000000"}});
  for (const char* text :
       {"Request Id", "Correlation Id", "12345678-0000-4000-8000-000000000000", "2025-03-01 00:00:00Z"})
    EXPECT_NE(page.response.body.find(text), std::string::npos) << text;
  EXPECT_EQ(page.response.headers.get_or("Content-Security-Policy").find("script-src"), std::string::npos);
}

}  // namespace
}  // namespace entra::idp::testing
