#include "acquire/token_response.hpp"

#include <gtest/gtest.h>

#include "testing/scripted_transport.hpp"

namespace entra::client {
namespace {

using testing::json_response;

const Instant kNow = from_epoch_seconds(1'740'819'600);  // Sat, 01 Mar 2025 09:00:00 GMT

/// Bodies in the shapes that Entra sends, and what the client makes of them.
struct ErrorRow {
  const char* name;
  int status;
  const char* body;
  ClientErrorKind kind;
  const char* error;
  const char* suberror;
  int aadsts;
  bool needs_person;
};

class TokenErrors : public ::testing::TestWithParam<ErrorRow> {};

TEST_P(TokenErrors, AreReadInFull) {
  const ErrorRow& row = GetParam();
  const auto token = read_token_response(json_response(row.status, row.body), kNow);
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().kind, row.kind) << token.error().message();
  EXPECT_EQ(token.error().status, row.status);
  EXPECT_EQ(token.error().error, row.error);
  EXPECT_EQ(token.error().suberror, row.suberror);
  EXPECT_EQ(token.error().aadsts, row.aadsts);
  EXPECT_EQ(token.error().needs_person, row.needs_person);
  EXPECT_EQ(token.error().message().find('\n'), std::string::npos);
}

constexpr ErrorRow kErrorRows[] = {
    {"RevokedGrantWithCrLf", 400,
     R"({"error":"invalid_grant","error_description":"AADSTS50173: The provided grant has expired.\r\nTrace ID: t",)"
     R"("error_codes":[50173],"timestamp":"2021-10-29 17:16:31Z","trace_id":"t","correlation_id":"c",)"
     R"("suberror":"bad_token"})",
     ClientErrorKind::kRefused, "invalid_grant", "bad_token", 50173, true},
    {"MfaOnV1", 400,
     R"({"error":"interaction_required","error_description":"AADSTS50076: Due to a configuration change",)"
     R"("error_codes":[50076],"suberror":"basic_action"})",
     ClientErrorKind::kRefused, "interaction_required", "basic_action", 50076, true},
    {"MfaOnV2", 400,
     R"({"error":"invalid_grant","error_description":"AADSTS50076: Due to","error_codes":[50076],)"
     R"("suberror":"basic_action"})",
     ClientErrorKind::kRefused, "invalid_grant", "basic_action", 50076, true},
    {"FamilyTokenOfAnotherClient", 400,
     R"({"error":"invalid_grant","suberror":"client_mismatch","error_codes":[70000]})", ClientErrorKind::kRefused,
     "invalid_grant", "client_mismatch", 70000, false},
    {"WrongSecret", 401,
     R"({"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided.",)"
     R"("error_codes":[7000215]})",
     ClientErrorKind::kRefused, "invalid_client", "", 7000215, false},
    {"OldV1WithTwoCodes", 400,
     R"({"error":"invalid_grant","error_description":"AADSTS70002: Error validating credentials. AADSTS70008: x",)"
     R"("error_codes":[70002,70008]})",
     ClientErrorKind::kRefused, "invalid_grant", "", 70002, true},
    {"CodeOnlyInTheText", 400, R"({"error":"unauthorized_client","error_description":"AADSTS700016: Application"})",
     ClientErrorKind::kRefused, "unauthorized_client", "", 700016, false},
    {"CodesOfAnotherType", 400, R"({"error":"invalid_request","error_codes":["x"]})", ClientErrorKind::kRefused,
     "invalid_request", "", 0, false},
    {"NoErrorMember", 400, R"({"message":"?"})", ClientErrorKind::kBadResponse, "", "", 0, false},
    {"EmptyBody", 400, "", ClientErrorKind::kBadResponse, "", "", 0, false},
    {"HtmlPage", 500, "<html>", ClientErrorKind::kServerError, "", "", 0, false},
    {"Throttled", 429, "Too many requests", ClientErrorKind::kThrottled, "", "", 0, false},
    {"TransientOn503", 503, R"({"error":"temporarily_unavailable","error_codes":[90033]})",
     ClientErrorKind::kServerError, "temporarily_unavailable", "", 90033, false},
    {"MfaUnderAnotherWord", 400, R"({"error":"invalid_request","error_codes":[50079]})", ClientErrorKind::kRefused,
     "invalid_request", "", 50079, true},
    {"ExternalMfa", 400, R"({"error":"access_denied","error_description":"AADSTS50158: External security challenge"})",
     ClientErrorKind::kRefused, "access_denied", "", 50158, true},
    {"DeviceStateOnV1", 400, R"({"error":"interaction_required","suberror":"message_only","error_codes":[53000]})",
     ClientErrorKind::kRefused, "interaction_required", "message_only", 53000, true},
    {"ConsentMissing", 400, R"({"error":"invalid_grant","suberror":"consent_required","error_codes":[65001]})",
     ClientErrorKind::kRefused, "invalid_grant", "consent_required", 65001, true},
    {"ConsentWhenSilent", 400, R"({"error":"consent_required","error_codes":[65001]})", ClientErrorKind::kRefused,
     "consent_required", "", 65001, true},
    {"NobodySignedIn", 400, R"({"error":"login_required","error_codes":[50058]})", ClientErrorKind::kRefused,
     "login_required", "", 50058, true},
    {"PasswordExpiredOnV1", 400, R"({"error":"user_password_expired","error_codes":[50055]})",
     ClientErrorKind::kRefused, "user_password_expired", "", 50055, true},
    {"AppProtectionNeeded", 400,
     R"({"error":"interaction_required","suberror":"protection_policy_required","error_codes":[53002]})",
     ClientErrorKind::kRefused, "interaction_required", "protection_policy_required", 53002, false},
    {"DeviceSaidNo", 400,
     R"({"error":"invalid_grant","suberror":"device_authentication_failed","error_codes":[50155]})",
     ClientErrorKind::kRefused, "invalid_grant", "device_authentication_failed", 50155, false},
    {"RequestLoop", 400, R"({"error":"invalid_grant","error_codes":[50196]})", ClientErrorKind::kThrottled,
     "invalid_grant", "", 50196, false},
    {"DeviceCodePending", 400, R"({"error":"authorization_pending","error_codes":[70016]})", ClientErrorKind::kRefused,
     "authorization_pending", "", 70016, false},
    {"UnknownTenant", 400, R"({"error":"invalid_request","error_codes":[90002]})", ClientErrorKind::kRefused,
     "invalid_request", "", 90002, false},
    {"Redirect", 302, "", ClientErrorKind::kBadResponse, "", "", 0, false},
};
INSTANTIATE_TEST_SUITE_P(Table, TokenErrors, ::testing::ValuesIn(kErrorRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(TokenResponse, CarriesIdsAndTheClaimsChallenge) {
  const auto token = read_token_response(
      json_response(400, R"({"error":"invalid_grant","error_description":"AADSTS53003: Access has been blocked",)"
                         R"("error_codes":[53003,70002],"trace_id":"trace-1","correlation_id":"corr-1",)"
                         R"("timestamp":"2021-10-29 17:16:31Z",)"
                         R"("suberror":"message_only","claims":"{\"access_token\":{}}"})"),
      kNow);
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().trace_id, "trace-1");
  EXPECT_EQ(token.error().correlation_id, "corr-1");
  EXPECT_EQ(token.error().claims, R"({"access_token":{}})");
  EXPECT_EQ(token.error().timestamp, "2021-10-29 17:16:31Z");
  EXPECT_EQ(token.error().error_codes, (std::vector<int>{53003, 70002}));
}

TEST(TokenResponse, StaysAwayFromARequestLoopForAMinute) {
  const auto loop = [](http::Headers headers) {
    http::Response response = json_response(400, R"({"error":"invalid_grant","error_codes":[50196]})");
    response.headers = std::move(headers);
    return read_token_response(response, kNow).error().retry_after;
  };
  EXPECT_EQ(loop({}), std::chrono::seconds(60));
  EXPECT_EQ(loop({{"Retry-After", "7"}}), std::chrono::seconds(7));
}

TEST(TokenResponse, RefusesAnswersThatAreNoToken) {
  for (const char* body : {
           "",
           "[]",
           "{}",
           R"({"access_token":"","token_type":"Bearer","expires_in":1})",
           R"({"access_token":5,"token_type":"Bearer","expires_in":1})",
           R"({"access_token":"a","expires_in":1})",                              // no type
           R"({"access_token":"a","token_type":"pop","expires_in":1})",           // a type we cannot use
           R"({"access_token":"a","token_type":"Bearer"})",                       // no lifetime
           R"({"access_token":"a","token_type":"Bearer","expires_in":0})",        //
           R"({"access_token":"a","token_type":"Bearer","expires_in":-5})",       //
           R"({"access_token":"a","token_type":"Bearer","expires_in":"soon"})",   //
           R"({"access_token":"a","token_type":"Bearer","expires_in":"3600x"})",  //
           R"({"access_token":"a","token_type":"Bearer","expires_in":1e300})",    //
           R"({"access_token":"a","access_token":"b","token_type":"Bearer","expires_in":3600})",
       }) {
    const auto token = read_token_response(json_response(200, body), kNow);
    ASSERT_FALSE(token) << body;
    EXPECT_EQ(token.error().kind, ClientErrorKind::kBadResponse) << body;
  }
}

TEST(TokenResponse, ReadsRefreshInAndATypeInLowerCase) {
  const auto token = read_token_response(
      json_response(200, R"({"access_token":"a","token_type":"bearer","expires_in":86399,"refresh_in":43199})"), kNow);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->refresh_on, kNow + std::chrono::seconds(43199));
}

TEST(RetryAfter, TakesSecondsAndDatesAndNothingElse) {
  const auto read = [](const char* value) {
    return read_retry_after(http::Response{429, "", {{"Retry-After", value}}, ""}, kNow);
  };
  using std::chrono::seconds;
  EXPECT_EQ(read("60"), seconds(60));
  EXPECT_EQ(read("999999999999999999999"), seconds(3600));
  EXPECT_EQ(read("Sat, 01 Mar 2025 09:02:00 GMT"), seconds(120));
  EXPECT_EQ(read("Sat, 01 Mar 2025 08:00:00 GMT"), seconds(0));
  EXPECT_EQ(read("Sun, 02 Mar 2025 09:00:00 GMT"), seconds(3600));
  for (const char* bad : {"", "-5", "1.5", "soon", "Sat, 31 Feb 2025 09:02:00 GMT", "Sat, 01 Mar 2025 25:02:00 GMT"}) {
    EXPECT_EQ(read(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace entra::client
