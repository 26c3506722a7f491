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
  bool wants_auth_time{false};       ///< max_age was given at the authorization endpoint
  bool is_front_channel{false};      ///< straight from the authorization endpoint: the access token alone
  std::string claims{};              ///< the claims request of the authorization request; empty: none
  std::string family;                ///< of the refresh token that was presented; empty: a new one begins
};

/// The person as the tenant of the tokens sees him: by the guest object that stands for his account there, if any.
[[nodiscard]] UserFacts as_seen_in(const GrantContext& context, const Tenant& tenant, UserFacts user);

/// Judges the user (enabled, not revoked), conditional access and consent, then issues access, refresh and id token.
[[nodiscard]] Checked<Tokens> issue_user_tokens(const TokenRequest& request, GrantContext& context,
                                                const AuthenticatedClient& client, const Target& target,
                                                const UserGrant& grant);

/// What an id token from the authorization endpoint vouches for; both empty at the token endpoint.
struct IdTokenCompanions {
  std::string access_token;
  std::string code;
};
/// The id token alone. `oidc`: the OIDC scopes that were asked for.
[[nodiscard]] Checked<std::string> issue_id_token(const TokenRequest& request, GrantContext& context,
                                                  const AuthenticatedClient& client,
                                                  const std::vector<std::string>& oidc, const UserGrant& grant,
                                                  const IdTokenCompanions& companions = {});

}  // namespace entra::idp
