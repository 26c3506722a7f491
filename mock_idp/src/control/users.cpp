// Users at run time: who they are, what changes about them, and the end of their sign-ins.

#include "control/handlers.hpp"
#include "core.hpp"

namespace entra::idp {
namespace {

using Type = ControlBody::Type;

struct FoundUser {
  const Tenant* tenant{nullptr};
  const User* user{nullptr};
};

std::optional<FoundUser> find_anywhere(const Directory& directory, const std::string& name) {
  for (const Tenant& tenant : directory.config().tenants) {
    if (const User* const user = directory.find_user(tenant, name)) return FoundUser{&tenant, user};
  }
  return std::nullopt;
}

http::Response no_user(const std::string& name, std::string pointer = "") {
  return control_fault(404, "no user '" + name + "' in any tenant", std::move(pointer));
}

/// Without passwords, codes and keys.
OrderedJson describe(const Tenant& tenant, const User& user) {
  OrderedJson body;
  body["tenant"] = tenant.id.str();
  body["id"] = user.id.str();
  body["userPrincipalName"] = user.user_principal_name;
  body["displayName"] = user.display_name;
  body["userType"] = user.type == UserType::kGuest ? "Guest" : "Member";
  body["accountEnabled"] = user.account_enabled;
  body["mfaMethods"] = OrderedJson::array();
  for (const MfaMethod& method : user.mfa.methods) body["mfaMethods"].push_back(method.method);
  body["riskLevel"] = user.risk_level.empty() ? "none" : user.risk_level;
  body["directoryRoles"] = user.directory_roles;
  body["partnerCenterRoles"] = user.partner_center_roles;
  return body;
}

}  // namespace

http::Response get_users(Core& core, const http::Request&) {
  const auto directory = core.directory.current();
  OrderedJson users = OrderedJson::array();
  for (const Tenant& tenant : directory->config().tenants) {
    for (const User& user : tenant.users) users.push_back(describe(tenant, user));
  }
  OrderedJson answer;
  answer["count"] = users.size();
  answer["users"] = std::move(users);
  return control_answer(200, answer);
}

http::Response patch_user(Core& core, const http::Request& request) {
  const auto directory = core.directory.current();
  const std::string name = last_segment(request);
  const auto found = find_anywhere(*directory, name);
  if (!found) return no_user(name);
  const auto done = core.directory.change_user(*found->tenant, *found->user, request.body);
  if (!done) return control_fault(400, done.error().one_line);
  const auto now = core.directory.current();
  const User& user = *now->find_user(*now->find_tenant(found->tenant->id.str()), found->user->id.str());
  // Another password ends what was proved with the old one (TokensValidFrom).
  if (user.password != found->user->password) {
    core.store->revoke_sign_ins(user.id, scope_now(core, request) + milliseconds(1));
  }
  return control_answer(200, describe(*found->tenant, user));
}

http::Response post_revocation(Core& core, const http::Request& request) {
  const auto body = ControlBody::parse(request, {{"user", Type::kString}});
  if (!body) return body.error();
  const auto directory = core.directory.current();
  const auto found = find_anywhere(*directory, body->text("user"));
  if (!found) return no_user(body->text("user"), "/user");
  // The sign-in of this very moment is void too: the next one may be a millisecond later.
  core.store->revoke_sign_ins(found->user->id, scope_now(core, request) + milliseconds(1));
  OrderedJson answer;
  answer["user"] = found->user->user_principal_name;
  answer["tokens_valid_from"] = format_rfc3339(scope_now(core, request));
  return control_answer(200, answer);
}

}  // namespace entra::idp
