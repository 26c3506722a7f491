#include "grants/consent.hpp"

#include <algorithm>

#include "directory/role_templates.hpp"
#include "directory/well_known.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

bool holds(const std::vector<std::string>& all, std::string_view wanted) {
  return std::any_of(all.begin(), all.end(), [&](const std::string& one) { return equals_ignoring_case(one, wanted); });
}

bool is_oidc(std::string_view scope) {
  return scope == "openid" || scope == "profile" || scope == "email" || scope == "offline_access";
}

bool is_admin_only(const Application& resource, std::string_view scope) {
  return std::any_of(resource.scopes.begin(), resource.scopes.end(), [&](const PermissionScope& known) {
    return known.admin_only && equals_ignoring_case(known.value, scope);
  });
}

/// Whether this user, or everybody, has agreed to anything for the client: the OIDC scopes are then agreed to as well.
bool knows_client(const GrantContext& context, const Tenant& tenant, const Application& client,
                  const Application& resource, const ObjectId& user) {
  const auto is_for_user = [&](const PermissionGrant& grant) {
    return grant.client == client.app_id && (grant.all_principals || grant.principal == user);
  };
  if (std::any_of(tenant.permission_grants.begin(), tenant.permission_grants.end(), is_for_user)) return true;
  const auto graph = context.directory.find_application(kGraphAppId);
  return !context.store.consented_scopes(tenant.id, client.app_id, resource.app_id, user).empty() ||
         (graph && !context.store.consented_scopes(tenant.id, client.app_id, graph->app->app_id, user).empty());
}

WantedConsent missing_of(const GrantContext& context, const Tenant& tenant, const User& user, const Application& client,
                         const WantedConsent& wanted) {
  const auto held = granted_scopes(context, tenant, client, *wanted.resource, user.id);
  const bool is_known = knows_client(context, tenant, client, *wanted.resource, user.id);
  WantedConsent missing{wanted.resource, {}, {}};
  for (const std::string& scope : wanted.scopes) {
    if (is_oidc(scope) ? !is_known : !holds(held, scope)) missing.scopes.push_back(scope);
  }
  return missing;
}

std::string role_grant_name(const Tenant& tenant, const Application& client, const Application& resource) {
  return "app-roles " + tenant.id.str() + " " + client.app_id.str() + " " + resource.app_id.str();
}

void grant_for_all(GrantContext& context, const Tenant& tenant, const Application& client,
                   const WantedConsent& wanted) {
  // Even without a delegated scope: the consent is what puts the service principal into the tenant.
  context.store.add_consent({tenant.id, client.app_id, wanted.resource->app_id, {}, wanted.scopes});
  auto roles = roles_granted_at_run_time(context.store, tenant, client, *wanted.resource);
  for (const std::string& role : wanted.roles) {
    if (!holds(roles, role)) roles.push_back(role);
  }
  if (!roles.empty()) context.store.put_text(role_grant_name(tenant, client, *wanted.resource), join(roles, " "));
}

/// The OIDC scopes are permissions of Microsoft Graph.
void add_oidc(const GrantContext& context, const std::vector<std::string>& oidc, std::vector<WantedConsent>& all) {
  const auto graph = context.directory.find_application(kGraphAppId);
  if (!graph || oidc.empty()) return;
  auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.resource == graph->app; });
  if (found == all.end()) found = all.insert(all.begin(), WantedConsent{graph->app, {}, {}});
  found->scopes.insert(found->scopes.begin(), oidc.begin(), oidc.end());
}

std::vector<WantedConsent> static_permissions(const GrantContext& context, const Application& client) {
  std::vector<WantedConsent> all;
  for (const RequiredResourceAccess& access : client.required_resource_access) {
    const auto resource = context.directory.find_resource(access.resource);
    if (resource) all.push_back({resource->app, access.delegated, access.application});
  }
  return all;
}

}  // namespace

Checked<std::vector<WantedConsent>> wanted_consents(const GrantContext& context, const Application& client,
                                                    const std::optional<Target>& target) {
  if (!target || target->is_default) return static_permissions(context, client);
  std::vector<WantedConsent> all;
  if (!target->permissions.empty()) {
    const Application& resource = *target->resource.app;
    for (const std::string& wanted : target->permissions) {
      const bool exists =
          std::any_of(resource.scopes.begin(), resource.scopes.end(),
                      [&](const PermissionScope& scope) { return equals_ignoring_case(scope.value, wanted); });
      if (!exists) return refuse(650053, {client.display_name, wanted, resource.app_id.str()});
    }
    all.push_back({&resource, target->permissions, {}});
  }
  add_oidc(context, target->oidc, all);
  return all;
}

bool is_consent_administrator(const User& user) {
  return std::any_of(user.directory_roles.begin(), user.directory_roles.end(), is_consent_role);
}

Checked<void> settle_consent(GrantContext& context, const Tenant& tenant, const User& user, const Application& client,
                             const std::vector<WantedConsent>& wanted, ConsentAnswer answer) {
  const bool is_administrator = is_consent_administrator(user);
  const auto for_administrators = [&] { return refuse(90094, {tenant.display_name, client.display_name}); };
  const auto ask = [&] { return refuse(65001, {client.app_id.str(), client.display_name}); };
  if (answer == ConsentAnswer::kAdministrator) {
    if (!is_administrator) return for_administrators();
    for (const WantedConsent& one : wanted) grant_for_all(context, tenant, client, one);
    return {};
  }
  std::vector<WantedConsent> missing;
  for (const WantedConsent& one : wanted) {
    WantedConsent rest = missing_of(context, tenant, user, client, one);
    if (!rest.scopes.empty()) missing.push_back(std::move(rest));
  }
  if (missing.empty()) return answer == ConsentAnswer::kAskAlways ? Checked<void>(ask()) : Checked<void>();
  if (answer == ConsentAnswer::kRefused) return refuse(65004);
  const bool needs_administrator = std::any_of(missing.begin(), missing.end(), [](const WantedConsent& one) {
    return std::any_of(one.scopes.begin(), one.scopes.end(),
                       [&](const std::string& scope) { return is_admin_only(*one.resource, scope); });
  });
  if (needs_administrator && !is_administrator && answer != ConsentAnswer::kTrusted) return for_administrators();
  if (answer == ConsentAnswer::kAskMissing || answer == ConsentAnswer::kAskAlways) return ask();
  for (const WantedConsent& one : missing) {
    context.store.add_consent({tenant.id, client.app_id, one.resource->app_id, user.id, one.scopes});
  }
  return {};
}

std::vector<std::string> roles_granted_at_run_time(const Store& store, const Tenant& tenant, const Application& client,
                                                   const Application& resource) {
  return split_words(store.find_text(role_grant_name(tenant, client, resource)).value_or(""));
}

}  // namespace entra::idp
