#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "entra/client/executor.hpp"

namespace entra::client {

struct BackgroundExecutor::State {
  explicit State(std::size_t threads_at_most) : max_threads(std::max<std::size_t>(threads_at_most, 1)) {}

  const std::size_t max_threads;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::function<void()>> tasks;
  std::vector<std::thread> threads;
  std::size_t idle{0};
  bool is_closing{false};

  void work() {
    std::unique_lock lock(mutex);
    for (;;) {
      ++idle;
      changed.wait(lock, [this] { return is_closing || !tasks.empty(); });
      --idle;
      if (is_closing) return;
      auto task = std::move(tasks.front());
      tasks.pop_front();
      lock.unlock();
      task();
      task = nullptr;  // what it holds is let go outside the lock
      lock.lock();
    }
  }
};

BackgroundExecutor::BackgroundExecutor(std::size_t max_threads) : state_(std::make_unique<State>(max_threads)) {}

BackgroundExecutor::~BackgroundExecutor() {
  std::deque<std::function<void()>> dropped;
  {
    const std::scoped_lock lock(state_->mutex);
    state_->is_closing = true;
    dropped.swap(state_->tasks);
  }
  state_->changed.notify_all();
  for (std::thread& thread : state_->threads) thread.join();
}

void BackgroundExecutor::post(std::function<void()> task) {
  std::unique_lock lock(state_->mutex);
  if (state_->tasks.size() >= state_->idle && state_->threads.size() < state_->max_threads) {
    try {
      state_->threads.emplace_back([state = state_.get()] { state->work(); });
    } catch (const std::system_error&) {
      // No more threads to be had: those there are serve, and without any the caller does.
      if (state_->threads.empty()) {
        lock.unlock();
        task();
        return;
      }
    }
  }
  state_->tasks.push_back(std::move(task));
  lock.unlock();
  state_->changed.notify_one();
}

}  // namespace entra::client
