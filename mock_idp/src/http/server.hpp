#pragma once
// Listening, TLS and HTTP/1.1 framing. This folder knows no OAuth word: it hands whole requests to a handler.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "entra/support/http_message.hpp"
#include "entra/support/result.hpp"

namespace entra::idp::http_server {

/// Called from several threads at once and may block; must not throw, and must not destroy its own Listener.
using Handler = std::function<http::Response(const http::Request&)>;

struct TlsFiles {
  std::string certificate_chain_file;  ///< PEM, leaf first
  std::string private_key_file;        ///< PEM
};

struct ListenerOptions {
  std::string address{"127.0.0.1"};  ///< numeric
  std::uint16_t port{0};             ///< 0: any free port
  bool tls{false};
  TlsFiles tls_files;  ///< when tls, or for the tunnels of a proxy
  /// Makes the listener an HTTP proxy that is itself the end of every tunnel (RFC 9110 §9.3.6) and every plain request
  /// to the hosts (lower case, without port) that this says yes to, and refuses all others. Not together with tls.
  std::function<bool(std::string_view host)> answers_for;
  std::size_t max_head_bytes{256u << 10};
  std::size_t max_body_bytes{4u << 20};
  std::chrono::milliseconds message_timeout{30'000};  ///< for a TLS handshake, a head, a body, each write's progress
  std::chrono::milliseconds idle_timeout{60'000};     ///< of a connection between two messages
};

/// One listening socket with its connections. Idle kept-alive connections cost no thread.
class Listener {
 public:
  /// Bound, listening and serving when this returns; Errc::kInUse when the port is taken.
  [[nodiscard]] static Result<std::unique_ptr<Listener>> open(const ListenerOptions& options, Handler handler);
  ~Listener();  ///< stops: running handlers finish, all connections close, well within a second
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  [[nodiscard]] std::uint16_t port() const noexcept;

 private:
  struct Impl;
  explicit Listener(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// The private CA and leaf certificate in `directory` (0700, files 0600), made when absent or near expiry.
struct CertificateFiles {
  TlsFiles tls;
  std::string ca_file;  ///< ca.pem, what clients trust
};
/// `dns_names` (wildcards allowed) and `ip_addresses` go into the leaf's subjectAltName.
[[nodiscard]] Result<CertificateFiles> ensure_certificates(const std::string& directory,
                                                           const std::vector<std::string>& dns_names,
                                                           const std::vector<std::string>& ip_addresses);

}  // namespace entra::idp::http_server
