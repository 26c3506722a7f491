#include "retry/retry_budget.hpp"

#include <algorithm>

namespace entra::client {

RetryBudget::RetryBudget(double floor, double share, SteadyTime now)
    : floor_(std::max(floor, 0.0)), share_(std::max(share, 0.0)), left_(floor_), filled_at_(now) {}

void RetryBudget::note_call() {
  const std::scoped_lock lock(mutex_);
  // No more than one repetition where the floor is zero, or calls of an hour ago would pay for an outage of today.
  left_ = std::min(left_ + share_, std::max(floor_, 1.0));
}

bool RetryBudget::take(SteadyTime now) {
  const std::scoped_lock lock(mutex_);
  const std::chrono::duration<double, std::ratio<60>> minutes = now - filled_at_;
  if (minutes.count() > 0) left_ = std::max(left_, std::min(left_ + floor_ * minutes.count(), floor_));
  filled_at_ = std::max(filled_at_, now);
  // Ten calls with a share of a tenth each have earned one, whatever the rounding says.
  constexpr double kWhole = 1.0 - 1e-9;
  if (left_ < kWhole) return false;
  left_ = std::max(left_ - 1.0, 0.0);
  return true;
}

}  // namespace entra::client
