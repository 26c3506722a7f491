#pragma once
// What holds without a conditional access policy: security defaults, and MFA demanded by a user's own record. Both
// answer as if they were one policy.

#include <optional>

#include "policy/access_attempt.hpp"

namespace entra::idp {

/// Everybody registers; administrators, callers of Azure management and risky sign-ins prove a second factor; legacy
/// clients are blocked (https://learn.microsoft.com/entra/fundamentals/security-defaults).
[[nodiscard]] PolicyFinding judge_security_defaults(const AccessAttempt& attempt);

/// Nothing when the user's state is disabled, or the user belongs to another tenant
/// (https://learn.microsoft.com/entra/identity/authentication/howto-mfa-userstates).
[[nodiscard]] std::optional<PolicyFinding> judge_per_user_mfa(const Tenant& tenant, const AccessAttempt& attempt);

}  // namespace entra::idp
