#pragma once
// Descriptors that close themselves, and the few socket calls that a listener needs.

#include <cstdint>
#include <string>
#include <utility>

#include "entra/support/result.hpp"

namespace entra::idp::http_server {

/// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor();
  [[nodiscard]] int get() const noexcept { return fd_; }
  [[nodiscard]] bool is_open() const noexcept { return fd_ >= 0; }
  void close() noexcept;

 private:
  int fd_{-1};
};

/// Non-blocking, bound to a numeric IPv4 or IPv6 address and listening. kMalformed for an address that is none, kInUse
/// when the port is taken, kNetwork when the machine has no such address or forbids the port.
[[nodiscard]] Result<Descriptor> listen_on(const std::string& address, std::uint16_t port);

/// Numeric address and port of this end of the socket.
struct Endpoint {
  std::string address;  ///< IPv6 without brackets
  std::uint16_t port{0};
};
[[nodiscard]] Endpoint local_endpoint(int socket);

struct Accepted {
  Descriptor socket;         ///< non-blocking, no-delay
  std::string peer_address;  ///< numeric
  bool exhausted{false};     ///< no descriptor or memory is left: wait before accepting more
};
/// Closed `socket` when nobody waits.
[[nodiscard]] Accepted accept_from(int listener);

/// "127.0.0.1:8400", "[::1]:8400".
[[nodiscard]] std::string format_authority(const Endpoint& endpoint);

}  // namespace entra::idp::http_server
