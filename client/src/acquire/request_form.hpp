#pragma once
// Says a request in the words of the v1 or v2 token endpoint; who asks is added by the sender.

#include "entra/client/authority.hpp"
#include "entra/client/token_requests.hpp"
#include "entra/support/url.hpp"

namespace entra::client {

[[nodiscard]] Form request_form(const ClientCredentialsRequest& request, EndpointVersion version);
[[nodiscard]] Form request_form(const CodeRequest& request, EndpointVersion version);
[[nodiscard]] Form request_form(const RefreshRequest& request, EndpointVersion version);

}  // namespace entra::client
