#include "core.hpp"

#include <chrono>

#include "control/control.hpp"
#include "endpoints/endpoint.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

std::string host_of(const std::string& origin) {
  const auto url = parse_url(origin);
  return url ? url->host : "";
}

bool is_loopback(const std::string& address) {
  return address.starts_with("127.") || address == "::1";
}

/// The peer; one on this machine may speak for another address, so that locations can be tried out.
std::string caller_address(const http::Request& request) {
  std::string peer = request.remote_address.empty() ? "127.0.0.1" : request.remote_address;
  const std::string forwarded = request.headers.get_or("X-Forwarded-For");
  if (!is_loopback(peer) || forwarded.empty()) return peer;
  const auto words = split_words(forwarded, ',');
  return words.empty() ? peer : words.front();
}

/// What serves a request: by the host when it is one of Microsoft's, by the path on the server's own origin.
struct Destination {
  HostRole role{HostRole::kLogin};
  std::string path;        ///< below the resource's base
  std::string login_base;  ///< the authority that belongs to it
  std::string vault;
  Cloud cloud{Cloud::kPublic};
};

Destination find_destination(const http::Request& request, Cloud configured) {
  Destination to;
  to.cloud = configured;
  to.path = std::string(request.path());
  to.login_base = request.origin;
  if (const auto match = find_microsoft_host(host_of(request.origin))) {
    to.role = match->role;
    to.vault = match->vault;
    to.cloud = match->cloud;
    // The same port: whoever redirects one host to this server redirects them all.
    const std::string authority = request.origin.substr(request.origin.find("://") + 3);
    const std::size_t colon = authority.rfind(':');
    to.login_base =
        "https://" + cloud_facts(match->cloud).login_host + (colon == std::string::npos ? "" : authority.substr(colon));
    return to;
  }
  const auto below = [&](std::string_view base) {
    if (!to.path.starts_with(base) || (to.path.size() > base.size() && to.path[base.size()] != '/')) return false;
    to.path.erase(0, base.size());
    if (to.path.empty()) to.path = "/";
    return true;
  };
  if (below("/graph")) {
    to.role = HostRole::kGraph;
  } else if (below("/partnercenter")) {
    to.role = HostRole::kPartnerCenter;
  } else if (below("/devcenter")) {
    to.role = HostRole::kStore;
  } else if (to.path.starts_with("/vault/")) {
    to.role = HostRole::kVault;
    const std::size_t slash = std::min(to.path.find('/', 7), to.path.size());
    to.vault = to.path.substr(7, slash - 7);
    to.path.erase(0, slash);
    if (to.path.empty()) to.path = "/";
  }
  return to;
}

OrderedJson describe(const std::vector<PolicyFinding>& findings) {
  OrderedJson list = OrderedJson::array();
  for (const PolicyFinding& finding : findings) {
    OrderedJson entry;
    entry["displayName"] = finding.policy->display_name;
    entry["applies"] = finding.applies;
    entry["satisfied"] = finding.satisfied;
    entry["why"] = finding.why;
    list.push_back(std::move(entry));
  }
  return list;
}

/// Query and form body together, for the journal only.
Form all_parameters(const http::Request& request) {
  Form all = Form::parse(request.query()).value_or(Form{});
  if (to_lower(request.headers.get_or("Content-Type")).starts_with("application/x-www-form-urlencoded")) {
    const Form body = Form::parse(request.body).value_or(Form{});
    for (const auto& [name, value] : body.fields()) all.add(name, value);
  }
  return all;
}

http::Response not_found(const std::string& path) {
  http::Response response;
  response.status = 404;
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.body = "Nothing is served at " + path + ".\n";
  return response;
}

/// Where a token of this server may say that it was issued: any origin that it is reached under, the login hosts that
/// it stands in for among them.
bool is_own_issuer_origin(const Core& core, const http::Request& request, std::string_view origin) {
  if (origin == request.origin || core.is_own_origin(origin)) return true;
  const auto match = find_microsoft_host(host_of(std::string(origin)));
  return match && match->role == HostRole::kLogin;
}

http::Response serve_resource(Core& core, const http::Request& request, const Destination& to, const Origin& origin,
                              Trace& trace) {
  ResourceCall call{request,
                    to.path,
                    origin,
                    to.login_base,
                    core.directory,
                    *core.keys,
                    core.random,
                    core.clock.now(),
                    [&](std::string_view one) { return is_own_issuer_origin(core, request, one); },
                    "",
                    "",
                    "",
                    ""};
  http::Response response = [&] {
    switch (to.role) {
      case HostRole::kGraph:
        return serve_graph(call);
      case HostRole::kPartnerCenter:
        return serve_partner_center(call);
      case HostRole::kStore:
        return serve_store(call);
      case HostRole::kVault:
        return serve_key_vault(call, to.vault, core.vault_secrets);
      default:
        return not_found(to.path);
    }
  }();
  trace.tenant = call.tenant;
  trace.client = call.client;
  trace.user = call.user;
  trace.reason = call.refusal;
  return response;
}

http::Response serve_protocol(Core& core, const http::Request& request, const Origin& origin, Trace& trace) {
  const std::string caller_id = request.headers.get_or("client-request-id");
  Exchange exchange{request,
                    origin,
                    caller_address(request),
                    GrantContext{core.directory, *core.store, *core.keys, core.random, core.clock.now(), trace,
                                 core.issuer_keys.get()},
                    core.random.guid(),
                    is_guid(caller_id) ? caller_id : core.random.guid()};
  auto response = serve_login(exchange);
  return response ? std::move(*response) : not_found(std::string(request.path()));
}

}  // namespace

Core::Core(Config config, const Clock& base_clock, Random& random_source)
    : directory(std::move(config)),
      clock(base_clock),
      random(random_source),
      store(make_memory_store()),
      vault_secrets(directory.config()) {}

void Core::add_origin(std::string origin) {
  const std::unique_lock lock(origins_mutex_);
  origins_.insert(std::move(origin));
}

bool Core::is_own_origin(std::string_view origin) const {
  const std::shared_lock lock(origins_mutex_);
  return origins_.find(origin) != origins_.end();
}

void Core::reset() {
  store->clear();
  keys->reset();
  vault_secrets.reset();
  clock.reset();
  journal.clear();
}

http::Response Core::handle(const http::Request& request) {
  if (request.path().starts_with("/_mock")) return serve_control(*this, request);
  const auto started = std::chrono::steady_clock::now();
  const Config& config = directory.config();
  const Destination to = find_destination(request, config.cloud);
  Origin origin{request.origin, to.cloud, config.issuer};
  JournalEntry entry;
  entry.at = clock.now();
  Trace trace;
  http::Response response = to.role == HostRole::kLogin ? serve_protocol(*this, request, origin, trace)
                                                        : serve_resource(*this, request, to, origin, trace);
  entry.method = request.method;
  entry.path = request.path();
  entry.parameters = all_parameters(request);
  entry.status = response.status;
  entry.aadsts = trace.aadsts;
  entry.reason = trace.reason;
  entry.tenant = trace.tenant;
  entry.client_id = trace.client;
  entry.user = trace.user;
  entry.grant_type = trace.grant_type;
  entry.policies = describe(trace.policies);
  entry.duration_us =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started).count();
  if (on_exchange) {
    on_exchange({entry.method, entry.path, entry.status, entry.aadsts, entry.tenant, entry.client_id, entry.user,
                 entry.reason, entry.duration_us});
  }
  journal.add(std::move(entry));
  return response;
}

}  // namespace entra::idp
