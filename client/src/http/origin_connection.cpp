#include "http/origin_connection.hpp"

#include <openssl/x509_vfy.h>
#include <poll.h>
#include <unistd.h>

#include <functional>

#include "entra/support/text.hpp"
#include "http/dial.hpp"
#include "http/tunnel.hpp"

namespace entra::client {
namespace {

using std::chrono::milliseconds;

constexpr const char* kUserAgent = "entra-harness-client";

/// What would end a line early on the wire (RFC 9112 §2.2).
bool is_one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

bool can_be_sent(const http::Request& request) {
  for (const auto& [name, value] : request.headers.fields()) {
    if (name.empty() || name.find_first_of(": \t") != std::string::npos || !is_one_line(name) || !is_one_line(value))
      return false;
  }
  return !request.method.empty() && request.method.find(' ') == std::string::npos && is_one_line(request.method) &&
         request.target.starts_with('/') && request.target.find(' ') == std::string::npos &&
         is_one_line(request.target);
}

/// host[:port] as in the origin.
std::string authority_of(const Url& url) {
  const std::string origin = url.origin();
  return origin.substr(origin.find("://") + 3);
}

httplib::Request to_library(const http::Request& request, const Url& origin) {
  httplib::Request out;
  out.method = request.method;
  out.path = request.target;
  out.body = request.body;
  for (const auto& [name, value] : request.headers.fields()) {
    // The transport's own: framing, and the connection that it keeps.
    const bool ours = equals_ignoring_case(name, "Content-Length") || equals_ignoring_case(name, "Transfer-Encoding") ||
                      equals_ignoring_case(name, "Connection");
    if (!ours) out.headers.emplace(name, value);
  }
  if (!request.headers.get("Host")) out.headers.emplace("Host", authority_of(origin));
  if (!request.headers.get("User-Agent")) out.headers.emplace("User-Agent", kUserAgent);
  return out;
}

/// The library's client over our sockets and our stream.
template <class Base>
class WiredClient final : public Base {
 public:
  WiredClient(const std::string& host, int port, Exchange& exchange, std::function<Result<int>()> open)
      : Base(host, port), exchange_(exchange), open_(std::move(open)) {}

 private:
  /// The library's own would forget why it failed, take any answer to CONNECT but 407 for a yes, and send the proxy's
  /// credentials on to the server.
  bool create_and_connect_socket(typename Base::Socket& socket, httplib::Error& error) override {
    const auto opened = open_();
    if (opened) {
      socket.sock = *opened;
      return true;
    }
    exchange_.no_connection = opened.error();
    error = httplib::Error::Connection;
    return false;
  }
  bool process_socket(const typename Base::Socket& socket, std::function<bool(httplib::Stream&)> talk) override {
    WireStream stream(socket.sock, socket.ssl, exchange_);
    return talk(stream);
  }

  Exchange& exchange_;
  std::function<Result<int>()> open_;
};

template <class Client>
void set_timeouts(Client& client, milliseconds left) {
  client.set_connection_timeout(left);
  client.set_read_timeout(left);
  client.set_write_timeout(left);
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::make(const Url& origin, const HttpTransportOptions& options) {
  std::unique_ptr<Connection> made(new Connection(origin, options));
  const std::string host = bare_host(origin);
  const auto open = [self = made.get()] { return self->open_socket(); };
  if (origin.scheme == "https") {
    auto client = std::make_unique<WiredClient<httplib::SSLClient>>(host, origin.port, made->exchange_, open);
    if (auto ready = made->set_up_tls(*client); !ready) return tl::unexpected(ready.error());
    made->tls_ = client.get();
    made->client_ = std::move(client);
  } else {
    made->client_ = std::make_unique<WiredClient<httplib::ClientImpl>>(host, origin.port, made->exchange_, open);
  }
  made->client_->set_keep_alive(true);
  made->client_->set_follow_location(false);
  made->client_->set_url_encode(false);
  return made;
}

Result<int> Connection::open_socket() const {
  if (proxy_ == nullptr) return dial(bare_host(origin_), origin_.port, exchange_.deadline);
  const auto socket = dial(proxy_->host, proxy_->port, exchange_.deadline);
  if (!socket) return tl::unexpected(socket.error().in("the proxy " + proxy_->origin()));
  if (origin_.scheme != "https") return *socket;
  const std::string authority = origin_.host + ":" + std::to_string(origin_.port);
  const auto opened = open_tunnel(*socket, authority, *proxy_, exchange_.deadline);
  if (opened) return *socket;
  ::close(*socket);
  return tl::unexpected(opened.error());
}

Result<void> Connection::set_up_tls(httplib::SSLClient& client) const {
  SSL_CTX* context = client.ssl_context();
  if (context == nullptr) return fail(Errc::kCrypto, "no TLS context");
  ERR_clear_error();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  const auto or_null = [](const std::string& path) { return path.empty() ? nullptr : path.c_str(); };
  const bool has_own = !options_.ca_file.empty() || !options_.ca_folder.empty();
  bool trusts = true;
  if (!has_own || options_.add_system_authorities) trusts = SSL_CTX_set_default_verify_paths(context) == 1;
  if (has_own) {
    trusts =
        SSL_CTX_load_verify_locations(context, or_null(options_.ca_file), or_null(options_.ca_folder)) == 1 && trusts;
  }
  ERR_clear_error();
  if (!trusts) {
    return fail(Errc::kCrypto,
                "no certificate authority can be read from '" + options_.ca_file + options_.ca_folder + "'");
  }
  client.enable_server_certificate_verification(true);
  // OpenSSL checks the host with the chain, so that its verdict names a wrong host too (RFC 9110 §4.3.4).
  X509_VERIFY_PARAM* rules = SSL_CTX_get0_param(context);
  const std::string host = bare_host(origin_);
  X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  const int set = is_ip_address(host) ? X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str())
                                      : X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size());
  if (set != 1) return fail(Errc::kCrypto, "no certificate can be checked against the host '" + host + "'");
  return {};
}

bool Connection::is_fresh() const {
  if (client_->is_socket_open() == 0) return false;
  // Between answers a server has nothing to say: readable means closed, or a close_notify, or out of step.
  pollfd waiting{client_->socket(), POLLIN, 0};
  return ::poll(&waiting, 1, 0) == 0;
}

Connection::Outcome Connection::exchange(const http::Request& request, SteadyTime deadline) {
  if (!can_be_sent(request)) return {fail(Errc::kMalformed, "a request that cannot be put on one line"), false};
  const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now());
  const auto timeout = [&] { return fail(Errc::kTimeout, origin_.origin() + ": no complete answer in time"); };
  if (left <= milliseconds(0)) return {timeout(), false};
  set_timeouts(*client_, left);
  exchange_ = Exchange{};
  exchange_.deadline = deadline;
  // Chunks of one byte each are six times the body.
  exchange_.max_bytes = exchange_.max_head_bytes + 8 * options_.max_response_bytes;
  httplib::Request library_request = to_library(request, origin_);
  if (proxy_ != nullptr && tls_ == nullptr) {
    library_request.path = origin_.origin() + request.target;  // RFC 9112 §3.2.2: a proxy is given the whole URL
    if (const std::string credentials = proxy_authorization(*proxy_); !credentials.empty())
      library_request.headers.emplace("Proxy-Authorization", credentials);
  }
  httplib::Response library_response;
  httplib::Error error = httplib::Error::Success;
  http::Response response;
  bool too_large = false;
  library_request.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
    too_large = response.body.size() + size > options_.max_response_bytes;
    if (!too_large) response.body.append(data, size);
    return !too_large;
  };
  if (client_->send(library_request, library_response, error)) {
    response.status = library_response.status;
    response.reason = library_response.reason;
    response.headers = std::move(exchange_.headers);
    return {std::move(response), false};
  }
  const auto network = [&](const std::string& why) { return fail(Errc::kNetwork, origin_.origin() + ": " + why); };
  if (too_large || exchange_.is_too_long)
    return {network("the answer is larger than " + std::to_string(options_.max_response_bytes) + " bytes"), false};
  if (exchange_.head_is_bad) return {network("the answer is not HTTP/1.1, or its head is too large"), false};
  if (exchange_.timed_out || error == httplib::Error::ConnectionTimeout || std::chrono::steady_clock::now() >= deadline)
    return {timeout(), false};
  const bool lost = error == httplib::Error::Read || error == httplib::Error::Write;
  return {tl::unexpected(explain(error)), lost && exchange_.received == 0};
}

Error Connection::explain(httplib::Error error) const {
  const auto network = [&](const std::string& why) { return Error{Errc::kNetwork, origin_.origin() + ": " + why}; };
  switch (error) {
    case httplib::Error::Connection:
      return exchange_.no_connection.in(origin_.origin());
    case httplib::Error::SSLServerVerification: {
      const long verdict = tls_ != nullptr ? tls_->get_openssl_verify_result() : X509_V_OK;
      return {Errc::kForbidden, origin_.origin() + ": the server's certificate is not trusted: " +
                                    (verdict == X509_V_OK ? std::string("it does not name this host")
                                                          : to_lower(X509_verify_cert_error_string(verdict)))};
    }
    case httplib::Error::SSLConnection:
      return {Errc::kUnreachable,
              origin_.origin() +
                  ": no TLS connection: the server does not speak TLS 1.2 or later, or broke the handshake off"};
    case httplib::Error::SSLLoadingCerts:
      return network("no certificate authority could be read");
    case httplib::Error::Read:
      return network("the connection broke before a complete answer");
    case httplib::Error::Write:
      return network("the connection broke while the request was sent");
    default:
      return network("no answer (" + to_lower(httplib::to_string(error)) + ")");
  }
}

}  // namespace entra::client
