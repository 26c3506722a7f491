#include "entra/client/token_cache.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace entra::client {
namespace {

using TokenPtr = std::shared_ptr<const Token>;
using Outcome = Result<TokenPtr, ClientError>;

/// One request under way and the callers that wait for it.
struct Flight {
  std::mutex mutex;
  std::condition_variable landed;
  std::optional<Outcome> outcome;

  Outcome wait() {
    std::unique_lock lock(mutex);
    landed.wait(lock, [this] { return outcome.has_value(); });
    return *outcome;
  }
  void land(Outcome result) {
    {
      const std::scoped_lock lock(mutex);
      outcome = std::move(result);
    }
    landed.notify_all();
  }
};

struct Entry {
  TokenPtr token;                  ///< null until the first request succeeded
  std::shared_ptr<Flight> flight;  ///< null when no request is under way
  Instant retry_at{};              ///< no renewal of a good token before this, after one failed
  std::uint64_t last_use{0};
};

struct KeyHash {
  std::size_t operator()(const TokenKey& key) const noexcept { return key.hash(); }
};

/// Waiters must be told even if the fetch breaks its promise not to throw.
Outcome run(const TokenCache::Fetch& fetch) {
  ClientError error;
  error.kind = ClientErrorKind::kBadResponse;
  try {
    auto token = fetch();
    if (!token) return tl::unexpected(token.error());
    return std::make_shared<const Token>(std::move(*token));
  } catch (const std::exception& thrown) {
    error.description = std::string("the request threw: ") + thrown.what();
  } catch (...) {
    error.description = "the request threw";
  }
  return tl::unexpected(std::move(error));
}

}  // namespace

// One mutex and one map: on a hot token, the usual case, this beats shards, shared_mutex and atomic<shared_ptr>, and
// it never blocks for longer than a look-up. Requests run outside the lock.
struct TokenCache::State {
  State(const Clock& the_clock, TokenCacheOptions the_options) : clock(the_clock), options(the_options) {}

  const Clock& clock;
  const TokenCacheOptions options;
  mutable std::mutex mutex;
  std::unordered_map<TokenKey, Entry, KeyHash> entries;
  TokenCacheStatistics counts;
  std::uint64_t uses{0};

  [[nodiscard]] bool is_good(const TokenPtr& token, Instant now) const {
    return token != nullptr && token->expires_on - options.skew > now;
  }

  /// Brings the map back under its bound: expired tokens first, then an eighth of the least recently used ones, so that
  /// the cost of looking is shared by many insertions. Entries with a request under way stay.
  void make_room(Instant now) {
    if (entries.size() < std::max<std::size_t>(options.max_entries, 1)) return;
    const std::size_t before = entries.size();
    std::erase_if(entries, [&](const auto& item) { return !item.second.flight && !is_good(item.second.token, now); });
    if (entries.size() >= std::max<std::size_t>(options.max_entries, 1)) drop_least_used();
    counts.evictions += before - entries.size();
  }

  void drop_least_used() {
    std::vector<std::uint64_t> stamps;
    stamps.reserve(entries.size());
    for (const auto& [key, entry] : entries) stamps.push_back(entry.last_use);
    const std::size_t drop =
        entries.size() - std::max<std::size_t>(options.max_entries, 1) + 1 + options.max_entries / 8;
    const auto nth = stamps.begin() + static_cast<std::ptrdiff_t>(std::min(drop, stamps.size()) - 1);
    std::nth_element(stamps.begin(), nth, stamps.end());
    const std::uint64_t last_dropped = *nth;
    std::erase_if(entries,
                  [&](const auto& item) { return !item.second.flight && item.second.last_use <= last_dropped; });
  }

  /// Ends a flight in the books: a success is kept, a failure is not.
  void land(const TokenKey& key, const std::shared_ptr<Flight>& flight, const Outcome& outcome) {
    const std::scoped_lock lock(mutex);
    if (!outcome) ++counts.failures;
    const auto found = entries.find(key);
    if (found == entries.end() || found->second.flight != flight) return;  // erased or cleared meanwhile
    Entry& entry = found->second;
    entry.flight.reset();
    if (outcome) {
      entry.token = *outcome;
      entry.retry_at = {};
    } else if (is_good(entry.token, clock.now())) {
      entry.retry_at = clock.now() + options.retry_backoff;
    } else {
      entries.erase(found);
    }
  }
};

TokenCache::TokenCache(const Clock& clock, TokenCacheOptions options)
    : state_(std::make_unique<State>(clock, options)) {}
TokenCache::~TokenCache() = default;

Result<Acquired, ClientError> TokenCache::get_or_fetch(const TokenKey& key, const Fetch& fetch, Mode mode) {
  std::shared_ptr<Flight> flight;
  TokenPtr aging;  // still good, in case its renewal fails
  bool leads = false;
  {
    const std::scoped_lock lock(state_->mutex);
    const Instant now = state_->clock.now();
    auto found = state_->entries.find(key);
    if (found == state_->entries.end()) {
      state_->make_room(now);
      found = state_->entries.try_emplace(key).first;
    }
    Entry& entry = found->second;
    entry.last_use = ++state_->uses;
    if (mode == Mode::kCached && state_->is_good(entry.token, now)) {
      const bool is_aging = entry.token->refresh_on && *entry.token->refresh_on <= now;
      if (!is_aging || entry.flight || entry.retry_at > now) {
        ++state_->counts.hits;
        return Acquired{entry.token, TokenSource::kCache};
      }
      aging = entry.token;
    }
    leads = !entry.flight;
    if (leads) {
      entry.flight = std::make_shared<Flight>();
      ++state_->counts.misses;
    } else {
      ++state_->counts.waits;
    }
    flight = entry.flight;
  }
  Outcome outcome = leads ? run(fetch) : flight->wait();
  if (leads) {
    state_->land(key, flight, outcome);
    flight->land(outcome);
  }
  if (outcome) return Acquired{std::move(*outcome), TokenSource::kNetwork};
  if (aging && state_->is_good(aging, state_->clock.now())) return Acquired{std::move(aging), TokenSource::kCache};
  return tl::unexpected(std::move(outcome.error()));
}

std::shared_ptr<const Token> TokenCache::find(const TokenKey& key) {
  const std::scoped_lock lock(state_->mutex);
  const auto found = state_->entries.find(key);
  if (found == state_->entries.end() || !state_->is_good(found->second.token, state_->clock.now())) return nullptr;
  found->second.last_use = ++state_->uses;
  ++state_->counts.hits;
  return found->second.token;
}

void TokenCache::put(const TokenKey& key, std::shared_ptr<const Token> token) {
  const std::scoped_lock lock(state_->mutex);
  auto found = state_->entries.find(key);
  if (found == state_->entries.end()) {
    state_->make_room(state_->clock.now());
    found = state_->entries.try_emplace(key).first;
  }
  found->second.token = std::move(token);
  found->second.last_use = ++state_->uses;
}

void TokenCache::erase(const TokenKey& key) {
  const std::scoped_lock lock(state_->mutex);
  state_->entries.erase(key);
}

void TokenCache::clear() {
  const std::scoped_lock lock(state_->mutex);
  state_->entries.clear();
}

TokenCacheStatistics TokenCache::statistics() const {
  const std::scoped_lock lock(state_->mutex);
  TokenCacheStatistics counts = state_->counts;
  counts.entries = state_->entries.size();
  return counts;
}

}  // namespace entra::client
