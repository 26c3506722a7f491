#include "entra/client/authorization.hpp"

#include "testing/token_client_fixture.hpp"

namespace entra::client {
namespace {

class Authorization : public testing::TokenClientFixture {
 protected:
  static Form query_of(const AuthorizationStart& start) { return Form::parse(parse_url(start.url)->query).value(); }
};

TEST_F(Authorization, SendsTheBrowserToV2WithAChallenge) {
  auto client = make(options());
  const auto start = client.start_authorization({.redirect_uri = "http://localhost:3000/cb",
                                                 .target = {.scopes = {"openid", "offline_access", "User.Read"}},
                                                 .response_mode = "form_post",
                                                 .prompt = "select_account",
                                                 .login_hint = "ada@contoso.example",
                                                 .domain_hint = "contoso.example",
                                                 .claims = R"({"access_token":{"acrs":{"value":"c1"}}})"});
  ASSERT_TRUE(start) << start.error().message();
  const auto url = parse_url(start->url);
  ASSERT_TRUE(url);
  EXPECT_EQ(url->origin() + url->path, "https://localhost:8443/contoso.example/oauth2/v2.0/authorize");
  EXPECT_EQ(query_of(*start).encode(), Form({{"scope", "openid offline_access User.Read"},
                                             {"response_type", "code"},
                                             {"redirect_uri", "http://localhost:3000/cb"},
                                             {"response_mode", "form_post"},
                                             {"prompt", "select_account"},
                                             {"login_hint", "ada@contoso.example"},
                                             {"domain_hint", "contoso.example"},
                                             {"client_id", "client-1"},
                                             {"state", start->state},
                                             {"nonce", start->nonce},
                                             {"code_challenge", pkce_challenge(start->pkce.verifier)},
                                             {"code_challenge_method", "S256"},
                                             {"claims", R"({"access_token":{"acrs":{"value":"c1"}}})"}})
                                           .encode());
  EXPECT_EQ(start->url.find("s3cret"), std::string::npos);
  EXPECT_EQ(start->url.find(start->pkce.verifier), std::string::npos);
  EXPECT_EQ(transport_->count(), 0u);
}

TEST_F(Authorization, SpeaksV1InAResourceAndLeavesOutWhatIsEmpty) {
  auto client = make(options(EndpointVersion::kV1));
  const auto start = client.start_authorization({.redirect_uri = "https://localhost:44395/",
                                                 .target = {.resource = "https://api.partnercenter.microsoft.com"},
                                                 .tenant = "common",
                                                 .amr_values = "mfa",
                                                 .state = "mine"});
  ASSERT_TRUE(start);
  EXPECT_TRUE(start->url.starts_with("https://localhost:8443/common/oauth2/authorize?"));
  const Form query = query_of(*start);
  EXPECT_EQ(query.get("resource"), "https://api.partnercenter.microsoft.com");
  EXPECT_EQ(query.get("amr_values"), "mfa");
  EXPECT_EQ(query.get("state"), "mine");
  for (const char* absent : {"scope", "prompt", "response_mode", "claims", "login_hint"}) {
    EXPECT_FALSE(query.has(absent)) << absent;
  }
}

TEST_F(Authorization, NeverRepeatsStateNonceOrVerifier) {
  auto client = make(options());
  const AuthorizationRequest request{.redirect_uri = "http://localhost", .target = {.scopes = {"openid"}}};
  const auto one = client.start_authorization(request);
  const auto two = client.start_authorization(request);
  ASSERT_TRUE(one && two);
  EXPECT_NE(one->state, two->state);
  EXPECT_NE(one->nonce, two->nonce);
  EXPECT_NE(one->pkce.verifier, two->pkce.verifier);
  EXPECT_GE(one->state.size(), 22u) << "128 bits";
}

TEST_F(Authorization, RefusesARequestThatCannotWork) {
  auto client = make(options());
  EXPECT_FALSE(client.start_authorization({.target = {.scopes = {"openid"}}}));
  EXPECT_FALSE(client.start_authorization({.redirect_uri = "http://localhost"}));
  EXPECT_FALSE(client.start_authorization(
      {.redirect_uri = "http://localhost", .target = {.scopes = {"openid"}}, .response_mode = "carrier_pigeon"}));
}

TEST(Redirect, HoldsTheCodeInQueryFragmentOrForm) {
  for (const char* address : {
           "http://localhost:3000/cb?code=0.AgAAktYV&state=s%2D1&session_state=ss#",
           "http://localhost:3000/cb?code=0.AgAAktYV&state=s-1&session_state=ss",
           "http://localhost:3000/cb#code=0.AgAAktYV&state=s-1&session_state=ss",
           "http://localhost:3000/cb?kept=1#code=0.AgAAktYV&state=s-1&session_state=ss",
       }) {
    const auto answer = read_redirect(address, "s-1");
    ASSERT_TRUE(answer) << address << " " << answer.error().message();
    EXPECT_EQ(answer->code, "0.AgAAktYV");
    EXPECT_EQ(answer->session_state, "ss");
  }
  EXPECT_EQ(read_form_post("state=s-1&code=c&client_info=eyJ1", "s-1")->client_info, "eyJ1");
}

TEST(Redirect, IsNotBelievedWithAnotherState) {
  for (const char* address :
       {"http://h/?code=c&state=other", "http://h/?code=c", "http://h/?code=c&state=", "http://h/?code=c&state=S-1",
        "http://h/?error=access_denied&state=other", "http://h/?code=c&state=s-1&state=s-1", "http://h/?code=%zz",
        "http://h/?state=s-1", "http://h/", ""}) {
    const auto answer = read_redirect(address, "s-1");
    ASSERT_FALSE(answer) << address;
    EXPECT_EQ(answer.error().kind, ClientErrorKind::kBadResponse) << address;
    EXPECT_EQ(answer.error().message().find("s-1"), std::string::npos) << "the state stays a secret";
  }
  EXPECT_FALSE(read_redirect("http://h/?code=c&state=", "")) << "no state was ever sent";
}

TEST(Redirect, CarriesARefusal) {
  const auto denied = read_redirect(
      "http://localhost/cb?error=access_denied&error_subcode=cancel&state=s"
      "&error_description=AADSTS65004%3a+User+declined+to+consent+to+access+the+app.%0d%0aTrace+ID%3a+t",
      "s");
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().kind, ClientErrorKind::kRefused);
  EXPECT_EQ(denied.error().error, "access_denied");
  EXPECT_EQ(denied.error().suberror, "cancel");
  EXPECT_EQ(denied.error().aadsts, 65004);
  EXPECT_FALSE(denied.error().needs_person) << "the person has decided";

  const auto silent = read_redirect(
      "http://localhost/cb#error=login_required&state=s"
      "&error_uri=https%3a%2f%2flogin.microsoftonline.com%2ferror%3fcode%3d50058",
      "s");
  ASSERT_FALSE(silent);
  EXPECT_EQ(silent.error().aadsts, 50058);
  EXPECT_TRUE(silent.error().needs_person);
}

}  // namespace
}  // namespace entra::client
