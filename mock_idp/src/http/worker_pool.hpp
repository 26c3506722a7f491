#pragma once
// Threads that run tasks; more of them while handlers block, fewer again afterwards.

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace entra::idp::http_server {

struct WorkerPoolOptions {
  /// Started with the first tasks, and kept: as many as can be busy at once.
  std::size_t base_threads{std::clamp<std::size_t>(std::thread::hardware_concurrency(), 2, 16)};
  std::size_t max_threads{512};
};

/// Thread-safe. Its threads leave asynchronous signals, SIGPIPE among them, to the rest of the process.
class WorkerPool {
 public:
  using Task = std::function<void()>;
  using SteadyTime = std::chrono::steady_clock::time_point;

  explicit WorkerPool(WorkerPoolOptions options);
  ~WorkerPool();  ///< as stop()
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  void submit(Task task);
  [[nodiscard]] bool has_waiting() const;
  /// Returns when no task waits any more, at the latest after `patience`. Who submits as events come in lets them
  /// gather meanwhile: to be woken for each of them would only take the processor from the threads that are busy.
  void wait_until_taken(std::chrono::microseconds patience);
  /// Starts a thread for every waiting task when the oldest waits, and no other was begun, since `waiting_since`: the
  /// threads block. Threads that are merely busy get on with the queue, and more of them would only be in their way.
  void grow_if_stalled(SteadyTime waiting_since);
  [[nodiscard]] std::size_t size() const;
  /// Running tasks finish, waiting ones are dropped, all threads end.
  void stop();

 private:
  struct Waiting {
    Task task;
    SteadyTime since;
  };
  void start_thread();  ///< mutex_ is held
  void run(std::list<std::thread>::iterator self);
  bool retire_spare(std::list<std::thread>::iterator self);  ///< mutex_ is held
  void join_finished(std::unique_lock<std::mutex>& lock);

  WorkerPoolOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::condition_variable taken_;  ///< no task waits any more
  std::deque<Waiting> queue_;
  std::list<std::thread> threads_;
  std::list<std::thread> finished_;  ///< ended or about to; still to be joined
  std::size_t idle_{0};              ///< of threads_, those that wait for a task
  SteadyTime last_begun_{};          ///< of all tasks
  SteadyTime last_growth_{};
  bool stopping_{false};
};

}  // namespace entra::idp::http_server
