#pragma once
// A user's memberships as Microsoft Graph and Azure AD Graph list them: what a groups overage claim leads to.

#include <optional>
#include <string>
#include <string_view>

#include "resources/resource.hpp"

namespace entra::idp {

/// ".../getMemberObjects", ".../getMemberGroups" or ".../memberOf" of a user.
struct MembersQuery {
  const User* user{nullptr};  ///< null: nobody of that name in the tenant
  std::string verb;
};
/// Of "/me/VERB" or "/users/{id or principal name}/VERB", below the version; none for other paths.
[[nodiscard]] std::optional<MembersQuery> parse_members_path(const Directory& directory, const Caller& caller,
                                                             std::string_view path);
/// The permissions that list anybody's memberships.
inline constexpr std::string_view kReadMembers =
    "User.Read.All User.ReadWrite.All GroupMember.Read.All Group.Read.All Group.ReadWrite.All Directory.Read.All "
    "Directory.ReadWrite.All Directory.AccessAsUser.All";
/// Whether the caller may read them: one's own with User.Read, others' with the permissions of groups or directory.
[[nodiscard]] bool may_read_members(const Caller& caller, const User& user);

/// Group ids, and role ids unless only groups count; `body` is the POST's JSON, {"securityEnabledOnly": bool}. None
/// when it is malformed.
[[nodiscard]] std::optional<OrderedJson> list_member_ids(const Tenant& tenant, const MembersQuery& query,
                                                         std::string_view body);
/// The same as directory objects.
[[nodiscard]] OrderedJson list_members(const Tenant& tenant, const User& user);

}  // namespace entra::idp
