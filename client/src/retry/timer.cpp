#include "entra/client/retrying_transport.hpp"
#include "entra/client/wait.hpp"

namespace entra::client {
namespace {

class SteadyTimer final : public Timer {
 public:
  explicit SteadyTimer(std::stop_token stop) : stop_(std::move(stop)) {}

  std::chrono::steady_clock::time_point now() const override { return std::chrono::steady_clock::now(); }
  bool wait(std::chrono::milliseconds time) override { return sleep_unless_stopped(time, stop_); }

 private:
  const std::stop_token stop_;
};

}  // namespace

std::shared_ptr<Timer> make_timer(std::stop_token stop) {
  return std::make_shared<SteadyTimer>(std::move(stop));
}

}  // namespace entra::client
