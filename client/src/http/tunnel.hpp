#pragma once
// Through an HTTP proxy to a server that speaks TLS: CONNECT (RFC 9110 §9.3.6).

#include <string>

#include "entra/client/proxy.hpp"
#include "entra/support/result.hpp"
#include "http/dial.hpp"

namespace entra::client {

/// Afterwards the socket, which stays the caller's, leads to `authority` ("host:port"). kForbidden when the proxy says
/// no, kUnreachable when it cannot reach the host, kNetwork, kTimeout; messages name the proxy, never its credentials.
[[nodiscard]] Result<void> open_tunnel(int socket, const std::string& authority, const Proxy& proxy,
                                       SteadyTime deadline);

/// "Basic …" for Proxy-Authorization (RFC 7617 §2); empty when the proxy wants no credentials.
[[nodiscard]] std::string proxy_authorization(const Proxy& proxy);

}  // namespace entra::client
