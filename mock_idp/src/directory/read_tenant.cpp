#include <algorithm>

#include "directory/config_sections.hpp"
#include "directory/formats.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

PermissionGrant read_permission_grant(Loading& loading, const Value& value, const std::vector<User>& users) {
  ObjectReader reader(loading, value, "oauth2PermissionGrant");
  PermissionGrant grant;
  grant.client = read_id<AppId>(loading, reader, "clientAppId");
  grant.resource = reader.required_text("resource", "an application id or identifier URI");
  grant.scope = join(split_words(reader.required_text("scope", "permission names with blanks between them")), " ");
  grant.all_principals = reader.word<bool>("consentType", true, {{"AllPrincipals", true}, {"Principal", false}});
  const auto principal = reader.member("principalId");
  if (grant.all_principals && principal) loading.refuse(*principal, "goes with \"consentType\": \"Principal\" only");
  if (!grant.all_principals && !principal) reader.missing("principalId", "a user's object id or principal name");
  grant.principal = read_principal(loading, reader, "principalId", users);
  reader.done();
  return grant;
}

/// Held by an application ("clientAppId"), or by a user or group ("principalId" with "principalType").
RoleAssignment read_role_assignment(Loading& loading, const Value& value, const std::vector<User>& users) {
  ObjectReader reader(loading, value, "appRoleAssignment");
  RoleAssignment assignment;
  const auto principal = reader.member("principalId");
  const auto client = reader.member("clientAppId");
  assignment.principal_type =
      reader.word<PrincipalType>("principalType", principal ? PrincipalType::kUser : PrincipalType::kServicePrincipal,
                                 {{"User", PrincipalType::kUser},
                                  {"Group", PrincipalType::kGroup},
                                  {"ServicePrincipal", PrincipalType::kServicePrincipal}});
  assignment.resource = reader.required_text("resource", "an application id or identifier URI");
  if (assignment.principal_type == PrincipalType::kServicePrincipal) {
    assignment.client = read_id<AppId>(loading, reader, "clientAppId");
    assignment.app_role = reader.required_text("appRole", "the value of an app role");
    if (principal) loading.refuse(*principal, "an application is named by \"clientAppId\"");
  } else {
    assignment.principal = read_principal(loading, reader, "principalId", users);
    assignment.app_role = reader.text("appRole").value_or("");
    if (client) loading.refuse(*client, "give either \"clientAppId\" or \"principalId\", not both");
    if (!principal) reader.missing("principalId", "the object id of a user or group, or a user's principal name");
  }
  reader.done();
  return assignment;
}

StoreApplication read_store_application(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "storeApplication");
  StoreApplication app;
  app.id = reader.required_text("id", "a Store ID such as \"9NBLGGH4R315\"");
  app.primary_name = reader.required_text("primaryName", "the product's name");
  reader.done();
  return app;
}

Group read_group(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "group");
  Group group;
  group.id = read_id<ObjectId>(loading, reader, "id");
  group.display_name = reader.text("displayName").value_or(group.id.str());
  reader.done();
  return group;
}

/// Entra refuses both at once.
void read_security_defaults(Loading& loading, const Value& value, Tenant& tenant) {
  ObjectReader reader(loading, value, "identitySecurityDefaultsEnforcementPolicy");
  tenant.security_defaults = reader.flag("isEnabled", false);
  reader.done();
  const auto& all = tenant.policies;
  const bool is_taken = std::any_of(
      all.begin(), all.end(), [](const ConditionalAccessPolicy& one) { return one.state == PolicyState::kEnabled; });
  if (tenant.security_defaults && is_taken) {
    loading.refuse(value, "security defaults cannot be on while a conditional access policy is enabled");
  }
}

}  // namespace

ObjectId read_principal(Loading& loading, ObjectReader& reader, std::string_view field,
                        const std::vector<User>& users) {
  const auto name = reader.text(field);
  if (!name) return {};
  if (auto id = ObjectId::parse(*name)) return *id;  // checked with the references
  for (const User& user : users)
    if (equals_ignoring_case(user.user_principal_name, *name)) return user.id;
  loading.refuse(*reader.member(field), "no user \"" + *name + "\" in this tenant");
  return {};
}

Tenant read_tenant(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "tenant");
  Tenant tenant;
  tenant.id = read_id<TenantId>(loading, reader, "id");
  tenant.domains = read_texts(loading, reader, "domains", parse_domain);
  if (tenant.domains.empty()) reader.missing_or_empty("domains", "an array of at least one domain name");
  tenant.display_name = reader.text("displayName").value_or(tenant.domains.empty() ? "" : tenant.domains.front());
  reader.each("users", [&](const Value& at) { tenant.users.push_back(read_user(loading, at, tenant.id)); });
  reader.each("applications", [&](const Value& at) { tenant.applications.push_back(read_application(loading, at)); });
  reader.each("oauth2PermissionGrants", [&](const Value& at) {
    tenant.permission_grants.push_back(read_permission_grant(loading, at, tenant.users));
  });
  reader.each("appRoleAssignments", [&](const Value& at) {
    tenant.role_assignments.push_back(read_role_assignment(loading, at, tenant.users));
  });
  reader.each("namedLocations",
              [&](const Value& at) { tenant.named_locations.push_back(read_named_location(loading, at, tenant.id)); });
  reader.each("conditionalAccessPolicies",
              [&](const Value& at) { tenant.policies.push_back(read_policy(loading, at, tenant.id)); });
  reader.each("authenticationStrengthPolicies", [&](const Value& at) {
    tenant.authentication_strengths.push_back(read_authentication_strength(loading, at, tenant.id));
  });
  reader.each("authenticationContextClassReferences", [&](const Value& at) {
    tenant.authentication_contexts.push_back(read_authentication_context(loading, at));
  });
  reader.each("agreements",
              [&](const Value& at) { tenant.agreements.push_back(read_agreement(loading, at, tenant.id)); });
  if (const auto defaults = reader.member("identitySecurityDefaultsEnforcementPolicy")) {
    read_security_defaults(loading, *defaults, tenant);
  }
  reader.each("customers", [&](const Value& at) { tenant.customers.push_back(read_customer(loading, at)); });
  reader.each("vaults", [&](const Value& at) { tenant.vaults.push_back(read_vault(loading, at, tenant.users)); });
  reader.each("storeApplications",
              [&](const Value& at) { tenant.store_applications.push_back(read_store_application(loading, at)); });
  tenant.created = read_time(loading, reader, "createdDateTime").value_or(tenant.created);
  reader.each("groups", [&](const Value& at) { tenant.groups.push_back(read_group(loading, at)); });
  reader.each("subscriptions",
              [&](const Value& at) { tenant.subscriptions.push_back(read_subscription(loading, at)); });
  reader.each("managedIdentities",
              [&](const Value& at) { tenant.managed_identities.push_back(read_managed_identity(loading, at)); });
  reader.done();
  return tenant;
}

}  // namespace entra::idp
