// Conditional access policies at run time.

#include "control/handlers.hpp"
#include "core.hpp"
#include "directory/find_policy.hpp"

namespace entra::idp {
namespace {

using Type = ControlBody::Type;

struct FoundPolicy {
  const Tenant* tenant{nullptr};
  const ConditionalAccessPolicy* policy{nullptr};
};

std::optional<FoundPolicy> find_policy(const Directory& directory, const std::string& id) {
  for (const Tenant& tenant : directory.config().tenants) {
    if (const auto* const policy = find_policy(tenant, id)) return FoundPolicy{&tenant, policy};
  }
  return std::nullopt;
}

OrderedJson describe(const Tenant& tenant, const ConditionalAccessPolicy& policy) {
  OrderedJson body;
  body["tenant"] = tenant.id.str();
  body["id"] = policy.id.str();
  const OrderedJson source = OrderedJson::parse(policy.source);
  body["displayName"] = policy.display_name;
  body["state"] = source.value("state", "enabled");
  for (const auto& [name, value] : source.items()) body[name] = value;
  return body;
}

Controlled<const Tenant*> read_tenant(const Directory& directory, const ControlBody& body) {
  if (!body.has("tenant") && directory.config().tenants.size() == 1) return &directory.config().tenants.front();
  const Tenant* const tenant = directory.find_tenant(body.text("tenant"));
  if (tenant == nullptr) return body.fault("tenant", "no tenant '" + body.text("tenant") + "'");
  return tenant;
}

http::Response answer_policy(const Core& core, int status, const ObjectId& id) {
  const auto directory = core.directory.current();
  const auto found = find_policy(*directory, id.str());
  return control_answer(status, describe(*found->tenant, *found->policy));
}

http::Response no_policy(const std::string& id) {
  return control_fault(404, "no conditional access policy '" + id + "'");
}

}  // namespace

http::Response get_policies(Core& core, const http::Request&) {
  const auto directory = core.directory.current();
  OrderedJson policies = OrderedJson::array();
  OrderedJson defaults = OrderedJson::array();
  for (const Tenant& tenant : directory->config().tenants) {
    for (const ConditionalAccessPolicy& one : tenant.policies) policies.push_back(describe(tenant, one));
    if (tenant.security_defaults) defaults.push_back(tenant.id.str());
  }
  OrderedJson answer;
  answer["count"] = policies.size();
  answer["policies"] = std::move(policies);
  answer["securityDefaults"] = std::move(defaults);
  return control_answer(200, answer);
}

http::Response post_policy(Core& core, const http::Request& request) {
  const auto body = ControlBody::parse(request, {{"tenant", Type::kString}, {"policy", Type::kObject}});
  if (!body) return body.error();
  if (!body->has("policy")) return control_fault(400, "'policy' is required", "/policy");
  const auto directory = core.directory.current();
  const auto tenant = read_tenant(*directory, *body);
  if (!tenant) return tenant.error();
  // Graph gives each new policy its id, whatever names there are already.
  Json policy = body->json().at("policy");
  if (!policy.contains("id")) policy["id"] = core.random.guid();
  const auto id = core.directory.put_policy(**tenant, policy.dump(2));
  if (!id) return control_fault(400, id.error().one_line, "/policy");
  return answer_policy(core, 201, *id);
}

http::Response patch_policy(Core& core, const http::Request& request) {
  const auto directory = core.directory.current();
  const std::string id = last_segment(request);
  const auto found = find_policy(*directory, id);
  if (!found) return no_policy(id);
  const auto patch = parse_json(request.body);
  if (!patch || !patch->is_object()) return control_fault(400, "the body must be a JSON object");
  if (patch->contains("id")) return control_fault(400, "a policy keeps its id", "/id");
  Json whole = Json::parse(found->policy->source);
  whole.update(*patch);
  const auto done = core.directory.put_policy(*found->tenant, whole.dump(2));
  if (!done) return control_fault(400, done.error().one_line);
  return answer_policy(core, 200, *done);
}

http::Response delete_policy(Core& core, const http::Request& request) {
  const auto directory = core.directory.current();
  const std::string id = last_segment(request);
  const auto found = find_policy(*directory, id);
  if (!found || !core.directory.remove_policy(*found->tenant, found->policy->id)) return no_policy(id);
  return control_done();
}

http::Response put_security_defaults(Core& core, const http::Request& request) {
  const auto body = ControlBody::parse(request, {{"tenant", Type::kString}, {"isEnabled", Type::kBool}});
  if (!body) return body.error();
  if (!body->has("isEnabled")) return control_fault(400, "'isEnabled' is required", "/isEnabled");
  const auto directory = core.directory.current();
  const auto tenant = read_tenant(*directory, *body);
  if (!tenant) return tenant.error();
  const auto done = core.directory.set_security_defaults(**tenant, body->flag("isEnabled", false));
  if (!done) return control_fault(409, done.error().one_line);
  OrderedJson answer;
  answer["tenant"] = (*tenant)->id.str();
  answer["isEnabled"] = body->flag("isEnabled", false);
  return control_answer(200, answer);
}

}  // namespace entra::idp
