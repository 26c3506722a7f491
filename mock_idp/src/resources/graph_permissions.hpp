#pragma once
// Which permissions let a caller use which of Microsoft Graph's operations, the least privileged first
// (https://learn.microsoft.com/graph/permissions-reference and each operation's page), and what administrators may do.

#include <string_view>

#include "resources/resource.hpp"

namespace entra::idp {

inline constexpr std::string_view kReadMe =
    "User.Read User.ReadWrite User.ReadBasic.All User.Read.All User.ReadWrite.All Directory.Read.All "
    "Directory.ReadWrite.All";
inline constexpr std::string_view kReadUsers =
    "User.ReadBasic.All User.Read.All User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All";
inline constexpr std::string_view kRevokeSessions =
    "User.RevokeSessions.All User.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All";
inline constexpr std::string_view kReadOrganization =
    "Organization.Read.All Organization.ReadWrite.All Directory.Read.All Directory.ReadWrite.All";
inline constexpr std::string_view kReadOwnOrganization =
    "User.Read Organization.Read.All Organization.ReadWrite.All Directory.Read.All Directory.ReadWrite.All";
inline constexpr std::string_view kReadDomains =
    "Domain.Read.All Domain.ReadWrite.All Directory.Read.All Directory.ReadWrite.All";
inline constexpr std::string_view kReadApplications =
    "Application.Read.All Application.ReadWrite.OwnedBy Application.ReadWrite.All Directory.Read.All "
    "Directory.ReadWrite.All";
inline constexpr std::string_view kEnableAccounts =
    "User.EnableDisableAccount.All User.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All";
inline constexpr std::string_view kSetPasswords = "User-PasswordProfile.ReadWrite.All Directory.AccessAsUser.All";
/// Of one or the other; which one, the operation sees.
inline constexpr std::string_view kUpdateUsers =
    "User.EnableDisableAccount.All User-PasswordProfile.ReadWrite.All User.ReadWrite.All Directory.ReadWrite.All "
    "Directory.AccessAsUser.All";
inline constexpr std::string_view kChangeOwnPassword = "Directory.AccessAsUser.All";
inline constexpr std::string_view kReadPolicies = "Policy.Read.ConditionalAccess Policy.Read.All";
inline constexpr std::string_view kWritePolicies = "Policy.ReadWrite.ConditionalAccess";

/// For the journal, when a role is what is missing.
inline constexpr std::string_view kAdministratorRoles =
    "a directory role such as User Administrator; for other administrators Global Administrator or Privileged "
    "Authentication Administrator";
/// Whether the caller may change an account: applications may, people need a directory role, and a higher one for
/// people who have a role themselves
/// (https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference).
[[nodiscard]] bool may_administer(const Caller& caller, const User& user);

}  // namespace entra::idp
