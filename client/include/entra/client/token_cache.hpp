#pragma once
// Tokens in memory: one entry per key, one request per entry at a time. Knows nothing of HTTP or OAuth requests.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "entra/client/errors.hpp"
#include "entra/client/token.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/result.hpp"

namespace entra::client {

/// Everything that two requests must share to share a token.
struct TokenKeyParts {
  std::string_view authority_origin = {};
  std::string_view tenant = {};
  std::string_view client_id = {};
  std::string_view credential = {};  ///< fingerprint, never the secret
  std::string_view grant = {};
  std::string_view resource = {};        ///< v1; told apart from a scope of the same text
  std::vector<std::string> scopes = {};  ///< any order, duplicates do not matter
  std::string_view account = {};         ///< fingerprint of the refresh token, or empty
  std::string_view claims = {};
};

/// The parts as one length-prefixed text with its hash beside it. Equality is on the whole text: a hash alone could
/// hand one tenant another's token.
class TokenKey {
 public:
  explicit TokenKey(const TokenKeyParts& parts);
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] std::size_t hash() const noexcept { return hash_; }
  friend bool operator==(const TokenKey& a, const TokenKey& b) noexcept {
    return a.hash_ == b.hash_ && a.text_ == b.text_;
  }

 private:
  std::string text_;
  std::size_t hash_;
};

struct TokenCacheOptions {
  std::size_t max_entries{100'000};
  std::chrono::seconds skew{300};          ///< a token counts as expired this long before it does
  std::chrono::seconds retry_backoff{30};  ///< pause after a failed renewal of a token that is still good
};

struct TokenCacheStatistics {
  std::uint64_t hits{0};       ///< served from memory at once
  std::uint64_t misses{0};     ///< calls that started a request
  std::uint64_t waits{0};      ///< calls that waited for somebody else's request
  std::uint64_t failures{0};   ///< requests that failed
  std::uint64_t evictions{0};  ///< entries dropped to keep the bound
  std::size_t entries{0};
};

/// Thread-safe. All time comes from the clock, which must outlive the cache.
class TokenCache {
 public:
  using Fetch = std::function<Result<Token, ClientError>()>;
  enum class Mode {
    kCached,  ///< a good token from memory, if there is one
    kFresh    ///< a new one; a request already under way counts as new
  };

  explicit TokenCache(const Clock& clock, TokenCacheOptions options = {});
  ~TokenCache();
  TokenCache(const TokenCache&) = delete;
  TokenCache& operator=(const TokenCache&) = delete;

  /// The entry's token, or what `fetch` gives. `fetch` runs on the calling thread, outside every lock, and never twice
  /// at once for one key: other callers wait for its outcome and get it too, success or failure. A failure is not
  /// stored. A token past `refresh_on` is renewed by one caller; when that fails, it is served as long as it is good.
  [[nodiscard]] Result<Acquired, ClientError> get_or_fetch(const TokenKey& key, const Fetch& fetch,
                                                           Mode mode = Mode::kCached);
  /// A token that is not expired, or null.
  [[nodiscard]] std::shared_ptr<const Token> find(const TokenKey& key);
  void put(const TokenKey& key, std::shared_ptr<const Token> token);
  void erase(const TokenKey& key);
  void clear();
  [[nodiscard]] TokenCacheStatistics statistics() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace entra::client
