#include "http/wire_stream.hpp"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "entra/support/text.hpp"

namespace entra::client {
namespace {

std::string_view trim_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The fields that the library needs to find the body's end and to keep or close the connection.
bool frames_the_body(std::string_view name) {
  constexpr std::array<std::string_view, 4> kNames = {"Content-Length", "Transfer-Encoding", "Connection",
                                                      "Content-Encoding"};
  return std::any_of(kNames.begin(), kNames.end(),
                     [&](std::string_view framing) { return equals_ignoring_case(name, framing); });
}

}  // namespace

WireStream::WireStream(int socket, SSL* ssl, Exchange& exchange) : socket_(socket), ssl_(ssl), exchange_(exchange) {
  ::fcntl(socket_, F_SETFL, ::fcntl(socket_, F_GETFL) | O_NONBLOCK);
}

bool WireStream::wait_for(short events) {
  for (;;) {
    const auto left = exchange_.deadline - std::chrono::steady_clock::now();
    const auto left_ms = std::chrono::ceil<std::chrono::milliseconds>(left).count();
    pollfd waiting{socket_, events, 0};
    const int ready = left_ms <= 0 ? 0 : ::poll(&waiting, 1, static_cast<int>(std::min<long>(left_ms, 60'000)));
    if (ready > 0) return true;
    if (ready == 0 && std::chrono::steady_clock::now() < exchange_.deadline) continue;
    if (ready < 0 && errno == EINTR) continue;
    exchange_.timed_out = ready == 0;
    return false;
  }
}

/// Waits for what OpenSSL lacks. False at the stream's end and on failure.
bool WireStream::retry_tls(int outcome, bool& ended) {
  const int reason = SSL_get_error(ssl_, outcome);
  ended = reason == SSL_ERROR_ZERO_RETURN;
  if (reason == SSL_ERROR_WANT_READ) return wait_for(POLLIN);
  if (reason == SSL_ERROR_WANT_WRITE) return wait_for(POLLOUT);
  return false;
}

WireStream::Move WireStream::receive(char* into, std::size_t size, std::size_t& got) {
  for (;;) {
    if (ssl_ != nullptr) {
      ERR_clear_error();
      const int outcome = SSL_read_ex(ssl_, into, size, &got);
      bool ended = false;
      if (outcome == 1) break;
      if (!retry_tls(outcome, ended)) return ended ? Move::kEnd : Move::kFailed;
      continue;
    }
    const ssize_t count = ::recv(socket_, into, size, 0);
    got = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    if (count > 0) break;
    if (count == 0) return Move::kEnd;
    if (errno != EINTR && (errno != EAGAIN || !wait_for(POLLIN))) return Move::kFailed;
  }
  exchange_.received += got;
  exchange_.is_too_long = exchange_.received > exchange_.max_bytes;
  if (exchange_.is_too_long) return Move::kFailed;
  // However steadily bytes come, the deadline is the whole exchange's.
  if (std::chrono::steady_clock::now() < exchange_.deadline) return Move::kDone;
  exchange_.timed_out = true;
  return Move::kFailed;
}

WireStream::Move WireStream::send(std::string_view bytes, std::size_t& sent) {
  for (;;) {
    if (ssl_ != nullptr) {
      ERR_clear_error();
      const int outcome = SSL_write_ex(ssl_, bytes.data(), bytes.size(), &sent);
      bool ended = false;
      if (outcome == 1) return Move::kDone;
      if (!retry_tls(outcome, ended)) return Move::kFailed;
      continue;
    }
    const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    sent = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    if (count >= 0) return Move::kDone;
    if (errno != EINTR && (errno != EAGAIN || !wait_for(POLLOUT))) return Move::kFailed;
  }
}

ssize_t WireStream::write(const char* bytes, std::size_t size) {
  output_.append(bytes, size);
  return static_cast<ssize_t>(size);
}

bool WireStream::flush() {
  std::string_view left = output_;
  while (!left.empty()) {
    std::size_t sent = 0;
    // A server that refuses a large request may close before it has read everything: its answer counts.
    if (send(left, sent) != Move::kDone) break;
    left.remove_prefix(sent);
  }
  output_.clear();
  return !exchange_.timed_out;
}

ssize_t WireStream::read(char* into, std::size_t size) {
  if (!output_.empty() && !flush()) return -1;
  if (!head_read_ && !read_head()) return -1;
  if (!input_.empty()) {
    const std::size_t count = input_.copy(into, size);
    input_.erase(0, count);
    return static_cast<ssize_t>(count);
  }
  std::size_t got = 0;
  switch (receive(into, size, got)) {
    case Move::kDone:
      return static_cast<ssize_t>(got);
    case Move::kEnd:
      return 0;
    case Move::kFailed:
      break;
  }
  return -1;
}

bool WireStream::read_head() {
  std::string bytes;
  std::array<char, 16u << 10> chunk;
  for (;;) {
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == std::string::npos) {
      std::size_t got = 0;
      if (bytes.size() > exchange_.max_head_bytes) return fail_head();
      if (receive(chunk.data(), chunk.size(), got) != Move::kDone) return false;
      bytes.append(chunk.data(), got);
      continue;
    }
    const std::string head = bytes.substr(0, end + 2);
    bytes.erase(0, end + 4);
    if (head.starts_with("HTTP/1.1 1")) continue;  // RFC 9110 §15.2: interim answers may come before the answer
    if (!take_head(head)) return fail_head();
    input_ += bytes;
    head_read_ = true;
    return true;
  }
}

bool WireStream::fail_head() {
  exchange_.head_is_bad = true;
  return false;
}

/// Every line ends in CRLF.
bool WireStream::take_head(std::string_view head) {
  const std::size_t first_end = head.find("\r\n") + 2;
  const std::string_view status_line = head.substr(0, first_end);
  if (!status_line.starts_with("HTTP/1.") || status_line.size() < 14) return false;
  input_ = std::string(status_line);
  bool has_length = false;
  for (std::string_view rest = head.substr(first_end); !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(line.size() + 2);
    const std::size_t colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos || line.front() == ' ' || line.front() == '\t') return false;
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trim_blanks(line.substr(colon + 1));
    exchange_.headers.add(std::string(name), std::string(value));
    if (!frames_the_body(name)) continue;
    has_length = has_length || equals_ignoring_case(name, "Content-Length");
    input_.append(name).append(": ").append(value).append("\r\n");
  }
  // RFC 9112 §6.3: a 304 has no body, but the library would read one until the connection closes.
  if (!has_length && status_line.substr(9, 3) == "304") input_ += "Content-Length: 0\r\n";
  input_ += "\r\n";
  return true;
}

void WireStream::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip.clear();  // asked for by servers only
  port = 0;
}

void WireStream::get_local_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}

}  // namespace entra::client
