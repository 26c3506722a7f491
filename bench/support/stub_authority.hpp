#pragma once
// An authority without a network: answers every token request at once. For the cost of the client alone.

#include <string>

#include "entra/client/transport.hpp"

namespace entra::bench {

/// Thread-safe.
class StubAuthority final : public client::Transport {
 public:
  [[nodiscard]] Result<http::Response> send(const http::Request&, std::chrono::milliseconds) override {
    http::Response response;
    response.headers.set("Content-Type", "application/json; charset=utf-8");
    // The length of an app-only token with a few roles, as Entra makes them.
    response.body = R"({"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":")" +
                    std::string(1400, 'a') + R"("})";
    return response;
  }
};

}  // namespace entra::bench
