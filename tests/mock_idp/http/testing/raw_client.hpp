#pragma once
// A client that sends exactly the bytes it is given and shows exactly the bytes that come.

#include <cstdint>
#include <string>
#include <string_view>

#include "http/socket.hpp"

namespace entra::idp::http_server::testing {

/// One blocking loopback connection. A read that gets nothing for ten seconds ends the test with a visible mark.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port, bool v6 = false);

  void send(std::string_view bytes);
  void finish_sending();  ///< half-close
  /// Up to and including `end`, or what came before the connection ended.
  std::string read_until(std::string_view end);
  /// One answer: head, and a body of its Content-Length.
  std::string read_answer(bool without_body = false);
  std::string read_to_end();
  bool is_closed_by_peer();  ///< waits for it

  [[nodiscard]] int descriptor() const noexcept { return socket_.get(); }

 private:
  bool receive();
  Descriptor socket_;
  std::string buffer_;
};

}  // namespace entra::idp::http_server::testing
