#include "entra/client/jwks_cache.hpp"

#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>

#include "cache/epoch.hpp"
#include "jwks/published_keys.hpp"

namespace entra::client {

/// Readers take an EpochGuard and look at `current`; whatever writes holds `mutex`. No request runs under the lock.
struct JwksCache::State {
  State(std::string url, std::shared_ptr<Transport> the_transport, const Clock& the_clock, JwksOptions the_options,
        bool fetches_ahead)
      : metadata_url(std::move(url)),
        transport(std::move(the_transport)),
        clock(the_clock),
        options(std::move(the_options)),
        is_ahead(fetches_ahead) {}
  ~State() { delete current.load(std::memory_order_relaxed); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  const std::string metadata_url;
  const std::shared_ptr<Transport> transport;
  const Clock& clock;
  const JwksOptions options;  ///< without the executor: its tasks share the state, never the other way round
  const bool is_ahead;        ///< there is an executor

  std::atomic<const PublishedKeys*> current{nullptr};
  std::mutex mutex;
  Limbo limbo;
  std::condition_variable landed;
  bool is_fetching{false};
  bool is_posted{false};                     ///< a task waits for the executor
  std::atomic<std::int64_t> quiet_until{0};  ///< milliseconds since 1970: until then an old set is not tried again
  std::optional<Instant> last_attempt;       ///< stamped before the request, so that failures cool down too
  std::optional<ClientError> last_error;     ///< of the last attempt

  /// What a fetch starts from, copied, since `current` may change meanwhile only through it.
  struct Plan {
    Instant now{};
    bool wants_document{false};
    Metadata known{};
  };

  enum class Need {
    kNothing,  ///< the set has the key and is young
    kSoon,     ///< it can be fetched ahead
    kNow       ///< the caller cannot be served as it should without a fetch
  };
  [[nodiscard]] Need need_of(const PublishedKeys* set, bool has_key, Instant now) const {
    if (set == nullptr || !set->is_usable_at(now) || !has_key) return Need::kNow;
    const bool is_old = is_ahead ? now >= set->ages_at : set->is_due_at(now);
    const Instant quiet{milliseconds(quiet_until.load(std::memory_order_relaxed))};
    if (!is_old || (now < quiet && now >= quiet - options.cooldown)) return Need::kNothing;
    return is_ahead ? Need::kSoon : Need::kNow;
  }
  /// A clock that was turned back starts anew.
  [[nodiscard]] bool is_cooling(Instant now) const {
    return last_attempt && now >= *last_attempt && now < *last_attempt + options.cooldown;
  }

  void keep_quiet(Instant now) {
    quiet_until.store((now + options.cooldown).time_since_epoch().count(), std::memory_order_relaxed);
  }

  /// The discovery document is read again only when the set ages: for an unknown kid the keys are enough.
  [[nodiscard]] Plan begin(Instant now) {
    const PublishedKeys* set = current.load(std::memory_order_relaxed);
    const bool wants_document = set == nullptr || (is_ahead ? now >= set->ages_at : set->is_due_at(now));
    is_fetching = true;
    last_attempt = now;
    keep_quiet(now);
    return {now, wants_document, set == nullptr ? Metadata{} : set->metadata};
  }

  Result<std::pair<Metadata, FetchedKeys>, ClientError> fetch(const Plan& plan) const {
    const FetchRules rules{options.timeout, options.allow_loopback_http};
    Metadata metadata = plan.known;
    if (plan.wants_document) {
      auto fetched = fetch_metadata(*transport, metadata_url, rules);
      if (!fetched) return tl::unexpected(fetched.error());
      metadata = std::move(*fetched);
    }
    auto keys = fetch_keys(*transport, metadata.jwks_uri, rules);
    if (!keys) return tl::unexpected(keys.error());
    return std::pair(std::move(metadata), std::move(*keys));
  }

  /// Without the lock: one that is begun must end here, whatever the transport does.
  void run(const Plan& plan) {
    ClientError error;
    error.kind = ClientErrorKind::kNetwork;
    Result<std::pair<Metadata, FetchedKeys>, ClientError> fetched = tl::unexpected(error);
    try {
      fetched = fetch(plan);
    } catch (const std::exception& thrown) {
      fetched.error().description = std::string("the request threw: ") + thrown.what();
    } catch (...) {
      fetched.error().description = "the request threw";
    }
    const std::scoped_lock lock(mutex);
    is_fetching = false;
    if (fetched) {
      const PublishedKeys* old = current.load(std::memory_order_relaxed);
      auto made =
          publish(std::move(fetched->first), std::move(fetched->second), old, plan.wants_document, options, plan.now);
      current.store(made.release(), std::memory_order_seq_cst);
      if (old != nullptr) limbo.retire(old);
      limbo.collect();
      last_error.reset();
      // Only refetches for unknown kids cool down, so that a rotation just after the first fetch is still found.
      if (plan.wants_document) last_attempt.reset();
    } else {
      last_error = std::move(fetched.error());
    }
    landed.notify_all();
  }

  /// Fetches, or waits for the one who does.
  void fetch_or_wait(std::unique_lock<std::mutex>& lock, Instant now) {
    if (is_fetching) {
      landed.wait(lock, [this] { return !is_fetching; });
      return;
    }
    const Plan plan = begin(now);
    lock.unlock();
    run(plan);
    lock.lock();
  }

  /// Work for the executor, which may drop it unrun.
  struct Task {
    explicit Task(std::shared_ptr<State> the_state) : state(std::move(the_state)) {}
    ~Task() {
      const std::scoped_lock lock(state->mutex);
      state->is_posted = false;
    }
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;

    void run(Instant now) const {
      Plan plan;
      {
        const std::scoped_lock lock(state->mutex);
        if (state->is_fetching) return;
        plan = state->begin(now);
      }
      state->run(plan);
    }
    const std::shared_ptr<State> state;
  };

  /// True for the one caller who is to post a task. Its time is the caller's: when it runs, the clock may be gone.
  [[nodiscard]] bool may_post(Instant now) {
    const std::scoped_lock lock(mutex);
    if (is_fetching || is_posted || is_cooling(now)) return false;
    is_posted = true;
    keep_quiet(now);
    return true;
  }
};

JwksCache::JwksCache(std::string metadata_url, std::shared_ptr<Transport> transport, const Clock& clock,
                     JwksOptions options)
    : executor_(std::move(options.executor)),
      state_(std::make_shared<State>(std::move(metadata_url), std::move(transport), clock, std::move(options),
                                     executor_ != nullptr)) {}
JwksCache::~JwksCache() = default;

void JwksCache::fetch_ahead(Instant now) {
  if (!state_->may_post(now)) return;
  executor_->post([task = std::make_shared<const State::Task>(state_), now] { task->run(now); });
}

Result<FoundKey, ClientError> JwksCache::find(std::string_view kid) {
  State& state = *state_;
  const Instant now = state.clock.now();
  FoundKey found;
  const auto look = [&] {
    const EpochGuard guard;
    const PublishedKeys* set = state.current.load(std::memory_order_seq_cst);
    found = set != nullptr && set->is_usable_at(now) ? set->find(kid, now) : FoundKey();
    return state.need_of(set, found.key != nullptr, now);
  };

  State::Need need = look();
  if (need == State::Need::kSoon) fetch_ahead(now);
  if (need != State::Need::kNow) return found;
  {
    std::unique_lock lock(state.mutex);
    need = look();  // somebody may have fetched while this call waited for the lock
    const bool is_usable = found.epoch != 0;
    // An old set serves while somebody else fetches. One that cannot serve is fetched at once; a better one for an
    // unknown kid, or for an old set, once per cool-down.
    const bool can_wait = is_usable && (found.key ? state.is_fetching : !state.is_fetching && state.is_cooling(now));
    if (need == State::Need::kNow && !can_wait) state.fetch_or_wait(lock, now);
    if (need != State::Need::kNow || can_wait) return found;
    static_cast<void>(look());
    if (found.epoch == 0) {
      if (state.last_error) return tl::unexpected(*state.last_error);
      return tl::unexpected(ClientError{.kind = ClientErrorKind::kNetwork, .description = "no key set"});
    }
  }
  return found;
}

std::uint64_t JwksCache::epoch() {
  const Instant now = state_->clock.coarse_now();
  std::uint64_t epoch = 0;
  State::Need need = State::Need::kNow;
  {
    const EpochGuard guard;
    const PublishedKeys* set = state_->current.load(std::memory_order_seq_cst);
    need = state_->need_of(set, true, now);
    if (set != nullptr && set->is_usable_at(now)) epoch = set->epoch;
  }
  if (need == State::Need::kSoon) fetch_ahead(now);
  // Due, and nobody else to fetch it: this caller validates anew, and so does.
  return need == State::Need::kNow ? 0 : epoch;
}

}  // namespace entra::client
