#include "http/worker_pool.hpp"

#include <algorithm>
#include <system_error>

#include "http/signal_mask.hpp"

namespace entra::idp::http_server {
namespace {

constexpr std::chrono::seconds kSpareThreadLife{10};

}  // namespace

WorkerPool::WorkerPool(WorkerPoolOptions options) : options_(options) {}

WorkerPool::~WorkerPool() {
  stop();
}

void WorkerPool::start_thread() {
  const BlockSignals inherited_by_the_thread;
  const auto self = threads_.emplace(threads_.end());
  try {
    *self = std::thread([this, self] { run(self); });
  } catch (const std::system_error&) {
    threads_.erase(self);  // the machine has no thread left; those that run will get to the task
  }
}

void WorkerPool::submit(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    queue_.push_back({std::move(task), std::chrono::steady_clock::now()});
    if (queue_.size() > idle_ && threads_.size() < options_.base_threads) start_thread();
  }
  changed_.notify_one();
}

bool WorkerPool::has_waiting() const {
  const std::lock_guard lock(mutex_);
  return !queue_.empty();
}

std::size_t WorkerPool::size() const {
  const std::lock_guard lock(mutex_);
  return threads_.size();
}

void WorkerPool::wait_until_taken(std::chrono::microseconds patience) {
  std::unique_lock lock(mutex_);
  taken_.wait_for(lock, patience, [this] { return stopping_ || queue_.empty(); });
}

void WorkerPool::grow_if_stalled(SteadyTime waiting_since) {
  std::unique_lock lock(mutex_);
  join_finished(lock);
  if (stopping_ || queue_.empty() || queue_.front().since > waiting_since || last_begun_ > waiting_since) return;
  last_growth_ = std::chrono::steady_clock::now();
  const std::size_t room = options_.max_threads - std::min(options_.max_threads, threads_.size());
  for (std::size_t i = 0, wanted = std::min(room, queue_.size()); i < wanted; ++i) start_thread();
}

bool WorkerPool::retire_spare(std::list<std::thread>::iterator self) {
  if (!queue_.empty() || threads_.size() <= options_.base_threads) return false;
  finished_.splice(finished_.end(), threads_, self);
  return true;
}

void WorkerPool::run(std::list<std::thread>::iterator self) {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    const bool woken = changed_.wait_for(lock, kSpareThreadLife, [this] { return stopping_ || !queue_.empty(); });
    --idle_;
    if (stopping_) return;
    if (!woken) {
      if (retire_spare(self)) return;
      continue;
    }
    last_begun_ = std::chrono::steady_clock::now();
    {
      const Task task = std::move(queue_.front().task);
      queue_.pop_front();
      if (queue_.empty()) taken_.notify_one();
      lock.unlock();
      task();
    }
    lock.lock();
    // Steady work keeps all threads awake, so that none would ever find itself idle for long.
    if (last_begun_ - last_growth_ > kSpareThreadLife && !stopping_ && retire_spare(self)) return;
  }
}

void WorkerPool::join_finished(std::unique_lock<std::mutex>& lock) {
  std::list<std::thread> ended;
  ended.swap(finished_);
  lock.unlock();
  for (std::thread& thread : ended) thread.join();
  lock.lock();
}

void WorkerPool::stop() {
  std::deque<Waiting> dropped;
  std::list<std::thread> ending;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped.swap(queue_);
    ending.swap(threads_);
    ending.splice(ending.end(), finished_);
  }
  changed_.notify_all();
  for (std::thread& thread : ending) thread.join();
}

}  // namespace entra::idp::http_server
