#pragma once
// Who may ask for tokens in a tenant that is not his own: its guests, and the users of its partner.

#include <optional>
#include <string>
#include <vector>

#include "grants/grant.hpp"

namespace entra::idp {

/// Nothing at home and for guests; for a partner's user the role templates that the customer delegated to him.
/// AADSTS50020 without a relationship that gives him any, 90099 when the application has no service principal there;
/// the trace says which precondition is missing.
[[nodiscard]] Checked<std::optional<std::vector<std::string>>> require_standing(GrantContext& context,
                                                                                const Tenant& tenant,
                                                                                const Tenant& home, const User& user,
                                                                                const AppEntry& client);

}  // namespace entra::idp
