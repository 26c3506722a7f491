#include "fixture.hpp"

namespace entra::idp::testing {
namespace {

using TokenEndpoint = MockIdpTest;

const std::string kV1 = "/11111111-1111-4111-8111-111111111111/oauth2/token";
const std::string kV2 = "/11111111-1111-4111-8111-111111111111/oauth2/v2.0/token";

TEST_F(TokenEndpoint, RefusesGet) {
  const Answer answer = get(kV2);
  EXPECT_EQ(answer.response.status, 400);
  EXPECT_EQ(answer.code(), 900561);
  EXPECT_TRUE(answer.text("error_description")
                  .starts_with("AADSTS900561: The endpoint only accepts POST requests. Received a GET request."));
}

TEST_F(TokenEndpoint, NamesTheMissingParameter) {
  const auto missing = [&](const std::string& target, const Form& form) {
    const Answer answer = post_form(target, form);
    EXPECT_EQ(answer.code(), 900144);
    const std::string text = answer.text("error_description");
    const std::size_t begin = text.find('\'') + 1;
    return text.substr(begin, text.find('\'', begin) - begin);
  };
  EXPECT_EQ(missing(kV2, {}), "grant_type");
  EXPECT_EQ(missing(kV2, {{"grant_type", "client_credentials"}}), "client_id");
  EXPECT_EQ(missing(kV2, {{"grant_type", "client_credentials"}, {"client_id", kCsp}, {"client_secret", kSecret}}),
            "scope");
  EXPECT_EQ(missing(kV1, {{"grant_type", "client_credentials"}, {"client_id", kCsp}, {"client_secret", kSecret}}),
            "resource");
  EXPECT_EQ(missing(kV1, {{"grant_type", "refresh_token"}, {"client_id", kCsp}, {"client_secret", kSecret}}),
            "refresh_token");
  EXPECT_EQ(missing(kV1, {{"grant_type", "authorization_code"}, {"client_id", kCsp}, {"client_secret", kSecret}}),
            "code");
}

TEST_F(TokenEndpoint, RefusesUnsupportedGrantType) {
  const Answer answer = post_form(kV2, {{"grant_type", "magic"}, {"client_id", kCsp}});
  EXPECT_EQ(answer.code(), 70003);
  EXPECT_EQ(answer.text("error"), "unsupported_grant_type");
}

TEST_F(TokenEndpoint, RefusesMalformedBody) {
  EXPECT_EQ(post_form(kV2, {{"grant_type", "a"}, {"grant_type", "b"}}).code(), 9002313) << "a parameter given twice";
  http::Request request{"POST", origin_, kV2, {{"Content-Type", "application/json"}}, "{}", "127.0.0.1"};
  EXPECT_EQ(send(request).code(), 9002313);
  request = {"POST", origin_, kV2, {{"Content-Type", "application/x-www-form-urlencoded"}}, "a=%zz", "127.0.0.1"};
  EXPECT_EQ(send(request).code(), 9002313);
}

TEST_F(TokenEndpoint, RefusesResourceOnV2) {
  EXPECT_EQ(post_form(kV2, {{"grant_type", "client_credentials"}, {"client_id", kCsp}, {"resource", "x"}}).code(),
            901002);
}

TEST_F(TokenEndpoint, WritesTheErrorBodyAsEntraDoes) {
  const std::string id = "5a2a8b1c-0000-4000-8000-00000000abcd";
  const Answer answer = post_form(kV2, {{"grant_type", "magic"}}, {{"client-request-id", id}});
  std::vector<std::string> names;
  const OrderedJson document = OrderedJson::parse(answer.response.body);
  for (const auto& [name, value] : document.items()) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{"error", "error_description", "error_codes", "timestamp", "trace_id",
                                             "correlation_id", "error_uri"}));
  EXPECT_EQ(answer.text("correlation_id"), id);
  EXPECT_EQ(answer.text("trace_id"), answer.response.headers.get("x-ms-request-id"));
  EXPECT_EQ(answer.text("timestamp"), "2025-03-01 00:00:00Z");
  EXPECT_EQ(answer.text("error_uri"), origin_ + "/error?code=70003");
  EXPECT_EQ(answer.text("error_description"),
            "AADSTS70003: The app requested an unsupported grant type 'magic'. Trace ID: " + answer.text("trace_id") +
                " Correlation ID: " + id + " Timestamp: 2025-03-01 00:00:00Z");
  EXPECT_FALSE(answer.response.headers.get("client-request-id")) << "echoed only when asked for";
  EXPECT_EQ(answer.response.headers.get("Content-Type"), "application/json; charset=utf-8");
}

TEST_F(TokenEndpoint, V1SeparatesTheTraceByLines) {
  const Answer answer = post_form(kV1, {{"grant_type", "magic"}});
  EXPECT_NE(answer.text("error_description").find("'magic'.\r\nTrace ID: "), std::string::npos);
}

TEST_F(TokenEndpoint, TakesTelemetryAndCorrelationFromTheForm) {
  const std::string id = "5a2a8b1c-0000-4000-8000-00000000abcd";
  const Answer answer =
      post_form(kV2, {{"grant_type", "magic"}, {"client-request-id", id}, {"x-client-SKU", "msal.js.node"}});
  EXPECT_EQ(answer.text("correlation_id"), id);
  EXPECT_EQ(answer.response.headers.get("x-ms-clitelem"), "1,70003,0,,");
}

TEST_F(TokenEndpoint, ErrorUriIsServed) {
  const Answer page = get("/error?code=7000215");
  EXPECT_EQ(page.response.status, 200);
  EXPECT_NE(page.response.body.find("AADSTS7000215"), std::string::npos);
  EXPECT_EQ(get("/error?code=1").response.status, 404);
}

TEST_F(TokenEndpoint, AnswersBytesThatAreNoUtf8) {
  const Answer answer = send({"POST",
                              origin_,
                              kV2,
                              {{"Content-Type", "application/x-www-form-urlencoded"}},
                              "grant_type=%ff%fe",
                              "127.0.0.1"});
  EXPECT_EQ(answer.code(), 70003);
}

/// RFC 6749 §2.3.1: id and secret are form-encoded before they are joined; §2.3: one method a request.
TEST_F(TokenEndpoint, HttpBasicIsReadStrictly) {
  const auto code = [&](const std::string& credentials, const Form& more = {}) {
    Form form{{"grant_type", "client_credentials"}, {"scope", "api://orders/.default"}};
    for (const auto& [name, value] : more.fields()) form.add(name, value);
    return post_form(kV2, form, {{"Authorization", "Basic " + credentials}}).code();
  };
  const std::string good = base64_encode(std::string(kDaemon) + ":" + kDaemonSecret);
  EXPECT_EQ(code(good), 0);
  EXPECT_EQ(code(good, {{"client_id", kDaemon}}), 0) << "the same client may be named again";
  EXPECT_EQ(code("!!!"), 9002313);
  EXPECT_EQ(code(base64_encode("no colon")), 9002313);
  EXPECT_EQ(code(base64_encode(":secret")), 9002313);
  EXPECT_EQ(code(base64_encode(std::string(kDaemon) + ":%zz")), 9002313);
  EXPECT_EQ(code(base64_encode(std::string(kDaemon) + ":a&b=c")), 9002313) << "smuggled parameters";
  EXPECT_EQ(code(good, {{"client_secret", kDaemonSecret}}), 9002313) << "both methods";
  EXPECT_EQ(code(good, {{"client_id", kCsp}}), 9002313) << "two clients";
}

TEST_F(TokenEndpoint, BlanksAndQuotesAreKept) {
  const auto code = [&](const std::string& secret) {
    return post_form(kV2, {{"grant_type", "client_credentials"},
                           {"client_id", kDaemon},
                           {"client_secret", secret},
                           {"scope", "api://orders/.default"}})
        .code();
  };
  EXPECT_EQ(code(" " + std::string(kDaemonSecret)), 7000215);
  EXPECT_EQ(code("\"" + std::string(kDaemonSecret) + "\""), 7000215);
}

TEST_F(TokenEndpoint, RefusesAppOnlyTokensForBrowsers) {
  const Answer answer = post_form(kV2,
                                  {{"grant_type", "client_credentials"},
                                   {"client_id", kDaemon},
                                   {"client_secret", kDaemonSecret},
                                   {"scope", "api://orders/.default"}},
                                  {{"Origin", "http://localhost:5173"}});
  EXPECT_EQ(answer.code(), 9002326);
}

TEST_F(TokenEndpoint, RefusesABrowsersUseOfAWebClientsRefreshToken) {
  const Answer answer = post_form(kV1,
                                  {{"grant_type", "refresh_token"},
                                   {"client_id", kCsp},
                                   {"client_secret", kSecret},
                                   {"refresh_token", refresh_token(true)}},
                                  {{"Origin", "http://localhost:5173"}});
  EXPECT_EQ(answer.code(), 9002326);
}

TEST_F(TokenEndpoint, TelemetryTellsTheAgeOfTheRefreshToken) {
  const std::string token = refresh_token(true);
  advance(seconds(600));
  const Answer answer = post_form(kV1, {{"grant_type", "refresh_token"},
                                        {"client_id", kCsp},
                                        {"client_secret", kSecret},
                                        {"refresh_token", token},
                                        {"x-client-SKU", "MSAL.Python"}});
  EXPECT_EQ(answer.response.headers.get("x-ms-clitelem"), "1,0,0,600000.0,");
}

TEST_F(TokenEndpoint, RefusesOtherMethodsAndIdsThatAreNone) {
  EXPECT_EQ(send({"PUT", origin_, kV2, {}, "", "127.0.0.1"}).response.status, 405);
  const Answer answer = post_form(kV2, {{"grant_type", "magic"}, {"client-request-id", "<script>"}});
  EXPECT_TRUE(is_guid(answer.text("correlation_id")));
}

}  // namespace
}  // namespace entra::idp::testing
