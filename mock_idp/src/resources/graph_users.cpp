// Microsoft Graph: people (https://learn.microsoft.com/graph/api/resources/user).

#include "resources/graph_call.hpp"
#include "resources/graph_permissions.hpp"

namespace entra::idp {
namespace {

const GraphType& user_type() {
  static const GraphType type{"users",
                              "microsoft.graph.user",
                              {"businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone",
                               "officeLocation", "preferredLanguage", "surname", "userPrincipalName", "id"}};
  return type;
}

OrderedJson text_or_null(const std::string& text) {
  return text.empty() ? OrderedJson(nullptr) : OrderedJson(text);
}

OrderedJson describe_identities(const Tenant& tenant, const User& user) {
  OrderedJson identity;
  const bool is_guest = user.type == UserType::kGuest;
  identity["signInType"] = is_guest ? "federated" : "userPrincipalName";
  identity["issuer"] = is_guest ? user.identity.issuer : tenant.domains.front();
  identity["issuerAssignedId"] = is_guest ? user.identity.issuer_assigned_id : user.user_principal_name;
  return OrderedJson::array({std::move(identity)});
}

/// Every property that is served; what the directory does not know is null, as Graph shows it.
OrderedJson describe_user(const GraphCall& at, const User& user) {
  const Tenant& tenant = *at.caller.tenant;
  const Instant valid_from = at.call.store.tokens_valid_from(user.id).value_or(tenant.created);
  OrderedJson entity;
  entity["businessPhones"] = OrderedJson::array();
  entity["displayName"] = user.display_name;
  entity["givenName"] = text_or_null(user.given_name);
  entity["jobTitle"] = nullptr;
  entity["mail"] = text_or_null(user.mail);
  entity["mobilePhone"] = nullptr;
  entity["officeLocation"] = nullptr;
  entity["preferredLanguage"] = "en-US";
  entity["surname"] = text_or_null(user.surname);
  entity["userPrincipalName"] = user.user_principal_name;
  entity["id"] = user.id.str();
  entity["accountEnabled"] = user.account_enabled;
  entity["createdDateTime"] = format_rfc3339(tenant.created);
  entity["department"] = nullptr;
  entity["identities"] = describe_identities(tenant, user);
  entity["mailNickname"] = user.user_principal_name.substr(0, user.user_principal_name.find('@'));
  entity["onPremisesSyncEnabled"] = nullptr;
  entity["signInSessionsValidFromDateTime"] = format_rfc3339(std::chrono::floor<seconds>(valid_from));
  entity["usageLocation"] = nullptr;
  entity["userType"] = user.type == UserType::kGuest ? "Guest" : "Member";
  return entity;
}

/// Ends every sign-in of the person before now: refresh tokens, sessions, and tokens under continuous evaluation.
http::Response revoke_sessions(GraphCall& at, const User& user) {
  // This very moment's sign-in is void too.
  at.call.store.revoke_sign_ins(user.id, at.call.now + milliseconds(1));
  OrderedJson body;
  body["@odata.context"] = "https://graph.microsoft.com/v1.0/$metadata#Edm.Boolean";
  body["value"] = true;
  return graph_answer(at.call, 200, body);
}

}  // namespace

http::Response serve_me(GraphCall& at) {
  return graph_entity(at, user_type(), describe_user(at, *at.caller.user));
}

http::Response list_users(GraphCall& at) {
  std::vector<OrderedJson> all;
  for (const User& user : at.caller.tenant->users) all.push_back(describe_user(at, user));
  return graph_list(at, user_type(), all);
}

http::Response serve_user(GraphCall& at) {
  const User* const user = at.call.directory.find_user(*at.caller.tenant, at.words[1]);
  // Whoever may see himself alone is not told who else there is.
  if (user != at.caller.user && !at.holds_any(kReadUsers)) return graph_denied(at.call, kReadUsers);
  if (user == nullptr) return graph_not_found(at.call, at.words[1]);
  return graph_entity(at, user_type(), describe_user(at, *user));
}

http::Response revoke_my_sessions(GraphCall& at) {
  return revoke_sessions(at, *at.caller.user);
}

http::Response revoke_user_sessions(GraphCall& at) {
  const User* const user = at.call.directory.find_user(*at.caller.tenant, at.words[1]);
  if (user == nullptr) return graph_not_found(at.call, at.words[1]);
  if (user != at.caller.user && !may_administer(at.caller, *user)) return graph_denied(at.call, kAdministratorRoles);
  return revoke_sessions(at, *user);
}

}  // namespace entra::idp
