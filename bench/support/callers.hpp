#pragma once
// Many callers at once.

#include <atomic>
#include <barrier>
#include <chrono>
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace entra::bench {

/// Threads that exist before the clock starts and make one call a round. Both barriers include the thread that
/// measures.
class Callers {
 public:
  Callers(std::ptrdiff_t count, const std::function<void()>& call) : begin_(count + 1), end_(count + 1) {
    for (std::ptrdiff_t n = 0; n < count; ++n) {
      threads_.emplace_back([this, call] {
        for (;;) {
          begin_.arrive_and_wait();
          if (is_over_) return;
          call();
          end_.arrive_and_wait();
        }
      });
    }
  }
  ~Callers() {
    is_over_ = true;
    begin_.arrive_and_wait();
  }
  Callers(const Callers&) = delete;
  Callers& operator=(const Callers&) = delete;

  /// Seconds until the last has returned.
  double run() {
    const auto started = std::chrono::steady_clock::now();
    begin_.arrive_and_wait();
    end_.arrive_and_wait();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  }

 private:
  std::barrier<> begin_;
  std::barrier<> end_;
  std::atomic<bool> is_over_{false};
  std::vector<std::jthread> threads_;
};

}  // namespace entra::bench
