#include "entra/testing/in_process_idp.hpp"

#include <utility>

#include "control_bodies.hpp"
#include "entra/idp/load_config.hpp"
#include "entra/support/temporary_folder.hpp"
#include "entra/support/wire_fault.hpp"

namespace entra::testing {
namespace {

/// Made once in the process: a key takes longer than most tests.
const std::shared_ptr<idp::SigningKeySource>& signing_keys() {
  static const std::shared_ptr<idp::SigningKeySource> keys = idp::make_generated_keys();
  return keys;
}

class HandleTransport final : public client::Transport {
 public:
  explicit HandleTransport(idp::MockIdp& idp) : idp_(idp) {}
  Result<http::Response> send(const http::Request& request, std::chrono::milliseconds timeout) override {
    http::Request arrived = request;
    arrived.remote_address = "127.0.0.1";
    if (!arrived.headers.get("Host")) {
      arrived.headers.set("Host", arrived.origin.substr(arrived.origin.find("://") + 3));
    }
    return http::deliver(idp_.handle(arrived), timeout);
  }

 private:
  idp::MockIdp& idp_;
};

const idp::Application* find_application(const idp::Config& config, std::string_view client_id) {
  for (const idp::Tenant& tenant : config.tenants) {
    for (const idp::Application& app : tenant.applications) {
      if (app.app_id.str() == client_id) return &app;
    }
  }
  return nullptr;
}

client::ClientCredential credential_of(const idp::Application& app, Instant now) {
  for (const idp::PasswordCredential& password : app.password_credentials) {
    const bool begun = !password.start || *password.start <= now;
    const bool over = password.end && *password.end <= now;
    if (begun && !over) return client::ClientSecret{password.secret_text};
  }
  return client::NoCredential{};
}

}  // namespace

struct InProcessIdp::Listening {
  TemporaryFolder folder;
  HttpsServer server;
};

InProcessIdp::InProcessIdp(idp::Config config, Instant start) : config_(std::move(config)), clock_(start), random_(1) {}

InProcessIdp::~InProcessIdp() {
  if (idp_) idp_->stop();
}

Result<std::unique_ptr<InProcessIdp>> InProcessIdp::make(const std::string& config_json, Instant start) {
  auto config = idp::parse_config("directory", config_json);
  if (!config) return fail(Errc::kMalformed, config.error().one_line);
  if (config->tenants.empty()) return fail(Errc::kMissing, "directory: no tenant");
  std::unique_ptr<InProcessIdp> out(new InProcessIdp(std::move(*config), start));
  auto made = idp::MockIdp::make(
      out->config_, {.clock = &out->clock_, .random = &out->random_, .keys = signing_keys(), .on_exchange = {}});
  if (!made) return tl::unexpected(made.error());
  out->idp_ = std::move(*made);
  out->transport_ = std::make_shared<HandleTransport>(*out->idp_);
  return out;
}

Result<client::Authority> InProcessIdp::authority(std::string_view tenant) const {
  const std::string name = tenant.empty() ? config_.tenants.front().id.str() : std::string(tenant);
  return client::Authority::parse(origin_ + "/" + name);
}

Result<HttpsServer> InProcessIdp::serve_https() {
  if (listening_) return listening_->server;
  auto folder = TemporaryFolder::make("entra-testing");
  if (!folder) return tl::unexpected(folder.error());
  idp::ListenOptions options;
  options.http_port.reset();
  options.state_directory = folder->path();
  const auto endpoints = idp_->start(options);
  if (!endpoints) return tl::unexpected(endpoints.error().in("https"));
  client::HttpTransportOptions trust;
  trust.ca_file = endpoints->ca_file;
  HttpsServer server{endpoints->https.value_or(""), endpoints->ca_file, client::make_http_transport(trust)};
  listening_ = std::make_unique<Listening>(Listening{std::move(*folder), std::move(server)});
  return listening_->server;
}

Result<client::TokenClient> InProcessIdp::make_client(std::string_view client_id, client::EndpointVersion version) {
  const idp::Application* const app = find_application(config_, client_id);
  if (app == nullptr) return fail(Errc::kNotFound, "no application '" + std::string(client_id) + "' in the directory");
  auto at = authority();
  if (!at) return tl::unexpected(at.error());
  client::ClientOptions options{.authority = std::move(*at)};
  options.version = version;
  options.client_id = std::string(client_id);
  options.credential = credential_of(*app, clock_.now());
  return client::TokenClient(std::move(options), transport_, clock_, random_);
}

http::Response InProcessIdp::control(std::string_view method, std::string_view target, std::string_view json) {
  http::Request request;
  request.method = std::string(method);
  request.origin = origin_;
  request.target = std::string(target);
  request.headers = {{"Host", "localhost:8443"}};
  if (!json.empty()) request.headers.add("Content-Type", "application/json");
  request.body = std::string(json);
  request.remote_address = "127.0.0.1";
  return idp_->handle(request);
}

Result<client::CodeRequest> InProcessIdp::sign_in(const SignIn& sign_in) {
  SignIn complete = sign_in;
  if (complete.tenant.empty()) complete.tenant = config_.tenants.front().id.str();
  const auto response = control("POST", "/_mock/sign-ins", write_sign_in(complete));
  auto code = read_code(response);
  if (!code) return tl::unexpected(code.error().in("sign-in of " + sign_in.user));
  code->tenant = complete.tenant;
  return code;
}

Result<TokenText> InProcessIdp::mint(const TokenOrder& order) {
  TokenOrder complete = order;
  if (complete.tenant.empty()) complete.tenant = config_.tenants.front().id.str();
  auto body = write_order(complete);
  if (!body) return tl::unexpected(body.error().in("mint"));
  auto token = read_minted(control("POST", "/_mock/tokens", *body));
  if (!token) return tl::unexpected(token.error().in("mint"));
  return token;
}

Result<std::vector<JournalEntry>> InProcessIdp::requests(std::string_view query) {
  const std::string target = "/_mock/requests" + (query.empty() ? std::string() : "?" + std::string(query));
  auto entries = read_journal(control("GET", target));
  if (!entries) return tl::unexpected(entries.error().in(target));
  return entries;
}

}  // namespace entra::testing
