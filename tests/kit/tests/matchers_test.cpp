#include "entra/testing/matchers.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "entra/support/base64.hpp"
#include "entra/testing/clock.hpp"

namespace entra::testing {
namespace {

using client::Claims;
using client::Reason;
using client::Refusal;
using client::ValidatedToken;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::PrintToString;
using ::testing::StartsWith;
using Verdict = Result<ValidatedToken, Refusal>;

Claims claims_from(std::string_view json) {
  return Claims::parse(json).value();
}

Claims user_claims() {
  return claims_from(R"({"tid":"t1","scp":"Orders.Read Orders.Write","amr":["pwd","mfa"],"oid":"o","sub":"s",)"
                     R"("exp":1780912800,"xms_cc":true})");
}

Claims app_claims() {
  return claims_from(R"({"idtyp":"app","roles":["Orders.Read.All"],"oid":"o","sub":"o","exp":1780909200})");
}

TokenText token_of(const Claims& claims) {
  return TokenText(base64url_encode(R"({"alg":"RS256","kid":"k"})") + "." + base64url_encode(claims.json()) +
                   ".c2lnbmF0dXJl");
}

Verdict accepted(const Claims& claims) {
  return ValidatedToken{.header = claims_from("{}"), .claims = claims};
}

Verdict refused(Reason reason) {
  return tl::unexpected(Refusal{reason, "exp is over"});
}

/// What GoogleTest prints for EXPECT_THAT(value, matcher) that fails.
template <class Matcher, class T>
std::string failure(const T& value, const Matcher& matcher) {
  const ::testing::Matcher<const T&> typed = matcher;
  std::ostringstream out;
  out << "Expected: ";
  typed.DescribeTo(&out);
  ::testing::StringMatchResultListener why;
  if (typed.MatchAndExplain(value, &why)) return "it matches";
  out << "\n  Actual: " << PrintToString(value);
  if (!why.str().empty()) out << ", " << why.str();
  return out.str();
}

TEST(Matchers, TakeClaimsTokensVerdictsAndTexts) {
  EXPECT_THAT(user_claims(), HasMfa());
  EXPECT_THAT(accepted(user_claims()).value(), HasMfa());
  EXPECT_THAT(accepted(user_claims()), HasMfa());
  EXPECT_THAT(token_of(user_claims()), HasMfa());
}

TEST(Matchers, HasMfaFollowsThePolicyAndRefusesApps) {
  EXPECT_THAT(claims_from(R"({"amr":["pwd"],"sub":"s"})"), Not(HasMfa()));
  EXPECT_THAT(app_claims(), Not(HasMfa())) << "the policy lets it pass, but nobody used a second factor";
  client::MfaPolicy policy;
  policy.trust_amr = false;
  EXPECT_THAT(user_claims(), Not(HasMfa(policy)));
}

TEST(Matchers, HasClaimComparesTextsAndJson) {
  EXPECT_THAT(user_claims(), HasClaim("tid"));
  EXPECT_THAT(user_claims(), Not(HasClaim("nonce")));
  EXPECT_THAT(user_claims(), HasClaim("tid", "t1"));
  EXPECT_THAT(user_claims(), Not(HasClaim("tid", "t2")));
  EXPECT_THAT(user_claims(), HasClaim("scp", StartsWith("Orders.")));
  EXPECT_THAT(user_claims(), HasClaim("exp", "1780912800"));
  EXPECT_THAT(user_claims(), HasClaim("xms_cc", "true"));
  EXPECT_THAT(user_claims(), HasClaim("amr", R"(["pwd","mfa"])"));
  EXPECT_THAT(user_claims(), Not(HasClaim("nonce", Not("x")))) << "an absent claim says nothing";
}

TEST(Matchers, HasListClaimTakesMatchersOfContainers) {
  EXPECT_THAT(user_claims(), HasListClaim("amr", Contains("mfa")));
  EXPECT_THAT(user_claims(), HasListClaim("amr", ElementsAre("pwd", "mfa")));
  EXPECT_THAT(user_claims(), Not(HasListClaim("scp", Contains("Orders.Read")))) << "scp is a text";
  EXPECT_THAT(user_claims(), Not(HasListClaim("roles", Not(Contains("x")))));
}

TEST(Matchers, ScopesAndRolesAreWholeWords) {
  EXPECT_THAT(user_claims(), HasScope("Orders.Write"));
  EXPECT_THAT(user_claims(), Not(HasScope("Orders.Wr")));
  EXPECT_THAT(app_claims(), Not(HasScope("Orders.Read")));
  EXPECT_THAT(app_claims(), HasRole("Orders.Read.All"));
  EXPECT_THAT(user_claims(), Not(HasRole("Orders.Read.All")));
  EXPECT_THAT(app_claims(), IsAppOnly());
  EXPECT_THAT(user_claims(), Not(IsAppOnly()));
}

TEST(Matchers, ExpiresWithinNeedsALiveTokenThatEndsInTime) {
  ManualClock clock(kTestStart);
  EXPECT_THAT(user_claims(), ExpiresWithin(std::chrono::hours(1), clock));
  EXPECT_THAT(user_claims(), Not(ExpiresWithin(std::chrono::seconds(3599), clock)));
  clock.advance(std::chrono::hours(1));
  EXPECT_THAT(user_claims(), Not(ExpiresWithin(std::chrono::hours(1), clock))) << "it has expired";
  EXPECT_THAT(claims_from("{}"), Not(ExpiresWithin(std::chrono::hours(1), clock)));
}

TEST(Matchers, VerdictsAreAcceptedOrRefusedForAReason) {
  EXPECT_THAT(accepted(user_claims()), Accepted());
  EXPECT_THAT(refused(Reason::kTokenExpired), Not(Accepted()));
  EXPECT_THAT(refused(Reason::kTokenExpired), RefusedWith(Reason::kTokenExpired));
  EXPECT_THAT(refused(Reason::kTokenExpired), Not(RefusedWith(Reason::kUnknownKey)));
  EXPECT_THAT(accepted(user_claims()), Not(RefusedWith(Reason::kTokenExpired)));
  EXPECT_THAT(refused(Reason::kTokenExpired), Not(HasMfa())) << "a refused token proves nothing";
}

TEST(Matchers, FailuresSayWhatTheTokenWas) {
  EXPECT_EQ(failure(token_of(claims_from(R"({"amr":["pwd"],"sub":"s"})")), HasMfa()),
            "Expected: has MFA\n"
            "  Actual: token {\"amr\":[\"pwd\"],\"sub\":\"s\"}, in which amr has no \"mfa\"");
  EXPECT_EQ(failure(token_of(claims_from(R"({"tid":"t1"})")), HasClaim("tid", "t2")),
            "Expected: has a claim tid that is equal to \"t2\"\n"
            "  Actual: token {\"tid\":\"t1\"}, whose tid is \"t1\"");
  EXPECT_EQ(failure(claims_from(R"({"sub":"s"})"), HasScope("Orders.Read")),
            "Expected: has the scope Orders.Read\n"
            "  Actual: claims {\"sub\":\"s\"}, without scp");
  EXPECT_EQ(
      failure(claims_from(R"({"exp":1780909195})"), ExpiresWithin(std::chrono::seconds(60), ManualClock(kTestStart))),
      "Expected: expires within 60 s\n"
      "  Actual: claims {\"exp\":1780909195}, which expired 5 s ago");
  EXPECT_EQ(failure(refused(Reason::kTokenExpired), Accepted()),
            "Expected: is accepted\n"
            "  Actual: refused: token_expired (exp is over)");
  EXPECT_EQ(failure(accepted(claims_from(R"({"sub":"s"})")), RefusedWith(Reason::kMfaMissing)),
            "Expected: is refused with mfa_missing\n"
            "  Actual: accepted token {\"sub\":\"s\"}");
  EXPECT_EQ(failure(refused(Reason::kTokenExpired), HasRole("x")),
            "Expected: has the role x\n"
            "  Actual: refused: token_expired (exp is over), which was refused before its claims count");
}

TEST(Matchers, FailuresNeverShowTheToken) {
  const TokenText token = token_of(user_claims());
  EXPECT_EQ(PrintToString(token).find("c2lnbmF0dXJl"), std::string::npos);
  EXPECT_EQ(PrintToString(token).find("eyJ"), std::string::npos);
  EXPECT_EQ(failure(TokenText("s3cret.s3cret"), HasMfa()),
            "Expected: has MFA\n"
            "  Actual: no token (the token: a signed token has exactly three parts), which cannot be taken apart");
}

}  // namespace
}  // namespace entra::testing
