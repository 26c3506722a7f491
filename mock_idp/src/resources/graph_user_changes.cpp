// Microsoft Graph: changes of people's accounts and passwords
// (https://learn.microsoft.com/graph/api/user-update, user-changepassword). They live as long as the store's.

#include "directory/live_directory.hpp"
#include "entra/support/text.hpp"
#include "policy/password_rules.hpp"
#include "resources/graph_call.hpp"
#include "resources/graph_permissions.hpp"

namespace entra::idp {
namespace {

http::Response bad_request(GraphCall& at, const std::string& message) {
  return graph_fault(at.call, 400, "Request_BadRequest", message);
}

http::Response weak_password(GraphCall& at) {
  return bad_request(at,
                     "The specified password does not comply with password complexity requirements. Please provide a "
                     "different password.");
}

/// Another password ends what was proved with the old one, this very moment's sign-in included.
http::Response change(GraphCall& at, const User& user, const Json& patch) {
  const auto done = at.call.live.change_user(*at.caller.tenant, user, patch.dump());
  if (!done) return bad_request(at, done.error().one_line);
  if (patch.contains("password")) at.call.store.revoke_sign_ins(user.id, at.call.now + milliseconds(1));
  return graph_no_content(at.call);
}

/// What the body asks for, in the directory's words.
Result<Json, std::string> read_profile(const Json& profile) {
  if (!profile.is_object())
    return tl::unexpected<std::string>("Invalid value specified for property 'passwordProfile'.");
  Json patch = Json::object();
  for (const auto& [name, value] : profile.items()) {
    if (name == "password" && value.is_string()) {
      patch["password"] = value;
    } else if (name == "forceChangePasswordNextSignIn" && value.is_boolean()) {
      patch["passwordProfile"]["forceChangePasswordNextSignIn"] = value;
    } else {
      return tl::unexpected<std::string>("Invalid value specified for property 'passwordProfile." + name + "'.");
    }
  }
  return patch;
}

}  // namespace

http::Response update_user(GraphCall& at) {
  const User* const user = at.call.directory.find_user(*at.caller.tenant, at.words[1]);
  if (user == nullptr) return graph_not_found(at.call, at.words[1]);
  const auto body = parse_json(at.call.request.body);
  if (!body || !body->is_object() || body->empty()) return bad_request(at, "The body must be a JSON object.");
  if (!may_administer(at.caller, *user)) return graph_denied(at.call, kAdministratorRoles);
  Json patch = Json::object();
  for (const auto& [name, value] : body->items()) {
    if (name == "accountEnabled" && value.is_boolean()) {
      if (!at.holds_any(kEnableAccounts)) return graph_denied(at.call, kEnableAccounts);
      patch["accountEnabled"] = value;
    } else if (name == "passwordProfile") {
      if (!at.holds_any(kSetPasswords)) return graph_denied(at.call, kSetPasswords);
      auto profile = read_profile(value);
      if (!profile) return bad_request(at, profile.error());
      patch.update(*profile);
    } else {
      return bad_request(at, "The property '" + name + "' cannot be changed to that value, or not on this server.");
    }
  }
  if (patch.contains("password") && !find_weakness(*user, patch["password"].get<std::string>()).empty()) {
    return weak_password(at);
  }
  return change(at, *user, patch);
}

http::Response change_my_password(GraphCall& at) {
  const auto body = parse_json(at.call.request.body);
  const auto read = [&](std::string_view name) {
    return body && body->is_object() ? get_string(*body, name) : std::nullopt;
  };
  const auto current = read("currentPassword");
  const auto next = read("newPassword");
  if (!current || !next) return bad_request(at, "currentPassword and newPassword are required.");
  const User& user = *at.caller.user;
  if (user.password.empty() || !equals_in_constant_time(*current, user.password))
    return bad_request(at, "The specified password is incorrect.");
  if (!find_weakness(user, *next).empty()) return weak_password(at);
  return change(at, user, {{"password", *next}, {"passwordProfile", {{"forceChangePasswordNextSignIn", false}}}});
}

}  // namespace entra::idp
