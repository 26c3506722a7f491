#include "validate/verified_tokens.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>

#include "entra/support/random.hpp"

namespace entra::client {
namespace {

constexpr std::size_t kHashedBytes = 64;
constexpr std::uint64_t kMixer = 0x9E3779B97F4A7C15ULL;

std::uint64_t random_seed() {
  SystemRandom random;
  return random.below(std::numeric_limits<std::uint64_t>::max());
}

std::int64_t millis_of(Instant at) {
  return at.time_since_epoch().count();
}

/// Asks for all of it at once, instead of line after line.
void prefetch(const void* from, std::size_t size) noexcept {
  constexpr std::size_t kLine = 64;
  const auto* bytes = static_cast<const char*>(from);
  for (std::size_t at = 0; at < size; at += kLine) __builtin_prefetch(bytes + at);
}

}  // namespace

VerifiedToken::VerifiedToken(std::string_view text, std::uint64_t the_hash, std::uint64_t the_key_epoch,
                             std::shared_ptr<const ValidatedToken> the_token) noexcept
    : hash(the_hash),
      key_epoch(the_key_epoch),
      holds_from(millis_of(the_token->holds_from)),
      holds_until(millis_of(the_token->holds_until)),
      version(the_token->version),
      token(std::move(the_token)),
      text_size_(text.size()) {
  std::memcpy(static_cast<void*>(this + 1), text.data(), text.size());
}

std::unique_ptr<VerifiedToken> VerifiedToken::make(std::string_view text, std::uint64_t hash, std::uint64_t key_epoch,
                                                   std::shared_ptr<const ValidatedToken> token) {
  return std::unique_ptr<VerifiedToken>(new (text.size()) VerifiedToken(text, hash, key_epoch, std::move(token)));
}

CachingValidator::Table::Table(std::size_t max_entries)
    : max_entries_(std::max<std::size_t>(max_entries, 1)),
      mask_(std::bit_ceil(max_entries_) * 2 - 1),
      seed_(random_seed()),
      buckets_(new std::atomic<VerifiedToken*>[mask_ + 1]()) {}

CachingValidator::Table::~Table() {
  for (const VerifiedToken* entry : ring_) delete entry;
}

std::uint64_t CachingValidator::Table::hash_of(std::string_view text) const noexcept {
  const std::string_view end = text.substr(text.size() - std::min(text.size(), kHashedBytes));
  std::uint64_t hash = seed_ ^ text.size();
  std::size_t at = 0;
  for (; at + sizeof hash <= end.size(); at += sizeof hash) {
    std::uint64_t word = 0;
    std::memcpy(&word, end.data() + at, sizeof word);
    hash = std::rotl((hash ^ word) * kMixer, 29);
  }
  for (; at < end.size(); ++at) hash = (hash ^ static_cast<unsigned char>(end[at])) * kMixer;
  return hash ^ (hash >> 32);
}

VerifiedToken* CachingValidator::Table::find(std::uint64_t hash, std::string_view text) const noexcept {
  VerifiedToken* entry = bucket_of(hash).load(std::memory_order_seq_cst);
  if (entry != nullptr) prefetch(entry, sizeof *entry + text.size());
  while (entry != nullptr && (entry->hash != hash || entry->text() != text)) {
    entry = entry->next.load(std::memory_order_seq_cst);
  }
  return entry;
}

void CachingValidator::Table::insert(std::unique_ptr<VerifiedToken> entry, Instant now) {
  const std::scoped_lock lock(mutex_);
  std::uint64_t& key_epoch = key_epochs_[entry->version == EndpointVersion::kV1 ? 0 : 1];
  if (std::exchange(key_epoch, entry->key_epoch) != entry->key_epoch) {
    erase_if([&](const VerifiedToken& other) {
      return other.version == entry->version && other.key_epoch != entry->key_epoch;
    });
  }
  if (VerifiedToken* same = find(entry->hash, entry->text())) erase(*same);
  if (ring_.size() >= max_entries_) make_room(now);
  entry->place = ring_.size();
  ring_.push_back(entry.get());
  auto& bucket = bucket_of(entry->hash);
  entry->next.store(bucket.load(std::memory_order_relaxed), std::memory_order_relaxed);
  bucket.store(entry.release(), std::memory_order_seq_cst);
}

void CachingValidator::Table::make_room(Instant now) {
  // The second time round nothing is marked any more, unless readers are faster than this: then the next one goes.
  for (std::size_t steps = 2 * ring_.size(); steps > 0; --steps) {
    hand_ %= ring_.size();
    VerifiedToken& entry = *ring_[hand_];
    if (!entry.holds_at(now) || !entry.is_used.exchange(false, std::memory_order_relaxed)) break;
    ++hand_;
  }
  erase(*ring_[hand_ % ring_.size()]);
  ++evictions_;
}

template <class Predicate>
void CachingValidator::Table::erase_if(const Predicate& is_doomed) {
  for (std::size_t n = 0; n < ring_.size();) {
    if (is_doomed(*ring_[n])) {
      erase(*ring_[n]);
    } else {
      ++n;
    }
  }
  limbo_.collect();
}

void CachingValidator::Table::erase(VerifiedToken& entry) {
  ring_.back()->place = entry.place;
  ring_[entry.place] = ring_.back();
  ring_.pop_back();
  std::atomic<VerifiedToken*>* link = &bucket_of(entry.hash);
  while (link->load(std::memory_order_relaxed) != &entry) link = &link->load(std::memory_order_relaxed)->next;
  // A reader that stands on the entry still finds what followed it.
  link->store(entry.next.load(std::memory_order_relaxed), std::memory_order_seq_cst);
  limbo_.retire(&entry);
}

void CachingValidator::Table::clear() {
  const std::scoped_lock lock(mutex_);
  erase_if([](const VerifiedToken&) { return true; });
}

VerifiedTokenStatistics CachingValidator::Table::statistics() const {
  const std::scoped_lock lock(mutex_);
  return {validations_.load(std::memory_order_relaxed), evictions_, ring_.size()};
}

}  // namespace entra::client
