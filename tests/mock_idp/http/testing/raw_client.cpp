#include "testing/raw_client.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>

namespace entra::idp::http_server::testing {

RawClient::RawClient(std::uint16_t port, bool v6) : socket_(::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0)) {
  const timeval patience{10, 0};
  setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  const int on = 1;
  setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  int connected = -1;
  if (v6) {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_addr = in6addr_loopback;
    address.sin6_port = htons(port);
    connected = ::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
  } else {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    connected = ::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
  }
  EXPECT_EQ(connected, 0);
}

void RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // what the server answered before it closed is the test's to judge
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void RawClient::finish_sending() {
  ::shutdown(socket_.get(), SHUT_WR);
}

bool RawClient::receive() {
  char bytes[65536];
  const ssize_t got = ::recv(socket_.get(), bytes, sizeof bytes, 0);
  if (got < 0) buffer_ += errno == EAGAIN ? "<<nothing for ten seconds>>" : "<<reset>>";
  if (got <= 0) return false;
  buffer_.append(bytes, static_cast<std::size_t>(got));
  return true;
}

std::string RawClient::read_until(std::string_view end) {
  std::size_t found = buffer_.find(end);
  while (found == std::string::npos) {
    if (!receive()) return std::exchange(buffer_, {});
    found = buffer_.find(end);
  }
  const std::string text = buffer_.substr(0, found + end.size());
  buffer_.erase(0, text.size());
  return text;
}

std::string RawClient::read_answer(bool without_body) {
  std::string text = read_until("\r\n\r\n");
  const std::size_t field = text.find("Content-Length: ");
  if (field == std::string::npos || without_body) return text;
  const std::size_t size = std::stoul(text.substr(field + 16));
  while (buffer_.size() < size && receive()) {
  }
  text += buffer_.substr(0, size);
  buffer_.erase(0, size);
  return text;
}

std::string RawClient::read_to_end() {
  while (receive()) {
  }
  return std::exchange(buffer_, {});
}

bool RawClient::is_closed_by_peer() {
  const std::string rest = read_to_end();
  return rest.find("<<nothing") == std::string::npos;
}

}  // namespace entra::idp::http_server::testing
