#pragma once
// What a fault does to an exchange: the answer that stands for the real one, or the damage to the real one.

#include "control/fault_rules.hpp"
#include "endpoints/endpoint.hpp"

namespace entra::idp {

/// The answer of a rule with a status: the Entra error of its code in the words of v1 or v2, by the path; or else a
/// plain body such as gateways send. The request is not carried out.
[[nodiscard]] http::Response make_fault_answer(const FaultAction& action, const RequestFacts& facts,
                                               Exchange& exchange);

/// Headers, a malformed body, and how it goes over the wire.
void spoil_answer(const FaultAction& action, http::Response& response);

/// What a cache would hold since before the last change. Key sets lack the key that signs now (when none other is left
/// they list `stray`); discovery documents name their endpoints under the cloud's older login host. Both say their Age.
/// Other answers stay as they are.
void make_stale(http::Response& response, const Origin& origin, const SigningKey& current, const SigningKey& stray);

}  // namespace entra::idp
