#pragma once
// An authority without a network that takes its time: what callers do meanwhile is to be measured.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <thread>

#include "support/stub_authority.hpp"

namespace entra::bench {

/// Thread-safe.
class SlowAuthority final : public client::Transport {
 public:
  /// Answers after `round_trip`: with a token that ages half an hour after its request and ends a day after it, or with
  /// a refusal that no client retries.
  explicit SlowAuthority(std::chrono::milliseconds round_trip, bool refuses = false)
      : round_trip_(round_trip), refuses_(refuses) {}

  [[nodiscard]] Result<http::Response> send(const http::Request&, std::chrono::milliseconds) override {
    ++count_;
    std::this_thread::sleep_for(round_trip_);
    if (!refuses_) return token_response(R"("expires_in":86399,"refresh_in":1800)");
    http::Response response;
    response.status = 401;
    response.headers.set("Content-Type", "application/json; charset=utf-8");
    response.body =
        R"({"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."})";
    return response;
  }
  /// Requests since it was last asked.
  std::size_t take_count() noexcept { return count_.exchange(0); }

 private:
  const std::chrono::milliseconds round_trip_;
  const bool refuses_;
  std::atomic<std::size_t> count_{0};
};

}  // namespace entra::bench
