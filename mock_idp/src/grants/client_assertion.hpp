#pragma once
// private_key_jwt: an assertion signed by a certificate of the application
// (https://learn.microsoft.com/entra/identity-platform/certificate-credentials).

#include <string>

#include "grants/grant.hpp"

namespace entra::idp {

/// RS256 under one of the app's keyCredentials, named by x5t, x5t#S256 or not at all; iss = sub = client id; aud one of
/// the tenant's endpoints or issuers; within its time range with five minutes of skew.
[[nodiscard]] Checked<ClientProof> check_client_assertion(const std::string& assertion, const Application& app,
                                                          const TokenRequest& request, Instant now);

}  // namespace entra::idp
