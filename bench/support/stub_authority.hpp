#pragma once
// An authority without a network: answers every token request at once. For the cost of the client alone.

#include <string>

#include "entra/client/transport.hpp"

namespace entra::bench {

/// The token endpoint's answer, with a token of the length of an app-only one with a few roles, as Entra makes them.
inline http::Response token_response(const std::string& expiry = R"("expires_in":3599,"ext_expires_in":3599)") {
  http::Response response;
  response.headers.set("Content-Type", "application/json; charset=utf-8");
  response.body = R"({"token_type":"Bearer",)" + expiry + R"(,"access_token":")" + std::string(1400, 'a') + R"("})";
  return response;
}

/// Thread-safe.
class StubAuthority final : public client::Transport {
 public:
  [[nodiscard]] Result<http::Response> send(const http::Request&, std::chrono::milliseconds) override {
    return token_response();
  }
};

}  // namespace entra::bench
