#pragma once
// What can be asked of a token endpoint, one value for each grant.

#include <chrono>
#include <optional>
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
  std::string tenant = {};     ///< instead of the authority's
  std::string claims = {};     ///< a claims challenge (JSON text), sent as it is and part of the cache key
  bool force_refresh = false;  ///< pass by what the cache holds
  std::optional<std::chrono::milliseconds> patience = {};  ///< as TokenCache::Asking
};

/// RFC 6749 §4.1.3: the code that a sign-in brought back.
struct CodeRequest {
  std::string code = {};
  std::string redirect_uri = {};
  std::string code_verifier = {};  ///< RFC 7636 §4.5; empty when no challenge was sent
  Target target = {};              ///< optional
  std::string tenant = {};
};

/// RFC 6749 §6.
struct RefreshRequest {
  std::string refresh_token = {};
  Target target = {};  ///< optional: empty means what the refresh token was given for
  std::string tenant = {};
  std::string claims = {};
  bool force_refresh = false;
  std::optional<std::chrono::milliseconds> patience = {};
};

}  // namespace entra::client
