#pragma once
// What the tests of the token cache share: keys, fetches that count, and an executor that runs when it is told.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "entra/client/executor.hpp"
#include "entra/client/token_cache.hpp"
#include "entra/support/clock.hpp"

namespace entra::client::testing {

inline TokenKey key_of(std::string_view resource, const std::vector<std::string>& scopes = {}) {
  return TokenKey({.authority_origin = "https://localhost",
                   .tenant = "t",
                   .client_id = "c",
                   .credential = "f",
                   .grant = "g",
                   .resource = resource,
                   .scopes = scopes});
}

inline ClientError refused() {
  ClientError error;
  error.kind = ClientErrorKind::kRefused;
  error.error = "invalid_client";
  return error;
}

/// Keeps tasks until the test runs or drops them. Thread-safe.
class QueueExecutor final : public Executor {
 public:
  void post(std::function<void()> task) override {
    const std::scoped_lock lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  /// Runs what has been posted by now; how many tasks.
  std::size_t run() {
    auto tasks = take();
    for (auto& task : tasks) task();
    return tasks.size();
  }
  std::deque<std::function<void()>> take() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(tasks_, {});
  }

 private:
  std::mutex mutex_;
  std::deque<std::function<void()>> tasks_;
};

class TokenCacheTest : public ::testing::Test {
 protected:
  /// Tokens "AT1", "AT2", …
  TokenCache::Fetch fetch_for(std::chrono::seconds life,
                              std::optional<std::chrono::seconds> refresh_in = std::nullopt) {
    return [this, life, refresh_in]() -> Result<Token, ClientError> {
      Token token;
      token.access_token = "AT" + std::to_string(++fetches_);
      token.expires_on = clock_.now() + life;
      if (refresh_in) token.refresh_on = clock_.now() + *refresh_in;
      return token;
    };
  }
  TokenCache::Fetch failing(ClientError error = refused()) {
    return [this, error]() -> Result<Token, ClientError> {
      ++fetches_;
      return tl::unexpected(error);
    };
  }

  ManualClock clock_{from_epoch_seconds(1'740'819'600)};
  std::atomic<int> fetches_{0};
  std::shared_ptr<QueueExecutor> executor_ = std::make_shared<QueueExecutor>();
};

}  // namespace entra::client::testing
