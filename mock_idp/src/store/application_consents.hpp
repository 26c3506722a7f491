#pragma once
// Whether an application of another tenant was let into a tenant, by the config or by consent since, and how it is put
// out again: what the config granted cannot be deleted there, so its end is remembered beside it.

#include <algorithm>
#include <string>

#include "store/store.hpp"

namespace entra::idp {

[[nodiscard]] inline std::string withdrawal_name(const TenantId& tenant, const AppId& client) {
  return "consent-withdrawn " + tenant.str() + " " + client.str();
}

/// The config's grants and assignments for the client in this tenant count no more.
[[nodiscard]] inline bool is_withdrawn(const Store& store, const Tenant& tenant, const AppId& client) {
  return store.find_text(withdrawal_name(tenant.id, client)).has_value();
}

/// Whether anything was granted to the client: that is what puts its service principal into the tenant.
[[nodiscard]] inline bool is_consented(const Store& store, const Tenant& tenant, const AppId& client) {
  if (store.has_consent(tenant.id, client)) return true;
  const auto names_client = [&](const auto& grant) { return grant.client == client; };
  const bool is_configured =
      std::any_of(tenant.permission_grants.begin(), tenant.permission_grants.end(), names_client) ||
      std::any_of(tenant.role_assignments.begin(), tenant.role_assignments.end(), names_client);
  return is_configured && !is_withdrawn(store, tenant, client);
}

/// Deletes the service principal with all that was granted to it.
inline void withdraw_consents(Store& store, const Tenant& tenant, const AppId& client) {
  store.remove_consents(tenant.id, client);
  store.put_text(withdrawal_name(tenant.id, client), "1");
}

}  // namespace entra::idp
