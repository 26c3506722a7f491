#pragma once
// Reads what IMDS and App Service answer: RFC 6749's members as strings, with the moment of expiry for a lifetime.

#include <optional>
#include <string_view>

#include "entra/client/errors.hpp"
#include "entra/client/token.hpp"
#include "entra/support/http_message.hpp"

namespace entra::client {

[[nodiscard]] Result<Token, ClientError> read_managed_identity_response(const http::Response& response, Instant now);

/// expires_on as it has been seen: "1586984735", RFC 3339, or "09/14/2017 00:00:00 PM +00:00".
[[nodiscard]] std::optional<Instant> parse_expires_on(std::string_view text);

}  // namespace entra::client
