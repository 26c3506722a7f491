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

TEST(MfaPolicy, HearsTheNewerNameOfTheMethodClaim) {
  const std::string newer(kAuthnMethodsReferencesClaim);
  const auto decide = [&](const std::string& rest) {
    return evaluate_mfa({}, claims_of(R"({"scp":"x",)" + rest + "}"));
  };
  EXPECT_EQ(decide("\"" + newer + "\":" + kMultipleHttp).outcome, MfaOutcome::kAllow);
  EXPECT_EQ(decide("\"" + newer + "\":\"password\"").outcome, MfaOutcome::kStepUp);
  EXPECT_EQ(decide("\"" + newer + "\":" + kMultipleHttp + R"(,"METHOD":"password")").outcome, MfaOutcome::kStepUp)
      << "the two names contradict each other";
}

TEST(MfaPolicy, AsksForOtherMethodsThanMfa) {
  const MfaPolicy strong{.amr_any = {"fido", "hwk"}, .amr_all = {"mfa"}};
  EXPECT_EQ(evaluate_mfa(strong, claims_of(R"({"scp":"x","amr":["fido","mfa"]})")).outcome, MfaOutcome::kAllow);
  EXPECT_EQ(evaluate_mfa(strong, claims_of(R"({"scp":"x","amr":["pwd","mfa"]})")).outcome, MfaOutcome::kStepUp);
  EXPECT_EQ(evaluate_mfa(strong, claims_of(R"({"scp":"x","amr":["fido"]})")).outcome, MfaOutcome::kStepUp);
  const auto method = claims_of(std::string(R"({"scp":"x","METHOD":)") + kMultipleHttp + "}");
  EXPECT_EQ(evaluate_mfa(strong, method).outcome, MfaOutcome::kStepUp) << "multipleauthn does not say which factors";
}

TEST(MfaPolicy, AsksForEveryContext) {
  const MfaPolicy policy{.amr_any = {}, .contexts = {"c1", "c99"}};
  const auto decide = [&](const char* claims) { return evaluate_mfa(policy, claims_of(claims)); };
  EXPECT_EQ(decide(R"({"scp":"x","acrs":["c99","c1"]})").outcome, MfaOutcome::kAllow);
  EXPECT_EQ(decide(R"({"scp":"x","acrs":["c99","c1"]})").decided_by, MfaClaim::kAcrs);
  for (const char* missing : {R"({"scp":"x"})", R"({"scp":"x","acrs":["c1"]})", R"({"scp":"x","acrs":"c1"})",
                              R"({"scp":"x","acrs":["C1","c99"]})", R"({"scp":"x","acrs":["c1","c99",1]})"}) {
    EXPECT_EQ(decide(missing).outcome, MfaOutcome::kStepUp) << missing;
    EXPECT_EQ(decide(missing).decided_by, MfaClaim::kAcrs) << missing;
  }
  EXPECT_EQ(decide(R"({"idtyp":"app"})").outcome, MfaOutcome::kAllow) << "no person, no context";
}

TEST(MfaPolicy, AsksForALevel) {
  const MfaPolicy policy{.amr_any = {}, .acr_any = {"1", "2"}};
  EXPECT_EQ(evaluate_mfa(policy, claims_of(R"({"scp":"x","acr":"1"})")).outcome, MfaOutcome::kAllow);
  for (const char* missing : {R"({"scp":"x","acr":"0"})", R"({"scp":"x","acr":1})", R"({"scp":"x"})"}) {
    EXPECT_EQ(evaluate_mfa(policy, claims_of(missing)).decided_by, MfaClaim::kAcr) << missing;
    EXPECT_EQ(evaluate_mfa(policy, claims_of(missing)).outcome, MfaOutcome::kStepUp) << missing;
  }
}

TEST(MfaPolicy, LimitsTheAgeOfTheSignIn) {
  const MfaPolicy policy{.max_age = std::chrono::seconds(600)};
  const Instant now = from_epoch_seconds(1'740'819'600);
  const auto decide = [&](std::string time, std::optional<Instant> at) {
    return evaluate_mfa(policy, claims_of(R"({"scp":"x","amr":["mfa"],"auth_time":)" + time + "}"), at);
  };
  EXPECT_EQ(decide("1740819001", now).outcome, MfaOutcome::kAllow);
  EXPECT_EQ(decide("1740819001", now).decided_by, MfaClaim::kAmr) << "the first that was asked for";
  EXPECT_EQ(decide("1740819001", now).holds_until, from_epoch_seconds(1'740'819'601));
  EXPECT_EQ(decide("1740819000", now).outcome, MfaOutcome::kStepUp);
  EXPECT_EQ(decide("1740819000", now).decided_by, MfaClaim::kAuthTime);
  EXPECT_EQ(decide("1740819900", now).outcome, MfaOutcome::kAllow) << "a clock that is a little ahead of ours";
  for (const char* odd : {"1740819901", "\"1740819500\"", "1740819500.5", "-1", "null", "99999999999999999999"}) {
    EXPECT_EQ(decide(odd, now).outcome, MfaOutcome::kStepUp) << odd;
  }
  EXPECT_EQ(decide("1740819500", std::nullopt).outcome, MfaOutcome::kStepUp) << "nobody said what time it is";
  EXPECT_EQ(evaluate_mfa(policy, claims_of(R"({"scp":"x","amr":["mfa"]})"), now).decided_by, MfaClaim::kAuthTime);
  const MfaPolicy for_ever{.max_age = std::chrono::seconds::max()};
  EXPECT_EQ(evaluate_mfa(for_ever, claims_of(R"({"scp":"x","amr":["mfa"],"auth_time":1})"), now).outcome,
            MfaOutcome::kAllow);
}

TEST(MfaPolicy, EverythingThatIsAskedForMustBeMet) {
  const MfaPolicy policy{.contexts = {"c1"}};
  EXPECT_EQ(evaluate_mfa(policy, claims_of(R"({"scp":"x","amr":["mfa"],"acrs":["c1"]})")).outcome, MfaOutcome::kAllow);
  EXPECT_EQ(evaluate_mfa(policy, claims_of(R"({"scp":"x","amr":["mfa"]})")).decided_by, MfaClaim::kAcrs);
  EXPECT_EQ(evaluate_mfa(policy, claims_of(R"({"scp":"x","amr":["pwd"],"acrs":["c1"]})")).decided_by, MfaClaim::kAmr);
  const MfaPolicy nothing{.amr_any = {}};
  EXPECT_EQ(evaluate_mfa(nothing, claims_of(R"({"scp":"x"})")).outcome, MfaOutcome::kAllow);
}

}  // namespace
}  // namespace entra::client
