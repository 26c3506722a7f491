#include "run/process_idp.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "entra/idp/load_config.hpp"
#include "entra/support/temporary_folder.hpp"
#include "entra/support/url.hpp"
#include "process/child_process.hpp"

namespace entra::scenarios {
namespace {

namespace fs = std::filesystem;
constexpr std::chrono::seconds kStartTimeout{30};  // the first start makes RSA keys

/// Requests for a host that the mock stands in for go to the mock, with that host's name in the Host header.
class StandInTransport final : public client::Transport {
 public:
  StandInTransport(std::string origin, std::shared_ptr<client::Transport> inner)
      : origin_(std::move(origin)), inner_(std::move(inner)) {}
  Result<http::Response> send(const http::Request& request, std::chrono::milliseconds timeout) override {
    if (request.origin == origin_) return inner_->send(request, timeout);
    http::Request turned = request;
    turned.origin = origin_;
    if (const auto url = parse_url(request.origin + "/"); url && !turned.headers.get("Host"))
      turned.headers.set("Host", request.origin.substr(request.origin.find("://") + 3));
    return inner_->send(turned, timeout);
  }

 private:
  std::string origin_;
  std::shared_ptr<client::Transport> inner_;
};

std::shared_ptr<client::Transport> make_transport(const std::string& origin, const std::string& ca_file,
                                                  client::ProxySettings proxy = {}) {
  client::HttpTransportOptions options;
  options.ca_file = ca_file;
  options.proxy = std::move(proxy);
  return std::make_shared<StandInTransport>(origin, client::make_http_transport(options));
}

std::string last_line_of(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  std::string last;
  while (std::getline(in, line))
    if (!line.empty()) last = line;
  return last;
}

class ProcessIdp final : public IdpInstance {
 public:
  ProcessIdp(ChildProcess process, std::string origin, const std::string& ca_file, std::string log)
      : process_(std::move(process)),
        origin_(std::move(origin)),
        transport_(make_transport(origin_, ca_file)),
        log_(std::move(log)) {}
  ~ProcessIdp() override {
    transport_.reset();  // its kept-alive connections first
    process_.stop();
    std::error_code ignored;
    fs::remove(log_, ignored);
  }
  const std::string& origin() const override { return origin_; }
  std::shared_ptr<client::Transport> transport() override { return transport_; }

 private:
  ChildProcess process_;
  std::string origin_;
  std::shared_ptr<client::Transport> transport_;
  std::string log_;
};

// pemFile names are relative to the config's own folder; the copy lies elsewhere.
void make_paths_absolute(Json& json, const fs::path& folder) {
  if (json.is_object())
    if (const auto file = get_string(json, "pemFile"); file && fs::path(*file).is_relative())
      json["pemFile"] = fs::absolute(folder / *file).string();
  if (json.is_structured())
    for (Json& element : json) make_paths_absolute(element, folder);
}

// The config with the scenario's lifetimes in it.
Result<std::string> write_config(const Scenario& scenario, const std::string& file) {
  const std::string& path = scenario.idp.directory;
  auto source = path.empty() ? Result<SourceText>(SourceText("built-in directory", idp::demo_config_text()))
                             : SourceText::read(path);
  if (!source) return tl::unexpected<Error>(source.error());
  const auto tree = parse_located_json(*source);
  if (!tree) return fail(Errc::kMalformed, tree.error().one_line());
  Json config = tree->to_json();
  if (!config.is_object()) return fail(Errc::kMalformed, source->name() + ": a config is an object");
  make_paths_absolute(config, fs::path(path).parent_path());
  for (const auto& [name, value] : scenario.idp.lifetimes) config["tokenLifetimes"][name] = value.count();
  std::ofstream out(file, std::ios::binary);
  out << config.dump();
  out.close();
  if (!out) return fail(Errc::kIo, "cannot write " + file);
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);  // it holds passwords
  return file;
}

class ProcessProvider final : public IdpProvider {
 public:
  ProcessProvider(std::string program, TemporaryFolder folder)
      : program_(std::move(program)), folder_(std::move(folder)) {}

  Result<std::unique_ptr<IdpInstance>> open(const Scenario& scenario) override {
    const std::string number = std::to_string(++started_);
    std::vector<std::string> more;
    if (!scenario.idp.lifetimes.empty()) {
      auto config = write_config(scenario, folder_.path() + "/config-" + number + ".json");
      if (!config) return tl::unexpected<Error>(config.error());
      more = {"--config", *config};
    } else if (!scenario.idp.directory.empty()) {
      more = {"--config", scenario.idp.directory};
    }
    return start(more, folder_.path() + "/mock-" + number + ".log");
  }

  Result<std::unique_ptr<IdpInstance>> start(const std::vector<std::string>& more, const std::string& log) {
    std::vector<std::string> argv{
        program_,      "--http-port", "off", "--https-port", "0", "--state-dir", folder_.path() + "/state",
        "--log-level", "warn"};
    argv.insert(argv.end(), more.begin(), more.end());
    auto process = ChildProcess::start(argv, log);
    if (!process) return tl::unexpected<Error>(process.error());
    const auto line = process->read_line(kStartTimeout);
    if (!line) {
      const int code = process->stop();
      const std::string said = last_line_of(log);
      return fail(line.error().code, program_ + " did not become ready (exit code " + std::to_string(code) + ")" +
                                         (said.empty() ? "" : ": " + said));
    }
    const auto ready = parse_json(*line);
    const auto https = ready ? get_string(*ready, "https") : std::nullopt;
    const auto ca_file = ready ? get_string(*ready, "ca_file") : std::nullopt;
    if (!https || !ca_file) return fail(Errc::kMalformed, program_ + " printed no ready line: " + line->substr(0, 200));
    return std::make_unique<ProcessIdp>(std::move(*process), *https, *ca_file, log);
  }
  std::string name() const override { return "https"; }
  [[nodiscard]] const std::string& folder() const { return folder_.path(); }

 private:
  std::string program_;
  TemporaryFolder folder_;
  std::atomic<int> started_{0};
};

class UrlIdp final : public IdpInstance {
 public:
  UrlIdp(std::string origin, std::shared_ptr<client::Transport> transport)
      : origin_(std::move(origin)), transport_(std::move(transport)) {}
  const std::string& origin() const override { return origin_; }
  std::shared_ptr<client::Transport> transport() override { return transport_; }

 private:
  std::string origin_;
  std::shared_ptr<client::Transport> transport_;
};

class UrlProvider final : public IdpProvider {
 public:
  UrlProvider(std::string origin, std::shared_ptr<client::Transport> transport)
      : origin_(std::move(origin)), transport_(std::move(transport)) {}
  Result<std::unique_ptr<IdpInstance>> open(const Scenario& scenario) override {
    if (!scenario.idp.lifetimes.empty())
      return fail(Errc::kUnsupported,
                  "a mock that is already running cannot be given other lifetimes ('lifetimes' in the scenario)");
    http::Request reset;
    reset.method = "POST";
    reset.origin = origin_;
    reset.target = "/_mock/reset";
    const auto response = transport_->send(reset, kStartTimeout);
    if (!response) return tl::unexpected<Error>(response.error().in(origin_));
    if (response->status / 100 != 2)
      return fail(Errc::kUnsupported, origin_ + " answered POST /_mock/reset with " + std::to_string(response->status) +
                                          "; is it a mock_idp?");
    return std::make_unique<UrlIdp>(origin_, transport_);
  }
  std::string name() const override { return origin_; }

 private:
  std::string origin_;
  std::shared_ptr<client::Transport> transport_;
};

}  // namespace

Result<std::unique_ptr<IdpProvider>> make_process_provider(const std::string& mock_idp_program) {
  auto folder = TemporaryFolder::make("entra-scenarios");
  if (!folder) return tl::unexpected<Error>(folder.error());
  auto provider = std::make_unique<ProcessProvider>(mock_idp_program, std::move(*folder));
  // One start alone makes the CA and the keys that all others find.
  if (auto first = provider->start({}, provider->folder() + "/first.log"); !first)
    return tl::unexpected<Error>(first.error());
  return provider;
}

Result<std::unique_ptr<IdpProvider>> make_url_provider(const std::string& url, const std::string& ca_file) {
  const auto parsed = parse_url(url);
  if (!parsed) return tl::unexpected<Error>(parsed.error().in("--idp"));
  auto proxy = client::proxy_from_environment();
  if (!proxy) return tl::unexpected(proxy.error());
  return std::make_unique<UrlProvider>(parsed->origin(), make_transport(parsed->origin(), ca_file, std::move(*proxy)));
}

}  // namespace entra::scenarios
