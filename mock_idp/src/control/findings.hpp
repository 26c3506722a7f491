#pragma once
// A policy's finding as the journal, the what-if and pages show it: Graph's appliedConditionalAccessPolicy, and why.

#include "entra/support/json_access.hpp"
#include "policy/access_attempt.hpp"

namespace entra::idp {

[[nodiscard]] OrderedJson describe(const PolicyFinding& finding);
[[nodiscard]] OrderedJson describe(const std::vector<PolicyFinding>& findings);

}  // namespace entra::idp
