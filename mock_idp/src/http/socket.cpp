#include "http/socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace entra::idp::http_server {
namespace {

// A full backlog drops the SYN, which is sent again only after a second.
constexpr int kBacklog = 1024;

/// An IPv4 or IPv6 socket address with its size.
struct Address {
  sockaddr_storage storage{};
  socklen_t size{0};

  [[nodiscard]] sockaddr* generic() { return reinterpret_cast<sockaddr*>(&storage); }
};

bool parse_address(const std::string& text, std::uint16_t port, Address& out) {
  auto* v4 = reinterpret_cast<sockaddr_in*>(&out.storage);
  if (inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    out.size = sizeof(sockaddr_in);
    return true;
  }
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&out.storage);
  if (inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    out.size = sizeof(sockaddr_in6);
    return true;
  }
  return false;
}

Endpoint to_endpoint(const Address& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.storage.ss_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(&address.storage);
    inet_ntop(AF_INET, &v4->sin_addr, text, sizeof text);
    return {text, ntohs(v4->sin_port)};
  }
  const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&address.storage);
  inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof text);
  return {text, ntohs(v6->sin6_port)};
}

void set_flag(int socket, int level, int option) {
  const int on = 1;
  setsockopt(socket, level, option, &on, sizeof on);
}

}  // namespace

Descriptor::~Descriptor() {
  close();
}

void Descriptor::close() noexcept {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

Result<Descriptor> listen_on(const std::string& address_text, std::uint16_t port) {
  Address address;
  if (!parse_address(address_text, port, address))
    return fail(Errc::kMalformed, "'" + address_text + "' is no numeric IP address");
  const std::string name = format_authority({address_text, port});
  Descriptor socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) return fail(Errc::kNetwork, "no socket for " + name + ": " + std::strerror(errno));
  set_flag(socket.get(), SOL_SOCKET, SO_REUSEADDR);
  set_flag(socket.get(), IPPROTO_TCP, TCP_NODELAY);
  if (address.storage.ss_family == AF_INET6) set_flag(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY);
  if (::bind(socket.get(), address.generic(), address.size) != 0 || ::listen(socket.get(), kBacklog) != 0) {
    if (errno == EADDRINUSE) return fail(Errc::kInUse, name + " is in use by another program");
    return fail(Errc::kNetwork, "cannot listen on " + name + ": " + std::strerror(errno));
  }
  return socket;
}

Endpoint local_endpoint(int socket) {
  Address address;
  address.size = sizeof address.storage;
  if (getsockname(socket, address.generic(), &address.size) != 0) return {};
  return to_endpoint(address);
}

Accepted accept_from(int listener) {
  for (;;) {
    Address address;
    address.size = sizeof address.storage;
    Accepted accepted;
    accepted.socket = Descriptor(::accept4(listener, address.generic(), &address.size, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (accepted.socket.is_open()) {
      set_flag(accepted.socket.get(), IPPROTO_TCP, TCP_NODELAY);
      accepted.peer_address = to_endpoint(address).address;
      return accepted;
    }
    // A connection that was reset while it waited is reported here; the next one may be well.
    if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
    accepted.exhausted = errno != EAGAIN && errno != EWOULDBLOCK;
    return accepted;
  }
}

std::string format_authority(const Endpoint& endpoint) {
  const bool is_v6 = endpoint.address.find(':') != std::string::npos;
  return (is_v6 ? "[" + endpoint.address + "]" : endpoint.address) + ":" + std::to_string(endpoint.port);
}

}  // namespace entra::idp::http_server
