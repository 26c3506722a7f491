#pragma once
// From checked facts to signed tokens: what every grant does last.

#include "grants/client_authentication.hpp"
#include "grants/permissions.hpp"

namespace entra::idp {

/// A token for the application itself.
[[nodiscard]] Checked<Tokens> issue_app_tokens(const TokenRequest& request, GrantContext& context, const Tenant& tenant,
                                               const AuthenticatedClient& client, const Target& target);

/// What a grant for a user has established.
struct UserGrant {
  const Tenant* tenant{nullptr};  ///< that the tokens are for
  UserFacts user;
  std::string scope;  ///< v2: what this answer is for, remembered for refreshes that name none
  std::string nonce;  ///< of the authorization request
  bool is_spa{false};
  std::optional<Instant> spa_start;  ///< a SPA's later refresh tokens inherit the first one's expiry
  std::string family;                ///< of the refresh token that was presented; empty: a new one begins
};

/// Judges the user (enabled, not revoked), conditional access and consent, then issues access, refresh and id token.
[[nodiscard]] Checked<Tokens> issue_user_tokens(const TokenRequest& request, GrantContext& context,
                                                const AuthenticatedClient& client, const Target& target,
                                                const UserGrant& grant);

/// AADSTS50076, 50079 or 53003 when the tenant's policies say so; the findings go into the trace.
[[nodiscard]] Checked<void> require_access(GrantContext& context, const Tenant& tenant, const User& user,
                                           const Application& resource, const std::vector<std::string>& amr,
                                           const std::string& ip_address);

}  // namespace entra::idp
