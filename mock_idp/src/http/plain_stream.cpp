#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "http/stream.hpp"

namespace entra::idp::http_server {
namespace {

class PlainStream final : public Stream {
 public:
  explicit PlainStream(Descriptor socket) : Stream(std::move(socket)) {}

  IoResult handshake() override { return {Io::kDone, 0}; }
  IoResult read(std::span<char> into) override { return read_raw(into); }

  IoResult write(std::string_view bytes) override {
    for (;;) {
      const ssize_t sent = ::send(descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent >= 0) return {Io::kDone, static_cast<std::size_t>(sent)};
      if (errno == EINTR) continue;
      return {errno == EAGAIN || errno == EWOULDBLOCK ? Io::kWantWrite : Io::kBroken, 0};
    }
  }

  void finish_writing() override { ::shutdown(descriptor(), SHUT_WR); }
  void abandon() override {}
};

}  // namespace

IoResult Stream::read_raw(std::span<char> into) {
  for (;;) {
    const ssize_t got = ::recv(descriptor(), into.data(), into.size(), 0);
    if (got > 0) return {Io::kDone, static_cast<std::size_t>(got)};
    if (got == 0) return {Io::kEnd, 0};
    if (errno == EINTR) continue;
    return {errno == EAGAIN || errno == EWOULDBLOCK ? Io::kWantRead : Io::kBroken, 0};
  }
}

void Stream::reset_on_close() {
  // Lingering for no time throws the connection away (socket(7)).
  const linger at_once{1, 0};
  ::setsockopt(descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

std::unique_ptr<Stream> make_plain_stream(Descriptor socket) {
  return std::make_unique<PlainStream>(std::move(socket));
}

}  // namespace entra::idp::http_server
