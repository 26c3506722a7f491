#include "run/in_process_idp.hpp"

#include <utility>

#include "entra/idp/load_config.hpp"
#include "entra/idp/mock_idp.hpp"
#include "entra/support/wire_fault.hpp"

namespace entra::scenarios {
namespace {

// What a client would be told to use; nothing listens there.
constexpr const char* kOrigin = "https://localhost:8443";

Result<idp::Config> config_of(const Scenario& scenario) {
  const std::string& path = scenario.idp.directory;
  auto config =
      path.empty() ? idp::parse_config("built-in directory", idp::demo_config_text()) : idp::load_config(path);
  if (!config) return fail(Errc::kMalformed, config.error().one_line);
  idp::TokenLifetimes& lifetimes = config->lifetimes;
  for (const auto& [name, value] : scenario.idp.lifetimes) {
    if (name == "accessToken")
      lifetimes.access_token = value;
    else if (name == "idToken")
      lifetimes.id_token = value;
    else if (name == "refreshToken")
      lifetimes.refresh_token = value;
    else if (name == "authorizationCode")
      lifetimes.authorization_code = value;
    else
      lifetimes.device_code = value;
  }
  return std::move(*config);
}

class HandleTransport final : public client::Transport {
 public:
  explicit HandleTransport(idp::MockIdp& idp) : idp_(idp) {}
  Result<http::Response> send(const http::Request& request, std::chrono::milliseconds timeout) override {
    http::Request arrived = request;
    arrived.remote_address = "127.0.0.1";
    if (!arrived.headers.get("Host"))
      arrived.headers.set("Host", arrived.origin.substr(arrived.origin.find("://") + 3));
    return http::deliver(idp_.handle(arrived), timeout);
  }

 private:
  idp::MockIdp& idp_;
};

class InProcessIdp final : public IdpInstance {
 public:
  explicit InProcessIdp(const Scenario& scenario) : clock_(scenario.idp.clock), random_(scenario.idp.seed) {}

  Result<void> start(idp::Config config, std::shared_ptr<idp::SigningKeySource> keys) {
    auto made = idp::MockIdp::make(std::move(config),
                                   {.clock = &clock_, .random = &random_, .keys = std::move(keys), .on_exchange = {}});
    if (!made) return tl::unexpected<Error>(made.error());
    idp_ = std::move(*made);
    transport_ = std::make_shared<HandleTransport>(*idp_);
    return {};
  }
  const std::string& origin() const override { return origin_; }
  std::shared_ptr<client::Transport> transport() override { return transport_; }

 private:
  std::string origin_{kOrigin};
  ManualClock clock_;
  SeededRandom random_;
  std::unique_ptr<idp::MockIdp> idp_;  // after what it refers to
  std::shared_ptr<client::Transport> transport_;
};

class InProcessProvider final : public IdpProvider {
 public:
  Result<std::unique_ptr<IdpInstance>> open(const Scenario& scenario) override {
    auto config = config_of(scenario);
    if (!config) return tl::unexpected<Error>(config.error());
    auto instance = std::make_unique<InProcessIdp>(scenario);
    if (auto started = instance->start(std::move(*config), keys_); !started)
      return tl::unexpected<Error>(started.error());
    return instance;
  }
  std::string name() const override { return "in-process"; }

 private:
  std::shared_ptr<idp::SigningKeySource> keys_{idp::make_generated_keys()};
};

}  // namespace

std::unique_ptr<IdpProvider> make_in_process_provider() {
  return std::make_unique<InProcessProvider>();
}

std::optional<std::string> check_directory(const std::string& path) {
  const auto config = idp::load_config(path);
  return config ? std::nullopt : std::optional<std::string>(config.error().with_excerpt);
}

}  // namespace entra::scenarios
