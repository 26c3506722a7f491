#include "entra/client/jwks_cache.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>

#include "jwks/metadata.hpp"

namespace entra::client {
namespace {

struct Snapshot {
  Metadata metadata;
  KeySet keys;
  Instant fetched_at;
};
using SnapshotPtr = std::shared_ptr<const Snapshot>;

}  // namespace

struct JwksCache::State {
  State(std::string url, std::shared_ptr<Transport> the_transport, const Clock& the_clock, JwksOptions the_options)
      : metadata_url(std::move(url)), transport(std::move(the_transport)), clock(the_clock), options(the_options) {}

  const std::string metadata_url;
  const std::shared_ptr<Transport> transport;
  const Clock& clock;
  const JwksOptions options;

  std::mutex mutex;
  std::condition_variable landed;
  bool fetching{false};
  SnapshotPtr current;
  std::optional<Instant> last_attempt;    ///< stamped before the request, so that failures cool down too
  std::optional<ClientError> last_error;  ///< of the last attempt

  [[nodiscard]] bool is_due(const SnapshotPtr& set, Instant now) const {
    return !set || now >= set->fetched_at + options.max_age;
  }
  [[nodiscard]] bool is_usable(const SnapshotPtr& set, Instant now) const {
    return set && now < set->fetched_at + options.max_age + options.max_stale;
  }
  /// A clock that was turned back starts anew.
  [[nodiscard]] bool is_cooling(Instant now) const {
    return last_attempt && now >= *last_attempt && now < *last_attempt + options.cooldown;
  }

  /// The discovery document is read again only when the whole set is due: for an unknown kid the keys are enough.
  Result<SnapshotPtr, ClientError> fetch(const SnapshotPtr& old, Instant now) const {
    const FetchRules rules{options.timeout, options.allow_loopback_http};
    Metadata metadata;
    if (is_due(old, now)) {
      auto fetched = fetch_metadata(*transport, metadata_url, rules);
      if (!fetched) return tl::unexpected(fetched.error());
      metadata = std::move(*fetched);
    } else {
      metadata = old->metadata;
    }
    auto keys = fetch_keys(*transport, metadata.jwks_uri, rules);
    if (!keys) return tl::unexpected(keys.error());
    // An unknown kid refreshes the keys, not the age of the discovery document.
    const Instant fetched_at = is_due(old, now) ? now : old->fetched_at;
    return std::make_shared<const Snapshot>(Snapshot{std::move(metadata), std::move(*keys), fetched_at});
  }

  Result<SnapshotPtr, ClientError> fetch_guarded(const SnapshotPtr& old, Instant now) const {
    ClientError error;
    error.kind = ClientErrorKind::kNetwork;
    try {
      return fetch(old, now);
    } catch (const std::exception& thrown) {
      error.description = std::string("the request threw: ") + thrown.what();
    } catch (...) {
      error.description = "the request threw";
    }
    return tl::unexpected(std::move(error));
  }

  /// Fetches, or waits for the one who does. The lock is open during the request.
  void refetch(std::unique_lock<std::mutex>& lock, Instant now) {
    if (fetching) {
      landed.wait(lock, [this] { return !fetching; });
      return;
    }
    fetching = true;
    const SnapshotPtr old = current;
    const bool was_due = is_due(old, now);
    last_attempt = now;
    lock.unlock();
    auto fetched = fetch_guarded(old, now);
    lock.lock();
    fetching = false;
    if (fetched) {
      current = std::move(*fetched);
      last_error.reset();
      // Only refetches for unknown kids cool down, so that a rotation just after the first fetch is still found.
      if (was_due) last_attempt.reset();
    } else {
      last_error = std::move(fetched.error());
    }
    landed.notify_all();
  }
};

JwksCache::JwksCache(std::string metadata_url, std::shared_ptr<Transport> transport, const Clock& clock,
                     JwksOptions options)
    : state_(std::make_unique<State>(std::move(metadata_url), std::move(transport), clock, options)) {}
JwksCache::~JwksCache() = default;

Result<FoundKey, ClientError> JwksCache::find(std::string_view kid) {
  State& state = *state_;
  std::unique_lock lock(state.mutex);
  const Instant now = state.clock.now();

  const bool usable = state.is_usable(state.current, now);
  const bool has_key = usable && state.current->keys.find(kid) != nullptr;
  if (!usable) {
    state.refetch(lock, now);
  } else if (state.is_due(state.current, now) || !has_key) {
    // A known key is served while somebody else fetches; a new set for it is worth one attempt per cool-down.
    if (state.fetching ? !has_key : !state.is_cooling(now)) state.refetch(lock, now);
  }

  if (!state.is_usable(state.current, now)) {
    if (state.last_error) return tl::unexpected(*state.last_error);
    return tl::unexpected(ClientError{.kind = ClientErrorKind::kNetwork, .description = "no key set"});
  }
  return FoundKey{state.current->keys.find(kid), state.current->metadata.issuer};
}

}  // namespace entra::client
