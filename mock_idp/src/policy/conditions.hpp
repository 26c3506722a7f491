#pragma once
// Whether the conditions of a conditional access policy match an attempt, one after the other, each with its reason.

#include <string>
#include <string_view>
#include <vector>

#include "policy/access_attempt.hpp"

namespace entra::idp {

struct ConditionResult {
  std::string_view name;  ///< Graph's word: users, application, locations, clientType, devicePlatform, …
  bool is_met{false};
  std::string why;  ///< "user ada@contoso.com is included (All)"
};

/// The conditions that the policy sets. Excludes win over includes.
[[nodiscard]] std::vector<ConditionResult> match_conditions(const Tenant& tenant, const PolicyConditions& conditions,
                                                            const AccessAttempt& attempt);

/// Whether a numeric address lies in a CIDR range; false when either is malformed or the families differ.
[[nodiscard]] bool is_in_range(std::string_view address, std::string_view cidr);

}  // namespace entra::idp
