#pragma once
// Reads what a token endpoint answered: RFC 6749 §5.1 and §5.2 with Entra's members. v1 writes numbers as strings, v2
// as numbers; both are taken.

#include <chrono>
#include <optional>

#include "entra/client/errors.hpp"
#include "entra/client/token.hpp"
#include "entra/support/http_message.hpp"
#include "entra/support/json_access.hpp"
#include "entra/support/result.hpp"
#include "retry/retry_after.hpp"

namespace entra::client {

/// A token with what only a store wants to know of its answer.
struct TokenAnswer : Token {
  Instant extended_expires_on = {};  ///< from ext_expires_in: until when it may serve while the authority is down
  std::string client_info = {};      ///< as received; Entra answers client_info=1
  std::string family_id = {};        ///< "foci"
};

/// `now` is the moment the request was made: lifetimes count from there.
[[nodiscard]] Result<TokenAnswer, ClientError> read_token_response(const http::Response& response, Instant now);

/// No answer makes a token live longer.
inline constexpr std::chrono::hours kLongestLife{366 * 24};

/// access_token, token_type and resource, which are all that every kind of answer has.
[[nodiscard]] Result<Token, ClientError> read_bearer_token(const Json& body, int status);

}  // namespace entra::client
