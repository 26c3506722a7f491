#pragma once
// What a partner may do in a customer's tenant: delegated administration privileges (DAP) and granular ones (GDAP)
// (https://learn.microsoft.com/partner-center/customers/gdap-introduction). Pure decisions.

#include <string>
#include <string_view>
#include <vector>

#include "directory/directory.hpp"
#include "entra/support/result.hpp"

namespace entra::idp {

/// The tenant among the partner's customers; null: it is none of them.
[[nodiscard]] const Customer* find_customer(const Tenant& partner, std::string_view tenant_id);

/// Whether "AdminAgent", "HelpdeskAgent" or "SalesAgent" is among a person's or an application's roles.
[[nodiscard]] bool has_partner_role(const std::vector<std::string>& roles, std::string_view role);

/// The role templates that the partner's user holds in the customer's tenant at this moment; the error says which
/// precondition is missing. DAP: members of AdminAgents are global administrators there. GDAP: what an active
/// relationship assigns to a group of the user's.
[[nodiscard]] Result<std::vector<std::string>, std::string> delegated_roles(const Tenant& partner, const User& user,
                                                                            const Tenant& customer, Instant now);

/// CSP pre-consent: the partner made its own application a member of AdminAgents, so that customers under DAP need no
/// consent of their own. Under GDAP it has no effect.
[[nodiscard]] bool is_preconsented(const AppEntry& app, const Tenant& tenant);

}  // namespace entra::idp
