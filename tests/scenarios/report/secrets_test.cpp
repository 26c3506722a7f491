#include "report/secrets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "entra/support/base64.hpp"

namespace entra::scenarios {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string token(const std::string& payload) {
  return base64url_encode(R"({"alg":"RS256"})") + "." + base64url_encode(payload) + ".c2lnbmF0dXJl";
}

http::Request form_request(const std::string& body) {
  http::Request request;
  request.method = "POST";
  request.target = "/t/oauth2/token";
  request.headers.set("Content-Type", "application/x-www-form-urlencoded");
  request.body = body;
  return request;
}

TEST(SecretNames, AreKnownByTheirEnds) {
  for (const char* name : {"refresh_token", "access_token", "client_secret", "secretText", "password", "code_verifier",
                           "client_assertion", "device_code", "first_token", "admin_Password"})
    EXPECT_TRUE(is_secret_name(name)) << name;
  for (const char* name : {"token_type", "scope", "code_challenge", "secret_name", "tenant"})
    EXPECT_FALSE(is_secret_name(name)) << name;
}

TEST(SecretBook, MasksEverySpelling) {
  SecretBook secrets;
  secrets.add("a/b+c\"d e");
  for (const char* text : {"a/b+c\"d e", "a%2Fb%2Bc%22d%20e", "a%2Fb%2Bc%22d+e", R"(a/b+c\"d e)"})
    EXPECT_EQ(secrets.mask("x " + std::string(text) + " y"), "x *** y") << text;
}

TEST(SecretBook, MasksTheLongerFirst) {
  SecretBook secrets;
  secrets.add("secret-one");
  secrets.add("secret-one-and-more");
  EXPECT_THAT(secrets.mask("secret-one-and-more"), Not(HasSubstr("and-more")));
}

TEST(SecretBook, ShortTextsAndReferencesAreNoSecrets) {
  SecretBook secrets;
  secrets.add("abc");
  secrets.add("${client_secret}");
  EXPECT_EQ(secrets.mask("abc ${client_secret}"), "abc ${client_secret}");
}

TEST(SecretBook, TokensAreFingerprintsEvenWhenNobodyKnewThem) {
  const SecretBook secrets;
  const std::string one = secrets.mask("Bearer " + token(R"({"aud":"a"})") + ", done");
  EXPECT_THAT(one, ::testing::MatchesRegex("Bearer jwt:[0-9a-f]{8}, done"));
  EXPECT_NE(one, secrets.mask("Bearer " + token(R"({"aud":"b"})") + ", done"));
}

TEST(SecretBook, ATokenThatWasCutOffIsMaskedToo) {
  const SecretBook secrets;
  const std::string whole = token(R"({"aud":"a","sub":"somebody"})");
  for (std::size_t length = 12; length < whole.size(); ++length)
    EXPECT_THAT(secrets.mask("is " + whole.substr(0, length) + "…"), Not(HasSubstr(whole.substr(0, 12)))) << length;
}

TEST(SecretBook, KeepsColumns) {
  SecretBook secrets;
  secrets.add("geheimnis-ö");
  EXPECT_EQ(secrets.mask_keeping_width("a geheimnis-ö b"), "a *********** b");
}

TEST(SecretBook, LearnsFromForms) {
  SecretBook secrets;
  secrets.learn_request(
      form_request("grant_type=authorization_code&code=the-code-0&client_secret=p%2Bq-secret&scope=openid-scope"));
  const std::string shown = secrets.mask("the-code-0 p+q-secret p%2Bq-secret openid-scope");
  EXPECT_EQ(shown, "*** *** *** openid-scope");
}

TEST(SecretBook, LearnsFromHeaders) {
  SecretBook secrets;
  http::Request request;
  request.headers.set("Authorization", "Basic YTpzZWNyZXQ=");
  request.headers.set("Cookie", "session=cookie-value; theme=dark");
  secrets.learn_request(request);
  EXPECT_EQ(secrets.mask("Basic YTpzZWNyZXQ="), "Basic ***");
  EXPECT_EQ(secrets.mask("session=cookie-value"), "session=***");
}

TEST(SecretBook, LearnsFromAnswers) {
  SecretBook secrets;
  http::Response response;
  response.body = R"({"refresh_token":"0.refresh","token_type":"Bearer-type"})";
  secrets.learn_response(http::Request{}, response);
  EXPECT_EQ(secrets.mask("0.refresh Bearer-type"), "*** Bearer-type");
  http::Request vault;
  vault.target = "/vault/v/secrets/refresh";
  response.body = R"({"value":"stored-value","id":"https://v/secrets/refresh"})";
  secrets.learn_response(vault, response);
  EXPECT_EQ(secrets.mask("stored-value"), "***");
}

TEST(SecretBook, LearnsFromFiles) {
  SecretBook secrets;
  secrets.learn_json(
      Json{{"passwordCredentials", Json::array({Json{{"secretText", "app-secret"}}})},
           {"secrets", Json{{"name", "vault-content"}}},
           {"client_secret", Json::array({"one-of-many", Json{{"name", "expired"}, {"secret", "of-a-case"}}})},
           {"headers", Json{{"Authorization", "Basic never-sent"}}},
           {"body", "a=1&client_secret=in-the-body"},
           {"error", Json{{"code", "AuthenticationFailed.."}, {"message", "m"}}}});
  EXPECT_EQ(secrets.mask("app-secret vault-content one-of-many never-sent in-the-body of-a-case expired"),
            "*** *** *** *** *** *** expired");
  EXPECT_EQ(secrets.mask("AuthenticationFailed.."), "AuthenticationFailed..");
}

TEST(Exchange, HasNoSecretAndShowsItsTokens) {
  SecretBook secrets;
  const std::string access = token(R"({"aud":"api://orders","nonce":"n"})");
  const http::Request request = form_request("client_secret=app-secret-1&assertion=" + access);
  http::Response response;
  response.status = 200;
  response.body = Json{{"access_token", access}, {"refresh_token", "0.refresh-token"}}.dump();
  secrets.learn_request(request);
  secrets.learn_response(request, response);
  const ExchangeReport report = describe_exchange(request, &response, secrets);
  for (const std::string& text : {report.request_body, report.response_body}) {
    EXPECT_THAT(text, Not(HasSubstr("app-secret-1")));
    EXPECT_THAT(text, Not(HasSubstr("eyJ")));
    EXPECT_THAT(text, Not(HasSubstr("0.refresh-token")));
  }
  ASSERT_EQ(report.tokens.size(), 2U);
  EXPECT_EQ(report.tokens[0].fingerprint, report.tokens[1].fingerprint);
  EXPECT_THAT(report.tokens[1].payload, HasSubstr("api://orders"));
  EXPECT_EQ(report.lane, "mock");
}

}  // namespace
}  // namespace entra::scenarios
