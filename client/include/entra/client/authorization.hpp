#pragma once
// The front half of the authorization code grant (RFC 6749 §4.1.1, §4.1.2): where the browser is sent, and what it
// brings back.

#include <string>
#include <string_view>

#include "entra/client/errors.hpp"
#include "entra/client/pkce.hpp"
#include "entra/client/token_requests.hpp"

namespace entra::client {

/// Empty members are not sent.
struct AuthorizationRequest {
  std::string redirect_uri = {};
  Target target = {};
  std::string tenant = {};
  std::string response_mode = {};  ///< query, fragment or form_post; empty: the authority's default for codes, query
  std::string prompt = {};         ///< login, none, consent, select_account; v1 also admin_consent
  std::string login_hint = {};
  std::string domain_hint = {};
  std::string claims = {};      ///< a claims challenge, as in the requests
  std::string amr_values = {};  ///< v1: "mfa" asks for a second factor, as Partner Center's samples do
  std::string state = {};       ///< empty: a random one; whoever gives one answers for its being unguessable
};

/// Where to send the browser, and what to remember until it comes back. All but the URL are secrets of the session.
struct AuthorizationStart {
  std::string url;
  std::string state;  ///< for read_redirect
  std::string nonce;  ///< to be found in the id_token
  Pkce pkce;          ///< its verifier goes into CodeRequest
};

/// What a successful sign-in sent to the redirect URI.
struct AuthorizationAnswer {
  std::string code = {};  ///< works once, for ten minutes
  std::string session_state = {};
  std::string client_info = {};
};

/// Reads the address that the browser was sent to; the answer stands in its query, or else in its fragment.
/// kBadResponse for a state that is not `state` (compared in constant time), a missing code or a parameter that comes
/// twice; kRefused with error, AADSTS code and suberror when the authority or the person refused.
[[nodiscard]] Result<AuthorizationAnswer, ClientError> read_redirect(std::string_view address, std::string_view state);
/// The same for response_mode=form_post: `body` is the form that the browser posted.
[[nodiscard]] Result<AuthorizationAnswer, ClientError> read_form_post(std::string_view body, std::string_view state);

}  // namespace entra::client
