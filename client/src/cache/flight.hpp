#pragma once
// One request under way and the callers that wait for it, each as long as it likes.

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

#include "entra/client/errors.hpp"
#include "entra/client/token.hpp"
#include "entra/support/result.hpp"

namespace entra::client {

using TokenPtr = std::shared_ptr<const Token>;
using FlightOutcome = Result<TokenPtr, ClientError>;

/// Thread-safe. Lands once.
class Flight {
 public:
  /// The outcome; nothing when the patience ends first or a stop is requested, which the flight does not notice. Steady
  /// time: a clock that is moved moves no deadline.
  [[nodiscard]] std::optional<FlightOutcome> wait(std::optional<std::chrono::milliseconds> patience,
                                                  const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    const auto has_landed = [this] { return outcome_.has_value(); };
    if (patience) {
      landed_.wait_for(lock, stop, *patience, has_landed);
    } else {
      landed_.wait(lock, stop, has_landed);
    }
    return outcome_;
  }
  void land(FlightOutcome outcome) {
    {
      const std::scoped_lock lock(mutex_);
      outcome_ = std::move(outcome);
    }
    landed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any landed_;
  std::optional<FlightOutcome> outcome_;
};

}  // namespace entra::client
