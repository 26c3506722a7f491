#pragma once
// Conditional access as a pure decision with its reasons
// (https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-policies).

#include <string>
#include <string_view>
#include <vector>

#include "entra/idp/config.hpp"

namespace entra::idp {

/// One access that is to be judged: who, to what, from where, proved how.
struct AccessAttempt {
  const User* user{nullptr};
  const Application* resource{nullptr};
  std::string ip_address;        ///< numeric; empty: unknown, in no location
  std::vector<std::string> amr;  ///< methods proved at the sign-in (RFC 8176 and Entra's own)
};

enum class AccessVerdict { kAllow, kRequireMfa, kBlock };

/// What one policy had to say; `why` is a sentence for people.
struct PolicyFinding {
  const ConditionalAccessPolicy* policy{nullptr};
  bool applies{false};    ///< its conditions match this attempt
  bool satisfied{false};  ///< its grant controls hold
  std::string why;
};

struct AccessDecision {
  AccessVerdict verdict{AccessVerdict::kAllow};
  std::vector<PolicyFinding> findings;  ///< every policy of the tenant, in order
};

/// Excludes win over includes; disabled and report-only policies never decide; block wins over mfa.
/// An empty include list of users or applications matches nothing, as in Entra; no locations means everywhere.
[[nodiscard]] AccessDecision evaluate_conditional_access(const Tenant& tenant, const AccessAttempt& attempt);

/// Whether a numeric address lies in a CIDR range; false when either is malformed or the families differ.
[[nodiscard]] bool is_in_range(std::string_view address, std::string_view cidr);

}  // namespace entra::idp
