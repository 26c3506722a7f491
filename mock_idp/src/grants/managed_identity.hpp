#pragma once
// Tokens for the identity of an Azure resource, which has no credential: being asked from inside is the proof.

#include "grants/grant.hpp"

namespace entra::idp {

/// Which identity is meant; all empty: the resource's default one.
struct IdentitySelector {
  std::string client_id;
  std::string object_id;
  std::string resource_id;
  std::optional<std::string> header;  ///< App Service: must be the identity's identityHeader, if it has one
};
struct IdentityRequest {
  Origin origin;
  std::string resource;
  IdentitySelector selector;
};

enum class IdentityFault { kNotFound, kAmbiguous, kRefused };
struct IdentityRefusal {
  IdentityFault fault{IdentityFault::kNotFound};
  ProtocolError protocol;  ///< when refused
};
struct IdentityTokens {
  const ManagedIdentity* identity{nullptr};
  Tokens tokens;
};

/// The selected identity; without a selector the first system-assigned one, or the only one there is. Then a token of
/// version and audience as for any client, valid for 24 hours. AADSTS500011 for an unknown resource.
[[nodiscard]] Result<IdentityTokens, IdentityRefusal> grant_managed_identity(const IdentityRequest& request,
                                                                             GrantContext& context);

}  // namespace entra::idp
