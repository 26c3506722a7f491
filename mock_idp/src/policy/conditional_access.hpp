#pragma once
// Conditional access as a pure decision with its reasons
// (https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-policies).

#include "policy/access_attempt.hpp"

namespace entra::idp {

/// Every policy of the tenant, security defaults and the user's own MFA state. All that apply must hold; disabled and
/// report-only ones never decide; a block goes before everything else. An empty include list of users or applications
/// matches nobody, as in Entra.
[[nodiscard]] AccessDecision evaluate_conditional_access(const Tenant& tenant, const AccessAttempt& attempt);

}  // namespace entra::idp
