#pragma once
// Reads an error of an authority (RFC 6749 §5.2 with Entra's members) and tells what it means for the caller.

#include <string_view>

#include "entra/client/errors.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/http_message.hpp"

namespace entra::client {

/// Any answer but a success; never empty of sense: an answer without OAuth error is kBadResponse or kServerError.
[[nodiscard]] ClientError read_error_response(const http::Response& response, Instant now);

/// 50076 of "AADSTS50076: Due to …", for answers without error_codes; 0 when there is none.
[[nodiscard]] int code_in_description(std::string_view description);

/// What follows from error, suberror and codes: `needs_person`, and AADSTS50196 as a kThrottled.
void judge(ClientError& error);

}  // namespace entra::client
