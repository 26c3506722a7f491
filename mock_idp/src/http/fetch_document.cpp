#include "http/fetch_document.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <memory>
#include <span>

#include "entra/support/http_message.hpp"
#include "entra/support/text.hpp"
#include "entra/support/url.hpp"
#include "http/socket.hpp"

namespace entra::idp::http_server {
namespace {

using SteadyClock = std::chrono::steady_clock;

tl::unexpected<Error> timed_out() {
  return fail(Errc::kTimeout, "no complete answer in time");
}

Result<void> wait_for(int socket, short events, SteadyClock::time_point until) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - SteadyClock::now()).count();
  pollfd one{socket, events, 0};
  if (left <= 0 || ::poll(&one, 1, static_cast<int>(left)) == 0) return timed_out();
  return {};
}

/// A connected socket; "localhost" is tried as 127.0.0.1, then as ::1.
Result<Descriptor> connect_to(const Url& url, SteadyClock::time_point until) {
  std::array<std::string, 2> addresses = {url.host, ""};
  if (url.host == "localhost") addresses = {"127.0.0.1", "::1"};
  if (url.host == "[::1]") addresses[0] = "::1";
  for (const std::string& address : addresses) {
    sockaddr_storage target{};
    socklen_t size = 0;
    auto& four = reinterpret_cast<sockaddr_in&>(target);
    auto& six = reinterpret_cast<sockaddr_in6&>(target);
    if (::inet_pton(AF_INET, address.c_str(), &four.sin_addr) == 1 && address.starts_with("127.")) {
      four.sin_family = AF_INET;
      four.sin_port = htons(url.port);
      size = sizeof four;
    } else if (address == "::1" && ::inet_pton(AF_INET6, address.c_str(), &six.sin6_addr) == 1) {
      six.sin6_family = AF_INET6;
      six.sin6_port = htons(url.port);
      size = sizeof six;
    } else {
      continue;
    }
    Descriptor socket(::socket(target.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.is_open()) continue;
    const int begun = ::connect(socket.get(), reinterpret_cast<sockaddr*>(&target), size);
    if (begun != 0 && errno != EINPROGRESS) continue;
    if (auto ready = wait_for(socket.get(), POLLOUT, until); !ready) return tl::unexpected(ready.error());
    int problem = 0;
    socklen_t length = sizeof problem;
    if (::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &problem, &length) == 0 && problem == 0) return socket;
  }
  return fail(Errc::kNetwork, "cannot connect");
}

/// The bytes of the exchange, plain or TLS.
class Wire {
 public:
  Wire(Descriptor socket, SteadyClock::time_point until) : socket_(std::move(socket)), until_(until) {}

  Result<void> start_tls(const std::string& host) {
    context_.reset(SSL_CTX_new(TLS_client_method()));
    if (!context_) return fail(Errc::kCrypto, "no TLS context");
    SSL_CTX_set_default_verify_paths(context_.get());
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    tls_.reset(SSL_new(context_.get()));
    const bool is_name = host == "localhost";
    const std::string bare = host == "[::1]" ? "::1" : host;
    if (!tls_ || SSL_set_fd(tls_.get(), socket_.get()) != 1 ||
        (is_name ? SSL_set1_host(tls_.get(), bare.c_str())
                 : X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls_.get()), bare.c_str())) != 1) {
      return fail(Errc::kCrypto, "no TLS session");
    }
    if (is_name) SSL_set_tlsext_host_name(tls_.get(), bare.c_str());
    return repeat([&] { return SSL_connect(tls_.get()); }).map([](int) {});
  }

  Result<void> write(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto done =
          tls_ ? repeat([&] { return SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size())); })
               : repeat_plain([&] { return ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL); }, POLLOUT);
      if (!done) return tl::unexpected(done.error());
      bytes.remove_prefix(static_cast<std::size_t>(*done));
    }
    return {};
  }

  /// 0 at the end.
  Result<int> read(std::span<char> into) {
    if (tls_) return repeat([&] { return SSL_read(tls_.get(), into.data(), static_cast<int>(into.size())); });
    return repeat_plain([&] { return ::recv(socket_.get(), into.data(), into.size(), 0); }, POLLIN);
  }

 private:
  template <class Call>
  Result<int> repeat(Call call) {
    for (;;) {
      const int done = call();
      if (done > 0) return done;
      const int why = SSL_get_error(tls_.get(), done);
      if (why == SSL_ERROR_ZERO_RETURN) return 0;
      if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) return fail(Errc::kNetwork, "TLS failed");
      const short events = why == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT;
      if (auto ready = wait_for(socket_.get(), events, until_); !ready) return tl::unexpected(ready.error());
    }
  }
  template <class Call>
  Result<int> repeat_plain(Call call, short events) {
    for (;;) {
      const ssize_t done = call();
      if (done >= 0) return static_cast<int>(done);
      if (errno != EAGAIN && errno != EINTR) return fail(Errc::kNetwork, "the connection broke");
      if (auto ready = wait_for(socket_.get(), events, until_); !ready) return tl::unexpected(ready.error());
    }
  }

  struct Free {
    void operator()(SSL* one) const { SSL_free(one); }
    void operator()(SSL_CTX* one) const { SSL_CTX_free(one); }
  };
  Descriptor socket_;
  SteadyClock::time_point until_;
  std::unique_ptr<SSL_CTX, Free> context_;
  std::unique_ptr<SSL, Free> tls_;
};

/// The body of a complete HTTP/1.0 answer: the connection's end is the body's, unless Content-Length says less.
Result<std::string> read_answer(const std::string& text) {
  const std::size_t end = text.find("\r\n\r\n");
  if (end == std::string::npos || !text.starts_with("HTTP/1.")) return fail(Errc::kMalformed, "not an HTTP answer");
  if (text.substr(8, 5) != " 200 ") return fail(Errc::kNotFound, "answered" + text.substr(8, 4));
  std::string body = text.substr(end + 4);
  const std::string head = to_lower(std::string_view(text).substr(0, end));
  if (head.find("\r\ntransfer-encoding:") != std::string::npos) return fail(Errc::kUnsupported, "chunked for HTTP/1.0");
  constexpr std::string_view kLength = "\r\ncontent-length:";
  const std::size_t at = head.find(kLength);
  if (at == std::string::npos) return body;
  std::size_t length = 0;
  const std::size_t digits = head.find_first_not_of(' ', at + kLength.size());
  if (digits == std::string::npos ||
      std::from_chars(head.data() + digits, head.data() + head.size(), length).ec != std::errc{} ||
      body.size() < length) {
    return fail(Errc::kMalformed, "the answer was cut short");
  }
  body.resize(length);
  return body;
}

}  // namespace

Result<std::string> fetch_document(const std::string& address, const FetchLimits& limits) {
  const auto url = parse_url(address);
  if (!url) return tl::unexpected(url.error());
  const bool is_numeric = url->host.find_first_not_of("0123456789.") == std::string::npos;
  if (url->host != "localhost" && url->host != "[::1]" && !(is_numeric && url->host.starts_with("127."))) {
    return fail(Errc::kUnsupported, "only servers on this machine are asked");
  }
  const auto until = SteadyClock::now() + limits.deadline;
  auto socket = connect_to(*url, until);
  if (!socket) return tl::unexpected(socket.error());
  Wire wire(std::move(*socket), until);
  if (url->scheme == "https") {
    if (auto begun = wire.start_tls(url->host); !begun) return tl::unexpected(begun.error());
  }
  // HTTP/1.0, so that the answer ends with the connection and is never chunked (RFC 9112 §6.1).
  const std::string authority = url->origin().substr(url->scheme.size() + 3);
  if (auto sent = wire.write("GET " + url->target() + " HTTP/1.0\r\nHost: " + authority +
                             "\r\nAccept: application/json\r\nConnection: close\r\n\r\n");
      !sent) {
    return tl::unexpected(sent.error());
  }
  std::string answer;
  std::array<char, 8192> buffer{};
  for (;;) {
    const auto count = wire.read(buffer);
    if (!count) return tl::unexpected(count.error());
    if (*count == 0) return read_answer(answer);
    answer.append(buffer.data(), static_cast<std::size_t>(*count));
    if (answer.size() > limits.size) return fail(Errc::kOutOfRange, "the document is too large");
  }
}

}  // namespace entra::idp::http_server
