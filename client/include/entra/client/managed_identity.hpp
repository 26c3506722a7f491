#pragma once
// Tokens of an Azure resource's own identity, without any credential of its own to keep.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "entra/client/managed_identity_endpoint.hpp"
#include "entra/client/prepared_request.hpp"
#include "entra/client/token.hpp"
#include "entra/client/token_cache.hpp"
#include "entra/client/token_handle.hpp"
#include "entra/client/transport.hpp"
#include "entra/client/wait.hpp"

namespace entra::client {

/// Which of the identities of the resource; by default the one that it has by itself, or its only one.
struct ManagedIdentityId {
  enum class Kind { kDefault, kClientId, kObjectId, kResourceId };
  Kind kind{Kind::kDefault};
  std::string value = {};
};

struct ManagedIdentityOptions {
  ManagedIdentityEndpoint endpoint = {};
  ManagedIdentityId identity = {};
  std::chrono::milliseconds timeout{10'000};  ///< for one request
  TokenCacheOptions cache{};                  ///< of the client's own cache; unused when one is handed in
  Wait wait = sleep_unless_stopped;           ///< between attempts
};

struct ManagedIdentityRequest {
  std::string resource = {};  ///< "https://vault.azure.net"; not a scope
  bool force_refresh = false;
  std::optional<std::chrono::milliseconds> patience = {};  ///< as TokenCache::Asking
};

/// Thread-safe. Transport and cache are shared; the clock must outlive the client, its prepared requests and its cache.
/// An endpoint that is busy or just starting (404, 410, 429, 5xx) is asked again, as its documentation wants: after 1,
/// 2 and 4 seconds, or seven times every 10 seconds for 410
/// (https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token, "Retry
/// guidance").
class ManagedIdentityClient {
 public:
  /// A cache can be shared by many clients; without one the client makes its own.
  ManagedIdentityClient(ManagedIdentityOptions options, std::shared_ptr<Transport> transport, const Clock& clock,
                        std::shared_ptr<TokenCache> cache = nullptr);

  /// Answered from the cache as TokenClient's are. kInvalidArgument without a resource; kNetwork where there is no such
  /// endpoint; kRefused for an identity or a resource that it does not know.
  [[nodiscard]] Result<Acquired, ClientError> get(const ManagedIdentityRequest& request);

  /// As TokenClient::prepare, acquire, with_token and handle.
  [[nodiscard]] Result<PreparedRequest, ClientError> prepare(const ManagedIdentityRequest& request) const;
  [[nodiscard]] Result<Acquired, ClientError> acquire(const PreparedRequest& request,
                                                      const TokenCache::Asking& asking = {}) {
    return cache_->get_or_fetch(request.key, request.fetch, asking);
  }
  template <class Use>
  bool with_token(const PreparedRequest& request, Use&& use) {
    return cache_->with_token(request.key, std::forward<Use>(use));
  }
  [[nodiscard]] TokenHandle handle(PreparedRequest request) {
    return {cache_, std::move(request.key), std::move(request.fetch)};
  }

  [[nodiscard]] TokenCache& cache() noexcept { return *cache_; }

 private:
  struct Core;
  std::shared_ptr<const Core> core_;
  std::shared_ptr<TokenCache> cache_;
};

}  // namespace entra::client
