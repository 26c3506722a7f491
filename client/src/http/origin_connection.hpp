#pragma once
// One kept-alive connection to one origin, over cpp-httplib.

#include <httplib.h>

#include <chrono>
#include <memory>
#include <string>

#include "entra/client/transport.hpp"
#include "entra/support/url.hpp"
#include "http/dial.hpp"
#include "http/wire_stream.hpp"

namespace entra::client {

/// Used by one thread at a time.
class Connection {
 public:
  /// kCrypto when the authorities' file is no good.
  [[nodiscard]] static Result<std::unique_ptr<Connection>> make(const Url& origin, const HttpTransportOptions& options);

  struct Outcome {
    Result<http::Response> response;
    bool may_retry{false};  ///< nothing was received, so a connection that had gone stale may be the reason
  };
  [[nodiscard]] Outcome exchange(const http::Request& request, SteadyTime deadline);

  /// Open, and the server has neither closed it nor sent anything unasked.
  [[nodiscard]] bool is_fresh() const;

 private:
  Connection(const Url& origin, const HttpTransportOptions& options)
      : origin_(origin), options_(options), proxy_(options.proxy.find(origin)) {}
  /// To the server, or through the proxy as far as TLS begins.
  [[nodiscard]] Result<int> open_socket() const;
  Result<void> set_up_tls(httplib::SSLClient& client) const;
  [[nodiscard]] Error explain(httplib::Error error) const;

  Url origin_;
  const HttpTransportOptions& options_;
  const Proxy* proxy_;  ///< of the options; null: none
  std::unique_ptr<httplib::ClientImpl> client_;
  httplib::SSLClient* tls_{nullptr};  ///< client_, when it is one
  Exchange exchange_;                 ///< the running one
};

}  // namespace entra::client
