#pragma once
// private_key_jwt: an assertion signed by a certificate of the application (RFC 7523 §2.2,
// https://learn.microsoft.com/entra/identity-platform/certificate-credentials).

#include <string>

#include "grants/grant.hpp"
#include "grants/presented_jwt.hpp"
#include "grants/tenancy.hpp"

namespace entra::idp {

/// RS256 or PS256 under one of the app's certificates, named by x5t, x5t#S256, kid, x5c or not at all; iss = sub =
/// client id; aud one of the tenant's endpoints or issuers; within its time range with five minutes of skew; its jti
/// not used by another assertion. An assertion of another issuer is judged as a federated one.
[[nodiscard]] Checked<ClientProof> check_client_assertion(const std::string& assertion, const Application& app,
                                                          const TokenRequest& request, const TenantSegment& tenant,
                                                          GrantContext& context);

/// AADSTS700024 outside of [nbf, exp), five minutes of skew allowed.
[[nodiscard]] Checked<void> check_assertion_times(const Json& claims, Instant now);

/// Workload identity federation: an assertion of another token service that one of the app's
/// federatedIdentityCredentials names (https://learn.microsoft.com/entra/workload-id/workload-identity-federation).
/// AADSTS700211, 700213, 700212 and 70021 for what does not match, 50166 when the issuer's keys cannot be had, 700229
/// for a user's token of this server.
[[nodiscard]] Checked<ClientProof> check_federated_assertion(const PresentedJwt& assertion, std::string_view text,
                                                             const Application& app, GrantContext& context);

}  // namespace entra::idp
