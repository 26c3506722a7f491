#pragma once
// Answers of an authority, for scripts: in the shapes that Entra sends.

#include <chrono>
#include <string>
#include <string_view>

#include "entra/support/http_message.hpp"
#include "entra/support/result.hpp"

namespace entra::testing {

/// An answer with a JSON body, which is sent as it is.
[[nodiscard]] http::Response json_response(int status, std::string body);
/// RFC 6749 §5.1, as the v2 endpoint writes it: a Bearer token and nothing else.
[[nodiscard]] http::Response token_response(std::string_view access_token,
                                            std::chrono::seconds expires_in = std::chrono::seconds(3599));
/// RFC 6749 §5.2 with Entra's code: error "invalid_grant", AADSTS 50076.
[[nodiscard]] http::Response oauth_error(int status, std::string_view error, int aadsts = 0);
/// 429 with Retry-After.
[[nodiscard]] http::Response throttled(std::chrono::seconds retry_after);
/// No answer at all: the connection was refused, or the time ran out. Nobody waits.
[[nodiscard]] Result<http::Response> no_connection();
[[nodiscard]] Result<http::Response> timed_out();

}  // namespace entra::testing
