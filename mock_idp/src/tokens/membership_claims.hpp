#pragma once
// What tokens say of a person's groups and directory roles
// (https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference, groups overage claim).

#include "tokens/claims.hpp"

namespace entra::idp {

/// wids of a user: role template ids, and the one that marks every ordinary user. A partner's user in a customer's
/// tenant has the delegated ones alone.
[[nodiscard]] OrderedJson directory_role_ids(const UserFacts& user);

/// groups and wids as the application's groupMembershipClaims ask. Beyond 200 groups (6 in implicit flow) there is a
/// pointer to the full list in their place: _claim_names with _claim_sources, or hasgroups.
void put_memberships(OrderedJson& claims, const TokenFacts& facts, const Application& app,
                     const std::vector<OptionalClaim>& wanted, const UserFacts& user);

}  // namespace entra::idp
