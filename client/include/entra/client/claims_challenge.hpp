#pragma once
// What an API wants before it lets a call in: WWW-Authenticate taken apart (RFC 9110 §11.6.1), and the claims challenge
// in it (https://learn.microsoft.com/entra/identity-platform/claims-challenge; RFC 9470).

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "entra/support/http_message.hpp"
#include "entra/support/result.hpp"

namespace entra::client {

struct Challenge {
  std::string scheme = {};   ///< "Bearer", as it was written; schemes compare without case
  std::string token68 = {};  ///< "Negotiate YII=": instead of parameters
  std::vector<std::pair<std::string, std::string>> params = {};  ///< names in lower case, values without quotes

  [[nodiscard]] bool is(std::string_view name) const noexcept;  ///< of that scheme
  [[nodiscard]] std::optional<std::string> get(std::string_view name) const;
};

/// The challenges of one field value, of which there may be several. kMalformed or kOutOfRange (16 KiB, 16 challenges,
/// 32 parameters each); a parameter that is there twice is malformed. Values without quotes may hold ':', '/' and '=',
/// as Azure Arc and Partner Center write them.
[[nodiscard]] Result<std::vector<Challenge>> parse_challenges(std::string_view www_authenticate);

/// A call that would be let in with a token that says more.
struct ClaimsChallenge {
  /// A claims request (OpenID Connect Core §5.5) to send to the authority as it is: ClientCredentialsRequest::claims,
  /// RefreshRequest::claims, or the `claims` parameter of /authorize. Empty when only acr_values or max_age say it.
  std::string claims_json = {};
  std::string error = {};  ///< "insufficient_claims", or "insufficient_user_authentication" of RFC 9470 §3
  std::string error_description = {};
  /// Where the API says that tokens come from. For people to read: an API that is not trusted must not choose the
  /// authority that credentials are sent to.
  std::string authorization_uri = {};
  std::string client_id = {};
  std::string realm = {};
  std::vector<std::string> acr_values = {};          ///< RFC 9470 §3, the preferred one first
  std::optional<std::chrono::seconds> max_age = {};  ///< RFC 9470 §3: how old the sign-in may be; goes to /authorize
};

/// The claims challenge among the Bearer and PoP challenges of one field value; empty when there is none. `claims` is
/// taken as base64 or base64url with or without padding, and as plain JSON; it must be an object. RFC 9470's acr_values
/// become a request for `acrs` as far as they are authentication contexts (c1 to c99). kMalformed, kOutOfRange.
[[nodiscard]] Result<std::optional<ClaimsChallenge>> parse_claims_challenge(std::string_view www_authenticate);
/// Of any of the answer's WWW-Authenticate fields. Malformed ones are passed over.
[[nodiscard]] std::optional<ClaimsChallenge> find_claims_challenge(const http::Response& response);

}  // namespace entra::client
