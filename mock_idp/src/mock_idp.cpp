#include "entra/idp/mock_idp.hpp"

#include <algorithm>
#include <mutex>

#include "buffered_random.hpp"
#include "core.hpp"
#include "directory/clouds.hpp"
#include "http/fetch_document.hpp"
#include "http/server.hpp"

namespace entra::idp {
namespace {

Result<std::unique_ptr<Store>> open_store(const std::string& file, const TokenLifetimes& lifetimes, Instant now) {
  if (file.empty()) return make_memory_store();
  return make_sqlite_store(file, lifetimes, now);
}

std::string bracketed(const std::string& address) {
  return address.find(':') == std::string::npos ? address : "[" + address + "]";
}

Result<http_server::CertificateFiles> make_certificates(const ListenOptions& options) {
  std::vector<std::string> names = microsoft_host_names();
  names.insert(names.begin(), "localhost");
  std::vector<std::string> addresses = {"127.0.0.1", "::1"};
  if (std::find(addresses.begin(), addresses.end(), options.address) == addresses.end()) {
    addresses.push_back(options.address);
  }
  return http_server::ensure_certificates(options.state_directory, names, addresses);
}

}  // namespace

struct MockIdp::Impl {
  SystemClock system_clock;
  BufferedRandom system_random;
  std::unique_ptr<Core> core;
  std::mutex mutex;
  std::vector<std::unique_ptr<http_server::Listener>> listeners;

  Result<std::uint16_t> open(const http_server::ListenerOptions& options) {
    auto listener =
        http_server::Listener::open(options, [this](const http::Request& request) { return core->handle(request); });
    if (!listener) return tl::unexpected(listener.error());
    listeners.push_back(std::move(*listener));
    return listeners.back()->port();
  }

  Result<std::uint16_t> listen(const http_server::ListenerOptions& options) {
    auto port = open(options);
    if (!port) return port;
    const std::string scheme = options.tls ? "https" : "http";
    for (const std::string& host :
         {std::string("localhost"), std::string("127.0.0.1"), std::string("[::1]"), bracketed(options.address)}) {
      if (const auto url = parse_url(scheme + "://" + host + ":" + std::to_string(*port)))
        core->add_origin(url->origin());
    }
    return port;
  }

  /// localhost may mean ::1 to a client: the same port there as well, where the machine has it free.
  void listen_on_ipv6_loopback(http_server::ListenerOptions options, std::uint16_t port) {
    if (options.address != "127.0.0.1") return;
    options.address = "::1";
    options.port = port;
    (void)listen(options);
  }
};

MockIdp::MockIdp(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
MockIdp::~MockIdp() {
  stop();
}

Result<std::unique_ptr<MockIdp>> MockIdp::make(Config config, Seams seams) {
  auto impl = std::make_unique<Impl>();
  const Clock& clock = seams.clock == nullptr ? impl->system_clock : *seams.clock;
  Random& random = seams.random == nullptr ? impl->system_random : *seams.random;
  auto store = open_store(seams.store_file, config.lifetimes, clock.now());
  if (!store) return tl::unexpected(store.error());
  impl->core = std::make_unique<Core>(std::move(config), clock, random, std::move(*store));
  impl->core->on_exchange = std::move(seams.on_exchange);
  if (!seams.fetch_document) {
    seams.fetch_document = [](const std::string& url) { return http_server::fetch_document(url); };
  }
  impl->core->issuer_keys =
      std::make_unique<IssuerKeys>(impl->core->directory.configured(), std::move(seams.fetch_document));
  std::vector<std::string> key_owners;
  if (impl->core->directory.configured().signing_keys == SigningKeyScope::kPerTenant) {
    for (const Tenant& tenant : impl->core->directory.configured().tenants) key_owners.push_back(tenant.id.str());
  }
  auto keys = KeyRing::make(seams.keys == nullptr ? make_generated_keys() : std::move(seams.keys), clock.now(),
                            std::move(key_owners));
  if (!keys) return tl::unexpected(keys.error());
  impl->core->keys = std::move(*keys);
  return std::unique_ptr<MockIdp>(new MockIdp(std::move(impl)));
}

http::Response MockIdp::handle(const http::Request& request) {
  return impl_->core->handle(request);
}

AdjustableClock& MockIdp::clock() {
  return impl_->core->clock;
}

Result<Endpoints> MockIdp::start(const ListenOptions& options) {
  const std::scoped_lock lock(impl_->mutex);
  if (!impl_->listeners.empty()) return fail(Errc::kInUse, "the server is already listening");
  Endpoints endpoints;
  const auto give_up = [&](const Error& error) {
    impl_->listeners.clear();
    return tl::unexpected(error);
  };
  if (options.http_port) {
    http_server::ListenerOptions plain;
    plain.address = options.address;
    plain.port = *options.http_port;
    const auto port = impl_->listen(plain);
    if (!port) return give_up(port.error());
    impl_->listen_on_ipv6_loopback(plain, *port);
    endpoints.http = "http://" + bracketed(options.address) + ":" + std::to_string(*port);
  }
  if (!options.https_port && !options.proxy_port) return endpoints;
  auto files = make_certificates(options);
  if (!files) return give_up(files.error());
  endpoints.ca_file = files->ca_file;
  http_server::ListenerOptions secure;
  secure.address = options.address;
  secure.tls_files = files->tls;
  if (options.https_port) {
    secure.port = *options.https_port;
    secure.tls = true;
    const auto port = impl_->listen(secure);
    if (!port) return give_up(port.error());
    impl_->listen_on_ipv6_loopback(secure, *port);
    endpoints.https = "https://localhost:" + std::to_string(*port);
  }
  if (options.proxy_port) {
    secure.port = *options.proxy_port;
    secure.tls = false;
    secure.answers_for = [](std::string_view host) { return find_microsoft_host(host).has_value(); };
    const auto port = impl_->open(secure);
    if (!port) return give_up(port.error());
    endpoints.proxy = "http://" + bracketed(options.address) + ":" + std::to_string(*port);
  }
  return endpoints;
}

void MockIdp::stop() {
  const std::scoped_lock lock(impl_->mutex);
  impl_->listeners.clear();
}

std::string version() {
  return ENTRA_VERSION;
}

}  // namespace entra::idp
