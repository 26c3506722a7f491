#pragma once
// Whether a password is the user's, with Entra's smart lockout
// (https://learn.microsoft.com/entra/identity/authentication/howto-password-smart-lockout).

#include <string>

#include "grants/grant.hpp"

namespace entra::idp {

/// AADSTS50053 while the account is locked: a minute after ten wrong passwords in a row; 50056 when it has no password;
/// 50126 for a wrong one; 50055 for the right one when it has to be changed.
[[nodiscard]] Checked<void> check_password(const GrantContext& context, const User& user, const std::string& password);

}  // namespace entra::idp
