#pragma once
// What Entra takes as a password
// (https://learn.microsoft.com/entra/identity/authentication/concept-sspr-policy#password-policies-that-only-apply-to-cloud-user-accounts).

#include <string>

#include "entra/idp/config.hpp"

namespace entra::idp {

/// Why it would not take this as the user's next password, as a sentence; empty when it would.
[[nodiscard]] std::string find_weakness(const User& user, const std::string& password);

}  // namespace entra::idp
