#pragma once
// A request as a task: whoever runs it, on whatever thread, the books are kept and the waiters told.

#include <memory>

#include "cache/cache_state.hpp"

namespace entra::client {

/// Runs at most once. Its destructor tells the waiters of a task that was dropped unrun.
template <class State>
class FlightJob {
 public:
  FlightJob(std::shared_ptr<State> state, const TokenKey& key, const TokenCache::Fetch& fetch,
            TokenCache::Reason reason, std::shared_ptr<Flight> flight)
      : state_(std::move(state)), key_(key), fetch_(fetch), reason_(reason), flight_(std::move(flight)) {}
  ~FlightJob() {
    if (!has_run_) land(failure("the request was dropped before it began"));
  }
  FlightJob(const FlightJob&) = delete;
  FlightJob& operator=(const FlightJob&) = delete;

  void run() {
    has_run_ = true;
    const Instant began = state_->clock.now();
    FlightOutcome outcome = fetch_guarded();
    const milliseconds took = state_->clock.now() - began;
    const TokenCacheEvent event{.kind = outcome ? TokenCacheEvent::Kind::kFetched : TokenCacheEvent::Kind::kFailed,
                                .key = &key_,
                                .error = outcome ? nullptr : &outcome.error(),
                                .took = took};
    state_->tell(event);
    land(std::move(outcome));
  }

 private:
  static FlightOutcome failure(std::string description) {
    ClientError error;
    error.kind = ClientErrorKind::kBadResponse;
    error.description = std::move(description);
    return tl::unexpected(std::move(error));
  }
  /// Waiters must be told even if the fetch breaks its promise not to throw.
  FlightOutcome fetch_guarded() const {
    try {
      auto token = fetch_(reason_);
      if (!token) return tl::unexpected(std::move(token.error()));
      return std::make_shared<const Token>(std::move(*token));
    } catch (const std::exception& thrown) {
      return failure(std::string("the request threw: ") + thrown.what());
    } catch (...) {
      return failure("the request threw");
    }
  }
  void land(FlightOutcome outcome) {
    state_->land(key_, flight_, outcome);
    flight_->land(std::move(outcome));
  }

  const std::shared_ptr<State> state_;
  const TokenKey key_;
  const TokenCache::Fetch fetch_;
  const TokenCache::Reason reason_;
  const std::shared_ptr<Flight> flight_;
  bool has_run_{false};
};

}  // namespace entra::client
