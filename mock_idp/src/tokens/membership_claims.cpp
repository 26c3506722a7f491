#include "tokens/membership_claims.hpp"

#include <algorithm>

#include "directory/directory.hpp"
#include "directory/role_templates.hpp"
#include "tokens/optional_claims.hpp"

namespace entra::idp {
namespace {

constexpr std::size_t kMostGroups = 200;
constexpr std::size_t kMostGroupsInImplicitFlow = 6;
constexpr std::string_view kOrdinaryUser = "b79fbf4d-3ef9-4689-8143-76b194e85509";

bool is_assigned(const Tenant& tenant, const Application& app, const ObjectId& group) {
  return std::any_of(tenant.role_assignments.begin(), tenant.role_assignments.end(), [&](const RoleAssignment& one) {
    return one.principal_type == PrincipalType::kGroup && one.principal == group && names_resource(app, one.resource);
  });
}

std::vector<std::string> wanted_groups(const Tenant& tenant, const Application& app, const User& user) {
  std::vector<std::string> ids;
  for (const ObjectId& group : user.groups) {
    const bool is_wanted = app.group_membership_claims.security_groups ||
                           (app.group_membership_claims.application_groups && is_assigned(tenant, app, group));
    if (is_wanted) ids.push_back(group.str());
  }
  return ids;
}

void put_overage(OrderedJson& claims, const TokenFacts& facts, const User& user) {
  if (facts.is_implicit) {
    claims["hasgroups"] = true;
    return;
  }
  claims["_claim_names"]["groups"] = "src1";
  claims["_claim_sources"]["src1"]["endpoint"] =
      facts.origin.directory_graph() + "/" + facts.tenant->id.str() + "/users/" + user.id.str() + "/getMemberObjects";
}

}  // namespace

OrderedJson directory_role_ids(const UserFacts& user) {
  if (user.delegated_roles) return OrderedJson(*user.delegated_roles);
  OrderedJson ids = OrderedJson::array();
  for (const std::string& role : user.user->directory_roles) {
    if (const auto id = find_role_template(role)) ids.push_back(*id);
  }
  ids.push_back(kOrdinaryUser);
  return ids;
}

void put_memberships(OrderedJson& claims, const TokenFacts& facts, const Application& app,
                     const std::vector<OptionalClaim>& wanted, const UserFacts& user) {
  if (app.group_membership_claims.directory_roles) claims["wids"] = directory_role_ids(user);
  const auto groups = wanted_groups(*facts.tenant, app, *user.user);
  if (groups.empty()) return;
  if (groups.size() > (facts.is_implicit ? kMostGroupsInImplicitFlow : kMostGroups)) {
    return put_overage(claims, facts, *user.user);
  }
  const OptionalClaim* const shape = find_optional_claim(wanted, "groups");
  claims[shape != nullptr && shape->has_property("emit_as_roles") ? "roles" : "groups"] = groups;
}

}  // namespace entra::idp
