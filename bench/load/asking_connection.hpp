#pragma once
// One kept-alive connection to a server on this machine, and the one request that it sends again and again.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "entra/support/result.hpp"

namespace entra::bench {

/// A POST of a form to http://127.0.0.1:port.
struct Target {
  std::uint16_t port{0};
  std::string path;
  std::string form;
};

struct Answer {
  int status{0};
  std::string body;
  double milliseconds{0};  ///< since its request was sent
};

/// Not thread-safe.
class AskingConnection {
 public:
  [[nodiscard]] static Result<AskingConnection> open(const Target& target);
  ~AskingConnection();
  AskingConnection(AskingConnection&& other) noexcept;
  AskingConnection& operator=(AskingConnection&&) = delete;

  [[nodiscard]] int descriptor() const noexcept { return socket_; }
  [[nodiscard]] Result<void> ask();
  /// Reads once, waiting for bytes when there are none; true when the answer is whole.
  [[nodiscard]] Result<bool> read(Answer& answer);

 private:
  AskingConnection(int socket, const Target& target);
  [[nodiscard]] Result<void> read_head();

  int socket_;
  std::string request_;
  std::string buffer_;
  std::size_t head_size_{0};  ///< 0: not complete yet
  std::size_t body_size_{0};
  int status_{0};
  std::chrono::steady_clock::time_point asked_;
};

}  // namespace entra::bench
