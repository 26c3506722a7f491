#include "grants/second_factor.hpp"

#include <algorithm>

#include "directory/find_policy.hpp"
#include "entra/support/base64.hpp"
#include "entra/support/evp.hpp"
#include "entra/support/text.hpp"
#include "grants/lockout.hpp"
#include "grants/totp.hpp"
#include "policy/methods.hpp"

namespace entra::idp {
namespace {

constexpr seconds kTotpLife{120};  ///< a step with its drift either way

/// RFC 6238 §5.2: a code that was accepted must not be accepted again.
bool is_totp_of(GrantContext& context, const User& user, const MfaMethod& method, const std::string& code) {
  const auto step = find_totp_step(method.totp_secret, code, context.now);
  if (!step) return false;
  const std::string key = base64url_encode(crypto::sha256(method.totp_secret)).substr(0, 12);
  const std::string id = "totp/" + user.id.str() + "/" + key + "/" + std::to_string(*step);
  return context.store.use_assertion_once(id, context.now + kTotpLife, context.now);
}

bool is_known_code(GrantContext& context, const User& user, const MfaMethod& method, const std::string& code) {
  if (!method.code.empty()) return equals_in_constant_time(method.code, code);
  return !method.totp_secret.empty() && is_totp_of(context, user, method, code);
}

Inbox::Check check(GrantContext& context, const User& user, const MfaMethod& method, const std::string& session,
                   const std::string& code) {
  switch (factor_proof(method)) {
    case FactorProof::kKnownCode:
      return is_known_code(context, user, method, code) ? Inbox::Check::kHolds : Inbox::Check::kWrong;
    case FactorProof::kPasskey:
      return Inbox::Check::kHolds;
    default:
      return context.inbox == nullptr
                 ? Inbox::Check::kWrong
                 : context.inbox->take(session, method.method, method.phone_number, code, context.now);
  }
}

std::string_view word(Inbox::Check result) {
  switch (result) {
    case Inbox::Check::kExpired:
      return "expired";
    case Inbox::Check::kWaiting:
      return "waiting";
    case Inbox::Check::kDenied:
      return "denied";
    default:
      return "wrong";
  }
}

/// The strengths that refusing policies wait for.
std::vector<const AuthenticationStrength*> missing_strengths(const GrantContext& context, const Tenant& tenant) {
  std::vector<const AuthenticationStrength*> missing;
  for (const PolicyFinding& finding : context.trace.policies) {
    if (!finding.refuses()) continue;
    const auto* const policy = find_policy(tenant, finding.id);
    if (policy == nullptr || !policy->grant.authentication_strength) continue;
    const auto* const strength = find_strength(tenant, *policy->grant.authentication_strength);
    if (strength != nullptr) missing.push_back(strength);
  }
  return missing;
}

bool satisfies(const std::vector<const AuthenticationStrength*>& strengths, std::vector<std::string> modes,
               std::string_view kind) {
  modes.push_back(method_mode(kind));
  return std::all_of(strengths.begin(), strengths.end(),
                     [&](const AuthenticationStrength* one) { return is_strong_enough(*one, modes); });
}

}  // namespace

FactorProof factor_proof(const MfaMethod& method) {
  if (!method.code.empty() || (method.method == "otp" && !method.totp_secret.empty())) return FactorProof::kKnownCode;
  if (method.method == "push") return FactorProof::kApproval;
  return method.method == "fido" ? FactorProof::kPasskey : FactorProof::kSentCode;
}

Checked<void> prove_factor(GrantContext& context, const User& user, const MfaMethod& method, const std::string& session,
                           const std::string& code) {
  Lockout lockout(context, "second-factor", user);
  if (lockout.is_locked()) return refuse(50053);
  const Inbox::Check result = check(context, user, method, session, code);
  if (result == Inbox::Check::kHolds) {
    lockout.note_success();
    return {};
  }
  if (result != Inbox::Check::kWaiting) lockout.note_failure();
  return refuse(500121, {std::string(word(result))});
}

Checked<const MfaMethod*> match_code(GrantContext& context, const User& user, const std::string& code) {
  Lockout lockout(context, "second-factor", user);
  if (lockout.is_locked()) return refuse(50053);
  for (const MfaMethod& method : user.mfa.methods) {
    if (!is_known_code(context, user, method, code)) continue;
    lockout.note_success();
    return &method;
  }
  lockout.note_failure();
  return refuse(500121, {"wrong"});
}

std::vector<const MfaMethod*> suitable_methods(const GrantContext& context, const Tenant& tenant, const User& user,
                                               const std::vector<std::string>& held) {
  const auto strengths = missing_strengths(context, tenant);
  std::vector<const MfaMethod*> all;
  std::vector<const MfaMethod*> strong;
  for (const MfaMethod& method : user.mfa.methods) {
    all.push_back(&method);
    if (satisfies(strengths, held, method.method)) strong.push_back(&method);
  }
  return strong.empty() ? all : strong;
}

bool is_suitable_kind(const GrantContext& context, const Tenant& tenant, const std::vector<std::string>& held,
                      std::string_view kind) {
  return satisfies(missing_strengths(context, tenant), held, kind);
}

}  // namespace entra::idp
