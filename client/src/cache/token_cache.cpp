#include "entra/client/token_cache.hpp"

#include "cache/cache_state.hpp"
#include "cache/flight_job.hpp"

namespace entra::client {
namespace {

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
  if (asking.stop.stop_requested()) return answer_stopped(key, asking);
  State::Plan plan = state_->plan(key, asking.mode);
  if (plan.evicted != 0) state_->tell({.kind = TokenCacheEvent::Kind::kEvicted, .count = plan.evicted});
  if (plan.event) state_->tell({.kind = *plan.event, .key = &key});
  if (plan.answer) return std::move(*plan.answer);
  if (plan.leads) {
    const Reason reason = asking.mode == Mode::kFresh ? Reason::kFresh : plan.good ? Reason::kRenewal : Reason::kMiss;
    auto job = std::make_shared<FlightJob<State>>(state_, key, fetch, reason, plan.flight);
    if (plan.good || asking.patience || asking.stop.stop_possible()) {
      executor_->post([job = std::move(job)] { job->run(); });  // dropped unrun, it tells the waiters
    } else {
      job->run();
    }
  }
  const auto outcome =
      plan.good ? plan.flight->wait(std::chrono::milliseconds(0), {}) : plan.flight->wait(asking.patience, asking.stop);
  if (outcome && *outcome) {
    const TokenSource source = (**outcome)->source;
    // The request that was waited for was content with less than this call asks for.
    if (asking.mode == Mode::kFresh && source == TokenSource::kStore && !plan.leads) return ask(key, fetch, asking);
    return Acquired{**outcome, source};
  }
  if (plan.good) return Acquired{std::move(plan.good), TokenSource::kCache};
  if (outcome) return tl::unexpected(outcome->error());
  if (asking.stop.stop_requested()) return cancel(key);
  state_->count(&TokenCacheStatistics::gave_up);
  state_->tell({.kind = TokenCacheEvent::Kind::kGaveUp, .key = &key});
  return tl::unexpected(gave_up(*asking.patience));
}

/// A good token is served even so; nothing is sent for it.
Result<Acquired, ClientError> TokenCache::answer_stopped(const TokenKey& key, const Asking& asking) {
  if (asking.mode == Mode::kCached) {
    if (auto token = find(key)) return Acquired{std::move(token), TokenSource::kCache};
  }
  return cancel(key);
}

tl::unexpected<ClientError> TokenCache::cancel(const TokenKey& key) {
  state_->count(&TokenCacheStatistics::cancelled);
  state_->tell({.kind = TokenCacheEvent::Kind::kCancelled, .key = &key});
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
  std::size_t evicted = 0;
  {
    const std::scoped_lock lock(state_->mutex);
    const Instant now = state_->clock.now();
    const std::uint64_t before = state_->counts.evictions;
    state_->store(state_->find_or_insert(key, millis_of(now)), std::move(token), now);
    evicted = state_->counts.evictions - before;
  }
  if (evicted != 0) state_->tell({.kind = TokenCacheEvent::Kind::kEvicted, .count = evicted});
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
  for (const auto& listener : state_->listeners_now()) (*listener)(access_token);
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

void TokenCache::listen(const std::weak_ptr<const InvalidationListener>& listener) {
  const std::scoped_lock lock(state_->mutex);
  std::erase_if(state_->listeners, [](const auto& known) { return known.expired(); });
  state_->listeners.push_back(listener);
}

TokenCacheStatistics TokenCache::statistics() const {
  const std::scoped_lock lock(state_->mutex);
  TokenCacheStatistics counts = state_->counts;
  counts.hits += state_->hits.sum();
  counts.entries = state_->entries.size();
  state_->entries.for_each([&](const CacheEntry& entry) { counts.bytes += entry.bytes(); });
  return counts;
}

}  // namespace entra::client
