#pragma once
// How long an access token lives, and what the client is told of it
// (https://learn.microsoft.com/entra/identity-platform/configurable-token-lifetimes).

#include "grants/grant.hpp"

namespace entra::idp {

/// Applications' tokens last 60 minutes, users' 60 to 90 at random. Where revocation reaches the resource at once they
/// last 24 hours, and 20 to 28 at random; those of managed identities 24.
enum class TokenLife { kApp, kUser, kLongApp, kLongUser };

struct TokenLifetime {
  seconds life{0};
  seconds announced{0};               ///< expires_in: Entra floors the rest of a started second away
  std::optional<seconds> refresh_in;  ///< of long-lived tokens: half of it
};

/// A configured lifetime holds for all kinds, and is announced exactly.
[[nodiscard]] TokenLifetime choose_lifetime(const GrantContext& context, TokenLife kind);

}  // namespace entra::idp
