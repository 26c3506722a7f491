#include "testing/connect_proxy.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string_view>

namespace entra::client::testing {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

/// Moves what is there from one side to the other; false at the end of the stream.
bool pass(int from, int to) {
  std::array<char, 4096> bytes;
  const ssize_t got = ::recv(from, bytes.data(), bytes.size(), 0);
  return got > 0 && ::send(to, bytes.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL) == got;
}

}  // namespace

ConnectProxy::ConnectProxy(std::uint16_t target_port) : target_port_(target_port) {
  listening_ = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  static_cast<void>(::bind(listening_, reinterpret_cast<sockaddr*>(&address), size));
  ::listen(listening_, 16);
  ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] {
    for (;;) {
      const int client = ::accept(listening_, nullptr, nullptr);
      if (client < 0) return;
      serve(client);
      ::close(client);
    }
  });
}

ConnectProxy::~ConnectProxy() {
  is_closing_ = true;
  ::shutdown(listening_, SHUT_RDWR);
  thread_.join();
  ::close(listening_);
}

std::vector<std::string> ConnectProxy::heads() const {
  const std::scoped_lock lock(mutex_);
  return heads_;
}

void ConnectProxy::serve(int client) {
  std::string head;
  char byte = 0;
  while (!head.ends_with("\r\n\r\n")) {
    if (::recv(client, &byte, 1, 0) != 1) return;
    head += byte;
  }
  {
    const std::scoped_lock lock(mutex_);
    heads_.push_back(head);
  }
  const int target = ::socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in address = loopback(target_port_);
  const bool is_open = ::connect(target, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  const std::string_view answer =
      is_open ? "HTTP/1.1 200 Connection established\r\n\r\n" : "HTTP/1.1 502 Bad Gateway\r\n\r\n";
  ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
  std::array<pollfd, 2> sides{{{client, POLLIN, 0}, {target, POLLIN, 0}}};
  for (bool is_alive = is_open; is_alive && !is_closing_;) {
    if (::poll(sides.data(), sides.size(), 20) <= 0) continue;
    if (sides[0].revents != 0) is_alive = pass(client, target);
    if (is_alive && sides[1].revents != 0) is_alive = pass(target, client);
  }
  ::close(target);
}

}  // namespace entra::client::testing
