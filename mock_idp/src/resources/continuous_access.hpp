#pragma once
// Continuous access evaluation: why a token that has not expired is no longer good, and the claims challenge that says
// so (https://learn.microsoft.com/entra/identity-platform/app-resilience-continuous-access-evaluation).

#include <optional>
#include <string>

#include "resources/resource.hpp"

namespace entra::idp {

struct AccessRevocation {
  std::string code;      ///< the service's own word: TokenIssuedBeforeRevocationTimestamp, …
  Instant not_before{};  ///< what a new sign-in has to come after
  std::string why;       ///< for the journal
};

/// None: the token is good, or its client cannot handle challenges (no xms_cc), so that it is good until it expires.
/// Revocations, the account's state and the location policies of the token's tenant count; the moment that matters is
/// that of the sign-in, not the token's own, which is back-dated.
[[nodiscard]] std::optional<AccessRevocation> find_revocation(const ResourceCall& call, const Caller& caller);

/// "Continuous access evaluation resulted in challenge with result: …"
[[nodiscard]] std::string describe_revocation(const AccessRevocation& revocation);

/// The value of WWW-Authenticate, as Microsoft Graph writes it. `resource` is the app id of the API.
[[nodiscard]] std::string make_claims_challenge(const ResourceCall& call, const AccessRevocation& revocation,
                                                std::string_view resource);

}  // namespace entra::idp
