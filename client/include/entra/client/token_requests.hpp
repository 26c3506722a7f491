#pragma once
// What can be asked of a token endpoint, one value for each grant. Members that all of them share mean the same
// everywhere:
// - `tenant` stands in for the authority's; empty: the authority's.
// - `claims` is a claims challenge (JSON text) as an error or a WWW-Authenticate header brought it. It is part of the
//   cache key: a token that was got without it is passed by.
// - `correlation_id` is a GUID for the authority's logs; empty: a new one for each request that is sent.
// - `force_refresh` passes by what the cache holds; `patience` and `stop` are TokenCache::Asking's.

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace entra::client {

/// What the token is for. v1 takes a resource. v2 takes scopes; a resource there means "{resource}/.default".
struct Target {
  std::string resource = {};
  std::vector<std::string> scopes = {};
};

/// RFC 6749 §4.4: the application as itself.
struct ClientCredentialsRequest {
  Target target = {};
  std::string tenant = {};
  std::string claims = {};
  std::string correlation_id = {};
  bool force_refresh = false;
  std::optional<std::chrono::milliseconds> patience = {};
  std::stop_token stop = {};
};

/// RFC 6749 §4.1.3: the code that a sign-in brought back.
struct CodeRequest {
  std::string code = {};
  std::string redirect_uri = {};
  std::string code_verifier = {};  ///< RFC 7636 §4.5; empty when no challenge was sent
  Target target = {};              ///< optional
  std::string tenant = {};
  std::string claims = {};
  std::string correlation_id = {};
};

/// RFC 6749 §6.
struct RefreshRequest {
  std::string refresh_token = {};
  Target target = {};  ///< optional: empty means what the refresh token was given for
  std::string tenant = {};
  std::string claims = {};
  std::string correlation_id = {};
  bool force_refresh = false;
  std::optional<std::chrono::milliseconds> patience = {};
  std::stop_token stop = {};
};

/// Somebody who has signed in before, as TokenClient::accounts names him.
struct SilentRequest {
  std::string home_account_id = {  std::stop_token stop = {};
};
  Target target = {};
  std::string tenant = {};  ///< where the authority names none (common, organizations): the account's home tenant
  std::string claims = {};
  std::string correlation_id = {};
  bool force_refresh = false;
  std::optional<std::chrono::milliseconds> patience = {};
  std::stop_token stop = {};
};

/// RFC 7523 §2.1 with Entra's requested_token_use=on_behalf_of: an API calls the next one for the person who called it
/// (https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow).
struct OnBehalfOfRequest {
  std::string assertion = {};  ///< the access token that the API was called with
  Target target = {};
  std::string tenant = {};
  std::string claims = {};
  std::string correlation_id = {};
  bool force_refresh = false;
  std::optional<std::chrono::milliseconds> patience = {};
  std::stop_token stop = {};
};

/// RFC 8628 §3.1: the person signs in elsewhere.
struct DeviceCodeRequest {
  Target target = {};
  std::string tenant = {};
  std::string claims = {};
  std::string correlation_id = {};
};

/// RFC 6749 §4.3, for accounts without a second factor; where a person is needed the error says so.
struct PasswordRequest {
  std::string username = {};
  std::string password = {};
  Target target = {};
  std::string tenant = {};
  std::string claims = {};
  std::string correlation_id = {};
  bool force_refresh = false;
  std::optional<std::chrono::milliseconds> patience = {};
  std::stop_token stop = {};
};

}  // namespace entra::client
