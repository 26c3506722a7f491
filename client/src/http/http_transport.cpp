#include <exception>

#include "entra/client/transport.hpp"
#include "http/connection_pool.hpp"
#include "http/sigpipe.hpp"

// Debian's cpp-httplib is compiled with these; without them its classes have another layout (docs/adr/0003).
#if !defined(CPPHTTPLIB_OPENSSL_SUPPORT) || !defined(CPPHTTPLIB_ZLIB_SUPPORT) || !defined(CPPHTTPLIB_BROTLI_SUPPORT)
#error "cpp-httplib must be used with the flags that pkg-config names"
#endif

namespace entra::client {
namespace {

class HttpTransport final : public Transport {
 public:
  explicit HttpTransport(HttpTransportOptions options) : options_(std::move(options)) {}

  ~HttpTransport() override {
    const SigpipeGuard guard;  // closing TLS connections writes to them
    pool_.reset();
  }

  Result<http::Response> send(const http::Request& request, std::chrono::milliseconds timeout) override {
    const SigpipeGuard guard;
    try {
      return send_guarded(request, std::chrono::steady_clock::now() + timeout);
    } catch (const std::exception& problem) {
      return fail(Errc::kNetwork, request.origin + ": " + problem.what());
    }
  }

 private:
  Result<http::Response> send_guarded(const http::Request& request, SteadyTime deadline) {
    const auto url = parse_url(request.origin);
    if (!url) return tl::unexpected(url.error());
    const std::string origin = url->origin();
    auto connection = pool_->take(origin);
    const bool is_reused = connection != nullptr;
    if (!is_reused) {
      auto made = Connection::make(*url, options_);
      if (!made) return tl::unexpected(made.error());
      connection = std::move(*made);
    }
    auto outcome = connection->exchange(request, deadline);
    if (!outcome.response && outcome.may_retry && is_reused && request.may_repeat()) {
      auto made = Connection::make(*url, options_);
      if (!made) return tl::unexpected(made.error());
      connection = std::move(*made);
      outcome = connection->exchange(request, deadline);
    }
    if (outcome.response) pool_->give_back(origin, std::move(connection));
    return std::move(outcome.response);
  }

  HttpTransportOptions options_;
  std::unique_ptr<ConnectionPool> pool_{std::make_unique<ConnectionPool>()};
};

}  // namespace

std::shared_ptr<Transport> make_http_transport(HttpTransportOptions options) {
  return std::make_shared<HttpTransport>(std::move(options));
}

}  // namespace entra::client
