#include "entra/client/mfa_policy.hpp"

#include <algorithm>

namespace entra::client {
namespace {

enum class Witness { kAbsent, kMet, kNotMet };

/// Only an array counts (RFC 8176 §2); "amr":"mfa" is not what Entra issues.
Witness read_amr(const Claims& claims) {
  if (!claims.has("amr")) return Witness::kAbsent;
  const auto methods = claims.list("amr");
  return methods && std::find(methods->begin(), methods->end(), "mfa") != methods->end() ? Witness::kMet
                                                                                         : Witness::kNotMet;
}

Witness read_authentication_method(const Claims& claims) {
  if (!claims.has(kAuthenticationMethodClaim)) return Witness::kAbsent;
  const auto methods = claims.text_or_list(kAuthenticationMethodClaim);
  const bool met = methods && std::any_of(methods->begin(), methods->end(), [](const std::string& method) {
                     return method == kMultipleAuthnHttp || method == kMultipleAuthnHttps;
                   });
  return met ? Witness::kMet : Witness::kNotMet;
}

MfaDecision decide(MfaOutcome outcome, MfaClaim claim, std::string reason) {
  return MfaDecision{outcome, claim, std::move(reason)};
}

MfaDecision decide_app_only(const MfaPolicy& policy) {
  if (policy.refuse_app_only) {
    return decide(MfaOutcome::kDeny, MfaClaim::kNone, "an app-only token has no person who could use a second factor");
  }
  return decide(MfaOutcome::kAllow, MfaClaim::kNone, "app-only tokens are not checked");
}

}  // namespace

MfaDecision evaluate_mfa(const MfaPolicy& policy, const Claims& claims) {
  if (claims.is_app_only()) return decide_app_only(policy);
  const Witness amr = policy.trust_amr ? read_amr(claims) : Witness::kAbsent;
  const Witness method = policy.trust_authentication_method ? read_authentication_method(claims) : Witness::kAbsent;

  const bool contradict = amr != Witness::kAbsent && method != Witness::kAbsent && amr != method;
  if (contradict && !policy.either_claim_suffices) {
    return amr == Witness::kNotMet ? decide(MfaOutcome::kStepUp, MfaClaim::kAmr,
                                            "amr has no \"mfa\", although authenticationmethod says multipleauthn")
                                   : decide(MfaOutcome::kStepUp, MfaClaim::kAuthenticationMethod,
                                            "authenticationmethod is not multipleauthn, although amr has \"mfa\"");
  }
  if (amr == Witness::kMet) return decide(MfaOutcome::kAllow, MfaClaim::kAmr, "amr has \"mfa\"");
  if (method == Witness::kMet) {
    return decide(MfaOutcome::kAllow, MfaClaim::kAuthenticationMethod, "authenticationmethod is multipleauthn");
  }
  if (amr == Witness::kNotMet) return decide(MfaOutcome::kStepUp, MfaClaim::kAmr, "amr has no \"mfa\"");
  if (method == Witness::kNotMet) {
    return decide(MfaOutcome::kStepUp, MfaClaim::kAuthenticationMethod, "authenticationmethod is not multipleauthn");
  }
  return decide(MfaOutcome::kStepUp, MfaClaim::kNone, "no claim says how the person signed in");
}

std::string_view to_string(MfaOutcome outcome) noexcept {
  switch (outcome) {
    case MfaOutcome::kAllow:
      return "allow";
    case MfaOutcome::kStepUp:
      return "step_up";
    case MfaOutcome::kDeny:
      return "deny";
  }
  return "unknown";
}

std::string_view to_string(MfaClaim claim) noexcept {
  switch (claim) {
    case MfaClaim::kNone:
      return "none";
    case MfaClaim::kAmr:
      return "amr";
    case MfaClaim::kAuthenticationMethod:
      return "authenticationmethod";
  }
  return "unknown";
}

}  // namespace entra::client
