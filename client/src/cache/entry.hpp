#pragma once
// What the cache holds for one key.

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>

#include "cache/flight.hpp"
#include "entra/client/token_cache.hpp"

namespace entra::client {

/// Milliseconds since 1970 on the cache's clock: an Instant that fits an atomic word.
using Millis = std::int64_t;
constexpr Millis kNever = std::numeric_limits<Millis>::max();

inline Millis millis_of(Instant at) noexcept {
  return at.time_since_epoch().count();
}

/// A token and until when it is worth serving. Immutable, and freed through the limbo.
struct TokenRecord {
  // In the order of use: a look needs the first two, and so one cache line.
  TokenPtr token;
  Millis ends;       ///< expiry less the skew
  std::uint64_t id;  ///< no other record of the process has it; never 0
  Millis ages;       ///< from here on a new one is worth asking for; kNever when that is not before it ends
};

inline std::size_t bytes_of(const Token& token) noexcept {
  std::size_t bytes = sizeof token;
  for (const std::string* text : {&token.access_token, &token.refresh_token, &token.id_token, &token.token_type,
                                  &token.scope, &token.resource, &token.correlation_id}) {
    bytes += text->size();
  }
  return bytes;
}

/// After a throttled request, what to tell callers until when.
struct Throttling {
  ClientError error;
  Millis from{0};
  Millis until{0};

  /// A clock that was turned back forgets it.
  [[nodiscard]] bool holds_at(Millis now) const noexcept { return from <= now && now < until; }
};

/// Stays where it is while it is in the table. Readers see the first part; the second belongs to the writers' lock.
struct CacheEntry {
  explicit CacheEntry(const TokenKey& the_key) : key(the_key) {}
  ~CacheEntry() { delete record.load(std::memory_order_relaxed); }
  CacheEntry(const CacheEntry&) = delete;
  CacheEntry& operator=(const CacheEntry&) = delete;

  // What a reader needs stands together, with the pointer that begins the key: mostly one cache line.
  std::atomic<const TokenRecord*> record{nullptr};  ///< null until the first request succeeded
  std::atomic<Millis> renew_at{kNever};             ///< from here on a hit starts a renewal
  std::atomic<std::uint64_t> last_use{0};           ///< number of insertions into the cache before the last hit
  const TokenKey key;

  std::shared_ptr<Flight> flight;  ///< null when no request is under way
  std::unique_ptr<Throttling> throttling;

  /// Of the entry and all it holds, but for what the heap adds. Needs the writers' lock.
  [[nodiscard]] std::size_t bytes() const noexcept {
    const TokenRecord* held = record.load(std::memory_order_relaxed);
    return sizeof *this + key.text().size() + (held == nullptr ? 0 : sizeof *held + bytes_of(*held->token));
  }
  /// The token to serve at `now`, or null.
  [[nodiscard]] const TokenRecord* good_record(Millis now) const noexcept {
    const TokenRecord* found = record.load(std::memory_order_seq_cst);
    return found != nullptr && now < found->ends ? found : nullptr;
  }
};

}  // namespace entra::client
