#include "core.hpp"

#include <chrono>

#include "control/control.hpp"
#include "control/fault_answers.hpp"
#include "passage.hpp"

namespace entra::idp {
namespace {

std::string host_of(const std::string& origin) {
  const auto url = parse_url(origin);
  return url ? url->host : "";
}

/// "/{tenant}/openid/userinfo" at a login host is answered as Graph's own is: a resource, with a bearer token.
void redirect_user_info(Destination& to) {
  constexpr std::string_view kPath = "/openid/userinfo";
  const std::size_t slash = to.path.find('/', 1);
  if (to.role != HostRole::kLogin || slash == std::string::npos || to.path.substr(slash) != kPath) return;
  to.role = HostRole::kGraph;
  to.path = kPath;
}

/// What tools ask the root of a cloud's Resource Manager for, given nothing but a host (az cloud register, Terraform).
bool is_resource_manager_path(std::string_view path) {
  return path == "/metadata/endpoints" || path == "/tenants" || path == "/subscriptions" ||
         path.starts_with("/subscriptions/");
}

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
    redirect_user_info(to);
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
  } else if (below("/management") || is_resource_manager_path(to.path)) {
    to.role = HostRole::kResourceManager;
  } else if (to.path.starts_with("/vault/")) {
    to.role = HostRole::kVault;
    const std::size_t slash = std::min(to.path.find('/', 7), to.path.size());
    to.vault = to.path.substr(7, slash - 7);
    to.path.erase(0, slash);
    if (to.path.empty()) to.path = "/";
  }
  redirect_user_info(to);
  return to;
}

http::Response not_found(const std::string& path) {
  http::Response response;
  response.status = 404;
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.body = "Nothing is served at " + path + ".\n";
  return response;
}

/// In place of an answer, when the store failed meanwhile: what was not kept must not be acknowledged.
http::Response not_kept(const Store& store) {
  OrderedJson body;
  body["error"] = "temporarily_unavailable";
  body["error_description"] = "The store could not do its part: " + store.last_failure();
  http::Response response;
  response.status = 503;
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.body = body.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  return response;
}

/// Where a token of this server may say that it was issued: any origin that it is reached under, the login hosts that
/// it stands in for among them.
bool is_own_issuer_origin(const Core& core, const http::Request& request, std::string_view origin) {
  if (origin == request.origin || core.is_own_origin(origin)) return true;
  const auto match = find_microsoft_host(host_of(std::string(origin)));
  return match && match->role == HostRole::kLogin;
}

http::Response serve_resource(Core& core, Passage& passage) {
  const Destination& to = passage.to;
  ResourceCall call{passage.request,
                    to.path,
                    passage.origin,
                    to.login_base,
                    *passage.directory,
                    core.directory,
                    *core.store,
                    *core.keys,
                    core.random,
                    passage.now,
                    caller_address(passage.request),
                    [&](std::string_view one) { return is_own_issuer_origin(core, passage.request, one); },
                    "",
                    "",
                    "",
                    ""};
  http::Response response = [&] {
    switch (to.role) {
      case HostRole::kGraph:
        return serve_graph(call);
      case HostRole::kPartnerCenter:
        return serve_partner_center(call, core.partner_center);
      case HostRole::kAadGraph:
        return serve_aad_graph(call);
      case HostRole::kResourceManager:
        return serve_resource_manager(call);
      case HostRole::kStore:
        return serve_store(call);
      case HostRole::kVault:
        return serve_key_vault(call, to.vault, core.vault_secrets);
      default:
        passage.unmatched = true;
        return not_found(to.path);
    }
  }();
  passage.trace.tenant = call.tenant;
  passage.trace.client = call.client;
  passage.trace.user = call.user;
  passage.trace.reason = call.refusal;
  passage.unmatched |= call.is_unmatched;
  return response;
}

http::Response serve_protocol(Core& core, Passage& passage) {
  Exchange exchange = make_exchange(core, passage);
  auto response = serve_login(exchange);
  passage.request_id = exchange.request_id;
  passage.correlation_id = exchange.correlation_id;
  passage.unmatched = !response;
  return response ? std::move(*response) : not_found(std::string(passage.request.path()));
}

/// A rule with a status answers by itself; the others spoil what came of the request.
http::Response serve_with_fault(Core& core, Passage& passage) {
  const FaultAction& action = passage.fault->rule->action;
  http::Response response;
  if (action.status != 0) {
    Exchange exchange = make_exchange(core, passage);
    passage.request_id = exchange.request_id;
    passage.correlation_id = exchange.correlation_id;
    passage.trace.tenant = passage.facts.tenant;
    passage.trace.client = passage.facts.client_id;
    passage.trace.grant_type = passage.facts.grant_type;
    response = make_fault_answer(action, passage.facts, exchange);
  } else {
    response = passage.to.role == HostRole::kLogin ? serve_protocol(core, passage) : serve_resource(core, passage);
  }
  if (action.stale) {
    const auto newest = core.keys->current(passage.now, passage.facts.tenant);
    const auto stray = core.spare_keys.stray();
    if (newest != nullptr && stray) make_stale(response, passage.origin, *newest, **stray);
  }
  spoil_answer(action, response);
  return response;
}

/// What a request says about itself is read only where something hangs on it: it costs a parsed token.
void choose_scope_and_fault(Core& core, const std::string& scope_name, Passage& passage) {
  const bool is_login = passage.to.role == HostRole::kLogin;
  const auto read = [&] {
    passage.facts = read_facts(passage.request, passage.parameters, is_login, *passage.directory);
  };
  const bool is_bound = core.scopes.has_tenants();
  if (is_bound) read();
  passage.scope = core.scopes.find(scope_name, passage.facts.tenant);
  passage.now = passage.scope->clock.now();
  if (passage.scope->faults.is_empty()) return;
  if (!is_bound) read();
  passage.fault = passage.scope->faults.choose(passage.facts, core.random);
}

http::Response bad_scope() {
  http::Response response;
  response.status = 400;
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.body = std::string(kScopeHeader) + " must be 1 to 64 letters, digits, '.', '_' and '-'.\n";
  return response;
}

/// What changed in the directory stands in the store as one text.
ChangeKeeper keep_changes_in(Store& store) {
  constexpr std::string_view kName = "directory changes";
  return {[&store, kName] { return store.find_text(kName).value_or(""); },
          [&store, kName](const std::string& changes) { store.put_text(kName, changes); }};
}

}  // namespace

Core::Core(Config config, const Clock& base_clock, Random& random_source, std::unique_ptr<Store> kept)
    : clock(base_clock),
      random(random_source),
      store(std::move(kept)),
      directory(std::move(config), keep_changes_in(*store)),
      vault_secrets(*store) {}

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
  directory.reset();
  keys->reset();
  clock.reset();
  scopes.clear();
  journal.clear();
  inbox.clear();
  partner_center.clear();
}

http::Response Core::handle(const http::Request& request) {
  const std::string scope_name = request.headers.get_or(kScopeHeader);
  if (!scope_name.empty() && !Scopes::is_name(scope_name)) return bad_scope();
  if (!request.path().starts_with("/_mock")) return answer(request, scope_name);
  const auto failures = store->failures();
  http::Response response = serve_control(*this, request);
  return store->failures() == failures ? response : not_kept(*store);
}

http::Response Core::answer(const http::Request& request, const std::string& scope_name) {
  const auto started = std::chrono::steady_clock::now();
  Passage passage(request, directory.current());
  passage.to = find_destination(request, directory.configured().cloud);
  const bool is_login = passage.to.role == HostRole::kLogin;
  passage.origin = {request.origin, passage.to.cloud, directory.configured().issuer};
  passage.parameters = read_all_parameters(request);
  choose_scope_and_fault(*this, scope_name, passage);

  const auto failures = store->failures();
  http::Response response = passage.fault ? serve_with_fault(*this, passage)
                            : is_login    ? serve_protocol(*this, passage)
                                          : serve_resource(*this, passage);
  if (store->failures() != failures) {
    response = not_kept(*store);
    passage.trace.reason = store->last_failure();
  }
  const auto taken = std::chrono::steady_clock::now() - started;
  JournalEntry entry =
      make_entry(std::move(passage), response, std::chrono::duration_cast<std::chrono::microseconds>(taken).count());
  if (on_exchange) {
    on_exchange({entry.method, entry.path, entry.status, entry.aadsts, entry.tenant, entry.client_id, entry.user,
                 entry.reason, entry.duration_us});
  }
  journal.add(std::move(entry));
  return response;
}

}  // namespace entra::idp
