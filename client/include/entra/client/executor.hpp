#pragma once
// Where work runs that no caller waits for: renewals ahead of expiry.

#include <cstddef>
#include <functional>
#include <memory>

namespace entra::client {

/// Thread-safe. May drop a task by destroying it unrun.
class Executor {
 public:
  virtual ~Executor() = default;
  virtual void post(std::function<void()> task) = 0;
};

/// Runs each task in the call to `post`: callers wait for renewals, and everything happens in one order.
class InlineExecutor final : public Executor {
 public:
  void post(std::function<void()> task) override { task(); }
};

/// Up to `max_threads` threads, started when there is work. Its destructor drops what has not begun and waits for what
/// has; it must not run on one of its own threads.
class BackgroundExecutor final : public Executor {
 public:
  explicit BackgroundExecutor(std::size_t max_threads = 4);
  ~BackgroundExecutor() override;
  BackgroundExecutor(const BackgroundExecutor&) = delete;
  BackgroundExecutor& operator=(const BackgroundExecutor&) = delete;
  void post(std::function<void()> task) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace entra::client
