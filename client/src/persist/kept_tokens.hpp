#pragma once
// A token store as requests see it: asked before the network, told of every answer, and never the reason why a request
// fails.

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "acquire/token_response.hpp"
#include "entra/client/authority.hpp"
#include "entra/client/token_cache.hpp"
#include "entra/client/token_store.hpp"
#include "entra/support/url.hpp"

namespace entra::client {

/// Thread-safe.
class KeptTokens {
 public:
  struct Options {
    std::shared_ptr<TokenStore> store;
    std::function<void(const Error&)> on_error;  ///< may be empty
    StoreAuthority authority;
    std::string client_id;
    std::chrono::seconds skew;  ///< a token counts as expired this long before it does
  };
  /// Whose token is wanted, and for what.
  struct Wish {
    std::string realm;
    std::string home_account_id = {};  ///< empty: the application's own
    std::vector<std::string> scopes = {};
  };
  enum class Occasion {
    kSignIn,  ///< the account is known from now on
    kRenewal  ///< it is known already, or was removed meanwhile and stays so
  };

  explicit KeptTokens(Options options);

  /// A token that is worth having for this reason: none for kFresh, for kRenewal none that is itself due.
  [[nodiscard]] std::optional<Token> find(const Wish& wish, Instant now, TokenCache::Reason reason);
  /// Writes what came for `form` in `tenant`. Answers to on-behalf-of requests are not kept: they belong to whoever
  /// brought the assertion; nor those of persons whom nothing names.
  void keep(const std::string& tenant, const Form& form, const TokenAnswer& answer, Instant now, Occasion occasion);
  [[nodiscard]] std::vector<std::string> refresh_tokens(const std::string& home_account_id);

  [[nodiscard]] Result<std::vector<StoredAccount>> accounts() { return options_.store->accounts(options_.authority); }
  Result<std::size_t> remove_account(const std::string& home_account_id);
  void forget(std::string_view refresh_token);
  void clear();

  /// An API refused the token: it leaves the store, and is not served from it even if that fails.
  void refuse(std::string_view access_token);
  /// The same for TokenCache::listen; keeps `kept` alive while it is called.
  [[nodiscard]] static std::shared_ptr<const TokenCache::InvalidationListener> listener_of(
      const std::shared_ptr<KeptTokens>& kept);

 private:
  [[nodiscard]] bool is_refused(std::string_view access_token);
  void report(const Error& error) const;

  const Options options_;
  std::mutex mutex_;
  std::deque<std::string> refused_;  ///< guarded: hashes, the oldest first
  const TokenCache::InvalidationListener listener_;
};

/// What a store calls the scopes of a request: those asked for, or "{resource}/.default".
[[nodiscard]] std::vector<std::string> stored_scopes(const std::string& resource, std::vector<std::string> scopes);

}  // namespace entra::client
