#pragma once
// Acquiring tokens from one authority for one application.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "entra/client/authority.hpp"
#include "entra/client/authorization.hpp"
#include "entra/client/credential.hpp"
#include "entra/client/device_code.hpp"
#include "entra/client/errors.hpp"
#include "entra/client/instance_metadata.hpp"
#include "entra/client/prepared_request.hpp"
#include "entra/client/token.hpp"
#include "entra/client/token_cache.hpp"
#include "entra/client/token_handle.hpp"
#include "entra/client/token_requests.hpp"
#include "entra/client/token_store.hpp"
#include "entra/client/transport.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/random.hpp"

namespace entra::client {

class TokenSender;

struct ClientOptions {
  Authority authority;
  EndpointVersion version{EndpointVersion::kV2};
  std::string client_id = {};
  ClientCredential credential{NoCredential{}};
  /// What the client can handle, sent as xms_cc with every request: "CP1" says that it answers claims challenges
  /// (https://learn.microsoft.com/entra/identity-platform/claims-challenge).
  std::vector<std::string> capabilities = {};
  InstanceDiscovery instance_discovery{InstanceDiscovery::kOn};
  std::optional<InstanceMetadata> instances = {};  ///< a cloud of one's own: a host must be in it or a known one
  std::chrono::milliseconds timeout{30'000};       ///< for one request
  TokenCacheOptions cache{};                       ///< of the client's own cache; unused when one is handed in
  /// Where tokens outlive the process: asked before the network is, told of every answer but those to on-behalf-of.
  std::shared_ptr<TokenStore> store = {};
  /// Told of the store's failures, which fail no request. Thread-safe.
  std::function<void(const Error&)> on_store_error = {};
};

/// Thread-safe. Transport and cache are shared; clock and random must outlive the client, its prepared requests and its
/// cache, which may be renewing a token for it.
class TokenClient {
 public:
  /// A cache can be shared by many clients; without one the client makes its own.
  TokenClient(ClientOptions options, std::shared_ptr<Transport> transport, const Clock& clock, Random& random,
              std::shared_ptr<TokenCache> cache = nullptr);

  /// RFC 6749 §4.4. Answered from the cache until `skew` before expiry. A tenant must be named: not "common".
  [[nodiscard]] Result<Acquired, ClientError> client_credentials(const ClientCredentialsRequest& request);
  /// Where the browser goes for a code (RFC 6749 §4.1.1), with a challenge (PKCE, S256), a state and a nonce. Nothing
  /// is sent. kInvalidArgument without redirect URI or, on v2, without scope.
  [[nodiscard]] Result<AuthorizationStart, ClientError> start_authorization(const AuthorizationRequest& request) const;
  /// RFC 6749 §4.1.3. Always a request: a code works once.
  [[nodiscard]] Result<Acquired, ClientError> redeem_code(const CodeRequest& request);
  /// RFC 6749 §6, for any resource and any tenant that the refresh token reaches. Cached per refresh token and target.
  [[nodiscard]] Result<Acquired, ClientError> refresh(const RefreshRequest& request);

  /// Entra's on-behalf-of flow, with the words of v1 or v2. Cached per assertion and target.
  [[nodiscard]] Result<Acquired, ClientError> on_behalf_of(const OnBehalfOfRequest& request);
  /// RFC 6749 §4.3. Cached per user name, password and target; `cache().clear_account(user name in lower case)` forgets
  /// the account. Where policy wants a second factor or consent, the error is a refusal that `needs_person`.
  [[nodiscard]] Result<Acquired, ClientError> username_password(const PasswordRequest& request);

  /// A token for somebody who has signed in before, in this process or another: from memory, from the store, or with a
  /// refresh token that the store has. Where neither helps, the error `needs_person`; kNeedsPerson says that
  /// nothing was sent. kInvalidArgument without a store.
  [[nodiscard]] Result<Acquired, ClientError> acquire_silent(const SilentRequest& request);
  /// Who can be asked for: everybody whom the store knows at this authority. Errors are the store's; kMissing without
  /// one.
  [[nodiscard]] Result<std::vector<StoredAccount>> accounts() const;
  /// Signs out here: the account and its tokens leave the memory and the store; how many entries the store dropped.
  /// Tokens that were got with a refresh token of the caller's own stay in memory until `forget`. Errors as accounts.
  Result<std::size_t> remove_account(const std::string& home_account_id);

  /// RFC 8628 §3.1: asks for a code to show to a person. The flow's token is not cached; its refresh token is for
  /// `refresh`.
  [[nodiscard]] Result<DeviceCodeFlow, ClientError> start_device_code(const DeviceCodeRequest& request) const;

  /// The check and the key of a request that is made again and again, paid once. Nothing is sent. kInvalidArgument as
  /// the grant's own function; `force_refresh`, `patience` and `stop` of the request mean nothing here: `acquire` is
  /// told.
  [[nodiscard]] Result<PreparedRequest, ClientError> prepare(const ClientCredentialsRequest& request) const;
  [[nodiscard]] Result<PreparedRequest, ClientError> prepare(const RefreshRequest& request) const;
  [[nodiscard]] Result<PreparedRequest, ClientError> prepare(const OnBehalfOfRequest& request) const;
  [[nodiscard]] Result<PreparedRequest, ClientError> prepare(const PasswordRequest& request) const;
  [[nodiscard]] Result<PreparedRequest, ClientError> prepare(const SilentRequest& request) const;

  /// A token to keep; errors as TokenCache::get_or_fetch.
  [[nodiscard]] Result<Acquired, ClientError> acquire(const PreparedRequest& request,
                                                      const TokenCache::Asking& asking = {}) {
    return cache_->get_or_fetch(request.key, request.fetch, asking);
  }
  /// Shows `use(const Token&)` a token that is in the cache; false when there is none. As TokenCache::with_token.
  template <class Use>
  bool with_token(const PreparedRequest& request, Use&& use) {
    return cache_->with_token(request.key, std::forward<Use>(use));
  }
  /// For one thread that asks again and again: a few nanoseconds a call while the token is good. Nothing is sent before
  /// the handle is asked.
  [[nodiscard]] TokenHandle handle(PreparedRequest request) {
    return TokenHandle(cache_, std::move(request.key), std::move(request.fetch));
  }

  /// Drops every token that was got with this refresh token or user assertion, the store's too; how many were in
  /// memory.
  std::size_t forget(std::string_view grant);
  /// Drops everything in memory, and what the store has of this client at this authority.
  void clear();

  [[nodiscard]] TokenCache& cache() noexcept { return *cache_; }
  [[nodiscard]] const ClientOptions& options() const noexcept;

 private:
  template <class Request>
  [[nodiscard]] Result<Acquired, ClientError> get(const Request& request);

  std::shared_ptr<const TokenSender> sender_;
  std::shared_ptr<TokenCache> cache_;
};

}  // namespace entra::client
