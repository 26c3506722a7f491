#include "resources/graph_permissions.hpp"

#include <algorithm>

#include "directory/role_templates.hpp"

namespace entra::idp {
namespace {

bool has_role(const User& user, std::initializer_list<std::string_view> names) {
  return std::any_of(user.directory_roles.begin(), user.directory_roles.end(), [&](const std::string& held) {
    const auto id = find_role_template(held);
    return id && std::any_of(names.begin(), names.end(),
                             [&](std::string_view name) { return find_role_template(name) == id; });
  });
}

}  // namespace

bool may_administer(const Caller& caller, const User& user) {
  if (caller.is_app_only()) return true;
  if (has_role(*caller.user, {"Global Administrator", "Privileged Authentication Administrator"})) return true;
  return user.directory_roles.empty() && has_role(*caller.user, {"User Administrator", "Authentication Administrator",
                                                                 "Helpdesk Administrator", "Password Administrator"});
}

}  // namespace entra::idp
