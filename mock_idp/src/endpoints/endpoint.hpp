#pragma once
// The protocol endpoints: each parses a request, calls a grant or reads the directory, and writes the answer.

#include "entra/support/http_message.hpp"
#include "entra/support/json_access.hpp"
#include "grants/grant.hpp"

namespace entra::idp {

/// One request on its way through the core, with everything that an endpoint may use. References outlive the call.
struct Exchange {
  const http::Request& request;
  Origin origin;
  std::string ip_address;  ///< of the caller, X-Forwarded-For of loopback peers considered
  GrantContext context;
  std::string request_id;      ///< x-ms-request-id, trace_id
  std::string correlation_id;  ///< the caller's client-request-id, or a fresh one
};

[[nodiscard]] http::Response serve_openid_configuration(Exchange& exchange, std::string_view tenant,
                                                        TokenVersion version);
[[nodiscard]] http::Response serve_keys(Exchange& exchange, std::string_view tenant, TokenVersion version);
[[nodiscard]] http::Response serve_instance_discovery(Exchange& exchange);
[[nodiscard]] http::Response serve_token(Exchange& exchange, std::string_view tenant, TokenVersion version);
[[nodiscard]] http::Response serve_authorize(Exchange& exchange, std::string_view tenant, TokenVersion version);
/// `user_segment` is the rest of the path, still percent-encoded; empty: the query's `user`.
[[nodiscard]] http::Response serve_user_realm(Exchange& exchange, std::string_view user_segment);
[[nodiscard]] http::Response serve_admin_consent(Exchange& exchange, std::string_view tenant, TokenVersion version);
[[nodiscard]] http::Response serve_logout(Exchange& exchange, std::string_view tenant, TokenVersion version);
[[nodiscard]] http::Response serve_check_session(Exchange& exchange, std::string_view tenant);
[[nodiscard]] http::Response serve_kerberos(Exchange& exchange, std::string_view tenant);
[[nodiscard]] http::Response serve_device_login(Exchange& exchange);
/// The endpoints of managed identities, which stand beside the tenants' paths; none for other paths.
[[nodiscard]] std::optional<http::Response> serve_managed_identity(Exchange& exchange);
[[nodiscard]] http::Response serve_device_code(Exchange& exchange, std::string_view tenant, TokenVersion version);
[[nodiscard]] http::Response serve_error_page(Exchange& exchange);

/// Routes a path of the login hosts; none when nothing is served there.
[[nodiscard]] std::optional<http::Response> serve_login(Exchange& exchange);

}  // namespace entra::idp
