// Microsoft Graph: registrations and service principals
// (https://learn.microsoft.com/graph/api/resources/application, serviceprincipal).

#include <algorithm>
#include <set>

#include "directory/well_known.hpp"
#include "entra/support/text.hpp"
#include "resources/graph_call.hpp"

namespace entra::idp {
namespace {

const GraphType& application_type() {
  static const GraphType type{"applications", "microsoft.graph.application", {}};
  return type;
}
const GraphType& principal_type() {
  static const GraphType type{"servicePrincipals", "microsoft.graph.servicePrincipal", {}};
  return type;
}

std::string_view audience_word(SignInAudience audience) {
  switch (audience) {
    case SignInAudience::kMultipleOrgs:
      return "AzureADMultipleOrgs";
    case SignInAudience::kMultipleOrgsAndPersonal:
      return "AzureADandPersonalMicrosoftAccount";
    case SignInAudience::kPersonal:
      return "PersonalMicrosoftAccount";
    case SignInAudience::kMyOrg:
      break;
  }
  return "AzureADMyOrg";
}

OrderedJson describe_time(const std::optional<Instant>& at) {
  return at ? OrderedJson(format_rfc3339(*at)) : OrderedJson(nullptr);
}

/// Never the secret itself: Graph shows its first three characters.
OrderedJson describe_secrets(const Application& app) {
  OrderedJson list = OrderedJson::array();
  for (const PasswordCredential& secret : app.password_credentials) {
    OrderedJson entry;
    entry["displayName"] = secret.display_name.empty() ? OrderedJson(nullptr) : OrderedJson(secret.display_name);
    entry["startDateTime"] = describe_time(secret.start);
    entry["endDateTime"] = describe_time(secret.end);
    entry["hint"] = secret.secret_text.substr(0, 3);
    entry["keyId"] = derive_guid("secret of " + app.app_id.str() + " " + secret.secret_text);
    entry["secretText"] = nullptr;
    list.push_back(std::move(entry));
  }
  return list;
}

OrderedJson describe_scopes(const Application& app) {
  OrderedJson list = OrderedJson::array();
  for (const PermissionScope& scope : app.scopes) {
    OrderedJson entry;
    entry["id"] = scope.id.str();
    entry["isEnabled"] = true;
    entry["type"] = scope.admin_only ? "Admin" : "User";
    entry["value"] = scope.value;
    list.push_back(std::move(entry));
  }
  return list;
}

OrderedJson describe_roles(const Application& app) {
  OrderedJson list = OrderedJson::array();
  for (const AppRole& role : app.app_roles) {
    OrderedJson entry;
    entry["id"] = role.id.str();
    entry["isEnabled"] = true;
    entry["displayName"] = role.value;
    entry["value"] = role.value;
    list.push_back(std::move(entry));
  }
  return list;
}

OrderedJson describe_application(const Tenant& tenant, const Application& app) {
  OrderedJson entity;
  entity["id"] = derive_guid("application " + tenant.id.str() + " " + app.app_id.str());
  entity["appId"] = app.app_id.str();
  entity["createdDateTime"] = format_rfc3339(tenant.created);
  entity["displayName"] = app.display_name;
  entity["signInAudience"] = audience_word(app.sign_in_audience);
  entity["identifierUris"] = app.identifier_uris;
  entity["isFallbackPublicClient"] = app.is_fallback_public_client;
  entity["publisherDomain"] = tenant.domains.front();
  entity["web"]["redirectUris"] = app.web_redirect_uris;
  entity["web"]["logoutUrl"] = app.logout_url.empty() ? OrderedJson(nullptr) : OrderedJson(app.logout_url);
  entity["web"]["implicitGrantSettings"]["enableAccessTokenIssuance"] = app.issues_access_tokens;
  entity["web"]["implicitGrantSettings"]["enableIdTokenIssuance"] = app.issues_id_tokens;
  entity["spa"]["redirectUris"] = app.spa_redirect_uris;
  entity["publicClient"]["redirectUris"] = app.public_redirect_uris;
  entity["api"]["requestedAccessTokenVersion"] = app.requested_access_token_version;
  entity["api"]["oauth2PermissionScopes"] = describe_scopes(app);
  entity["appRoles"] = describe_roles(app);
  entity["passwordCredentials"] = describe_secrets(app);
  return entity;
}

const ManagedIdentity* find_identity(const Tenant& tenant, const AppId& app) {
  const auto& all = tenant.managed_identities;
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.client_id == app; });
  return found == all.end() ? nullptr : &*found;
}

OrderedJson describe_principal(const Tenant& tenant, const AppEntry& entry) {
  const Application& app = *entry.app;
  const ManagedIdentity* const identity = find_identity(tenant, app.app_id);
  OrderedJson entity;
  entity["id"] =
      identity != nullptr ? identity->principal_id.str() : Directory::service_principal_id(tenant.id, app.app_id).str();
  entity["accountEnabled"] = app.enabled;
  entity["appDisplayName"] = app.display_name;
  entity["appId"] = app.app_id.str();
  entity["appOwnerOrganizationId"] = entry.home == nullptr ? OrderedJson(nullptr) : OrderedJson(entry.home->id.str());
  entity["appRoleAssignmentRequired"] = app.app_role_assignment_required;
  entity["displayName"] = app.display_name;
  entity["servicePrincipalNames"] = app.identifier_uris;
  entity["servicePrincipalNames"].push_back(app.app_id.str());
  entity["servicePrincipalType"] = identity != nullptr ? "ManagedIdentity" : "Application";
  entity["signInAudience"] = audience_word(app.sign_in_audience);
  entity["appRoles"] = describe_roles(app);
  entity["oauth2PermissionScopes"] = describe_scopes(app);
  return entity;
}

std::vector<OrderedJson> describe_applications(const Tenant& tenant) {
  std::vector<OrderedJson> all;
  for (const Application& app : tenant.applications) {
    if (find_identity(tenant, app.app_id) == nullptr) all.push_back(describe_application(tenant, app));
  }
  return all;
}

/// Of the tenant's own applications, of those that hold a grant or a role here, and of Microsoft's.
std::vector<OrderedJson> describe_principals(const GraphCall& at) {
  const Tenant& tenant = *at.caller.tenant;
  std::set<std::string> seen;
  std::vector<OrderedJson> all;
  const auto add = [&](const AppId& id) {
    const auto entry = at.call.directory.find_application(id.str());
    if (entry && seen.insert(id.str()).second) all.push_back(describe_principal(tenant, *entry));
  };
  for (const Application& app : tenant.applications) add(app.app_id);
  for (const PermissionGrant& grant : tenant.permission_grants) add(grant.client);
  for (const RoleAssignment& assignment : tenant.role_assignments) {
    if (!assignment.client.empty()) add(assignment.client);
  }
  for (const Application& app : well_known_applications(at.call.directory.config().cloud)) add(app.app_id);
  return all;
}

/// By object id, or by application id with the key "(appId='…')".
http::Response serve_by_id(GraphCall& at, const GraphType& type, const std::vector<OrderedJson>& all) {
  const bool is_app_id = at.words.size() == 3;
  const std::string& id = at.words[1];
  const auto found = std::find_if(all.begin(), all.end(), [&](const OrderedJson& one) {
    return equals_ignoring_case(one.at(is_app_id ? "appId" : "id").get<std::string>(), id);
  });
  return found == all.end() ? graph_not_found(at.call, id) : graph_entity(at, type, *found);
}

}  // namespace

http::Response list_applications(GraphCall& at) {
  return graph_list(at, application_type(), describe_applications(*at.caller.tenant));
}

http::Response serve_application(GraphCall& at) {
  return serve_by_id(at, application_type(), describe_applications(*at.caller.tenant));
}

http::Response list_service_principals(GraphCall& at) {
  return graph_list(at, principal_type(), describe_principals(at));
}

http::Response serve_service_principal(GraphCall& at) {
  return serve_by_id(at, principal_type(), describe_principals(at));
}

}  // namespace entra::idp
