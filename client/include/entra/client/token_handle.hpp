#pragma once
// A token that one thread asks for again and again: resolved once, then served without a look-up.

#include <atomic>
#include <cstdint>
#include <memory>

#include "entra/client/token_cache.hpp"

namespace entra::client {

/// For one thread at a time; make one for each thread. Serves what its cache would serve: a token that was replaced,
/// cleared or invalidated there is not served from here either. Keeps the cache alive.
class TokenHandle {
 public:
  /// `fetch` must own what it uses, as for TokenCache::get_or_fetch.
  TokenHandle(std::shared_ptr<TokenCache> cache, TokenKey key, TokenCache::Fetch fetch);
  ~TokenHandle();
  TokenHandle(TokenHandle&& other) noexcept;
  TokenHandle& operator=(TokenHandle&&) = delete;
  TokenHandle(const TokenHandle&) = delete;
  TokenHandle& operator=(const TokenHandle&) = delete;

  /// A good token, never null; it lives until the next call on this handle. Errors as for get_or_fetch.
  [[nodiscard]] Result<const Token*, ClientError> get() {
    if (const Token* token = peek()) return token;
    return resolve();
  }
  /// The same, or null where `get` would have something to do. No lock, no allocation.
  [[nodiscard]] const Token* peek() noexcept {
    if (version_->load(std::memory_order_acquire) != seen_version_ || clock_->coarse_now() >= fresh_until_) {
      return nullptr;
    }
    ++served_;
    return token_.get();
  }
  /// As get, to keep.
  [[nodiscard]] Result<std::shared_ptr<const Token>, ClientError> get_shared();
  /// Says that an API refused the token that was last served.
  void invalidate();

 private:
  static constexpr std::uint64_t kUnresolved = ~std::uint64_t{0};
  [[nodiscard]] Result<const Token*, ClientError> resolve();
  void count_served();

  std::shared_ptr<TokenCache> cache_;  ///< null: moved from
  TokenKey key_;
  TokenCache::Fetch fetch_;
  const Clock* clock_;
  const std::atomic<std::uint64_t>* version_;  ///< of the cache
  std::uint64_t seen_version_{kUnresolved};
  Instant fresh_until_{};
  std::shared_ptr<const Token> token_;
  std::uint64_t served_{0};  ///< hits not yet in the cache's statistics
};

}  // namespace entra::client
