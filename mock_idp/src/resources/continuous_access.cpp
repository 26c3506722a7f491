#include "resources/continuous_access.hpp"

#include <algorithm>

#include "directory/find_policy.hpp"
#include "entra/support/base64.hpp"
#include "policy/conditional_access.hpp"
#include "policy/current_circumstances.hpp"
#include "tokens/sign_in_handle.hpp"

namespace entra::idp {
namespace {

bool handles_challenges(const Caller& caller) {
  const auto capabilities = get_strings(caller.claims, "xms_cc");
  return capabilities && std::any_of(capabilities->begin(), capabilities->end(),
                                     [](const std::string& one) { return one == "CP1" || one == "cp1"; });
}

std::optional<AccessRevocation> judge_account(const ResourceCall& call, const User& user, const SignIn& sign_in) {
  if (!user.account_enabled) {
    return AccessRevocation{"AccountDisabled", call.now, user.user_principal_name + " is disabled"};  // (unverified)
  }
  const auto valid_from = call.store.tokens_valid_from(user.id);
  if (!valid_from || sign_in.at >= *valid_from) return std::nullopt;
  return AccessRevocation{
      "TokenIssuedBeforeRevocationTimestamp", *valid_from,
      "signed in at " + format_rfc3339(sign_in.at) + ", revoked before " + format_rfc3339(*valid_from)};
}

bool has_locations(const ConditionalAccessPolicy& policy) {
  return !policy.conditions.include_locations.empty() || !policy.conditions.exclude_locations.empty();
}

AccessAttempt make_attempt(const ResourceCall& call, const Caller& caller, const SignIn& sign_in,
                           const Application& resource) {
  AccessAttempt attempt;
  attempt.user = caller.user;
  attempt.home = call.directory.find_tenant(sign_in.tenant.str());
  attempt.client = caller.app;
  attempt.resource = &resource;
  attempt.amr = sign_in.amr;
  attempt.methods = sign_in.methods;
  attempt.signed_in = sign_in.at;
  attempt.mfa_at = sign_in.mfa_at;
  attempt.circumstances = current_circumstances(sign_in.circumstances, call.ip_address, *caller.user);
  attempt.now = call.now;
  return attempt;
}

/// What the tenant's policies say of the address that the call comes from. Policies without a location were judged when
/// the token was issued; resources do not judge them again.
std::optional<AccessRevocation> judge_location(const ResourceCall& call, const Caller& caller, const SignIn& sign_in,
                                               const Application& resource) {
  const AccessDecision decision =
      evaluate_conditional_access(*caller.tenant, make_attempt(call, caller, sign_in, resource));
  for (const PolicyFinding& finding : decision.findings) {
    const ConditionalAccessPolicy* const policy = find_policy(*caller.tenant, finding.id);
    if (policy == nullptr || !has_locations(*policy) || !finding.refuses()) continue;
    return AccessRevocation{"LocationConditionEvaluationSatisfied", call.now,
                            "policy \"" + finding.display_name + "\" refuses " + call.ip_address + ": " + finding.why};
  }
  return std::nullopt;
}

}  // namespace

std::optional<AccessRevocation> find_revocation(const ResourceCall& call, const Caller& caller) {
  if (caller.is_app_only() || !handles_challenges(caller)) return std::nullopt;
  const auto sign_in = parse_sign_in_handle(get_string(caller.claims, "aio").value_or(""));
  if (!sign_in) return std::nullopt;  // minted for a test, without a sign-in behind it
  if (auto revoked = judge_account(call, *caller.user, *sign_in)) return revoked;
  // A guest's account at home.
  const Tenant* const home = call.directory.find_tenant(sign_in->tenant.str());
  const User* const account = home == nullptr ? nullptr : call.directory.find_user(*home, sign_in->user.str());
  if (account != nullptr && account != caller.user) {
    if (auto revoked = judge_account(call, *account, *sign_in)) return revoked;
  }
  const auto resource = call.directory.find_resource(get_string(caller.claims, "aud").value_or(""));
  return resource ? judge_location(call, caller, *sign_in, *resource->app) : std::nullopt;
}

std::string describe_revocation(const AccessRevocation& revocation) {
  return "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: " +
         revocation.code;
}

std::string make_claims_challenge(const ResourceCall& call, const AccessRevocation& revocation,
                                  std::string_view resource) {
  const std::string claims = R"({"access_token":{"nbf":{"essential":true, "value":")" +
                             std::to_string(to_epoch_seconds(revocation.not_before)) + R"("}}})";
  return "Bearer realm=\"\", authorization_uri=\"" + call.login_base + "/common/oauth2/authorize\", client_id=\"" +
         std::string(resource) + "\", error_description=\"" + describe_revocation(revocation) +
         "\", error=\"insufficient_claims\", claims=\"" + base64_encode(claims) + "\"";
}

}  // namespace entra::idp
