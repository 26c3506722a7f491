#include "entra/client/retrying_transport.hpp"

#include <algorithm>

#include "retry/retry_after.hpp"
#include "retry/retry_budget.hpp"

namespace entra::client {
namespace {

using std::chrono::milliseconds;
using SteadyTime = std::chrono::steady_clock::time_point;
using Outcome = Result<http::Response>;

bool is_passing(int status) {
  switch (status) {
    case 408:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
      return true;
    default:
      return false;
  }
}

/// Whether the same request may well fare better.
bool is_worth_repeating(const http::Request& request, const Outcome& outcome) {
  if (outcome) return is_passing(outcome->status) && request.may_repeat();
  switch (outcome.error().code) {
    case Errc::kUnreachable:
      return true;  // nothing was sent
    case Errc::kNetwork:
    case Errc::kTimeout:
      return request.may_repeat();
    default:
      return false;
  }
}

class RetryingTransport final : public Transport {
 public:
  RetryingTransport(std::shared_ptr<Transport> inner, const Clock& clock, Random& random, RetryOptions options,
                    std::shared_ptr<Timer> timer)
      : inner_(std::move(inner)),
        clock_(clock),
        random_(random),
        options_(options),
        timer_(std::move(timer)),
        budget_(options.budget_floor, options.budget_share, timer_->now()) {}

  Outcome send(const http::Request& request, milliseconds timeout) override {
    budget_.note_call();
    const SteadyTime deadline = timer_->now() + timeout;
    for (int attempt = 1;; ++attempt) {
      Outcome outcome = inner_->send(request, time_for_attempt(deadline));
      if (attempt >= options_.max_attempts || !is_worth_repeating(request, outcome) ||
          !pause(outcome, attempt, deadline)) {
        if (!outcome && attempt > 1) outcome.error().message += " (after " + std::to_string(attempt) + " attempts)";
        return outcome;
      }
    }
  }

 private:
  [[nodiscard]] milliseconds time_for_attempt(SteadyTime deadline) const {
    const auto left = std::chrono::ceil<milliseconds>(deadline - timer_->now());
    return options_.attempt_timeout > milliseconds(0) ? std::min(left, options_.attempt_timeout) : left;
  }
  /// Full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/): callers that failed
  /// together do not come back together.
  [[nodiscard]] milliseconds jitter(int attempt) const {
    const milliseconds doubled = options_.base_delay * (milliseconds::rep{1} << std::min(attempt - 1, 20));
    const auto longest = std::max(std::min(doubled, options_.max_delay), milliseconds(0));
    return milliseconds(random_.below(static_cast<std::uint64_t>(longest.count()) + 1));
  }
  /// Waits for the time of the next attempt. False when there will be none.
  bool pause(const Outcome& outcome, int attempt, SteadyTime deadline) {
    const auto asked = outcome ? read_retry_after(*outcome, clock_.now()) : std::nullopt;
    // Those who were told the same second still spread over the first pause.
    const milliseconds time = asked ? *asked + jitter(1) : jitter(attempt);
    const SteadyTime now = timer_->now();
    return now + time < deadline && budget_.take(now) && timer_->wait(time);
  }

  const std::shared_ptr<Transport> inner_;
  const Clock& clock_;
  Random& random_;
  const RetryOptions options_;
  const std::shared_ptr<Timer> timer_;
  RetryBudget budget_;
};

}  // namespace

std::shared_ptr<Transport> make_retrying_transport(std::shared_ptr<Transport> inner, const Clock& clock, Random& random,
                                                   RetryOptions options, std::shared_ptr<Timer> timer) {
  return std::make_shared<RetryingTransport>(std::move(inner), clock, random, options, std::move(timer));
}

}  // namespace entra::client
