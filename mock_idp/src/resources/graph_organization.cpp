// Microsoft Graph: the tenant and its domains (https://learn.microsoft.com/graph/api/resources/organization, domain).

#include <algorithm>

#include "entra/support/text.hpp"
#include "resources/graph_call.hpp"
#include "resources/graph_permissions.hpp"

namespace entra::idp {
namespace {

const GraphType& organization_type() {
  static const GraphType type{"organization", "microsoft.graph.organization", {}};
  return type;
}
const GraphType& domain_type() {
  static const GraphType type{"domains", "microsoft.graph.domain", {}};
  return type;
}

bool is_initial(const std::string& domain) {
  return domain.ends_with(".onmicrosoft.com");
}

/// With User.Read alone a person sees what the tenant is called, and no more.
OrderedJson describe_organization(const Tenant& tenant, bool sees_all) {
  OrderedJson domains = OrderedJson::array();
  for (std::size_t i = 0; i < tenant.domains.size(); ++i) {
    OrderedJson domain;
    domain["capabilities"] = "Email, OfficeCommunicationsOnline";
    domain["isDefault"] = i == 0;
    domain["isInitial"] = is_initial(tenant.domains[i]);
    domain["name"] = tenant.domains[i];
    domain["type"] = "Managed";
    domains.push_back(std::move(domain));
  }
  OrderedJson entity;
  entity["id"] = tenant.id.str();
  entity["businessPhones"] = sees_all ? OrderedJson::array() : OrderedJson(nullptr);
  entity["city"] = nullptr;
  entity["country"] = nullptr;
  entity["countryLetterCode"] = sees_all ? OrderedJson("US") : OrderedJson(nullptr);
  entity["createdDateTime"] = sees_all ? OrderedJson(format_rfc3339(tenant.created)) : OrderedJson(nullptr);
  entity["displayName"] = tenant.display_name;
  entity["tenantType"] = sees_all ? OrderedJson("AAD") : OrderedJson(nullptr);
  entity["verifiedDomains"] = std::move(domains);
  return entity;
}

OrderedJson describe_domain(const Tenant& tenant, const std::string& name) {
  OrderedJson entity;
  entity["id"] = name;
  entity["authenticationType"] = "Managed";
  entity["availabilityStatus"] = nullptr;
  entity["isAdminManaged"] = true;
  entity["isDefault"] = name == tenant.domains.front();
  entity["isInitial"] = is_initial(name);
  entity["isRoot"] = true;
  entity["isVerified"] = true;
  entity["supportedServices"] = {"Email", "OfficeCommunicationsOnline"};
  entity["passwordValidityPeriodInDays"] = 2147483647;
  entity["passwordNotificationWindowInDays"] = 14;
  entity["state"] = nullptr;
  return entity;
}

}  // namespace

http::Response list_organization(GraphCall& at) {
  return graph_list(at, organization_type(),
                    {describe_organization(*at.caller.tenant, at.holds_any(kReadOrganization))});
}

http::Response serve_one_organization(GraphCall& at) {
  const Tenant& tenant = *at.caller.tenant;
  if (!equals_ignoring_case(at.words[1], tenant.id.str())) return graph_not_found(at.call, at.words[1]);
  return graph_entity(at, organization_type(), describe_organization(tenant, at.holds_any(kReadOrganization)));
}

http::Response list_domains(GraphCall& at) {
  std::vector<OrderedJson> all;
  for (const std::string& name : at.caller.tenant->domains) all.push_back(describe_domain(*at.caller.tenant, name));
  return graph_list(at, domain_type(), all);
}

http::Response serve_domain(GraphCall& at) {
  const Tenant& tenant = *at.caller.tenant;
  const auto found = std::find(tenant.domains.begin(), tenant.domains.end(), to_lower(at.words[1]));
  if (found == tenant.domains.end()) return graph_not_found(at.call, at.words[1]);
  return graph_entity(at, domain_type(), describe_domain(tenant, *found));
}

}  // namespace entra::idp
