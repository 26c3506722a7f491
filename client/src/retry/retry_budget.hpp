#pragma once
// How many repetitions all calls together may make, so that clients do not multiply the load on a server in trouble.

#include <chrono>
#include <mutex>

namespace entra::client {

/// A bucket that starts full, with `floor` repetitions; it is refilled by as many a minute, and by `share` of one with
/// each call. Thread-safe.
class RetryBudget {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  RetryBudget(double floor, double share, SteadyTime now);
  void note_call();
  /// False when it is spent.
  [[nodiscard]] bool take(SteadyTime now);

 private:
  const double floor_;
  const double share_;
  std::mutex mutex_;
  double left_;
  SteadyTime filled_at_;
};

}  // namespace entra::client
