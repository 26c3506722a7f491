#include "grants/assignments.hpp"

#include <algorithm>

namespace entra::idp {
namespace {

bool is_held_by(const RoleAssignment& assignment, const User& user) {
  switch (assignment.principal_type) {
    case PrincipalType::kUser:
      return assignment.principal == user.id;
    case PrincipalType::kGroup:
      return std::find(user.groups.begin(), user.groups.end(), assignment.principal) != user.groups.end();
    case PrincipalType::kServicePrincipal:
      break;
  }
  return false;
}

}  // namespace

std::vector<std::string> user_roles(const Tenant& tenant, const User& user, const Application& app) {
  std::vector<std::string> roles;
  for (const RoleAssignment& assignment : tenant.role_assignments) {
    const std::string& role = assignment.app_role;
    if (role.empty() || !is_held_by(assignment, user) || !names_resource(app, assignment.resource)) continue;
    if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
  }
  return roles;
}

Checked<void> require_assignment(const Tenant& tenant, const User& user, const Application& app) {
  const bool is_let_in =
      !app.app_role_assignment_required ||
      std::any_of(tenant.role_assignments.begin(), tenant.role_assignments.end(), [&](const RoleAssignment& one) {
        return is_held_by(one, user) && names_resource(app, one.resource);
      });
  if (is_let_in) return {};
  return refuse(50105, {user.user_principal_name, app.app_id.str(), app.display_name});
}

Checked<void> require_assignment(const Tenant& tenant, const Application& client, const Application& resource) {
  const bool is_let_in =
      !resource.app_role_assignment_required ||
      std::any_of(tenant.role_assignments.begin(), tenant.role_assignments.end(), [&](const RoleAssignment& one) {
        return one.client == client.app_id && names_resource(resource, one.resource);
      });
  if (is_let_in) return {};
  return refuse(501051, {client.app_id.str(), client.display_name, resource.app_id.str(), resource.display_name});
}

}  // namespace entra::idp
