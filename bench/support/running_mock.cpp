#include "support/running_mock.hpp"

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "entra/idp/load_config.hpp"

namespace entra::bench {
TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "entra-bench-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) give_up("no temporary folder under " + pattern);
  path_ = std::move(pattern);
}
TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

idp::Config make_config() {
  auto config = idp::parse_config("bench.json", kConfig);
  if (!config) give_up(config.error().one_line);
  return *std::move(config);
}

client::ClientCredentialsRequest graph_request(bool force_refresh) {
  client::ClientCredentialsRequest request;
  request.target.resource = kResource;
  request.force_refresh = force_refresh;
  return request;
}

RunningMock::RunningMock() {
  auto idp = idp::MockIdp::make(make_config());
  if (!idp) give_up("the mock cannot be made: " + idp.error().message);
  idp_ = *std::move(idp);
  idp::ListenOptions options;
  options.state_directory = folder_.path();
  auto endpoints = idp_->start(options);
  if (!endpoints) give_up("the mock does not start: " + endpoints.error().message);
  endpoints_ = *std::move(endpoints);
}

std::shared_ptr<client::Transport> RunningMock::make_transport() const {
  client::HttpTransportOptions options;
  options.ca_file = endpoints_.ca_file;
  return client::make_http_transport(options);
}

client::TokenClient RunningMock::make_client(const std::string& origin, std::shared_ptr<client::Transport> transport) {
  auto authority = client::Authority::parse(origin + "/" + kTenant, {.allow_loopback_http = true});
  if (!authority) give_up("authority: " + authority.error().message);
  client::ClientOptions options{.authority = *std::move(authority)};
  options.version = client::EndpointVersion::kV1;
  options.client_id = kClientId;
  options.credential = client::ClientSecret{kSecret};
  return client::TokenClient(std::move(options), std::move(transport), clock_, random_);
}

void RunningMock::forget_requests() {
  http::Request request;
  request.method = "DELETE";
  request.origin = *endpoints_.https;
  request.target = "/_mock/requests";
  static_cast<void>(idp_->handle(request));
}

std::size_t RunningMock::count_token_requests() {
  http::Request request;
  request.origin = *endpoints_.https;
  request.target = "/_mock/requests?grant_type=client_credentials";
  const auto response = idp_->handle(request);
  const auto journal = nlohmann::json::parse(response.body, nullptr, false);
  if (!journal.is_object() || !journal.contains("requests") || !journal["requests"].is_array())
    give_up("the journal answers " + std::to_string(response.status) + " " + response.body);
  return journal["requests"].size();
}

}  // namespace entra::bench
