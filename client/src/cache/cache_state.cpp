#include "cache/cache_state.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "entra/support/random.hpp"

namespace entra::client {
namespace {

constexpr Millis kLongLife{7'200'000};            // from here on a token without refresh_in is renewed at half of it
constexpr std::chrono::seconds kDefaultPause{5};  // after a 429 that names none
constexpr std::chrono::seconds kLongestPause{3600};

std::uint64_t random_seed() {
  std::array<std::uint8_t, 8> bytes{};
  SystemRandom().fill(bytes);
  std::uint64_t seed = 0;
  std::memcpy(&seed, bytes.data(), sizeof seed);
  return seed;
}

std::uint64_t next_record_id() {
  static std::atomic<std::uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

/// A share in [0, 1) that is the same for the same number (the finaliser of SplitMix64).
double share_of(std::uint64_t number) {
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9ULL;
  number = (number ^ (number >> 27)) * 0x94d049bb133111ebULL;
  return static_cast<double>((number ^ (number >> 31)) >> 11) * 0x1.0p-53;
}

/// What a remembered 429 says: the authority's own words, and how long still.
ClientError remembered(const Throttling& throttling, Millis now) {
  ClientError error = throttling.error;
  error.retry_after = std::chrono::ceil<std::chrono::seconds>(milliseconds(throttling.until - now));
  error.description +=
      " (remembered: nothing was sent; next try in " + std::to_string(error.retry_after->count()) + " s)";
  return error;
}

}  // namespace

TokenCache::State::State(const Clock& the_clock, TokenCacheOptions the_options)
    : clock(the_clock), options(std::move(the_options)), seed(random_seed()) {}

TokenCache::State::Hit TokenCache::State::look(const EpochGuard&, const TokenKey& key, Millis now) const noexcept {
  CacheEntry* entry = entries.find(key);
  if (entry == nullptr) return {};
  const TokenRecord* record = entry->good_record(now);
  if (record == nullptr) return {};
  // Written once between two insertions, so that a hot entry's line stays shared.
  const std::uint64_t use = insertions.load(std::memory_order_relaxed);
  if (entry->last_use.load(std::memory_order_relaxed) != use) entry->last_use.store(use, std::memory_order_relaxed);
  return {record, now >= entry->renew_at.load(std::memory_order_relaxed)};
}

TokenCache::State::Plan TokenCache::State::plan(const TokenKey& key, Mode mode) {
  using Kind = TokenCacheEvent::Kind;
  const std::scoped_lock lock(mutex);
  const Millis now = millis_of(clock.now());
  const std::uint64_t evictions = counts.evictions;
  CacheEntry& entry = find_or_insert(key, now);
  Plan plan{.evicted = counts.evictions - evictions};
  const TokenRecord* record = entry.good_record(now);
  if (mode == Mode::kCached && record != nullptr) {
    ++counts.hits;
    plan.good = record->token;
    if (entry.flight || now < entry.renew_at.load(std::memory_order_relaxed)) {
      plan.answer = Acquired{plan.good, TokenSource::kCache};
      return plan;
    }
    entry.renew_at.store(kNever, std::memory_order_relaxed);
    ++counts.refreshes;
    plan.event = Kind::kRefresh;
    plan.leads = true;
  } else if (entry.throttling && entry.throttling->holds_at(now)) {
    ++counts.throttled;
    plan.event = Kind::kThrottled;
    plan.answer = tl::unexpected(remembered(*entry.throttling, now));
    return plan;
  } else {
    plan.leads = !entry.flight;
    ++(plan.leads ? counts.misses : counts.waits);
    plan.event = plan.leads ? Kind::kMiss : Kind::kWait;
  }
  if (plan.leads) entry.flight = std::make_shared<Flight>();
  plan.flight = entry.flight;
  return plan;
}

std::vector<std::shared_ptr<const TokenCache::InvalidationListener>> TokenCache::State::listeners_now() const {
  const std::scoped_lock lock(mutex);
  std::vector<std::shared_ptr<const InvalidationListener>> found;
  for (const auto& listener : listeners) {
    if (auto there = listener.lock()) found.push_back(std::move(there));
  }
  return found;
}

void TokenCache::State::count(std::uint64_t TokenCacheStatistics::*number) {
  const std::scoped_lock lock(mutex);
  ++(counts.*number);
}

CacheEntry& TokenCache::State::find_or_insert(const TokenKey& key, Millis now) {
  if (CacheEntry* found = entries.find(key)) return *found;
  make_room(now);
  CacheEntry& entry = entries.insert(key);
  entry.last_use.store(insertions.fetch_add(1, std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  return entry;
}

Millis TokenCache::State::renewal_of(const CacheEntry& entry, const Token& token, Instant now, Millis ends) const {
  Millis begin = kNever;
  if (token.refresh_on) {
    begin = millis_of(*token.refresh_on);
  } else if (const Millis life = (token.expires_on - now).count(); life >= kLongLife) {
    begin = millis_of(now) + life / 2;
  }
  if (begin >= ends) return kNever;
  const double share = share_of(seed ^ entry.key.hash() ^ static_cast<std::uint64_t>(ends));
  const double spread = std::clamp(options.renew_spread, 0.0, 1.0) * share;
  return begin + static_cast<Millis>(spread * static_cast<double>(ends - begin));
}

void TokenCache::State::store(CacheEntry& entry, TokenPtr token, Instant now) {
  const Millis ends = millis_of(token->expires_on - options.skew);
  const Millis ages = renewal_of(entry, *token, now, ends);
  auto record = std::make_unique<const TokenRecord>(TokenRecord{std::move(token), ends, next_record_id(), ages});
  const TokenRecord* old = entry.record.exchange(record.release(), std::memory_order_seq_cst);
  entry.renew_at.store(ages, std::memory_order_relaxed);
  entry.throttling.reset();
  version.fetch_add(1, std::memory_order_release);
  if (old != nullptr) limbo.retire(old);
}

void TokenCache::State::drop_token(CacheEntry& entry) {
  const TokenRecord* old = entry.record.exchange(nullptr, std::memory_order_seq_cst);
  version.fetch_add(1, std::memory_order_release);
  if (old != nullptr) limbo.retire(old);
}

void TokenCache::State::land(const TokenKey& key, const std::shared_ptr<Flight>& flight, const FlightOutcome& outcome) {
  const std::scoped_lock lock(mutex);
  if (!outcome) ++counts.failures;
  CacheEntry* entry = entries.find(key);
  if (entry == nullptr || entry->flight != flight) return;  // erased or cleared meanwhile
  entry->flight.reset();
  const Instant now = clock.now();
  if (outcome) {
    store(*entry, *outcome, now);
  } else {
    note_failure(*entry, outcome.error(), millis_of(now));
  }
}

void TokenCache::State::note_failure(CacheEntry& entry, const ClientError& error, Millis now) {
  entry.throttling.reset();
  if (error.kind == ClientErrorKind::kThrottled) {
    const auto pause = std::clamp(error.retry_after.value_or(kDefaultPause), std::chrono::seconds(0), kLongestPause);
    entry.throttling = std::make_unique<Throttling>(Throttling{error, now, now + milliseconds(pause).count()});
  }
  if (entry.good_record(now) != nullptr) {
    const Millis again = now + milliseconds(options.retry_backoff).count();
    entry.renew_at.store(entry.throttling ? std::max(again, entry.throttling->until) : again,
                         std::memory_order_relaxed);
  } else if (!entry.throttling) {
    entries.erase(entry);
    version.fetch_add(1, std::memory_order_release);
  }
}

/// Brings the table back under its bound: what is worth nothing first, then an eighth of the least recently used, so
/// that the cost of looking is shared by many insertions. Entries with a request under way stay.
void TokenCache::State::make_room(Millis now) {
  const std::size_t bound = std::max<std::size_t>(options.max_entries, 1);
  if (entries.size() < bound) return;
  const std::size_t before = entries.size();
  erase_if([&](const CacheEntry& entry) {
    return !entry.flight && entry.good_record(now) == nullptr && !(entry.throttling && entry.throttling->holds_at(now));
  });
  if (entries.size() >= bound) drop_least_used();
  counts.evictions += before - entries.size();
}

void TokenCache::State::drop_least_used() {
  std::vector<std::uint64_t> uses;
  uses.reserve(entries.size());
  entries.for_each([&](const CacheEntry& entry) {
    if (!entry.flight) uses.push_back(entry.last_use.load(std::memory_order_relaxed));
  });
  if (uses.empty()) return;
  const std::size_t bound = std::max<std::size_t>(options.max_entries, 1);
  std::size_t drop = std::min(entries.size() - bound + 1 + options.max_entries / 8, uses.size());
  const auto last = uses.begin() + static_cast<std::ptrdiff_t>(drop - 1);
  std::nth_element(uses.begin(), last, uses.end());
  const std::uint64_t limit = *last;
  // Entries used since the same insertion are equal; no more of them go than must.
  const auto older = [&](const CacheEntry& entry) { return entry.last_use.load(std::memory_order_relaxed) < limit; };
  drop -= std::min(drop, erase_if([&](const CacheEntry& entry) { return !entry.flight && older(entry); }));
  erase_if([&](const CacheEntry& entry) {
    return !entry.flight && drop > 0 && entry.last_use.load(std::memory_order_relaxed) == limit && drop-- > 0;
  });
}

}  // namespace entra::client
