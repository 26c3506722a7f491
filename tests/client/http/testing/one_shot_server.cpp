#include "testing/one_shot_server.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace entra::client::testing {

OneShotServer::OneShotServer(std::vector<Part> parts) : parts_(std::move(parts)) {
  listening_ = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(listening_, reinterpret_cast<sockaddr*>(&address), size);
  ::listen(listening_, 16);
  ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] {
    for (const Part& part : parts_) {
      const int socket = ::accept(listening_, nullptr, nullptr);
      if (socket < 0) return;
      ++connections_;
      play(socket, part);
      if (part.hold) {
        held_.push_back(socket);
      } else {
        ::close(socket);
        ++closed_;
        closed_.notify_all();
      }
    }
  });
}

OneShotServer::~OneShotServer() {
  ::shutdown(listening_, SHUT_RDWR);
  thread_.join();
  ::close(listening_);
  for (const int socket : held_) ::close(socket);
}

void OneShotServer::wait_for_closed(int count) const {
  for (int closed = closed_; closed < count; closed = closed_) closed_.wait(closed);
}

void OneShotServer::play(int socket, const Part& part) {
  std::string buffer;
  for (const std::string& answer : part.answers) {
    while (buffer.find("\r\n\r\n") == std::string::npos) {
      char bytes[4096];
      const ssize_t got = ::recv(socket, bytes, sizeof bytes, 0);
      if (got <= 0) return;
      buffer.append(bytes, static_cast<std::size_t>(got));
    }
    received_ += buffer;
    buffer.clear();
    ::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL);
  }
}

}  // namespace entra::client::testing
