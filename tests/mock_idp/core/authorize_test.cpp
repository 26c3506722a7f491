#include "fixture.hpp"

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
  Answer fill_in(const std::string& user, const std::string& password, const std::string& code,
                 const std::string& action = "accept") {
    return post_form(
        path_,
        request({{"mock_username", user}, {"mock_password", password}, {"mock_code", code}, {"mock_action", action}}));
  }
  /// Fields of the redirect, whether in query or fragment.
  static Form returned(const Answer& answer) {
    const std::string location = answer.response.headers.get_or("Location");
    const std::size_t begin = location.find_first_of("?#");
    std::string fields = begin == std::string::npos ? "" : location.substr(begin + 1);
    if (fields.ends_with('#')) fields.pop_back();
    return Form::parse(fields).value_or(Form{});
  }
};

TEST_F(Authorize, ShowsASignInPageThatNamesTheApp) {
  const Answer page = ask(request());
  EXPECT_EQ(page.response.status, 200);
  EXPECT_NE(page.response.body.find("CSP app"), std::string::npos);
  EXPECT_NE(page.response.body.find("name=\"state\" value=\"s 1&amp;\""), std::string::npos);
  EXPECT_EQ(page.response.headers.get("X-Frame-Options"), "DENY");
}

TEST_F(Authorize, PasswordAndCodeEarnMfa) {
  const Answer answer = fill_in("ada@contoso.onmicrosoft.com", "pass-ada", "123456");
  ASSERT_EQ(answer.response.status, 302) << answer.response.body;
  EXPECT_TRUE(answer.response.headers.get_or("Location").starts_with("https://localhost:44395/?code="));
  EXPECT_TRUE(answer.response.headers.get_or("Location").ends_with("#"));
  EXPECT_EQ(returned(answer).get("state"), "s 1&");
  const Answer tokens = post_form("/common/oauth2/token", {{"grant_type", "authorization_code"},
                                                           {"client_id", kCsp},
                                                           {"client_secret", kSecret},
                                                           {"resource", kPartnerCenter},
                                                           {"code", returned(answer).get_or("code")}});
  EXPECT_EQ(peek(tokens.text("access_token")).at("amr"), Json::array({"pwd", "mfa"})) << tokens.response.body;
}

TEST_F(Authorize, PasswordAloneEarnsNone) {
  const Answer answer = fill_in("ada@contoso.onmicrosoft.com", "pass-ada", "");
  const Answer tokens = post_form("/common/oauth2/token", {{"grant_type", "authorization_code"},
                                                           {"client_id", kCsp},
                                                           {"client_secret", kSecret},
                                                           {"resource", kPartnerCenter},
                                                           {"code", returned(answer).get_or("code")}});
  EXPECT_EQ(peek(tokens.text("access_token")).at("amr"), Json::array({"pwd"}));
}

TEST_F(Authorize, WrongCodeIsShownOnThePage) {
  const Answer page = fill_in("ada@contoso.onmicrosoft.com", "pass-ada", "000000");
  EXPECT_EQ(page.response.status, 200);
  EXPECT_NE(page.response.body.find("AADSTS500121"), std::string::npos);
}

TEST_F(Authorize, WrongPasswordIsShownOnThePage) {
  const Answer page = fill_in("ada@contoso.onmicrosoft.com", "guess", "123456");
  EXPECT_EQ(page.response.status, 200);
  EXPECT_NE(page.response.body.find("AADSTS50126"), std::string::npos);
  EXPECT_EQ(page.response.body.find("guess"), std::string::npos);
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
  const Form back = returned(fill_in("", "", "", "cancel"));
  EXPECT_EQ(back.get("error"), "access_denied");
  EXPECT_EQ(back.get("error_subcode"), "cancel");
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
  const auto amr = [&](std::initializer_list<Form::Field> more) {
    Form form = request({{"login_hint", "ada@contoso.onmicrosoft.com"}});
    for (const auto& [name, value] : more) form.add(name, value);
    const Answer tokens = post_form("/common/oauth2/token", {{"grant_type", "authorization_code"},
                                                             {"client_id", kCsp},
                                                             {"client_secret", kSecret},
                                                             {"resource", kPartnerCenter},
                                                             {"code", returned(ask(form)).get_or("code")}});
    return peek(tokens.text("access_token")).at("amr");
  };
  EXPECT_EQ(amr({}), Json::array({"pwd"}));
  EXPECT_EQ(amr({{"amr_values", "mfa"}}), Json::array({"pwd", "mfa"}));
}

}  // namespace
}  // namespace entra::idp::testing
