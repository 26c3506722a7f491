#pragma once
// App role assignments: which roles a person holds, and who is let in at all
// (https://learn.microsoft.com/entra/identity/enterprise-apps/what-is-access-management).

#include "grants/grant.hpp"

namespace entra::idp {

/// Values of the app's roles that the tenant assigned to the user, himself or through a group.
[[nodiscard]] std::vector<std::string> user_roles(const Tenant& tenant, const User& user, const Application& app);

/// AADSTS50105 when the app demands an assignment and the user has none.
[[nodiscard]] Checked<void> require_assignment(const Tenant& tenant, const User& user, const Application& app);
/// AADSTS501051, the same for a client without a user.
[[nodiscard]] Checked<void> require_assignment(const Tenant& tenant, const Application& client,
                                               const Application& resource);

}  // namespace entra::idp
