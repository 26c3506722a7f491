// /_mock/scopes, and how control requests find theirs.

#include "control/handlers.hpp"
#include "core.hpp"

namespace entra::idp {
namespace {

OrderedJson describe(const Scopes::Listed& one) {
  OrderedJson body;
  body["name"] = one.scope->name;
  body["tenants"] = one.tenants;
  body["now"] = format_rfc3339(one.scope->clock.now());
  body["faults"] = one.scope->faults.list()["count"];
  return body;
}

Controlled<std::vector<std::string>> read_tenants(const Core& core, const ControlBody& body) {
  std::vector<std::string> ids;
  const auto directory = core.directory.current();
  for (const std::string& name : body.texts("tenants")) {
    const Tenant* const tenant = directory->find_tenant(name);
    if (tenant == nullptr) {
      return body.fault("tenants/" + std::to_string(ids.size()), "no tenant '" + name + "'");
    }
    ids.push_back(tenant->id.str());
  }
  return ids;
}

}  // namespace

std::string scope_name(const http::Request& request) {
  return request.headers.get_or(kScopeHeader);
}

std::string last_segment(const http::Request& request) {
  const std::string path(request.path());
  return percent_decode(std::string_view(path).substr(path.rfind('/') + 1)).value_or("");
}

Instant scope_now(const Core& core, const http::Request& request) {
  return core.scopes.find(scope_name(request), "")->clock.now();
}

Controlled<std::shared_ptr<Scope>> open_scope(Core& core, const std::string& name) {
  auto scope = core.scopes.open(name);
  if (scope != nullptr) return scope;
  return tl::unexpected(control_fault(
      409, "at most " + std::to_string(Scopes::kMost) + " scopes; DELETE /_mock/scopes/NAME those that are done"));
}

http::Response get_scopes(Core& core, const http::Request&) {
  const auto all = core.scopes.list();
  OrderedJson body;
  body["count"] = all.size();
  body["scopes"] = OrderedJson::array();
  for (const Scopes::Listed& one : all) body["scopes"].push_back(describe(one));
  return control_answer(200, body);
}

http::Response put_scope(Core& core, const http::Request& request) {
  const std::string name = last_segment(request);
  if (!Scopes::is_name(name)) return control_fault(400, "a scope's name is 1 to 64 letters, digits, '.', '_' and '-'");
  const auto body = ControlBody::parse(request, {{"tenants", ControlBody::Type::kStrings}});
  if (!body) return body.error();
  const auto tenants = read_tenants(core, *body);
  if (!tenants) return tenants.error();
  if (const auto bound = core.scopes.bind(name, *tenants); !bound) {
    return control_fault(409, "tenant " + bound.error() + " belongs to another scope", "/tenants");
  }
  const auto scope = open_scope(core, name);
  if (!scope) {
    (void)core.scopes.remove(name);  // and what was bound just now
    return scope.error();
  }
  return control_answer(200, describe({*scope, *tenants}));
}

http::Response delete_scope(Core& core, const http::Request& request) {
  const std::string name = last_segment(request);
  if (!core.scopes.remove(name)) return control_fault(404, "no scope '" + name + "'");
  core.journal.clear(name);
  return control_done();
}

}  // namespace entra::idp
