#pragma once
// Says a request in the words of the v1 or v2 token endpoint. Who asks, and which claims, is added when it is sent.

#include "entra/client/authority.hpp"
#include "entra/client/authorization.hpp"
#include "entra/client/token_requests.hpp"
#include "entra/support/url.hpp"

namespace entra::client {

/// "resource" on v1, "scope" on v2.
[[nodiscard]] Form target_form(const Target& target, EndpointVersion version);

[[nodiscard]] Form request_form(const ClientCredentialsRequest& request, EndpointVersion version);
[[nodiscard]] Form request_form(const CodeRequest& request, EndpointVersion version);
[[nodiscard]] Form request_form(const RefreshRequest& request, EndpointVersion version);
[[nodiscard]] Form request_form(const SilentRequest& request, const std::string& refresh_token,
                                EndpointVersion version);
[[nodiscard]] Form request_form(const OnBehalfOfRequest& request, EndpointVersion version);
[[nodiscard]] Form request_form(const PasswordRequest& request, EndpointVersion version);
/// The query of the authorization endpoint, but for state, nonce and challenge.
[[nodiscard]] Form request_form(const AuthorizationRequest& request, EndpointVersion version);

}  // namespace entra::client
