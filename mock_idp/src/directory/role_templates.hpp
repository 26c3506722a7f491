#pragma once
// Entra's built-in directory roles: what their display names stand for in the wids claim.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace entra::idp {

/// The role template's id by display name (case-sensitive, as in the portal), or of the id itself.
[[nodiscard]] std::optional<std::string> find_role_template(std::string_view name_or_id);
/// Whether its holders may consent for the whole tenant.
[[nodiscard]] bool is_consent_role(std::string_view name_or_id);
/// The known display names.
[[nodiscard]] std::vector<std::string> role_template_names();

}  // namespace entra::idp
