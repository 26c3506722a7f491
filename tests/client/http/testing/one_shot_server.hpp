#pragma once
// A server that plays a fixed part: for each connection, bytes to send once a request's head has come.

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace entra::client::testing {

struct Part {
  std::vector<std::string> answers;  ///< one for each request of the connection, sent as they are
  bool hold{false};                  ///< afterwards the connection stays open until the server ends
};

/// Loopback, random port; connections are taken one after the other. Ends with the object.
class OneShotServer {
 public:
  explicit OneShotServer(std::vector<Part> parts);
  ~OneShotServer();
  OneShotServer(const OneShotServer&) = delete;
  OneShotServer& operator=(const OneShotServer&) = delete;

  [[nodiscard]] std::string origin() const { return "http://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] int connections() const { return connections_; }
  /// Waits until connection number `count` has been closed by this side.
  void wait_for_closed(int count) const;
  /// All requests' bytes so far; call it when the exchange is over.
  [[nodiscard]] std::string received() const { return received_; }

 private:
  void play(int socket, const Part& part);

  std::vector<Part> parts_;
  int listening_{-1};
  std::uint16_t port_{0};
  std::atomic<int> connections_{0};
  std::atomic<int> closed_{0};
  std::string received_;
  std::vector<int> held_;
  std::thread thread_;
};

}  // namespace entra::client::testing
