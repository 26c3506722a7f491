#pragma once
// An HTTP proxy that knows CONNECT only and leads every tunnel to one port of this machine.

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace entra::client::testing {

/// Loopback, random port; one tunnel after the other. Ends with the object.
class ConnectProxy {
 public:
  explicit ConnectProxy(std::uint16_t target_port);
  ~ConnectProxy();
  ConnectProxy(const ConnectProxy&) = delete;
  ConnectProxy& operator=(const ConnectProxy&) = delete;

  [[nodiscard]] std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }
  /// The heads that came so far, each with its CRLFs.
  [[nodiscard]] std::vector<std::string> heads() const;

 private:
  void serve(int client);

  const std::uint16_t target_port_;
  int listening_{-1};
  std::uint16_t port_{0};
  std::atomic<bool> is_closing_{false};
  mutable std::mutex mutex_;
  std::vector<std::string> heads_;
  std::thread thread_;
};

}  // namespace entra::client::testing
