#include "run/session.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "assert/predicate_text.hpp"
#include "entra/support/url.hpp"

namespace entra::scenarios {
namespace {

constexpr std::chrono::milliseconds kTimeout{30'000};

// Expressions about secrets are not secrets: "save": {"refresh_token": "json:/refresh_token"}.
void drop_expressions(Json& json) {
  if (json.is_object())
    for (const char* name : {"save", "expect", "check", "if"}) json.erase(name);
  if (json.is_structured())
    for (Json& element : json) drop_expressions(element);
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return in ? text.str() : std::string();
}

Result<client::ClientCredential> credential_of(const Json& with, const std::string& scenario_file) {
  if (const auto secret = get_string(with, "client_secret")) return client::ClientSecret{*secret};
  const auto certificate = get_string(with, "certificate_file");
  if (!certificate) return client::NoCredential{};
  const auto folder = std::filesystem::path(scenario_file).parent_path();
  const std::string key_file = get_string(with, "key_file").value_or("");
  auto parsed = client::ClientCertificate::from_pem(read_file(folder / *certificate), read_file(folder / key_file));
  if (!parsed) return tl::unexpected<Error>(parsed.error().in(*certificate));
  return std::move(*parsed);
}

}  // namespace

/// Sends through the mock's transport and keeps a copy of everything.
class Session::Recorder final : public client::Transport {
 public:
  explicit Recorder(Session& session) : session_(session), inner_(session.idp_.transport()) {}

  Result<http::Response> send(const http::Request& request, std::chrono::milliseconds timeout) override {
    RawExchange exchange{session_.step_, session_.clock_.now(), request, std::nullopt, {}, 0};
    const auto begin = std::chrono::steady_clock::now();
    auto response = inner_->send(request, timeout);
    exchange.wall_us =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin).count();
    session_.secrets_.learn_request(request);
    if (response) {
      session_.secrets_.learn_response(request, *response);
      exchange.response = *response;
    } else {
      exchange.error = response.error().message;
    }
    session_.exchanges_.push_back(std::move(exchange));
    return response;
  }

 private:
  Session& session_;
  std::shared_ptr<client::Transport> inner_;
};

Session::Session(const Scenario& scenario, IdpInstance& idp)
    : scenario_(scenario),
      idp_(idp),
      clock_(scenario.idp.clock),
      random_(scenario.idp.seed + 1),  // not the mock's own sequence
      transport_(std::make_shared<Recorder>(*this)),
      cache_(std::make_shared<client::TokenCache>(
          clock_, client::TokenCacheOptions{.renew_spread = 0,  // one order of things, the same in every run
                                            .executor = std::make_shared<client::InlineExecutor>()})) {}

void Session::learn_file_secrets() {
  const auto learn = [this](const Result<SourceText>& source) {
    if (!source) return;
    const auto tree = parse_located_json(*source);
    if (!tree) return;
    Json json = tree->to_json();
    drop_expressions(json);
    secrets_.learn_json(json);
  };
  learn(scenario_.source);
  if (!scenario_.idp.directory.empty()) learn(SourceText::read(scenario_.idp.directory));
}

Result<void> Session::begin() {
  if (auto set = set_clock(scenario_.idp.clock); !set) return set;
  for (const auto& [name, value] : scenario_.vars) {
    auto filled = fill(value);
    if (!filled) return tl::unexpected<Error>(filled.error().in("the variable '" + name + "'"));
    secrets_.learn_json(Json{{name, *filled}});
    variables_[name] = std::move(*filled);
  }
  return {};
}

Result<void> Session::set_clock(Instant to) {
  // Frozen first: a clock that still ran would stand a little behind what was set.
  for (const Json& body : {Json{{"frozen", true}}, Json{{"set", format_rfc3339(to)}}}) {
    auto answer = ask_control("PUT", "/_mock/clock", body);
    if (!answer) return tl::unexpected<Error>(answer.error().in("the mock's clock cannot be set"));
  }
  clock_.set(to);
  return {};
}

Result<void> Session::follow_clock() {
  auto answer = ask_control("GET", "/_mock/clock");
  if (!answer) return tl::unexpected<Error>(answer.error());
  const auto text = get_string(*answer, "now");
  const auto now = parse_rfc3339(text.value_or(""));
  if (!now) return fail(Errc::kMalformed, "GET /_mock/clock did not say what time it is");
  clock_.set(*now);
  return {};
}

Result<http::Response> Session::send(http::Request request) {
  if (request.origin.empty()) request.origin = idp_.origin();
  return transport_->send(request, kTimeout);
}

Result<Json> Session::ask_control(const std::string& method, const std::string& target, const Json& body) {
  http::Request request;
  request.method = method;
  request.origin = idp_.origin();
  request.target = target;
  if (!body.is_null()) {
    request.headers.set("Content-Type", "application/json");
    request.body = body.dump();
  }
  auto response = idp_.transport()->send(request, kTimeout);
  if (!response) return tl::unexpected<Error>(response.error().in(method + " " + target));
  auto json = parse_json(response->body);
  if (response->status / 100 != 2)
    return fail(Errc::kUnsupported, method + " " + target + " was answered with " + std::to_string(response->status) +
                                        ": " + cut_to(secrets_.mask(response->body), 300));
  if (!json) return fail(Errc::kMalformed, method + " " + target + " was answered with something that is no JSON");
  return std::move(*json);
}

Answer Session::answer_of(const Result<http::Response>& response) {
  Answer answer;
  answer.exchange = exchanges_.size();
  if (!response) {
    answer.failure = response.error().message;
    return answer;
  }
  answer.status = response->status;
  answer.reason = response->reason.empty() ? std::string(http::standard_reason(response->status)) : response->reason;
  answer.headers = response->headers;
  answer.body = response->body;
  if (auto json = parse_json(response->body)) answer.json = std::move(*json);
  answer.succeeded = response->status / 100 == 2;
  if (!answer.succeeded) answer.failure = std::to_string(response->status) + " " + answer.reason;
  return answer;
}

Result<client::Authority> Session::authority(const std::string& tenant) const {
  return client::Authority::parse(idp_.origin() + "/" + percent_encode(tenant), {.allow_loopback_http = true});
}

Result<client::TokenClient> Session::make_client(const Json& with) {
  auto where = authority(get_string(with, "tenant").value_or(""));
  if (!where) return tl::unexpected<Error>(where.error().in("the tenant"));
  auto credential = credential_of(with, scenario_.source.name());
  if (!credential) return tl::unexpected<Error>(credential.error());
  const std::string version = get_string(with, "version").value_or(with.contains("resource") ? "v1" : "v2");
  if (version != "v1" && version != "v2")
    return fail(Errc::kUnknownName, "'version' is v1 or v2, not '" + version + "'");
  client::ClientOptions options{
      .authority = std::move(*where),
      .version = version == "v1" ? client::EndpointVersion::kV1 : client::EndpointVersion::kV2,
      .client_id = get_string(with, "client_id").value_or(""),
      .credential = std::move(*credential),
      .instance_discovery = client::InstanceDiscovery::kOff};  // the scenario itself vouches for its authority
  return client::TokenClient(std::move(options), transport_, clock_, random_, cache_);
}

std::shared_ptr<client::AuthorityKeys> Session::keys_of(const client::Authority& authority) {
  auto& keys = keys_[authority.tenant()];
  if (!keys) {
    client::JwksOptions options;
    options.allow_loopback_http = true;
    keys = std::make_shared<client::AuthorityKeys>(authority, transport_, clock_, options);
  }
  return keys;
}

const Variables& Session::variables() {
  variables_["now"] = format_rfc3339(clock_.now());
  variables_["epoch"] = to_epoch_seconds(clock_.now());
  variables_["origin"] = idp_.origin();
  return variables_;
}

Result<Json> Session::fill(const Json& value) {
  return interpolate(value, variables());
}

}  // namespace entra::scenarios
