#pragma once
// Acquiring tokens from one authority for one application: client credentials, authorization code, refresh token.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/client/authority.hpp"
#include "entra/client/credential.hpp"
#include "entra/client/errors.hpp"
#include "entra/client/token.hpp"
#include "entra/client/token_cache.hpp"
#include "entra/client/token_handle.hpp"
#include "entra/client/transport.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/random.hpp"

namespace entra::client {

struct ClientOptions {
  Authority authority;
  EndpointVersion version{EndpointVersion::kV2};
  std::string client_id = {};
  ClientCredential credential{NoCredential{}};
  std::chrono::milliseconds timeout{30'000};  ///< for one request
  TokenCacheOptions cache{};                  ///< of the client's own cache; unused when one is handed in
};

/// What the token is for. v1 takes a resource. v2 takes scopes; a resource there means "{resource}/.default".
struct Target {
  std::string resource = {};
  std::vector<std::string> scopes = {};
};

struct ClientCredentialsRequest {
  Target target = {};
  std::string tenant = {};     ///< instead of the authority's
  std::string claims = {};     ///< a claims challenge (JSON text), sent as it is and part of the cache key
  bool force_refresh = false;  ///< pass by what the cache holds
  std::optional<std::chrono::milliseconds> patience = {};  ///< as TokenCache::Asking
};

struct CodeRequest {
  std::string code = {};
  std::string redirect_uri = {};
  std::string code_verifier = {};  ///< RFC 7636 §4.5; empty when no challenge was sent
  Target target = {};              ///< optional
  std::string tenant = {};
};

struct RefreshRequest {
  std::string refresh_token = {};
  Target target = {};  ///< optional: empty means what the refresh token was given for
  std::string tenant = {};
  std::string claims = {};
  bool force_refresh = false;
  std::optional<std::chrono::milliseconds> patience = {};
};

/// Thread-safe. Transport and cache are shared; clock and random must outlive the client and its cache, which may be
/// renewing a token for it.
class TokenClient {
 public:
  /// A cache can be shared by many clients; without one the client makes its own.
  TokenClient(ClientOptions options, std::shared_ptr<Transport> transport, const Clock& clock, Random& random,
              std::shared_ptr<TokenCache> cache = nullptr);

  /// RFC 6749 §4.4. Answered from the cache until `skew` before expiry.
  [[nodiscard]] Result<Acquired, ClientError> client_credentials(const ClientCredentialsRequest& request);
  /// The same for one thread that asks again and again: a few nanoseconds a call while the token is good. Nothing is
  /// sent before the handle is asked; `force_refresh` and `patience` mean nothing to it.
  [[nodiscard]] Result<TokenHandle, ClientError> client_credentials_handle(const ClientCredentialsRequest& request);
  /// RFC 6749 §4.1.3. Always a request: a code works once.
  [[nodiscard]] Result<Acquired, ClientError> redeem_code(const CodeRequest& request);
  /// RFC 6749 §6, for any resource and any tenant that the refresh token reaches. Cached per refresh token and target.
  [[nodiscard]] Result<Acquired, ClientError> refresh(const RefreshRequest& request);

  /// Drops every token that was got with this refresh token; how many.
  std::size_t forget(std::string_view refresh_token);

  [[nodiscard]] TokenCache& cache() noexcept { return *cache_; }
  [[nodiscard]] const ClientOptions& options() const noexcept;

 private:
  struct Core;
  struct Wanted;
  [[nodiscard]] Result<Wanted, ClientError> wanted(const ClientCredentialsRequest& request) const;

  std::shared_ptr<const Core> core_;
  std::shared_ptr<TokenCache> cache_;
};

}  // namespace entra::client
