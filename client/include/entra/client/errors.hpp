#pragma once
// What can go wrong between the client and an authority, as one value: RFC 6749 §5.2 plus the fields that Microsoft
// Entra adds to it. Nothing in it is a secret: no credential, no token, no request body.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/support/result.hpp"

namespace entra::client {

/// Who is at fault and what helps; a closed list.
enum class ClientErrorKind {
  kInvalidArgument,  ///< the call itself is wrong; nothing was sent
  kNetwork,          ///< no connection, or it broke
  kTimeout,          ///< no answer in time
  kCancelled,        ///< the caller's stop was requested
  kRefused,          ///< the authority answered with an OAuth error
  kThrottled,        ///< 429, 503 with Retry-After, or AADSTS50196: try again after `retry_after`
  kServerError,      ///< 5xx
  kBadResponse,      ///< an answer that is neither a token nor an OAuth error
  kNeedsPerson,      ///< nothing is kept that could be sent: somebody must sign in
  kCrypto,           ///< a key or certificate could not be used
};

/// Short stable name, for example "bad_response".
[[nodiscard]] std::string_view to_string(ClientErrorKind kind) noexcept;

struct ClientError {
  ClientErrorKind kind{ClientErrorKind::kInvalidArgument};
  int status{0};                      ///< HTTP status; 0 when there was no answer
  std::string error = {};             ///< "invalid_grant" (RFC 6749 §5.2); empty without an OAuth error
  std::string suberror = {};          ///< "basic_action", "bad_token", …
  int aadsts{0};                      ///< 50076 of AADSTS50076; 0 when unknown
  std::vector<int> error_codes = {};  ///< all that the answer lists; old v1 answers hold two
  std::string description = {};       ///< the authority's text, or ours
  std::string correlation_id = {};    ///< of the request, for the authority's support
  std::string trace_id = {};
  std::string timestamp = {};  ///< as the authority wrote it, "2021-10-29 17:16:31Z"
  std::string claims = {};     ///< claims challenge to send along with the next interactive request (JSON text)
  std::optional<std::chrono::seconds> retry_after = {};  ///< at most an hour
  bool needs_person{false};                              ///< only a new interactive sign-in or consent helps

  /// One line for a log: kind, status, error and description.
  [[nodiscard]] std::string message() const;
};

/// What stands between us and the server is kNetwork; kTimeout and kCrypto keep their sense; every other code is an
/// invalid argument.
[[nodiscard]] ClientError to_client_error(const Error& error);

}  // namespace entra::client
