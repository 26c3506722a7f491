#pragma once
// What a cache and the renewals it has posted share: the entries and the books.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "cache/entry.hpp"
#include "cache/entry_table.hpp"
#include "cache/epoch.hpp"
#include "cache/hit_counter.hpp"

namespace entra::client {

/// Readers take an EpochGuard and use `look`; whatever writes holds `mutex`. No request runs under the lock.
struct TokenCache::State {
  State(const Clock& the_clock, TokenCacheOptions the_options);

  const Clock& clock;
  const TokenCacheOptions options;
  const std::uint64_t seed;  ///< spreads renewals differently in every process

  alignas(64) std::atomic<std::uint64_t> version{0};     ///< changes whenever any entry's token does
  alignas(64) std::atomic<std::uint64_t> insertions{0};  ///< the time in which uses are told apart
  HitCounter hits;

  mutable std::mutex mutex;
  Limbo limbo;
  EntryTable entries{limbo};
  TokenCacheStatistics counts;
  std::vector<std::weak_ptr<const InvalidationListener>> listeners;  ///< guarded

  struct Hit {
    const TokenRecord* record{nullptr};  ///< null: nothing to serve
    bool is_due{false};                  ///< for renewal
  };
  /// What a reader finds; without a lock, a shared counter or an allocation.
  [[nodiscard]] Hit look(const EpochGuard& guard, const TokenKey& key, Millis now) const noexcept;

  /// Tells the observer. Needs the lock not to be held.
  void tell(const TokenCacheEvent& event) const {
    if (options.observer) options.observer(event);
  }

  /// What a call that is no plain hit has to do.
  struct Plan {
    std::optional<Result<Acquired, ClientError>> answer = {};  ///< no request is wanted
    std::shared_ptr<Flight> flight = {};
    bool leads{false};   ///< the call has to see to it that the flight's request is made
    TokenPtr good = {};  ///< to serve meanwhile
    std::optional<TokenCacheEvent::Kind> event = {};
    std::size_t evicted{0};
  };
  /// Takes the lock, and keeps the books.
  [[nodiscard]] Plan plan(const TokenKey& key, Mode mode);
  /// Takes the lock: those that are still there.
  [[nodiscard]] std::vector<std::shared_ptr<const InvalidationListener>> listeners_now() const;
  /// Takes the lock, and adds one to that number.
  void count(std::uint64_t TokenCacheStatistics::*number);

  // All that follows needs the lock.
  CacheEntry& find_or_insert(const TokenKey& key, Millis now);
  void store(CacheEntry& entry, TokenPtr token, Instant now);
  void drop_token(CacheEntry& entry);
  /// Unlinks all entries that `is_doomed`, and frees what nobody reads.
  template <class Predicate>
  std::size_t erase_if(const Predicate& is_doomed) {
    const std::size_t erased = entries.erase_if(is_doomed);
    version.fetch_add(1, std::memory_order_release);
    limbo.collect();
    return erased;
  }

  /// Takes the lock. Ends a flight in the books: a success is kept, a failure is not, unless it says when to come back.
  void land(const TokenKey& key, const std::shared_ptr<Flight>& flight, const FlightOutcome& outcome);

 private:
  [[nodiscard]] Millis renewal_of(const CacheEntry& entry, const Token& token, Instant now, Millis ends) const;
  void note_failure(CacheEntry& entry, const ClientError& error, Millis now);
  void make_room(Millis now);
  void drop_least_used();
};

}  // namespace entra::client
