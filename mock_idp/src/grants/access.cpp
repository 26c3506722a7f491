#include "grants/access.hpp"

#include <algorithm>
#include <utility>

#include "entra/support/json_access.hpp"
#include "policy/current_circumstances.hpp"
#include "tokens/optional_claims.hpp"

namespace entra::idp {
namespace {

AccessAttempt make_attempt(const GrantContext& context, const PersonAccess& access) {
  const SignIn& sign_in = access.person.sign_in;
  AccessAttempt attempt;
  attempt.user = access.person.user;
  attempt.home = access.person.home;
  attempt.client = access.client;
  attempt.amr = sign_in.amr;
  attempt.methods = sign_in.methods;
  attempt.signed_in = sign_in.at;
  attempt.mfa_at = sign_in.mfa_at;
  attempt.circumstances = current_circumstances(
      sign_in.circumstances, access.ip_address.empty() ? sign_in.ip_address : access.ip_address, *access.person.user);
  attempt.now = context.now;
  return attempt;
}

/// {"access_token": {NAME: {"essential": true, …}}}, for the client to send back with the next interactive request
/// (https://learn.microsoft.com/entra/identity-platform/claims-challenge).
std::string make_challenge(const char* name, const char* member, OrderedJson value) {
  OrderedJson challenge;
  challenge["access_token"][name]["essential"] = true;
  challenge["access_token"][name][member] = std::move(value);
  return challenge.dump();
}

std::string policy_challenge(const AccessDecision& decision) {
  OrderedJson ids = OrderedJson::array();
  for (const PolicyFinding& finding : decision.findings) {
    if (finding.refuses() && ObjectId::parse(finding.id)) ids.push_back(finding.id);
  }
  return ids.empty() ? "" : make_challenge("capolids", "values", std::move(ids));
}

std::vector<std::string> error_arguments(const AccessDecision& decision, const std::string& target,
                                         const AccessAttempt& attempt) {
  switch (decision.need) {
    case AccessNeed::kSignInAgain:
      return {format_rfc3339(attempt.signed_in), std::to_string(decision.oldest_sign_in.count())};
    case AccessNeed::kCompliantDevice:
    case AccessNeed::kDomainJoinedDevice:
      return {attempt.circumstances.trust_type.empty() ? "Unknown" : attempt.circumstances.trust_type};
    default:
      return {target};
  }
}

tl::unexpected<ProtocolError> refuse_access(const AccessDecision& decision, bool is_interactive,
                                            const std::string& target, const AccessAttempt& attempt,
                                            std::string challenge) {
  return tl::unexpected<ProtocolError>({access_error_code(decision.need, is_interactive),
                                        error_arguments(decision, target, attempt), std::move(challenge)});
}

/// The same finding is not told twice when a context is judged after its resource.
void note(GrantContext& context, std::vector<PolicyFinding> findings, bool only_applying) {
  for (PolicyFinding& finding : findings) {
    if (!only_applying || finding.applies) context.trace.policies.push_back(std::move(finding));
  }
}

/// Every context whose policies hold, where the resource wants to know them without asking (optionalClaims).
std::vector<std::string> wanted_contexts(const PersonAccess& access, const ClaimsRequest& claims) {
  std::vector<std::string> contexts = claims.contexts;
  const bool wants_all =
      access.resource != nullptr && find_optional_claim(access.resource->access_token_claims, "acrs") != nullptr;
  if (!wants_all) return contexts;
  for (const AuthenticationContext& one : access.tenant->authentication_contexts) {
    if (std::find(contexts.begin(), contexts.end(), one.id) == contexts.end()) contexts.push_back(one.id);
  }
  return contexts;
}

Checked<std::vector<std::string>> require_contexts(GrantContext& context, const PersonAccess& access,
                                                   const ClaimsRequest& claims, AccessAttempt attempt) {
  std::vector<std::string> held;
  for (const std::string& one : wanted_contexts(access, claims)) {
    attempt.resource = nullptr;
    attempt.context = one;
    AccessDecision decision = evaluate_conditional_access(*access.tenant, attempt);
    const AccessNeed need = decision.need;
    note(context, std::move(decision.findings), true);
    const bool is_asked = std::find(claims.contexts.begin(), claims.contexts.end(), one) != claims.contexts.end();
    if (need == AccessNeed::kNothing) {
      held.push_back(one);
    } else if (is_asked && claims.contexts_are_essential) {
      return refuse_access(decision, access.is_interactive, one, attempt, make_challenge("acrs", "value", one));
    }
  }
  return held;
}

}  // namespace

int access_error_code(AccessNeed need, bool is_interactive) {
  switch (need) {
    case AccessNeed::kNothing:
      return 0;
    case AccessNeed::kBlocked:
      return 53003;
    case AccessNeed::kBlockedByDefaults:
      return 530035;
    case AccessNeed::kSignInAgain:
      return is_interactive ? 70044 : 70043;
    case AccessNeed::kEnrollment:
      return 50072;
    case AccessNeed::kRegistration:
      return 50079;
    case AccessNeed::kSecondFactor:
      return 50076;
    case AccessNeed::kFreshSecondFactor:
      return 50078;
    case AccessNeed::kManagedDevice:
      return 530003;
    case AccessNeed::kCompliantDevice:
      return 53000;
    case AccessNeed::kDomainJoinedDevice:
      return 53001;
    case AccessNeed::kTermsOfUse:
      return 50158;
    case AccessNeed::kPasswordChange:
      return 50142;
  }
  return 53003;
}

Checked<std::vector<std::string>> require_access(GrantContext& context, const PersonAccess& access,
                                                 const ClaimsRequest& claims) {
  AccessAttempt attempt = make_attempt(context, access);
  attempt.resource = access.resource;
  AccessDecision decision = evaluate_conditional_access(*access.tenant, attempt);
  context.trace.policies.clear();
  context.trace.persistent_browser = decision.persistent_browser;
  const std::string challenge = policy_challenge(decision);
  note(context, std::move(decision.findings), false);
  if (!decision.is_granted()) {
    const std::string target = access.resource == nullptr ? "" : access.resource->app_id.str();
    return refuse_access(decision, access.is_interactive, target, attempt, challenge);
  }
  return require_contexts(context, access, claims, std::move(attempt));
}

Checked<void> require_user_action(GrantContext& context, const PersonAccess& access, const std::string& action) {
  AccessAttempt attempt = make_attempt(context, access);
  attempt.user_action = action;
  AccessDecision decision = evaluate_conditional_access(*access.tenant, attempt);
  // Nobody can prove what he is only about to register.
  const bool is_possible =
      decision.is_granted() || decision.need == AccessNeed::kRegistration || decision.need == AccessNeed::kEnrollment;
  note(context, std::move(decision.findings), true);
  if (!is_possible) return refuse(53010);
  return {};
}

Checked<void> require_app_access(GrantContext& context, const Tenant& tenant, const Application& client,
                                 const Application& resource, const std::string& ip_address) {
  // Most tenants have none, and this is the way of every app-only token.
  const bool has_policies = std::any_of(
      tenant.policies.begin(), tenant.policies.end(),
      [](const ConditionalAccessPolicy& one) { return !one.conditions.include_service_principals.empty(); });
  if (!has_policies) return {};
  AccessAttempt attempt;
  attempt.client = &client;
  attempt.service_principal = Directory::service_principal_id(tenant.id, client.app_id);
  attempt.resource = &resource;
  attempt.circumstances.ip_address = ip_address;
  attempt.now = context.now;
  AccessDecision decision = evaluate_conditional_access(tenant, attempt);
  const std::string challenge = policy_challenge(decision);
  context.trace.policies.clear();
  context.trace.persistent_browser = decision.persistent_browser;
  note(context, std::move(decision.findings), true);
  if (!decision.is_granted()) return refuse_access(decision, false, resource.app_id.str(), attempt, challenge);
  return {};
}

}  // namespace entra::idp
