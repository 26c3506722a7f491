#pragma once
// The in-process mock with an ear at the line.

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "run/in_process_idp.hpp"

namespace entra::scenarios::testing {

/// Opens mocks of one in-process provider and keeps every request and answer body. Thread-safe.
class SpyProvider final : public IdpProvider {
 public:
  Result<std::unique_ptr<IdpInstance>> open(const Scenario& scenario) override {
    auto inner = real().open(scenario);
    if (!inner) return tl::unexpected<Error>(inner.error());
    return std::make_unique<Spy>(*this, std::move(*inner));
  }
  std::string name() const override { return "in-process"; }

  [[nodiscard]] std::vector<std::string> heard() const {
    const std::scoped_lock lock(mutex_);
    return heard_;
  }

 private:
  // One pool of signing keys for all tests of this program: making one takes longer than a test.
  static IdpProvider& real() {
    static const std::unique_ptr<IdpProvider> provider = make_in_process_provider();
    return *provider;
  }
  void hear(const std::string& body) {
    const std::scoped_lock lock(mutex_);
    heard_.push_back(body);
  }

  class Spy final : public IdpInstance {
   public:
    Spy(SpyProvider& owner, std::unique_ptr<IdpInstance> inner)
        : inner_(std::move(inner)), line_(std::make_shared<Line>(owner, inner_->transport())) {}
    const std::string& origin() const override { return inner_->origin(); }
    std::shared_ptr<client::Transport> transport() override { return line_; }

   private:
    struct Line final : client::Transport {
      Line(SpyProvider& the_owner, std::shared_ptr<client::Transport> the_inner)
          : owner(the_owner), inner(std::move(the_inner)) {}
      Result<http::Response> send(const http::Request& request, std::chrono::milliseconds timeout) override {
        auto response = inner->send(request, timeout);
        owner.hear(request.body);
        if (response) owner.hear(response->body);
        return response;
      }
      SpyProvider& owner;
      std::shared_ptr<client::Transport> inner;
    };
    std::unique_ptr<IdpInstance> inner_;
    std::shared_ptr<Line> line_;
  };

  mutable std::mutex mutex_;
  std::vector<std::string> heard_;
};

}  // namespace entra::scenarios::testing
