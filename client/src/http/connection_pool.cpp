#include "http/connection_pool.hpp"

namespace entra::client {
namespace {

constexpr std::size_t kMaxIdlePerOrigin = 64;

}  // namespace

std::unique_ptr<Connection> ConnectionPool::take(const std::string& origin) {
  for (;;) {
    std::unique_ptr<Connection> candidate;
    {
      const std::lock_guard lock(mutex_);
      const auto found = idle_.find(origin);
      if (found == idle_.end() || found->second.empty()) return nullptr;
      candidate = std::move(found->second.back());
      found->second.pop_back();
    }
    if (candidate->is_fresh()) return candidate;
  }
}

void ConnectionPool::give_back(const std::string& origin, std::unique_ptr<Connection> connection) {
  if (!connection->is_fresh()) return;
  const std::lock_guard lock(mutex_);
  auto& idle = idle_[origin];
  if (idle.size() < kMaxIdlePerOrigin) idle.push_back(std::move(connection));
}

}  // namespace entra::client
