#pragma once
// A transport that answers from a function and remembers what it was asked.

#include <functional>
#include <mutex>
#include <vector>

#include "entra/client/transport.hpp"

namespace entra::client::testing {

class ScriptedTransport final : public Transport {
 public:
  using Handler = std::function<Result<http::Response>(const http::Request&)>;

  explicit ScriptedTransport(Handler handler) : handler_(std::move(handler)) {}

  Result<http::Response> send(const http::Request& request, std::chrono::milliseconds) override {
    Handler handler;
    {
      const std::scoped_lock lock(mutex_);
      requests_.push_back(request);
      handler = handler_;
    }
    return handler(request);
  }
  void answer_with(Handler handler) {
    const std::scoped_lock lock(mutex_);
    handler_ = std::move(handler);
  }
  [[nodiscard]] std::vector<http::Request> requests() const {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }
  [[nodiscard]] std::size_t count() const { return requests().size(); }

 private:
  mutable std::mutex mutex_;
  Handler handler_;
  std::vector<http::Request> requests_;
};

inline http::Response json_response(int status, std::string body) {
  return http::Response{status, "", {{"Content-Type", "application/json; charset=utf-8"}}, std::move(body)};
}

}  // namespace entra::client::testing
