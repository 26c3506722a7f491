#include "entra/client/token_cache.hpp"

#include "cache/cache_state.hpp"
#include "cache/flight_job.hpp"

namespace entra::client {
namespace {

/// What a remembered 429 says: the authority's own words, and how long still.
ClientError remembered(const Throttling& throttling, Millis now) {
  ClientError error = throttling.error;
  error.retry_after = std::chrono::ceil<std::chrono::seconds>(milliseconds(throttling.until - now));
  error.description +=
      " (remembered: nothing was sent; next try in " + std::to_string(error.retry_after->count()) + " s)";
  return error;
}

ClientError gave_up(std::chrono::milliseconds patience) {
  ClientError error;
  error.kind = ClientErrorKind::kTimeout;
  error.description = "no token within " + std::to_string(patience.count()) + " ms; the request goes on";
  return error;
}

ClientError cancelled() {
  ClientError error;
  error.kind = ClientErrorKind::kCancelled;
  error.description = "the caller's stop was requested";
  return error;
}

}  // namespace

TokenCache::TokenCache(const Clock& clock, TokenCacheOptions options)
    : executor_(options.executor ? std::move(options.executor) : std::make_shared<BackgroundExecutor>()),
      state_(std::make_shared<State>(clock, std::move(options))) {}

TokenCache::~TokenCache() = default;

Result<Acquired, ClientError> TokenCache::get_or_fetch(const TokenKey& key, const Fetch& fetch, const Asking& asking) {
  if (asking.mode == Mode::kCached) {
    if (auto token = find_fresh(key)) return Acquired{std::move(token), TokenSource::kCache};
  }
  return ask(key, fetch, asking);
}

Result<Acquired, ClientError> TokenCache::get_or_fetch(const TokenKey& key, const Fetch& fetch, Mode mode) {
  return get_or_fetch(key, fetch, Asking{.mode = mode});
}

/// The way under the lock: a miss, a renewal, or a new token wanted.
Result<Acquired, ClientError> TokenCache::ask(const TokenKey& key, const Fetch& fetch, const Asking& asking) {
  State& state = *state_;
  if (asking.stop.stop_requested()) return answer_stopped(key, asking);
  std::shared_ptr<Flight> flight;
  TokenPtr good;  // served while its renewal is under way
  bool leads = false;
  {
    const std::scoped_lock lock(state.mutex);
    const Millis now = millis_of(state.clock.now());
    CacheEntry& entry = state.find_or_insert(key, now);
    const TokenRecord* record = entry.good_record(now);
    if (asking.mode == Mode::kCached && record != nullptr) {
      ++state.counts.hits;
      good = record->token;
      if (entry.flight || now < entry.renew_at.load(std::memory_order_relaxed)) {
        return Acquired{std::move(good), TokenSource::kCache};
      }
      entry.renew_at.store(kNever, std::memory_order_relaxed);
      ++state.counts.refreshes;
      leads = true;
    } else if (entry.throttling && entry.throttling->holds_at(now)) {
      ++state.counts.throttled;
      return tl::unexpected(remembered(*entry.throttling, now));
    } else {
      leads = !entry.flight;
      ++(leads ? state.counts.misses : state.counts.waits);
    }
    if (leads) entry.flight = std::make_shared<Flight>();
    flight = entry.flight;
  }
  if (leads) {
    auto job = std::make_shared<FlightJob<State>>(state_, key, fetch, flight);
    if (good || asking.patience || asking.stop.stop_possible()) {
      executor_->post([job = std::move(job)] { job->run(); });  // dropped unrun, it tells the waiters
    } else {
      job->run();
    }
  }
  const auto outcome =
      good ? flight->wait(std::chrono::milliseconds(0), {}) : flight->wait(asking.patience, asking.stop);
  if (outcome && *outcome) return Acquired{**outcome, TokenSource::kNetwork};
  if (good) return Acquired{std::move(good), TokenSource::kCache};
  if (outcome) return tl::unexpected(outcome->error());
  const bool is_stopped = asking.stop.stop_requested();
  const std::scoped_lock lock(state.mutex);
  ++(is_stopped ? state.counts.cancelled : state.counts.gave_up);
  return tl::unexpected(is_stopped ? cancelled() : gave_up(*asking.patience));
}

/// A good token is served even so; nothing is sent for it.
Result<Acquired, ClientError> TokenCache::answer_stopped(const TokenKey& key, const Asking& asking) {
  if (asking.mode == Mode::kCached) {
    if (auto token = find(key)) return Acquired{std::move(token), TokenSource::kCache};
  }
  const std::scoped_lock lock(state_->mutex);
  ++state_->counts.cancelled;
  return tl::unexpected(cancelled());
}

std::shared_ptr<const Token> TokenCache::find(const TokenKey& key) {
  const EpochGuard guard;
  const State::Hit hit = state_->look(guard, key, millis_of(state_->clock.coarse_now()));
  if (hit.record == nullptr) return nullptr;
  state_->hits.add(guard.thread());
  return guard.thread().front.own(hit.record->id, hit.record->token);
}

std::shared_ptr<const Token> TokenCache::find_fresh(const TokenKey& key) {
  const EpochGuard guard;
  const State::Hit hit = state_->look(guard, key, millis_of(state_->clock.coarse_now()));
  if (hit.record == nullptr || hit.is_due) return nullptr;
  state_->hits.add(guard.thread());
  return guard.thread().front.own(hit.record->id, hit.record->token);
}

bool TokenCache::visit(const TokenKey& key, void (*use)(const void*, const Token&), const void* context) {
  const EpochGuard guard;
  const State::Hit hit = state_->look(guard, key, millis_of(state_->clock.coarse_now()));
  if (hit.record == nullptr) return false;
  state_->hits.add(guard.thread());
  use(context, *hit.record->token);
  return true;
}

void TokenCache::put(const TokenKey& key, std::shared_ptr<const Token> token) {
  if (!token) return erase(key);
  const std::scoped_lock lock(state_->mutex);
  const Instant now = state_->clock.now();
  state_->store(state_->find_or_insert(key, millis_of(now)), std::move(token), now);
}

void TokenCache::erase(const TokenKey& key) {
  const std::scoped_lock lock(state_->mutex);
  CacheEntry* entry = state_->entries.find(key);
  if (entry == nullptr) return;
  state_->entries.erase(*entry);
  state_->version.fetch_add(1, std::memory_order_release);
  state_->limbo.collect();
}

void TokenCache::clear() {
  const std::scoped_lock lock(state_->mutex);
  state_->erase_if([](const CacheEntry&) { return true; });
}

std::size_t TokenCache::clear_tenant(std::string_view tenant) {
  const std::scoped_lock lock(state_->mutex);
  return state_->erase_if([&](const CacheEntry& entry) { return entry.key.tenant() == tenant; });
}

std::size_t TokenCache::clear_account(std::string_view account) {
  const std::scoped_lock lock(state_->mutex);
  return state_->erase_if([&](const CacheEntry& entry) { return entry.key.account() == account; });
}

bool TokenCache::invalidate(std::string_view access_token) {
  const std::scoped_lock lock(state_->mutex);
  bool found = false;
  state_->erase_if([&](CacheEntry& entry) {
    const TokenRecord* record = entry.record.load(std::memory_order_relaxed);
    if (record == nullptr || record->token->access_token != access_token) return false;
    found = true;
    if (entry.flight) state_->drop_token(entry);  // its renewal is under way already
    return !entry.flight;
  });
  return found;
}

TokenCacheStatistics TokenCache::statistics() const {
  const std::scoped_lock lock(state_->mutex);
  TokenCacheStatistics counts = state_->counts;
  counts.hits += state_->hits.sum();
  counts.entries = state_->entries.size();
  return counts;
}

}  // namespace entra::client
