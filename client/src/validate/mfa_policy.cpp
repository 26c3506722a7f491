#include "entra/client/mfa_policy.hpp"

#include <algorithm>

namespace entra::client {
namespace {

constexpr std::int64_t kLatestTime = 253'402'300'799;      // 9999-12-31T23:59:59Z
constexpr std::chrono::seconds kClockSkew{300};            // Entra's own allowance, for an auth_time ahead of our clock
constexpr std::chrono::hours kLongestAge{24 * 366 * 100};  // more would not fit an Instant
constexpr std::string_view kMfa = "mfa";

enum class Witness { kAbsent, kMet, kNotMet };

Witness met_if(bool met) {
  return met ? Witness::kMet : Witness::kNotMet;
}

template <class List, class Item>
bool contains(const List& list, const Item& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

/// Only an array counts (RFC 8176 §2); "amr":"mfa" is not what Entra issues.
Witness read_amr(const MfaPolicy& policy, const Claims& claims) {
  if (!claims.has("amr")) return Witness::kAbsent;
  const auto methods = claims.list_view("amr");
  if (!methods) return Witness::kNotMet;
  const auto is_there = [&](const std::string& method) { return contains(*methods, method); };
  return met_if((policy.amr_any.empty() || std::any_of(policy.amr_any.begin(), policy.amr_any.end(), is_there)) &&
                std::all_of(policy.amr_all.begin(), policy.amr_all.end(), is_there));
}

/// Where both names are given both must say it: one token speaks of one sign-in.
Witness read_authentication_method(const Claims& claims) {
  Witness witness = Witness::kAbsent;
  for (const std::string_view name : {kAuthenticationMethodClaim, kAuthnMethodsReferencesClaim}) {
    if (!claims.has(name)) continue;
    const auto methods = claims.text_or_list_view(name);
    const bool multiple =
        methods && (contains(*methods, kMultipleAuthnHttp) || contains(*methods, kMultipleAuthnHttps));
    if (witness != Witness::kNotMet) witness = met_if(multiple);
  }
  return witness;
}

/// The authenticationmethod claims answer the question only when it is no finer than "more than one factor".
bool asks_for_mfa_alone(const MfaPolicy& policy) {
  return (policy.amr_any.empty() || contains(policy.amr_any, kMfa)) &&
         std::all_of(policy.amr_all.begin(), policy.amr_all.end(), [](const auto& method) { return method == kMfa; });
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

std::string quoted_methods(const MfaPolicy& policy) {
  std::string out;
  for (const auto* list : {&policy.amr_all, &policy.amr_any}) {
    for (const std::string& method : *list) out += (out.empty() ? "\"" : ", \"") + method + "\"";
  }
  return out;
}

MfaDecision decide_factors(const MfaPolicy& policy, const Claims& claims) {
  const Witness amr = policy.trust_amr ? read_amr(policy, claims) : Witness::kAbsent;
  const bool hears_method = policy.trust_authentication_method && asks_for_mfa_alone(policy);
  const Witness method = hears_method ? read_authentication_method(claims) : Witness::kAbsent;

  const bool contradict = amr != Witness::kAbsent && method != Witness::kAbsent && amr != method;
  if (contradict && !policy.either_claim_suffices) {
    return amr == Witness::kNotMet
               ? decide(MfaOutcome::kStepUp, MfaClaim::kAmr,
                        "amr has no " + quoted_methods(policy) + ", although authenticationmethod says multipleauthn")
               : decide(MfaOutcome::kStepUp, MfaClaim::kAuthenticationMethod,
                        "authenticationmethod is not multipleauthn, although amr has " + quoted_methods(policy));
  }
  if (amr == Witness::kMet) return decide(MfaOutcome::kAllow, MfaClaim::kAmr, "amr has " + quoted_methods(policy));
  if (method == Witness::kMet) {
    return decide(MfaOutcome::kAllow, MfaClaim::kAuthenticationMethod, "authenticationmethod is multipleauthn");
  }
  if (amr == Witness::kNotMet) {
    return decide(MfaOutcome::kStepUp, MfaClaim::kAmr, "amr has no " + quoted_methods(policy));
  }
  if (method == Witness::kNotMet) {
    return decide(MfaOutcome::kStepUp, MfaClaim::kAuthenticationMethod, "authenticationmethod is not multipleauthn");
  }
  return decide(MfaOutcome::kStepUp, MfaClaim::kNone, "no claim says how the person signed in");
}

MfaDecision decide_contexts(const MfaPolicy& policy, const Claims& claims) {
  const auto contexts = claims.list_view("acrs");
  for (const std::string& wanted : policy.contexts) {
    if (!contexts || !contains(*contexts, wanted)) {
      return decide(MfaOutcome::kStepUp, MfaClaim::kAcrs, "acrs has no \"" + wanted + "\"");
    }
  }
  return decide(MfaOutcome::kAllow, MfaClaim::kAcrs, "acrs has every context");
}

MfaDecision decide_level(const MfaPolicy& policy, const Claims& claims) {
  const auto level = claims.text_view("acr");
  if (level && contains(policy.acr_any, *level)) return decide(MfaOutcome::kAllow, MfaClaim::kAcr, "acr is accepted");
  return decide(MfaOutcome::kStepUp, MfaClaim::kAcr, level ? "acr is not one that is accepted" : "no acr");
}

MfaDecision decide_age(const MfaPolicy& policy, const Claims& claims, std::optional<Instant> now) {
  const auto step_up = [](std::string reason) {
    return decide(MfaOutcome::kStepUp, MfaClaim::kAuthTime, std::move(reason));
  };
  const auto seconds = claims.integer("auth_time");
  if (!seconds || *seconds < 0 || *seconds > kLatestTime)
    return step_up("auth_time does not say when the person signed in");
  if (!now) return step_up("the time of the request is not known");
  const Instant signed_in = from_epoch_seconds(*seconds);
  if (signed_in > *now + kClockSkew) return step_up("auth_time is ahead");
  const Instant too_old = signed_in + std::min<std::chrono::seconds>(*policy.max_age, kLongestAge);
  if (*now >= too_old) return step_up("the sign-in is older than is allowed");
  MfaDecision decision = decide(MfaOutcome::kAllow, MfaClaim::kAuthTime, "the sign-in is recent");
  decision.holds_until = too_old;
  return decision;
}

}  // namespace

MfaDecision evaluate_mfa(const MfaPolicy& policy, const Claims& claims, std::optional<Instant> now) {
  if (claims.is_app_only()) return decide_app_only(policy);
  // The first that is not met decides; when all are, the first that was asked for names the claim.
  std::optional<MfaDecision> met;
  const auto is_met = [&met](MfaDecision decision) {
    const bool allows = decision.outcome == MfaOutcome::kAllow;
    if (allows && met) {
      met->holds_until = decision.holds_until;
    } else {
      met = std::move(decision);
    }
    return allows;
  };
  const bool asks_factors = !policy.amr_any.empty() || !policy.amr_all.empty();
  const bool all = (!asks_factors || is_met(decide_factors(policy, claims))) &&
                   (policy.contexts.empty() || is_met(decide_contexts(policy, claims))) &&
                   (policy.acr_any.empty() || is_met(decide_level(policy, claims))) &&
                   (!policy.max_age || is_met(decide_age(policy, claims, now)));
  if (all && !met) return decide(MfaOutcome::kAllow, MfaClaim::kNone, "nothing is asked of the sign-in");
  return std::move(*met);
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
    case MfaClaim::kAcrs:
      return "acrs";
    case MfaClaim::kAcr:
      return "acr";
    case MfaClaim::kAuthTime:
      return "auth_time";
  }
  return "unknown";
}

}  // namespace entra::client
