#include "entra/client/rejection.hpp"

#include <gtest/gtest.h>

#include "entra/client/claims_challenge.hpp"
#include "entra/support/base64.hpp"
#include "testing/sample_token.hpp"

namespace entra::client {
namespace {

Refusal step_up(MfaClaim claim = MfaClaim::kAcrs) {
  return {Reason::kMfaMissing, "detail", MfaDecision{MfaOutcome::kStepUp, claim, "why"}};
}

ValidatorOptions asking(MfaPolicy policy) {
  ValidatorOptions options;
  options.mfa = std::move(policy);
  return options;
}

TEST(Rejection, AsksForAnAuthenticationContextAsEntraDocumentsIt) {
  const auto challenge = make_rejection(step_up(), asking({.amr_any = {}, .contexts = {"c1"}}), {.client_id = "app-1"});
  EXPECT_EQ(challenge.status, 401);
  EXPECT_EQ(challenge.claims, R"({"access_token":{"acrs":{"essential":true,"value":"c1"}}})");
  EXPECT_EQ(challenge.www_authenticate,
            R"(Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", )"
            R"(client_id="app-1", error="insufficient_claims", )"
            R"(claims="eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiYzEifX19", )"
            R"(cc_type="authcontext")");
}

TEST(Rejection, ItsClaimsAreStandardBase64OfWhatIsAskedFor) {
  const auto challenge = make_rejection(
      step_up(), asking({.contexts = {"c1", "c2"}, .acr_any = {"1"}, .max_age = std::chrono::seconds(900)}));
  const std::string& header = challenge.www_authenticate;
  const std::size_t begin = header.find("claims=\"", header.find("insufficient_claims\"")) + 8;
  const auto claims = base64_decode(header.substr(begin, header.find('"', begin) - begin));
  ASSERT_TRUE(claims) << header;
  EXPECT_EQ(*claims, challenge.claims);
  EXPECT_EQ(
      *claims,
      R"({"access_token":{"acrs":{"essential":true,"values":["c1","c2"]},"amr":{"essential":true,"values":["mfa"]},)"
      R"("acr":{"essential":true,"value":"1"},"auth_time":{"essential":true}}})");
  EXPECT_NE(header.find(R"(, max_age="900")"), std::string::npos);
}

TEST(Rejection, AsksInTheWordsOfRfc9470) {
  const RejectionOptions wording{.style = ChallengeStyle::kRfc9470};
  EXPECT_EQ(make_rejection(step_up(), asking({.amr_any = {}, .contexts = {"c1"}, .acr_any = {"urn:level:2"}}), wording)
                .www_authenticate,
            R"(Bearer error="insufficient_user_authentication", )"
            R"(error_description="A different authentication level is required", acr_values="c1 urn:level:2")");
  EXPECT_EQ(
      make_rejection(step_up(MfaClaim::kAuthTime), asking({.amr_any = {}, .max_age = std::chrono::seconds(5)}), wording)
          .www_authenticate,
      R"(Bearer error="insufficient_user_authentication", )"
      R"(error_description="More recent authentication is required", max_age="5")");
  EXPECT_EQ(make_rejection(step_up(MfaClaim::kAmr), asking(MfaPolicy{}), wording).www_authenticate,
            R"(Bearer error="insufficient_user_authentication", )"
            R"(error_description="A different authentication level is required", )"
            R"(acr_values="http://schemas.microsoft.com/claims/multipleauthn")");
}

TEST(Rejection, IsUnderstoodByAClient) {
  const auto asked = asking({.contexts = {"c1"}, .max_age = std::chrono::seconds(900)});
  const auto ours = make_rejection(step_up(), asked, {.realm = "a \"b\"", .client_id = "app-1"});
  const auto read = parse_claims_challenge(ours.www_authenticate);
  ASSERT_TRUE(read && *read) << ours.www_authenticate;
  EXPECT_EQ((*read)->claims_json, ours.claims);
  EXPECT_EQ((*read)->error, "insufficient_claims");
  EXPECT_EQ((*read)->client_id, "app-1");
  EXPECT_EQ((*read)->realm, "a \"b\"");

  const auto rfc9470 = make_rejection(step_up(), asked, {.style = ChallengeStyle::kRfc9470});
  const auto other = parse_claims_challenge(rfc9470.www_authenticate);
  ASSERT_TRUE(other && *other) << rfc9470.www_authenticate;
  EXPECT_EQ((*other)->error, "insufficient_user_authentication");
  EXPECT_EQ((*other)->acr_values, std::vector<std::string>{"c1"});
  EXPECT_EQ((*other)->max_age, std::chrono::seconds(900));

  for (const Reason reason : {Reason::kSignatureInvalid, Reason::kScopeMissing}) {
    const auto plain = parse_claims_challenge(make_rejection({reason, "d"}, asked).www_authenticate);
    ASSERT_TRUE(plain);
    EXPECT_FALSE(*plain) << "nothing to ask the authority for";
  }
}

TEST(Rejection, NoSignInHelpsAnApplication) {
  const Refusal denied{Reason::kMfaMissing, "", MfaDecision{MfaOutcome::kDeny, MfaClaim::kNone, "why"}};
  EXPECT_EQ(make_rejection(denied, asking({.refuse_app_only = true})).status, 403);
}

TEST(Rejection, DoesNotHelpAForger) {
  const std::string answer = R"(Bearer error="invalid_token", error_description="The access token is not valid.")";
  for (int n = 0; n < static_cast<int>(Reason::kTenantNotAllowed); ++n) {
    const auto reason = static_cast<Reason>(n);
    if (reason == Reason::kKeysUnavailable) continue;
    const auto challenge = make_rejection({reason, "iss is 'x', expected 'y'"}, testing::options());
    EXPECT_EQ(challenge.status, 401) << to_string(reason);
    EXPECT_EQ(challenge.www_authenticate, answer) << to_string(reason);
  }
  EXPECT_EQ(make_rejection({Reason::kAudienceMismatch, "d"}, testing::options()).www_authenticate, answer);
  EXPECT_EQ(make_rejection({Reason::kKeysUnavailable, "d"}, testing::options()).status, 503);
  for (const Reason reason : {Reason::kTenantNotAllowed, Reason::kClientNotAllowed, Reason::kKindNotAllowed}) {
    const auto challenge = make_rejection({reason, "secret"}, testing::options());
    EXPECT_EQ(challenge.status, 403);
    EXPECT_EQ(challenge.www_authenticate.find("secret"), std::string::npos);
  }
}

TEST(Rejection, NamesTheMissingPermission) {
  auto options = testing::options();
  options.required_scopes = {"orders.read", "orders.write"};
  const auto challenge = make_rejection({Reason::kScopeMissing, "d"}, options, {.realm = "orders"});
  EXPECT_EQ(challenge.status, 403);
  EXPECT_EQ(challenge.www_authenticate,
            R"(Bearer realm="orders", error="insufficient_scope", error_description="The token lacks a permission.", )"
            R"(scope="orders.read orders.write")");
}

TEST(Rejection, CannotBeSplitByWhatIsPutIntoIt) {
  const auto challenge = make_missing_token_rejection({.style = ChallengeStyle::kRfc9470, .realm = "a\"b\\c\r\nX: y"});
  EXPECT_EQ(challenge.www_authenticate, R"(Bearer realm="a\"b\\c  X: y")");
}

TEST(Rejection, WithoutATokenNamesNoError) {
  EXPECT_EQ(make_missing_token_rejection().www_authenticate,
            R"(Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize")");
}

}  // namespace
}  // namespace entra::client
