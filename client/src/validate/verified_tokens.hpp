#pragma once
// Tokens that were accepted, by their text: buckets of chains, walked through without a lock.

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "cache/epoch.hpp"
#include "entra/client/caching_validator.hpp"

namespace entra::client {

/// Immutable but for its links and its mark. Freed through the limbo. Its text stands right behind it, since a look-up
/// among ten thousand waits for memory and for little else.
class VerifiedToken {
 public:
  [[nodiscard]] static std::unique_ptr<VerifiedToken> make(std::string_view text, std::uint64_t hash,
                                                           std::uint64_t key_epoch,
                                                           std::shared_ptr<const ValidatedToken> token);
  static void operator delete(void* place) { ::operator delete(place); }
  VerifiedToken(const VerifiedToken&) = delete;
  VerifiedToken& operator=(const VerifiedToken&) = delete;

  const std::uint64_t hash;
  std::atomic<VerifiedToken*> next{nullptr};
  const std::uint64_t key_epoch;  ///< of the key that verified it
  const std::int64_t holds_from;  ///< milliseconds since 1970
  const std::int64_t holds_until;
  const EndpointVersion version;
  std::atomic<bool> is_used{false};  ///< since the last search for room
  const std::shared_ptr<const ValidatedToken> token;
  std::size_t place{0};  ///< in the ring

  [[nodiscard]] std::string_view text() const noexcept { return {reinterpret_cast<const char*>(this + 1), text_size_}; }
  [[nodiscard]] bool holds_at(Instant now) const noexcept {
    const std::int64_t at = now.time_since_epoch().count();
    return holds_from <= at && at < holds_until;
  }

 private:
  VerifiedToken(std::string_view text, std::uint64_t the_hash, std::uint64_t the_key_epoch,
                std::shared_ptr<const ValidatedToken> the_token) noexcept;
  static void* operator new(std::size_t size, std::size_t text_size) { return ::operator new(size + text_size); }
  static void operator delete(void* place, std::size_t /*text_size*/) { ::operator delete(place); }
  const std::size_t text_size_;
};

/// `find` needs an EpochGuard; everything else takes the lock.
class CachingValidator::Table {
 public:
  explicit Table(std::size_t max_entries);
  ~Table();
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  /// Keyed by a seed of the process and by the end of the signature, which no sender of a good token chooses.
  [[nodiscard]] std::uint64_t hash_of(std::string_view text) const noexcept;
  [[nodiscard]] VerifiedToken* find(std::uint64_t hash, std::string_view text) const noexcept;
  /// Takes the place of an entry with the same text. Entries of the same version whose keys had another epoch go.
  void insert(std::unique_ptr<VerifiedToken> entry, Instant now);
  void clear();
  [[nodiscard]] VerifiedTokenStatistics statistics() const;
  void count_validation() { validations_.fetch_add(1, std::memory_order_relaxed); }

 private:
  [[nodiscard]] std::atomic<VerifiedToken*>& bucket_of(std::uint64_t hash) const noexcept {
    return buckets_[hash & mask_];
  }
  template <class Predicate>
  void erase_if(const Predicate& is_doomed);
  void erase(VerifiedToken& entry);
  void make_room(Instant now);

  const std::size_t max_entries_;
  const std::size_t mask_;
  const std::uint64_t seed_;
  const std::unique_ptr<std::atomic<VerifiedToken*>[]> buckets_;
  std::atomic<std::uint64_t> validations_{0};

  mutable std::mutex mutex_;
  Limbo limbo_;
  std::vector<VerifiedToken*> ring_;  ///< all entries, in the order in which room is looked for
  std::size_t hand_{0};
  std::array<std::uint64_t, 2> key_epochs_{};  ///< of the last entry of v1 and of v2
  std::uint64_t evictions_{0};
};

}  // namespace entra::client
