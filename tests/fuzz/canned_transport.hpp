#pragma once
// A transport whose every answer is the fuzzer's input.

#include <string>
#include <utility>

#include "entra/client/transport.hpp"

namespace entra::fuzz {

class CannedTransport final : public client::Transport {
 public:
  explicit CannedTransport(http::Response answer) : answer_(std::move(answer)) {}
  Result<http::Response> send(const http::Request&, std::chrono::milliseconds) override { return answer_; }

 private:
  http::Response answer_;
};

}  // namespace entra::fuzz
