#pragma once
// Partner Center's rule: calls for a user need a token from a sign-in with more than one factor
// (https://learn.microsoft.com/partner-center/security/partner-security-requirements-mandating-mfa).

#include <string>

#include "entra/idp/config.hpp"
#include "entra/support/json_access.hpp"

namespace entra::idp {

struct MfaFinding {
  bool is_met{false};
  std::string decided_by;  ///< the claim and value that decided, for the journal
};

/// Met by "mfa" in amr, or by the authenticationmethod claim being multipleauthn in its http or https spelling.
[[nodiscard]] MfaFinding check_mfa(const Json& claims);

/// Whether a call that does not meet the rule is refused at this moment, rather than only reported.
[[nodiscard]] bool is_mfa_enforced(const Config& config, Instant now);

}  // namespace entra::idp
