#pragma once
// Tokens in memory: hits without a lock, one request per key at a time, renewal ahead of expiry that nobody waits for.
// Knows nothing of HTTP or OAuth requests.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "entra/client/errors.hpp"
#include "entra/client/executor.hpp"
#include "entra/client/token.hpp"
#include "entra/client/token_key.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/result.hpp"

namespace entra::client {

/// What a cache does besides serving hits, for metrics and logs. Names no secret: keys hold fingerprints.
struct TokenCacheEvent {
  enum class Kind {
    kMiss,       ///< a call starts a request
    kWait,       ///< a call waits for somebody else's request
    kRefresh,    ///< a renewal ahead of expiry starts
    kThrottled,  ///< a call is answered with a remembered Retry-After
    kGaveUp,     ///< a call's patience ends; the request goes on
    kCancelled,  ///< a call's stop was requested; the request goes on
    kFetched,    ///< a request brought a token, after `took`
    kFailed,     ///< a request failed with `error`, after `took`
    kEvicted     ///< `count` entries were dropped to keep the bound
  };
  Kind kind{Kind::kMiss};
  const TokenKey* key{nullptr};       ///< of the call or the request; null for kEvicted
  const ClientError* error{nullptr};  ///< for kFailed
  std::chrono::milliseconds took{0};  ///< on the cache's clock
  std::size_t count{1};
};

struct TokenCacheOptions {
  std::size_t max_entries{100'000};
  std::chrono::seconds skew{300};          ///< a token counts as expired this long before it does
  std::chrono::seconds retry_backoff{30};  ///< pause after a failed renewal of a token that is still good
  /// Renewals are spread over this share of the time between `refresh_on` and expiry, so that tokens that were got
  /// together are not renewed together.
  double renew_spread{0.1};
  /// Where renewals run; null: threads of the cache's own, started by the first renewal. One that is shared must have
  /// run or dropped its tasks before the clock ends.
  std::shared_ptr<Executor> executor = {};
  /// Called at each event, on the thread that causes it and under no lock of the cache. Must be thread-safe, must not
  /// throw, nor ask the cache for a token; what it uses must outlive the cache. Hits are only counted.
  std::function<void(const TokenCacheEvent&)> observer = {};
};

struct TokenCacheStatistics {
  std::uint64_t hits{0};       ///< served from memory at once
  std::uint64_t misses{0};     ///< calls that started a request
  std::uint64_t waits{0};      ///< calls that waited for somebody else's request
  std::uint64_t gave_up{0};    ///< calls whose patience ended before the request did
  std::uint64_t cancelled{0};  ///< calls whose stop was requested before there was a token
  std::uint64_t refreshes{0};  ///< renewals started ahead of expiry
  std::uint64_t throttled{0};  ///< calls answered with a remembered Retry-After
  std::uint64_t failures{0};   ///< requests that failed, renewals among them
  std::uint64_t evictions{0};  ///< entries dropped to keep the bound
  std::size_t entries{0};
  std::size_t bytes{0};  ///< of the entries: texts of keys and tokens, and what holds them
};

/// The same as Prometheus text (exposition format 0.0.4), with `name` before every metric's own.
[[nodiscard]] std::string to_prometheus(const TokenCacheStatistics& statistics,
                                        std::string_view name = "entra_token_cache");

/// Thread-safe. All time comes from the clock, which must outlive the cache, and whatever a `fetch` still uses when it
/// runs ahead of expiry must too. The destructor waits for renewals that have begun.
class TokenCache {
 public:
  /// Why a token is fetched, for a Fetch that has more than one place to get it from.
  enum class Reason {
    kMiss,     ///< nothing good is in memory
    kRenewal,  ///< what is in memory is still good: only a newer one is worth having
    kFresh     ///< the caller passes by all that is kept anywhere
  };
  /// Gets a new token: a function of the reason, or of nothing. Copied when it runs later than the call or on another
  /// thread: it must own what it uses.
  class Fetch {
   public:
    template <class Function>
    requires(!std::is_same_v<std::remove_cvref_t<Function>, Fetch>)
        Fetch(Function function) {  // NOLINT(google-explicit-constructor): a lambda is a Fetch
      if constexpr (std::is_invocable_v<Function&, Reason>) {
        run_ = std::move(function);
      } else {
        run_ = [run = std::move(function)](Reason) mutable { return run(); };
      }
    }
    [[nodiscard]] Result<Token, ClientError> operator()(Reason reason = Reason::kFresh) const { return run_(reason); }

   private:
    std::function<Result<Token, ClientError>(Reason)> run_;
  };
  /// Hears of a token that an API refused.
  using InvalidationListener = std::function<void(std::string_view access_token)>;
  enum class Mode {
    kCached,  ///< a good token from memory, if there is one
    kFresh    ///< a new one; a request already under way counts as new
  };
  struct Asking {
    Mode mode{Mode::kCached};
    /// How long this call waits for a request. It then fails with kTimeout, while the request goes on for the others
    /// and its token is kept. Without it, and without a stop, a first caller makes the request on its own thread.
    std::optional<std::chrono::milliseconds> patience = {};
    /// When it is requested, this call ends at once with kCancelled, as if its patience had ended. A good token is
    /// served even when it has been requested before. The default is never.
    std::stop_token stop = {};
  };

  explicit TokenCache(const Clock& clock, TokenCacheOptions options = {});
  ~TokenCache();
  TokenCache(const TokenCache&) = delete;
  TokenCache& operator=(const TokenCache&) = delete;

  /// The entry's token, or what `fetch` gives. `fetch` runs outside every lock and never twice at once for one key:
  /// other callers wait for its outcome and get it too, success or failure. A failure is not stored, except that after
  /// a throttled one its error is the answer until `retry_after` has passed. From `refresh_on` on (without it: half of
  /// a life of two hours or more) the token is served at once and renewed by the executor; while that fails, it is
  /// served as long as it is good.
  [[nodiscard]] Result<Acquired, ClientError> get_or_fetch(const TokenKey& key, const Fetch& fetch,
                                                           const Asking& asking);
  [[nodiscard]] Result<Acquired, ClientError> get_or_fetch(const TokenKey& key, const Fetch& fetch,
                                                           Mode mode = Mode::kCached);
  /// A token that is not expired, or null.
  [[nodiscard]] std::shared_ptr<const Token> find(const TokenKey& key);
  /// A token for which get_or_fetch would do nothing but serve it, or null.
  [[nodiscard]] std::shared_ptr<const Token> find_fresh(const TokenKey& key);
  /// Calls `use(const Token&)` with a token that is not expired; false when there is none. The cheapest way by key. The
  /// token is good during the call only, and nothing replaced meanwhile is freed: keep it short.
  template <class Use>
  bool with_token(const TokenKey& key, Use&& use) {
    using Plain = std::remove_reference_t<Use>;
    return visit(
        key, [](const void* f, const Token& token) { (*static_cast<Plain*>(const_cast<void*>(f)))(token); },
        std::addressof(use));
  }

  void put(const TokenKey& key, std::shared_ptr<const Token> token);
  void erase(const TokenKey& key);
  void clear();
  std::size_t clear_tenant(std::string_view tenant);    ///< every entry of TokenKeyParts::tenant; how many
  std::size_t clear_account(std::string_view account);  ///< every entry of TokenKeyParts::account; how many
  /// Drops a token that an API refused, wherever it is held, so that nobody is given it again; false when it is held no
  /// more. Of many callers that were refused with one token, the first drops it and none drops its successor.
  bool invalidate(std::string_view access_token);
  /// From now on `invalidate` tells the listener, under no lock and also of tokens that are not held, so that no other
  /// place gives such a token out again. It is told no more once its owner has dropped it.
  void listen(const std::weak_ptr<const InvalidationListener>& listener);
  /// Walks over all entries for `bytes`; writers wait meanwhile, hits do not.
  [[nodiscard]] TokenCacheStatistics statistics() const;

 private:
  friend class TokenHandle;
  struct State;
  bool visit(const TokenKey& key, void (*use)(const void*, const Token&), const void* context);
  [[nodiscard]] Result<Acquired, ClientError> ask(const TokenKey& key, const Fetch& fetch, const Asking& asking);
  [[nodiscard]] Result<Acquired, ClientError> answer_stopped(const TokenKey& key, const Asking& asking);
  [[nodiscard]] tl::unexpected<ClientError> cancel(const TokenKey& key);

  std::shared_ptr<Executor> executor_;  ///< before the state: tasks share the state, never the other way round
  std::shared_ptr<State> state_;
};

}  // namespace entra::client
