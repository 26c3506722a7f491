#include <algorithm>
#include <unordered_map>

#include "directory/check_policy.hpp"
#include "directory/config_sections.hpp"
#include "directory/directory.hpp"
#include "directory/well_known.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

std::string at(const std::string& pointer, std::string_view name, std::size_t index) {
  return pointer + "/" + std::string(name) + "/" + std::to_string(index);
}

/// Names that may be given once; remembers where each stood first.
class Unique {
 public:
  Unique(Loading& loading, std::string what) : loading_(loading), what_(std::move(what)) {}

  void add(const std::string& key, const std::string& shown, const std::string& pointer) {
    const auto [first, added] = pointers_.emplace(key, pointer);
    if (!added)
      loading_.refuse(loading_.find(pointer), "the " + what_ + " \"" + shown + "\" is already taken at " +
                                                  loading_.place(loading_.find(first->second)));
  }

 private:
  Loading& loading_;
  std::string what_;
  std::unordered_map<std::string, std::string> pointers_;
};

std::string uri_key(const std::string& uri) {
  std::string key = to_lower(uri);
  if (!key.empty() && key.back() == '/') key.pop_back();
  return key;
}

class Checker {
 public:
  Checker(Loading& loading, const Config& config) : loading_(loading), directory_(config) {
    for (const Application& app : well_known_applications(config.cloud))
      for (const std::string& uri : app.identifier_uris) microsoft_uris_.push_back(uri_key(uri));
  }

  void run() {
    names();
    const auto& tenants = directory_.config().tenants;
    for (std::size_t t = 0; t < tenants.size(); ++t) {
      const std::string pointer = at("", "tenants", t);
      for (std::size_t a = 0; a < tenants[t].applications.size(); ++a)
        application(tenants[t].applications[a], at(pointer, "applications", a));
      grants(tenants[t], pointer);
      policies(tenants[t], pointer);
      customers(tenants[t], pointer);
      vaults(tenants[t], pointer);
    }
  }

 private:
  void refuse(const std::string& pointer, const std::string& message) {
    loading_.refuse(loading_.find(pointer), message);
  }

  void names() {
    Unique tenant_ids(loading_, "tenant id");
    Unique domains(loading_, "domain");
    Unique app_ids(loading_, "application id");
    Unique uris(loading_, "identifier URI");
    Unique vault_names(loading_, "vault name");
    Unique subscription_ids(loading_, "subscription id");
    Unique identity_resources(loading_, "managed identity's resourceId");
    const auto& tenants = directory_.config().tenants;
    for (std::size_t t = 0; t < tenants.size(); ++t) {
      const Tenant& tenant = tenants[t];
      const std::string pointer = at("", "tenants", t);
      tenant_ids.add(tenant.id.str(), tenant.id.str(), pointer + "/id");
      for (std::size_t i = 0; i < tenant.domains.size(); ++i)
        domains.add(tenant.domains[i], tenant.domains[i], at(pointer, "domains", i));
      Unique user_ids(loading_, "user id");
      Unique user_names(loading_, "user principal name");
      for (std::size_t i = 0; i < tenant.users.size(); ++i) {
        const User& user = tenant.users[i];
        const std::string here = at(pointer, "users", i);
        user_names.add(to_lower(user.user_principal_name), user.user_principal_name, here + "/userPrincipalName");
        user_ids.add(user.id.str(), user.id.str(), here + "/id");
      }
      Unique group_ids(loading_, "group id");
      for (std::size_t i = 0; i < tenant.groups.size(); ++i)
        group_ids.add(tenant.groups[i].id.str(), tenant.groups[i].id.str(), at(pointer, "groups", i) + "/id");
      for (std::size_t i = 0; i < tenant.applications.size(); ++i) {
        const Application& app = tenant.applications[i];
        const std::string here = at(pointer, "applications", i);
        if (is_well_known(app.app_id)) refuse(here + "/appId", "this application id is Microsoft's own");
        app_ids.add(app.app_id.str(), app.app_id.str(), here + "/appId");
        for (std::size_t u = 0; u < app.identifier_uris.size(); ++u) {
          const std::string key = uri_key(app.identifier_uris[u]);
          if (std::find(microsoft_uris_.begin(), microsoft_uris_.end(), key) != microsoft_uris_.end())
            refuse(at(here, "identifierUris", u), "this identifier URI is Microsoft's own");
          uris.add(key, app.identifier_uris[u], at(here, "identifierUris", u));
        }
      }
      for (std::size_t i = 0; i < tenant.subscriptions.size(); ++i)
        subscription_ids.add(tenant.subscriptions[i].id, tenant.subscriptions[i].id,
                             at(pointer, "subscriptions", i) + "/subscriptionId");
      for (std::size_t i = 0; i < tenant.managed_identities.size(); ++i)
        identity_resources.add(to_lower(tenant.managed_identities[i].resource_id),
                               tenant.managed_identities[i].resource_id,
                               at(pointer, "managedIdentities", i) + "/resourceId");
      for (std::size_t i = 0; i < tenant.vaults.size(); ++i)
        vault_names.add(to_lower(tenant.vaults[i].name), tenant.vaults[i].name, at(pointer, "vaults", i) + "/name");
    }
  }

  /// The resource of that name, or a problem at the pointer.
  std::optional<AppEntry> resource(const std::string& name, const std::string& pointer) {
    auto found = directory_.find_resource(name);
    if (!found)
      refuse(pointer, "no resource \"" + name + "\"; expected an application id or identifier URI of an application " +
                          "in this file or of a Microsoft service");
    return found;
  }

  void client(const AppId& id, const std::string& pointer) {
    const auto found = directory_.find_application(id.str());
    if (!found || found->home == nullptr) refuse(pointer, "no application \"" + id.str() + "\" in this file");
  }

  /// Microsoft's own services have more permissions than are listed here, so theirs are not checked.
  void scope(const AppEntry& resource, const std::string& value, const std::string& pointer) {
    if (resource.home == nullptr || value == ".default") return;
    std::vector<std::string> known{"openid", "profile", "email", "offline_access"};
    for (const PermissionScope& permission : resource.app->scopes) known.push_back(permission.value);
    expect_known("delegated permission", *resource.app, value, known, pointer);
  }
  void role(const AppEntry& resource, const std::string& value, const std::string& pointer) {
    if (resource.home == nullptr) return;
    std::vector<std::string> known;
    for (const AppRole& app_role : resource.app->app_roles) known.push_back(app_role.value);
    expect_known("app role", *resource.app, value, known, pointer);
  }
  void expect_known(const std::string& what, const Application& app, const std::string& value,
                    const std::vector<std::string>& known, const std::string& pointer) {
    if (std::find(known.begin(), known.end(), value) != known.end()) return;
    const auto near = nearest(value, known);
    refuse(pointer, "\"" + app.display_name + "\" has no " + what + " \"" + value + "\"" +
                        (near ? "; did you mean \"" + *near + "\"?" : ""));
  }

  void application(const Application& app, const std::string& pointer) {
    Unique scopes(loading_, "permission");
    for (std::size_t i = 0; i < app.scopes.size(); ++i)
      scopes.add(app.scopes[i].value, app.scopes[i].value, at(pointer + "/api", "oauth2PermissionScopes", i));
    Unique roles(loading_, "app role");
    for (std::size_t i = 0; i < app.app_roles.size(); ++i)
      roles.add(app.app_roles[i].value, app.app_roles[i].value, at(pointer, "appRoles", i));
    for (std::size_t i = 0; i < app.required_resource_access.size(); ++i) {
      const RequiredResourceAccess& required = app.required_resource_access[i];
      const std::string here = at(pointer, "requiredResourceAccess", i);
      const auto found = resource(required.resource, here + "/resource");
      if (!found) continue;
      for (std::size_t d = 0; d < required.delegated.size(); ++d)
        scope(*found, required.delegated[d], at(here, "delegated", d));
      for (std::size_t r = 0; r < required.application.size(); ++r)
        role(*found, required.application[r], at(here, "application", r));
    }
  }

  void grants(const Tenant& tenant, const std::string& pointer) {
    for (std::size_t i = 0; i < tenant.permission_grants.size(); ++i) {
      const PermissionGrant& grant = tenant.permission_grants[i];
      const std::string here = at(pointer, "oauth2PermissionGrants", i);
      client(grant.client, here + "/clientAppId");
      if (const auto found = resource(grant.resource, here + "/resource"))
        for (const std::string& value : split_words(grant.scope)) scope(*found, value, here + "/scope");
      if (!grant.all_principals && !is_user_anywhere(grant.principal.str()))
        refuse(here + "/principalId", "no user \"" + grant.principal.str() + "\" in this file");
    }
    for (std::size_t i = 0; i < tenant.role_assignments.size(); ++i) {
      const RoleAssignment& assignment = tenant.role_assignments[i];
      const std::string here = at(pointer, "appRoleAssignments", i);
      const bool is_user = assignment.principal_type == PrincipalType::kUser;
      if (assignment.principal_type == PrincipalType::kServicePrincipal)
        client(assignment.client, here + "/clientAppId");
      if (is_user && !is_user_anywhere(assignment.principal.str()))
        refuse(here + "/principalId", "no user \"" + assignment.principal.str() + "\" in this file");
      const auto found = resource(assignment.resource, here + "/resource");
      if (found && !assignment.app_role.empty()) role(*found, assignment.app_role, here + "/appRole");
    }
  }

  /// Users of other tenants count: partners and guests act in a tenant that they are not listed in.
  bool is_user_anywhere(const std::string& id_or_upn) const {
    const auto& tenants = directory_.config().tenants;
    return std::any_of(tenants.begin(), tenants.end(),
                       [&](const Tenant& tenant) { return directory_.find_user(tenant, id_or_upn) != nullptr; });
  }

  void policies(const Tenant& tenant, const std::string& pointer) {
    Unique location_names(loading_, "named location");
    for (std::size_t i = 0; i < tenant.named_locations.size(); ++i) {
      const std::string& name = tenant.named_locations[i].display_name;
      location_names.add(name, name, at(pointer, "namedLocations", i) + "/displayName");
    }
    Unique policy_ids(loading_, "policy id");
    for (std::size_t i = 0; i < tenant.policies.size(); ++i) {
      const ConditionalAccessPolicy& policy = tenant.policies[i];
      const std::string here = at(pointer, "conditionalAccessPolicies", i);
      policy_ids.add(policy.id.str(), policy.id.str(), here + "/id");
      check_policy(directory_, tenant, policy,
                   [&](const std::string& below, const std::string& message) { refuse(here + below, message); });
    }
  }

  void customers(const Tenant& tenant, const std::string& pointer) {
    Unique ids(loading_, "customer");
    for (std::size_t i = 0; i < tenant.customers.size(); ++i) {
      const std::string id = tenant.customers[i].tenant.str();
      const std::string here = at(pointer, "customers", i) + "/tenantId";
      ids.add(id, id, here);
      if (id == tenant.id.str()) refuse(here, "a tenant is not its own customer");
      if (directory_.find_tenant(id) == nullptr) refuse(here, "no tenant \"" + id + "\" in this file");
      customer(tenant.customers[i], at(pointer, "customers", i));
    }
  }
  void customer(const Customer& customer, const std::string& pointer) {
    Unique delegations(loading_, "relationship id");
    for (std::size_t d = 0; d < customer.delegations.size(); ++d) {
      const std::string& id = customer.delegations[d].id;
      delegations.add(id, id, at(pointer, "delegatedAdminRelationships", d));
    }
    Unique subscriptions(loading_, "subscription id");
    for (std::size_t s = 0; s < customer.subscriptions.size(); ++s) {
      const std::string& id = customer.subscriptions[s].id;
      subscriptions.add(id, id, at(pointer, "subscriptions", s));
    }
  }

  void vaults(const Tenant& tenant, const std::string& pointer) {
    for (std::size_t i = 0; i < tenant.vaults.size(); ++i) {
      for (std::size_t p = 0; p < tenant.vaults[i].access_policies.size(); ++p) {
        const AppId& app = tenant.vaults[i].access_policies[p].app;
        if (!app.empty()) client(app, at(at(pointer, "vaults", i), "accessPolicies", p) + "/appId");
      }
    }
  }

  Loading& loading_;
  Directory directory_;
  std::vector<std::string> microsoft_uris_;
};

}  // namespace

void check_references(Loading& loading, const Config& config) {
  Checker(loading, config).run();
}

}  // namespace entra::idp
