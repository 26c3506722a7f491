// Microsoft Graph: conditional access policies, named locations and security defaults, read and written
// (https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy).

#include "directory/find_policy.hpp"
#include "directory/live_directory.hpp"
#include "resources/graph_call.hpp"

namespace entra::idp {
namespace {

const GraphType& policy_type() {
  static const GraphType type{"identity/conditionalAccess/policies", "microsoft.graph.conditionalAccessPolicy", {}};
  return type;
}

const GraphType& location_type() {
  static const GraphType type{"identity/conditionalAccess/namedLocations", "microsoft.graph.namedLocation", {}};
  return type;
}

/// What Graph writes where a policy says nothing.
const OrderedJson& bare_policy() {
  static const OrderedJson bare = OrderedJson::parse(R"({
    "id": null, "templateId": null, "displayName": null, "createdDateTime": null, "modifiedDateTime": null,
    "state": "enabled", "sessionControls": null,
    "conditions": {
      "userRiskLevels": [], "signInRiskLevels": [], "clientAppTypes": ["all"], "platforms": null, "locations": null,
      "devices": null, "clientApplications": null,
      "applications": { "includeApplications": [], "excludeApplications": [], "includeUserActions": [],
                        "includeAuthenticationContextClassReferences": [] },
      "users": { "includeUsers": [], "excludeUsers": [], "includeGroups": [], "excludeGroups": [], "includeRoles": [],
                 "excludeRoles": [] } },
    "grantControls": null })");
  return bare;
}

OrderedJson describe_policy(const ConditionalAccessPolicy& policy) {
  OrderedJson entity = bare_policy();
  entity.update(OrderedJson::parse(policy.source), true);
  return entity;
}

OrderedJson describe_location(const Tenant& tenant, const NamedLocation& location) {
  OrderedJson entity;
  const bool is_country = !location.countries.empty() || location.include_unknown_countries;
  entity["@odata.type"] = is_country ? "#microsoft.graph.countryNamedLocation" : "#microsoft.graph.ipNamedLocation";
  entity["id"] = location.id.str();
  entity["displayName"] = location.display_name;
  entity["createdDateTime"] = format_rfc3339(tenant.created);
  entity["modifiedDateTime"] = format_rfc3339(tenant.created);
  if (is_country) {
    entity["countriesAndRegions"] = location.countries;
    entity["includeUnknownCountriesAndRegions"] = location.include_unknown_countries;
    return entity;
  }
  entity["isTrusted"] = location.trusted;
  entity["ipRanges"] = OrderedJson::array();
  for (const std::string& range : location.ip_ranges) {
    OrderedJson entry;
    const bool is_v6 = range.find(':') != std::string::npos;
    entry["@odata.type"] = is_v6 ? "#microsoft.graph.iPv6CidrRange" : "#microsoft.graph.iPv4CidrRange";
    entry["cidrAddress"] = range;
    entity["ipRanges"].push_back(std::move(entry));
  }
  return entity;
}

http::Response bad_request(GraphCall& at, const std::string& message) {
  return graph_fault(at.call, 400, "BadRequest", message);
}

http::Response put_policy(GraphCall& at, const Json& policy, int status) {
  const auto id = at.call.live.put_policy(*at.caller.tenant, policy.dump());
  if (!id) return bad_request(at, id.error().one_line);
  if (status == 204) return graph_no_content(at.call);
  const auto directory = at.call.live.current();
  const Tenant* const tenant = directory->find_tenant(at.caller.tenant->id.str());
  const ConditionalAccessPolicy* const made = find_policy(*tenant, id->str());
  auto response = graph_entity(at, policy_type(), describe_policy(*made));
  response.status = status;
  return response;
}

}  // namespace

http::Response list_access_policies(GraphCall& at) {
  std::vector<OrderedJson> all;
  for (const ConditionalAccessPolicy& policy : at.caller.tenant->policies) all.push_back(describe_policy(policy));
  return graph_list(at, policy_type(), all);
}

http::Response serve_access_policy(GraphCall& at) {
  const ConditionalAccessPolicy* const policy = find_policy(*at.caller.tenant, at.words[3]);
  return policy == nullptr ? graph_not_found(at.call, at.words[3])
                           : graph_entity(at, policy_type(), describe_policy(*policy));
}

http::Response create_access_policy(GraphCall& at) {
  auto body = parse_json(at.call.request.body);
  if (!body || !body->is_object()) return bad_request(at, "The body must be a JSON object.");
  // Graph gives the id.
  (*body)["id"] = at.call.random.guid();
  return put_policy(at, *body, 201);
}

http::Response update_access_policy(GraphCall& at) {
  const ConditionalAccessPolicy* const policy = find_policy(*at.caller.tenant, at.words[3]);
  if (policy == nullptr) return graph_not_found(at.call, at.words[3]);
  const auto body = parse_json(at.call.request.body);
  if (!body || !body->is_object()) return bad_request(at, "The body must be a JSON object.");
  Json whole = Json::parse(policy->source);
  whole.update(*body);
  whole["id"] = policy->id.str();
  return put_policy(at, whole, 204);
}

http::Response delete_access_policy(GraphCall& at) {
  const ConditionalAccessPolicy* const policy = find_policy(*at.caller.tenant, at.words[3]);
  if (policy == nullptr) return graph_not_found(at.call, at.words[3]);
  at.call.live.remove_policy(*at.caller.tenant, policy->id);
  return graph_no_content(at.call);
}

http::Response list_named_locations(GraphCall& at) {
  std::vector<OrderedJson> all;
  for (const NamedLocation& one : at.caller.tenant->named_locations) {
    all.push_back(describe_location(*at.caller.tenant, one));
  }
  return graph_list(at, location_type(), all);
}

http::Response serve_named_location(GraphCall& at) {
  for (const NamedLocation& one : at.caller.tenant->named_locations) {
    if (one.id.str() == at.words[3])
      return graph_entity(at, location_type(), describe_location(*at.caller.tenant, one));
  }
  return graph_not_found(at.call, at.words[3]);
}

}  // namespace entra::idp
