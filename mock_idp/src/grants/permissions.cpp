#include "grants/permissions.hpp"

#include <algorithm>
#include <array>

#include "directory/delegated_administration.hpp"
#include "directory/well_known.hpp"
#include "entra/support/text.hpp"
#include "grants/consent.hpp"
#include "store/application_consents.hpp"

namespace entra::idp {
namespace {

constexpr std::array<std::string_view, 4> kOidcScopes = {"openid", "profile", "email", "offline_access"};
constexpr std::string_view kDefault = ".default";

template <class Range>
bool contains(const Range& range, std::string_view value) {
  return std::find(std::begin(range), std::end(range), value) != std::end(range);
}

bool contains_ignoring_case(const std::vector<std::string>& values, std::string_view value) {
  return std::any_of(values.begin(), values.end(),
                     [&](const std::string& v) { return equals_ignoring_case(v, value); });
}

/// One word of `scope`: what stands before the last slash names the resource. "https://x//.default" names "https://x/".
struct ScopeWord {
  std::string resource;  ///< empty: Microsoft Graph
  std::string value;
};
ScopeWord split_scope(const std::string& word) {
  const std::size_t slash = word.rfind('/');
  if (slash == std::string::npos) return {"", word};
  return {word.substr(0, slash), word.substr(slash + 1)};
}

void add_new(std::vector<std::string>& all, const std::string& value) {
  if (!contains_ignoring_case(all, value)) all.push_back(value);
}

bool is_same_app(const GrantContext& context, const std::string& name, const Application& app) {
  const auto entry = context.directory.find_resource(name);
  return entry && entry->app->app_id == app.app_id;
}

/// A partner deletes its own application's consents only, never those of an application at home.
bool is_config_withdrawn(const GrantContext& context, const Tenant& tenant, const Application& client) {
  const auto entry = context.directory.find_application(client.app_id.str());
  return entry && entry->home != nullptr && entry->home->id != tenant.id &&
         is_withdrawn(context.store, tenant, client.app_id);
}

void add_configured(const GrantContext& context, const Tenant& tenant, const Application& client,
                    const Application& resource, const ObjectId& user, std::vector<std::string>& scopes) {
  for (const PermissionGrant& grant : tenant.permission_grants) {
    const bool is_for_user = grant.all_principals || grant.principal == user;
    if (grant.client != client.app_id || !is_for_user || !is_same_app(context, grant.resource, resource)) continue;
    for (const std::string& scope : split_words(grant.scope)) add_new(scopes, scope);
  }
}

/// What the customers of the application's own tenant agreed to beforehand: its registered permissions.
void add_preconsented(const GrantContext& context, const Tenant& tenant, const Application& client,
                      const Application& resource, std::vector<std::string>& scopes) {
  if (!client.is_admin_agent) return;
  const auto entry = context.directory.find_application(client.app_id.str());
  if (!entry || !is_preconsented(*entry, tenant)) return;
  for (const RequiredResourceAccess& access : client.required_resource_access) {
    if (!is_same_app(context, access.resource, resource)) continue;
    for (const std::string& scope : access.delegated) add_new(scopes, scope);
  }
}

}  // namespace

bool Target::asks(std::string_view oidc_scope) const {
  return contains(oidc, oidc_scope);
}

Checked<Target> parse_resource(const GrantContext& context, const Tenant& tenant, const std::string& resource) {
  auto entry = find_tenant_resource(context, tenant, resource);
  if (!entry) return tl::unexpected(entry.error());
  Target target;
  target.resource = *entry;
  target.audience = resource;
  target.is_default = true;
  return target;
}

Checked<Target> parse_scope(const GrantContext& context, const Tenant& tenant, const std::string& scope) {
  Target target;
  for (const std::string& word : split_words(scope)) {
    if (contains(kOidcScopes, word)) {
      add_new(target.oidc, word);
      continue;
    }
    const ScopeWord parts = split_scope(word);
    if (parts.value.empty()) return refuse(70011, {word});
    const std::string name = parts.resource.empty() ? std::string(kGraphAppId) : parts.resource;
    auto entry = find_tenant_resource(context, tenant, name);
    if (!entry) return tl::unexpected(entry.error());
    if (target.resource.app != nullptr && target.resource.app != entry->app) return refuse(700022, {scope});
    if (target.resource.app == nullptr) target.audience = name;
    target.resource = *entry;
    if (parts.value == kDefault) {
      target.is_default = target.names_default = true;
    } else {
      add_new(target.permissions, parts.value);
    }
  }
  if (target.names_default && !target.permissions.empty()) return refuse(70011, {scope});
  if (target.resource.app == nullptr) {
    if (target.oidc.empty()) return refuse(70011, {scope});
    auto graph = find_tenant_resource(context, tenant, kGraphAppId);
    if (!graph) return tl::unexpected(graph.error());
    target.resource = *graph;
    target.audience = kGraphAppId;
  }
  return target;
}

Checked<Target> parse_default_scope(const GrantContext& context, const Tenant& tenant, const std::string& scope) {
  std::vector<std::string> words;
  for (const std::string& word : split_words(scope)) {
    // MSAL Go adds the OIDC scopes to every list, this one included.
    if (!contains(kOidcScopes, word)) words.push_back(word);
  }
  if (words.size() > 1) return refuse(70011, {scope});
  const ScopeWord parts = words.empty() ? ScopeWord{} : split_scope(words.front());
  if (parts.value != kDefault || parts.resource.empty()) return refuse(1002012, {scope});
  auto target = parse_resource(context, tenant, parts.resource);
  if (target) target->names_default = true;
  return target;
}

std::vector<std::string> granted_scopes(const GrantContext& context, const Tenant& tenant, const Application& client,
                                        const Application& resource, const ObjectId& user) {
  std::vector<std::string> scopes;
  if (!is_config_withdrawn(context, tenant, client)) {
    add_configured(context, tenant, client, resource, user, scopes);
  }
  add_preconsented(context, tenant, client, resource, scopes);
  for (const std::string& scope : context.store.consented_scopes(tenant.id, client.app_id, resource.app_id, user)) {
    add_new(scopes, scope);
  }
  std::erase_if(scopes, [](const std::string& scope) { return contains(kOidcScopes, scope); });
  return scopes;
}

std::vector<std::string> granted_roles(const GrantContext& context, const Tenant& tenant, const Application& client,
                                       const Application& resource) {
  std::vector<std::string> roles;
  const bool is_void = is_config_withdrawn(context, tenant, client);
  for (const RoleAssignment& assignment : tenant.role_assignments) {
    if (!is_void && assignment.client == client.app_id && is_same_app(context, assignment.resource, resource)) {
      add_new(roles, assignment.app_role);
    }
  }
  for (const std::string& role : roles_granted_at_run_time(context.store, tenant, client, resource)) {
    add_new(roles, role);
  }
  return roles;
}

namespace {

bool is_listed(const GrantContext& context, const Application& client, const Application& resource) {
  const auto& all = client.required_resource_access;
  return std::any_of(all.begin(), all.end(), [&](const RequiredResourceAccess& access) {
    return is_same_app(context, access.resource, resource);
  });
}

/// Nothing is granted: is it the registration that is at fault, or has only nobody consented yet?
tl::unexpected<ProtocolError> refuse_nothing_granted(const GrantContext& context, const Application& client,
                                                     const Target& target) {
  const Application& resource = *target.resource.app;
  if (!target.is_default || is_listed(context, client, resource)) {
    return refuse(65001, {client.app_id.str(), client.display_name});
  }
  if (target.names_default) return refuse(650056, {resource.display_name});
  if (resource.app_id.str() == kAadGraphAppId) return refuse(90008, {client.app_id.str()});
  std::vector<std::string> listed;
  for (const RequiredResourceAccess& access : client.required_resource_access) listed.push_back(access.resource);
  return refuse(650057, {client.app_id.str(), client.display_name, target.audience, resource.app_id.str(),
                         listed.empty() ? "none" : join(listed, ", ")});
}

}  // namespace

Checked<std::vector<std::string>> require_consent(const GrantContext& context, const Tenant& tenant,
                                                  const Application& client, const Target& target,
                                                  const ObjectId& user) {
  const Application& resource = *target.resource.app;
  if (resource.app_id == client.app_id && !equals_ignoring_case(target.audience, client.app_id.str())) {
    return refuse(90009, {client.app_id.str(), client.display_name});
  }
  std::vector<std::string> scopes = granted_scopes(context, tenant, client, resource, user);
  const auto missing = refuse(65001, {client.app_id.str(), client.display_name});
  for (const std::string& wanted : target.permissions) {
    if (!contains_ignoring_case(scopes, wanted)) return missing;
  }
  const bool is_graph = resource.app_id.str() == kGraphAppId;
  if (is_graph) {
    // The OIDC scopes are permissions of Graph; a person who signs in with them has agreed to them.
    for (const std::string& scope : target.oidc) {
      if (scope != "offline_access") add_new(scopes, scope);
    }
  }
  if (scopes.empty()) return refuse_nothing_granted(context, client, target);
  return scopes;
}

}  // namespace entra::idp
