#pragma once
// optionalClaims of an application registration: which of them a token gets, and with what value
// (https://learn.microsoft.com/entra/identity-platform/optional-claims-reference).

#include "tokens/claims.hpp"

namespace entra::idp {

/// The registration's wish for a claim; null when it has none.
[[nodiscard]] const OptionalClaim* find_optional_claim(const std::vector<OptionalClaim>& wanted, std::string_view name);

/// Adds what `wanted` asks for and the directory knows. `app` is whose registration it is.
void put_optional_user_claims(OrderedJson& claims, const TokenFacts& facts, const Application& app,
                              const std::vector<OptionalClaim>& wanted, const UserFacts& user);
/// The few optional claims that tokens without a user can have.
void put_optional_app_claims(OrderedJson& claims, const Application& app);

}  // namespace entra::idp
