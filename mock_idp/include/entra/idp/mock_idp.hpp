#pragma once
// The identity provider as an object: in process through handle(), or on real sockets through start().

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "entra/idp/config.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/http_message.hpp"
#include "entra/support/random.hpp"
#include "entra/support/result.hpp"

namespace entra::idp {

/// A source of RSA-2048 signing keys, so that tests and repeated starts need not generate them. Thread-safe.
class SigningKeySource {
 public:
  virtual ~SigningKeySource() = default;
  /// The PKCS #8 PEM of the n-th key (0 is the first in use). The same n gives the same key for the life of the source.
  [[nodiscard]] virtual Result<std::string> private_key_pem(std::size_t n) = 0;

  /// What the key ring remembers from one start to the next, as it was last saved: which key signs, which is announced
  /// and when old ones retire. Empty: nothing, begin with key 0. By default nothing is remembered.
  [[nodiscard]] virtual Result<std::string> load_state() { return std::string(); }
  [[nodiscard]] virtual Result<void> save_state(const std::string& /*state*/) { return {}; }
};
/// Keys made when asked for, kept in memory.
[[nodiscard]] std::shared_ptr<SigningKeySource> make_generated_keys();
/// Keys in DIR/signing-<n>.pem, generated when absent, and the ring's state in DIR/signing-ring.json (both mode 0600).
[[nodiscard]] Result<std::shared_ptr<SigningKeySource>> make_stored_keys(const std::string& directory);

/// One answered request, for logs: what the journal keeps, without parameters.
struct ExchangeSummary {
  std::string method;
  std::string path;
  int status{0};
  int aadsts{0};
  std::string tenant;
  std::string client_id;
  std::string user;
  std::string reason;
  std::int64_t duration_us{0};
};

/// Reads a small document of another server: the body of its answer to GET.
using DocumentFetcher = std::function<Result<std::string>(const std::string& url)>;

/// What the core is given from outside. Null members get the machine's own.
struct Seams {
  const Clock* clock{nullptr};  ///< the base clock under /_mock/clock; must outlive the server
  Random* random{nullptr};      ///< must outlive the server
  std::shared_ptr<SigningKeySource> keys;
  std::function<void(const ExchangeSummary&)> on_exchange{};  ///< called from several threads; must not throw
  /// An SQLite file that keeps codes, refresh tokens, sessions, consents and run-time secrets beyond the process's
  /// death, for one server at a time; created with mode 0600. Empty: kept in memory.
  std::string store_file{};
  /// Asked only for addresses on this machine, from several threads; null: over real sockets.
  DocumentFetcher fetch_document{};
};

struct ListenOptions {
  std::string address{"127.0.0.1"};
  std::optional<std::uint16_t> http_port{0};  ///< 0: any free port; none: no listener
  std::optional<std::uint16_t> https_port{0};
  /// An HTTP proxy that answers for Microsoft's hosts itself and refuses all others (RFC 9110 §9.3.6).
  std::optional<std::uint16_t> proxy_port{};
  std::string state_directory{};  ///< CA and TLS keys; needed for https and the proxy
};

/// Where a started server is reached.
struct Endpoints {
  std::optional<std::string> http;   ///< "http://127.0.0.1:8400"
  std::optional<std::string> https;  ///< "https://localhost:8443"
  std::optional<std::string> proxy;  ///< "http://127.0.0.1:8480", for HTTPS_PROXY
  std::string ca_file;               ///< PEM; empty without https and proxy
};

/// Thread-safe. Stops when destroyed.
class MockIdp {
 public:
  [[nodiscard]] static Result<std::unique_ptr<MockIdp>> make(Config config, Seams seams = {});
  ~MockIdp();
  MockIdp(const MockIdp&) = delete;
  MockIdp& operator=(const MockIdp&) = delete;

  /// Answers one request in process, exactly as over a socket. request.origin is what the caller addressed.
  [[nodiscard]] http::Response handle(const http::Request& request);

  /// Listens; Errc::kInUse when a port is taken. At most once at a time.
  [[nodiscard]] Result<Endpoints> start(const ListenOptions& options);
  void stop();  ///< returns within a second; idempotent

  /// The server's clock, as /_mock/clock moves it.
  [[nodiscard]] AdjustableClock& clock();

 private:
  struct Impl;
  explicit MockIdp(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Version of the product, as --version and /_mock/health say it.
[[nodiscard]] std::string version();

}  // namespace entra::idp
