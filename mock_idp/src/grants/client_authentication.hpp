#pragma once
// Proving that the caller is the client it claims to be (RFC 6749 §2.3, RFC 7523 §2.2).

#include "grants/grant.hpp"
#include "grants/tenancy.hpp"

namespace entra::idp {

struct AuthenticatedClient {
  AppEntry app;
  ClientProof proof{ClientProof::kPublic};
};

/// Public clients pass without a credential and are refused with one (AADSTS700025); confidential ones need a secret
/// (7000215 wrong, 7000222 expired) or an assertion signed by a registered certificate (700027, 700024, …). The flows
/// of passwords and devices take any client without a credential whose registration allows public client flows.
[[nodiscard]] Checked<AuthenticatedClient> authenticate_client(const TokenRequest& request, const TenantSegment& tenant,
                                                               GrantContext& context);

}  // namespace entra::idp
