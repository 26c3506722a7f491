#include "load/asking_connection.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>
#include <utility>

#include "entra/support/text.hpp"

namespace entra::bench {
namespace {

tl::unexpected<Error> network_failure(const std::string& what) {
  return fail(Errc::kNetwork, what + ": " + std::strerror(errno));
}

std::string make_request(const Target& target) {
  return "POST " + target.path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(target.port) +
         "\r\nAccept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
         std::to_string(target.form.size()) + "\r\n\r\n" + target.form;
}

/// The value of a field in a head whose lines end in CRLF; empty when there is none.
std::string_view field(std::string_view head, std::string_view name) {
  while (!head.empty()) {
    const std::size_t end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end + 2);
    if (line.size() <= name.size() || line[name.size()] != ':') continue;
    if (equals_ignoring_case(line.substr(0, name.size()), name)) {
      const std::string_view value = line.substr(name.size() + 1);
      return value.substr(std::min(value.find_first_not_of(' '), value.size()));
    }
  }
  return {};
}

}  // namespace

AskingConnection::AskingConnection(int socket, const Target& target)
    : socket_(socket), request_(make_request(target)) {}

AskingConnection::AskingConnection(AskingConnection&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      request_(std::move(other.request_)),
      buffer_(std::move(other.buffer_)),
      head_size_(other.head_size_),
      body_size_(other.body_size_),
      status_(other.status_),
      asked_(other.asked_) {}

AskingConnection::~AskingConnection() {
  if (socket_ >= 0) ::close(socket_);
}

Result<AskingConnection> AskingConnection::open(const Target& target) {
  AskingConnection connection(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), target);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(target.port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  if (connection.socket_ < 0 ||
      ::connect(connection.socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::setsockopt(connection.socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0)
    return network_failure("no connection to port " + std::to_string(target.port));
  return connection;
}

Result<void> AskingConnection::ask() {
  asked_ = std::chrono::steady_clock::now();
  const ssize_t sent = ::send(socket_, request_.data(), request_.size(), MSG_NOSIGNAL);
  // An empty socket buffer takes a request of this size whole.
  if (sent != static_cast<ssize_t>(request_.size())) return network_failure("a request cannot be sent");
  return {};
}

Result<bool> AskingConnection::read(Answer& answer) {
  std::array<char, 16384> bytes;
  const ssize_t got = ::recv(socket_, bytes.data(), bytes.size(), 0);
  if (got < 0) return network_failure("an answer cannot be read");
  if (got == 0) return fail(Errc::kNetwork, "the server closed a connection");
  buffer_.append(bytes.data(), static_cast<std::size_t>(got));
  if (head_size_ == 0) {
    if (auto head = read_head(); !head) return tl::unexpected(head.error());
  }
  if (head_size_ == 0 || buffer_.size() < head_size_ + body_size_) return false;
  answer.status = status_;
  answer.body.assign(buffer_, head_size_, body_size_);
  answer.milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - asked_).count();
  buffer_.erase(0, head_size_ + body_size_);
  head_size_ = 0;
  return true;
}

Result<void> AskingConnection::read_head() {
  const std::size_t end = buffer_.find("\r\n\r\n");
  if (end == std::string::npos) return {};
  const std::string_view head = std::string_view(buffer_).substr(0, end + 2);
  const std::string_view status = head.substr(std::min<std::size_t>(head.find(' ') + 1, head.size()), 3);
  const std::string_view length = field(head, "Content-Length");
  const auto parsed = std::from_chars(status.data(), status.data() + status.size(), status_);
  const auto sized = std::from_chars(length.data(), length.data() + length.size(), body_size_);
  if (parsed.ec != std::errc{} || sized.ec != std::errc{})
    return fail(Errc::kMalformed, "an answer without status or Content-Length: " + std::string(head));
  head_size_ = end + 4;
  return {};
}

}  // namespace entra::bench
