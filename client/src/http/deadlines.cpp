#include "http/deadlines.hpp"

namespace entra::client {

Deadlines::~Deadlines() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Deadlines::Armed::Armed(Deadlines& owner, SteadyTime when, std::function<void()> expired)
    : owner_(owner), expired_(std::move(expired)) {
  const std::lock_guard lock(owner_.mutex_);
  if (!owner_.thread_.joinable()) owner_.thread_ = std::thread([&owner] { owner.run(); });
  place_ = owner_.armed_.emplace(when, this);
  if (place_ == owner_.armed_.begin()) owner_.changed_.notify_all();
}

Deadlines::Armed::~Armed() {
  const std::lock_guard lock(owner_.mutex_);
  if (!fired_) owner_.armed_.erase(place_);
}

void Deadlines::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (armed_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto next = armed_.begin();
    const SteadyTime when = next->first;
    if (std::chrono::steady_clock::now() < when) {
      changed_.wait_until(lock, when);
      continue;
    }
    Armed& due = *next->second;
    armed_.erase(next);
    due.fired_ = true;
    due.expired_();  // under the lock, so that it cannot outlive its Armed
  }
}

}  // namespace entra::client
