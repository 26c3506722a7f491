#pragma once
// How the client reaches a server: one function, so that tests, in-process servers and proxies can stand in.

#include <chrono>
#include <memory>
#include <string>

#include "entra/client/proxy.hpp"
#include "entra/support/http_message.hpp"
#include "entra/support/result.hpp"

namespace entra::client {

/// Thread-safe. Redirects are never followed; certificates are always checked.
class Transport {
 public:
  virtual ~Transport() = default;
  /// Sends to request.origin + request.target. kUnreachable, kForbidden, kNetwork or kTimeout (entra::Errc) when no
  /// answer came; any HTTP status is an answer.
  [[nodiscard]] virtual Result<http::Response> send(const http::Request& request,
                                                    std::chrono::milliseconds timeout) = 0;
};

struct HttpTransportOptions {
  std::string ca_file =
      {};  ///< PEM added to nothing: when set, only these authorities are trusted; empty: the system's
  std::size_t max_response_bytes{4u << 20};  ///< of a body; a head may have 1 MiB
  std::string ca_folder = {};                ///< as ca_file: a folder that `openssl rehash` has prepared
  bool add_system_authorities{false};        ///< trust the system's beside those of file and folder
  ProxySettings proxy = {};                  ///< none; proxy_from_environment reads the usual variables
};
/// The transport over sockets, http and https, with kept-alive connections per origin. Sends a request a second time
/// only when it may be repeated and a kept connection turned out to be gone; the rest is make_retrying_transport's.
[[nodiscard]] std::shared_ptr<Transport> make_http_transport(HttpTransportOptions options = {});

}  // namespace entra::client
