#pragma once
// A mock made of one function, for tests of the runner that need no mock.

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "run/idp_provider.hpp"

namespace entra::scenarios::testing {

using Script = std::function<http::Response(const http::Request&)>;

/// Answers by the script and keeps what it was asked.
class ScriptedIdp final : public IdpInstance {
 public:
  explicit ScriptedIdp(Script script) : transport_(std::make_shared<Line>(std::move(script))) {}
  const std::string& origin() const override { return origin_; }
  std::shared_ptr<client::Transport> transport() override { return transport_; }
  [[nodiscard]] const std::vector<http::Request>& asked() const { return transport_->asked; }

 private:
  struct Line final : client::Transport {
    explicit Line(Script the_script) : script(std::move(the_script)) {}
    Result<http::Response> send(const http::Request& request, std::chrono::milliseconds) override {
      asked.push_back(request);
      return script(request);
    }
    Script script;
    std::vector<http::Request> asked;
  };
  std::string origin_{"https://localhost:8443"};
  std::shared_ptr<Line> transport_;
};

}  // namespace entra::scenarios::testing
