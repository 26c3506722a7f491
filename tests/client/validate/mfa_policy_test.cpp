#include "entra/client/mfa_policy.hpp"

#include <gtest/gtest.h>

namespace entra::client {
namespace {

struct Row {
  const char* name;
  const char* claims;  ///< METHOD stands for the authenticationmethod claim's name
  MfaOutcome outcome;
  MfaClaim decided_by;
};

Claims claims_of(std::string text) {
  for (std::size_t at = text.find("METHOD"); at != std::string::npos; at = text.find("METHOD")) {
    text.replace(at, 6, kAuthenticationMethodClaim);
  }
  return Claims::parse(text).value();
}

class MfaTable : public ::testing::TestWithParam<Row> {};

TEST_P(MfaTable, DecidesAsPartnerCenterDoes) {
  const Row& row = GetParam();
  const MfaDecision decision = evaluate_mfa(MfaPolicy{}, claims_of(row.claims));
  EXPECT_EQ(to_string(decision.outcome), to_string(row.outcome)) << decision.reason;
  EXPECT_EQ(to_string(decision.decided_by), to_string(row.decided_by)) << decision.reason;
  EXPECT_FALSE(decision.reason.empty());
}

constexpr const char* kMultipleHttp = R"("http://schemas.microsoft.com/claims/multipleauthn")";
constexpr Row kRows[] = {
    {"AppOnly", R"({"idtyp":"app","oid":"o","sub":"o"})", MfaOutcome::kAllow, MfaClaim::kNone},
    {"AppOnlyWithoutIdtyp", R"({"oid":"o","sub":"o"})", MfaOutcome::kAllow, MfaClaim::kNone},
    {"PasswordAndMfa", R"({"scp":"x","amr":["pwd","mfa"]})", MfaOutcome::kAllow, MfaClaim::kAmr},
    {"RsaAndMfa", R"({"scp":"x","amr":["rsa","mfa"]})", MfaOutcome::kAllow, MfaClaim::kAmr},
    {"FederatedAndMfa", R"({"scp":"x","amr":["fed","mfa"]})", MfaOutcome::kAllow, MfaClaim::kAmr},
    {"PasswordOnly", R"({"scp":"x","amr":["pwd"]})", MfaOutcome::kStepUp, MfaClaim::kAmr},
    {"NoAmr", R"({"scp":"x"})", MfaOutcome::kStepUp, MfaClaim::kNone},
    {"EmptyAmr", R"({"scp":"x","amr":[]})", MfaOutcome::kStepUp, MfaClaim::kAmr},
    {"Wia", R"({"scp":"x","amr":["wia"]})", MfaOutcome::kStepUp, MfaClaim::kAmr},
    {"NgcMfa", R"({"scp":"x","amr":["ngcmfa"]})", MfaOutcome::kStepUp, MfaClaim::kAmr},
    {"WiaOrMfa", R"({"scp":"x","amr":["wiaormfa"]})", MfaOutcome::kStepUp, MfaClaim::kAmr},
    {"UpperCase", R"({"scp":"x","amr":["MFA"]})", MfaOutcome::kStepUp, MfaClaim::kAmr},
    {"AmrAsText", R"({"scp":"x","amr":"mfa"})", MfaOutcome::kStepUp, MfaClaim::kAmr},
    {"AmrOfMixedTypes", R"({"scp":"x","amr":["mfa",1]})", MfaOutcome::kStepUp, MfaClaim::kAmr},
    {"MethodHttp", R"({"scp":"x","METHOD":"http://schemas.microsoft.com/claims/multipleauthn"})", MfaOutcome::kAllow,
     MfaClaim::kAuthenticationMethod},
    {"MethodHttps", R"({"scp":"x","METHOD":"https://schemas.microsoft.com/claims/multipleauthn"})", MfaOutcome::kAllow,
     MfaClaim::kAuthenticationMethod},
    {"MethodInAList",
     R"({"scp":"x","METHOD":["http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password",)"
     R"("http://schemas.microsoft.com/claims/multipleauthn"]})",
     MfaOutcome::kAllow, MfaClaim::kAuthenticationMethod},
    {"MethodPassword",
     R"({"scp":"x","METHOD":"http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password"})",
     MfaOutcome::kStepUp, MfaClaim::kAuthenticationMethod},
    {"MethodOfAnotherHost", R"({"scp":"x","METHOD":"http://evil.example/claims/multipleauthn"})", MfaOutcome::kStepUp,
     MfaClaim::kAuthenticationMethod},
    {"BothSayYes", R"({"scp":"x","amr":["pwd","mfa"],"METHOD":"http://schemas.microsoft.com/claims/multipleauthn"})",
     MfaOutcome::kAllow, MfaClaim::kAmr},
    {"OnlyTheMethodSaysYes",
     R"({"scp":"x","amr":["pwd"],"METHOD":"http://schemas.microsoft.com/claims/multipleauthn"})", MfaOutcome::kStepUp,
     MfaClaim::kAmr},
    {"OnlyAmrSaysYes", R"({"scp":"x","amr":["mfa"],"METHOD":"password"})", MfaOutcome::kStepUp,
     MfaClaim::kAuthenticationMethod},
};
INSTANTIATE_TEST_SUITE_P(Rows, MfaTable, ::testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(MfaPolicy, EitherClaimCanBeMadeToSuffice) {
  const MfaPolicy policy{.either_claim_suffices = true};
  const auto claims = claims_of(std::string(R"({"scp":"x","amr":["pwd"],"METHOD":)") + kMultipleHttp + "}");
  EXPECT_EQ(evaluate_mfa(policy, claims).outcome, MfaOutcome::kAllow);
  EXPECT_EQ(evaluate_mfa(policy, claims).decided_by, MfaClaim::kAuthenticationMethod);
}

TEST(MfaPolicy, AClaimThatIsNotTrustedDoesNotCount) {
  const auto method_only = claims_of(std::string(R"({"scp":"x","METHOD":)") + kMultipleHttp + "}");
  EXPECT_EQ(evaluate_mfa({.trust_authentication_method = false}, method_only).outcome, MfaOutcome::kStepUp);
  const auto amr_only = claims_of(R"({"scp":"x","amr":["mfa"]})");
  EXPECT_EQ(evaluate_mfa({.trust_amr = false}, amr_only).outcome, MfaOutcome::kStepUp);
}

TEST(MfaPolicy, AppOnlyTokensCanBeRefused) {
  const auto decision = evaluate_mfa({.refuse_app_only = true}, claims_of(R"({"idtyp":"app"})"));
  EXPECT_EQ(decision.outcome, MfaOutcome::kDeny);
}

}  // namespace
}  // namespace entra::client
