#include "policy/controls.hpp"

#include <algorithm>

#include "entra/support/text.hpp"
#include "policy/methods.hpp"

namespace entra::idp {
namespace {

/// "Every time" leaves five minutes, so that one interactive sign-in is not asked for twice
/// (https://learn.microsoft.com/entra/identity/conditional-access/concept-session-lifetime#require-reauthentication-every-time).
constexpr seconds kEveryTime{300};

std::string amr_text(const AccessAttempt& attempt) {
  return attempt.amr.empty() ? "empty" : join(attempt.amr, ", ");
}

ControlResult check_strength(const Tenant& tenant, const ObjectId& id, const AccessAttempt& attempt) {
  const AuthenticationStrength* const strength = find_strength(tenant, id);
  if (strength == nullptr)
    return {"authenticationStrength", false, AccessNeed::kBlocked, "the strength does not exist"};
  const std::string name = "authenticationStrength " + strength->display_name;
  const std::string methods = attempt.methods.empty() ? "none" : join(attempt.methods, ", ");
  if (is_strong_enough(*strength, attempt.methods)) {
    return {name, true, AccessNeed::kNothing, "the sign-in's methods are strong enough (" + methods + ")"};
  }
  const bool is_able = attempt.user != nullptr && can_be_strong_enough(*strength, *attempt.user);
  return {name, false, is_able ? AccessNeed::kSecondFactor : AccessNeed::kRegistration,
          "the sign-in's methods are not strong enough (" + methods + ")"};
}

ControlResult check_compliance(const Circumstances& facts) {
  if (facts.is_compliant) return {"compliantDevice", true, AccessNeed::kNothing, "the device is compliant"};
  const bool is_known = facts.has_device();
  return {"compliantDevice", false, is_known ? AccessNeed::kCompliantDevice : AccessNeed::kManagedDevice,
          is_known ? "the device is not compliant" : "the tenant does not know the device"};
}

ControlResult check_domain_join(const Circumstances& facts) {
  const bool holds = facts.trust_type == "ServerAd";
  return {"domainJoinedDevice", holds, holds ? AccessNeed::kNothing : AccessNeed::kDomainJoinedDevice,
          holds ? "the device is hybrid joined" : "the device is not hybrid joined"};
}

ControlResult check_terms(const Tenant& tenant, const ObjectId& id, const AccessAttempt& attempt) {
  const auto found = std::find_if(tenant.agreements.begin(), tenant.agreements.end(),
                                  [&](const Agreement& one) { return one.id == id; });
  const std::string name = "termsOfUse " + (found == tenant.agreements.end() ? id.str() : found->display_name);
  const bool holds = attempt.user != nullptr &&
                     std::find(attempt.user->accepted_agreements.begin(), attempt.user->accepted_agreements.end(),
                               id) != attempt.user->accepted_agreements.end();
  return {name, holds, holds ? AccessNeed::kNothing : AccessNeed::kTermsOfUse,
          holds ? "the person accepted them" : "the person has not accepted them"};
}

ControlResult check_built_in(const std::string& control, const AccessAttempt& attempt) {
  if (control == "mfa") return check_mfa_control(attempt);
  if (control == "compliantDevice") return check_compliance(attempt.circumstances);
  if (control == "domainJoinedDevice") return check_domain_join(attempt.circumstances);
  // The change lowers the user's risk, so that the policy applies no more: there is no later moment to satisfy it.
  if (control == "passwordChange") {
    return {control, false, AccessNeed::kPasswordChange, "the password has not been changed since the risk was found"};
  }
  return {control, false, AccessNeed::kBlocked, "nothing satisfies it"};
}

}  // namespace

seconds allowed_age(const SignInFrequency& frequency) {
  return frequency.period.count() == 0 ? kEveryTime : frequency.period;
}

ControlResult check_mfa_control(const AccessAttempt& attempt) {
  if (proves_second_factor(attempt.amr)) {
    return {"mfa", true, AccessNeed::kNothing, "the sign-in proved a second factor (amr " + amr_text(attempt) + ")"};
  }
  const bool is_able = attempt.user != nullptr && attempt.user->mfa.is_registered();
  return {"mfa", false, is_able ? AccessNeed::kSecondFactor : AccessNeed::kRegistration,
          "the sign-in did not prove a second factor (amr " + amr_text(attempt) + ")" +
              (is_able ? "" : ", and none is registered")};
}

std::vector<ControlResult> check_grant_controls(const Tenant& tenant, const GrantControls& controls,
                                                const AccessAttempt& attempt) {
  std::vector<ControlResult> results;
  for (const std::string& control : controls.built_in_controls) results.push_back(check_built_in(control, attempt));
  if (controls.authentication_strength) {
    results.push_back(check_strength(tenant, *controls.authentication_strength, attempt));
  }
  for (const ObjectId& terms : controls.terms_of_use) results.push_back(check_terms(tenant, terms, attempt));
  return results;
}

std::vector<ControlResult> check_session_controls(const SessionControls& controls, const AccessAttempt& attempt) {
  if (!controls.sign_in_frequency || attempt.user == nullptr) return {};
  const SignInFrequency& frequency = *controls.sign_in_frequency;
  const seconds allowed = allowed_age(frequency);
  const bool has_factor = attempt.mfa_at != Instant{};
  const Instant proved = frequency.secondary_only && has_factor ? attempt.mfa_at : attempt.signed_in;
  const seconds age = std::chrono::duration_cast<seconds>(attempt.now - proved);
  const bool holds = age <= allowed;
  const std::string ages = std::to_string(age.count()) + " s ago; at most " + std::to_string(allowed.count()) + " s";
  const bool only_factor = frequency.secondary_only && has_factor;
  return {{"signInFrequency", holds,
           holds         ? AccessNeed::kNothing
           : only_factor ? AccessNeed::kFreshSecondFactor
                         : AccessNeed::kSignInAgain,
           (only_factor ? "the second factor was proved " : "the person signed in ") + ages}};
}

}  // namespace entra::idp
