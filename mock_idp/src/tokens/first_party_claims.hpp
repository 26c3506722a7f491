#pragma once
// What Microsoft's own resources find in their access tokens and others do not.

#include "tokens/claims.hpp"

namespace entra::idp {

/// `user` is null in tokens of applications.
void put_first_party_claims(OrderedJson& claims, const TokenFacts& facts, const Application& resource,
                            const UserFacts* user);

}  // namespace entra::idp
