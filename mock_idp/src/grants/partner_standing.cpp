#include "grants/partner_standing.hpp"

#include "directory/delegated_administration.hpp"
#include "grants/tenancy.hpp"

namespace entra::idp {

Checked<std::optional<std::vector<std::string>>> require_standing(GrantContext& context, const Tenant& tenant,
                                                                  const Tenant& home, const User& user,
                                                                  const AppEntry& client) {
  const Application& app = *client.app;
  if (tenant.id == home.id || context.directory.find_guest(tenant, home.id, user.id) != nullptr) return std::nullopt;
  auto roles = delegated_roles(home, user, tenant, context.now);
  if (!roles) {
    context.trace.reason = roles.error();
    return refuse(50020, {user.user_principal_name, "https://sts.windows.net/" + home.id.str() + "/",
                          tenant.display_name, app.app_id.str(), app.display_name});
  }
  if (!is_present(context.store, tenant, client)) {
    context.trace.reason = app.display_name + " was neither consented to in " + tenant.display_name +
                           " nor beforehand, as a member of AdminAgents under a reseller relationship";
    return refuse(90099, {app.app_id.str(), app.display_name, tenant.id.str()});
  }
  return std::move(*roles);
}

}  // namespace entra::idp
