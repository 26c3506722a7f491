#include "directory/delegated_administration.hpp"

#include <algorithm>

#include "directory/role_templates.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

/// Why a relationship gives nobody anything at this moment; empty: it is active.
std::string why_inactive(const DelegatedAdminRelationship& delegation, Instant now) {
  const std::string name = "the delegated admin relationship '" + delegation.display_name + "' ";
  switch (delegation.status) {
    case DelegationStatus::kApprovalPending:
      return name + "was not approved yet";
    case DelegationStatus::kTerminated:
      return name + "was terminated";
    case DelegationStatus::kExpired:
      return name + "has expired";
    case DelegationStatus::kActive:
      break;
  }
  if (delegation.end && now >= *delegation.end) return name + "expired at " + format_rfc3339(*delegation.end);
  return "";
}

std::vector<std::string> assigned_roles(const DelegatedAdminRelationship& delegation, const User& user) {
  std::vector<std::string> roles;
  for (const DelegatedAccessAssignment& assignment : delegation.assignments) {
    if (std::find(user.groups.begin(), user.groups.end(), assignment.group) == user.groups.end()) continue;
    roles.insert(roles.end(), assignment.roles.begin(), assignment.roles.end());
  }
  return roles;
}

Result<std::vector<std::string>, std::string> granular_roles(const User& user, const Customer& customer, Instant now) {
  std::vector<std::string> roles;
  std::string why = "there is no delegated admin relationship";
  bool is_any_active = false;
  for (const DelegatedAdminRelationship& delegation : customer.delegations) {
    if (const std::string inactive = why_inactive(delegation, now); !inactive.empty()) {
      if (!is_any_active) why = inactive;
      continue;
    }
    is_any_active = true;
    why = user.user_principal_name + " is in no security group that the delegated admin relationship '" +
          delegation.display_name + "' has an access assignment for";
    for (const std::string& role : assigned_roles(delegation, user)) {
      if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
    }
  }
  if (roles.empty()) return tl::unexpected(why);
  return roles;
}

}  // namespace

const Customer* find_customer(const Tenant& partner, std::string_view tenant_id) {
  const auto found = std::find_if(partner.customers.begin(), partner.customers.end(), [&](const Customer& customer) {
    return equals_ignoring_case(customer.tenant.str(), tenant_id);
  });
  return found == partner.customers.end() ? nullptr : &*found;
}

bool has_partner_role(const std::vector<std::string>& roles, std::string_view role) {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

Result<std::vector<std::string>, std::string> delegated_roles(const Tenant& partner, const User& user,
                                                              const Tenant& customer, Instant now) {
  const Customer* const known = find_customer(partner, customer.id.str());
  if (known == nullptr) return tl::unexpected(customer.display_name + " is no customer of " + partner.display_name);
  switch (known->relationship) {
    case PartnerRelationship::kNone:
      return tl::unexpected(customer.display_name + " ended its relationship with " + partner.display_name);
    case PartnerRelationship::kGdap:
      return granular_roles(user, *known, now);
    case PartnerRelationship::kReseller:
      break;
  }
  if (!has_partner_role(user.partner_center_roles, "AdminAgent")) {
    return tl::unexpected(user.user_principal_name + " is not a member of AdminAgents");
  }
  return std::vector<std::string>{find_role_template("Global Administrator").value_or("")};
}

bool is_preconsented(const AppEntry& app, const Tenant& tenant) {
  if (app.home == nullptr || !app.app->is_admin_agent) return false;
  const Customer* const customer = find_customer(*app.home, tenant.id.str());
  return customer != nullptr && customer->relationship == PartnerRelationship::kReseller;
}

}  // namespace entra::idp
