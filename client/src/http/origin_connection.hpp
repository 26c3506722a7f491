#pragma once
// One kept-alive connection to one origin, over cpp-httplib.

#include <httplib.h>

#include <chrono>
#include <memory>
#include <string>

#include "entra/client/transport.hpp"
#include "entra/support/url.hpp"
#include "http/wire_stream.hpp"

namespace entra::client {

/// Used by one thread at a time.
class Connection {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

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
  Connection(const Url& origin, const HttpTransportOptions& options) : origin_(origin), options_(options) {}
  Result<void> set_up_tls(httplib::SSLClient& client) const;
  [[nodiscard]] Error explain(httplib::Error error) const;

  Url origin_;
  const HttpTransportOptions& options_;
  std::unique_ptr<httplib::ClientImpl> client_;
  httplib::SSLClient* tls_{nullptr};  ///< client_, when it is one
  Exchange exchange_;                 ///< the running one
};

}  // namespace entra::client
