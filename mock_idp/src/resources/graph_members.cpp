#include "resources/graph_members.hpp"

#include <algorithm>
#include <array>

#include "directory/role_templates.hpp"
#include "entra/support/text.hpp"
#include "entra/support/url.hpp"
#include "resources/graph_call.hpp"

namespace entra::idp {
namespace {

constexpr std::array<std::string_view, 3> kVerbs = {"getmemberobjects", "getmembergroups", "memberof"};

/// A role that is in use is an object of the tenant, beside its template.
std::string role_object_id(const Tenant& tenant, const std::string& role_template) {
  return derive_guid("directoryRole " + tenant.id.str() + " " + role_template);
}

std::string group_name(const Tenant& tenant, const ObjectId& id) {
  for (const Group& group : tenant.groups)
    if (group.id == id) return group.display_name;
  return id.str();
}

}  // namespace

std::optional<MembersQuery> parse_members_path(const Directory& directory, const Caller& caller,
                                               std::string_view path) {
  auto parts = split_words(path, '/');
  if (parts.empty()) return std::nullopt;
  std::string verb = to_lower(parts.back());
  if (const std::string_view prefix = "microsoft.graph."; verb.starts_with(prefix)) verb.erase(0, prefix.size());
  if (std::find(kVerbs.begin(), kVerbs.end(), verb) == kVerbs.end()) return std::nullopt;
  if (parts.size() == 2 && parts[0] == "me") return MembersQuery{caller.user, std::move(verb)};
  if (parts.size() != 3 || parts[0] != "users") return std::nullopt;
  const auto name = percent_decode(parts[1]);
  return MembersQuery{name ? directory.find_user(*caller.tenant, *name) : nullptr, std::move(verb)};
}

bool may_read_members(const Caller& caller, const User& user) {
  return (caller.user == &user && holds_any(caller, "User.Read User.ReadWrite")) || holds_any(caller, kReadMembers);
}

std::optional<OrderedJson> list_member_ids(const Tenant& tenant, const MembersQuery& query, std::string_view body) {
  bool only_groups = query.verb == "getmembergroups";
  if (!body.empty()) {
    const auto json = parse_json(body);
    const Json* const flag = json ? find_member(*json, "securityEnabledOnly") : nullptr;
    if (!json || !json->is_object() || (flag != nullptr && !flag->is_boolean())) return std::nullopt;
    only_groups |= flag != nullptr && flag->get<bool>();
  }
  OrderedJson ids = OrderedJson::array();
  for (const ObjectId& group : query.user->groups) ids.push_back(group.str());
  for (const std::string& role : query.user->directory_roles) {
    const auto role_template = find_role_template(role);
    if (role_template && !only_groups) ids.push_back(role_object_id(tenant, *role_template));
  }
  return ids;
}

OrderedJson list_members(const Tenant& tenant, const User& user) {
  OrderedJson members = OrderedJson::array();
  for (const ObjectId& group : user.groups) {
    OrderedJson entry;
    entry["@odata.type"] = "#microsoft.graph.group";
    entry["id"] = group.str();
    entry["displayName"] = group_name(tenant, group);
    entry["securityEnabled"] = true;
    members.push_back(std::move(entry));
  }
  for (const std::string& role : user.directory_roles) {
    const auto role_template = find_role_template(role);
    if (!role_template) continue;
    OrderedJson entry;
    entry["@odata.type"] = "#microsoft.graph.directoryRole";
    entry["id"] = role_object_id(tenant, *role_template);
    entry["displayName"] = role;
    entry["roleTemplateId"] = *role_template;
    members.push_back(std::move(entry));
  }
  return members;
}

}  // namespace entra::idp
