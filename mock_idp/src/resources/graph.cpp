// Microsoft Graph v1.0: which operation a request is, and who may use it.

#include <algorithm>

#include "directory/well_known.hpp"
#include "entra/support/text.hpp"
#include "resources/continuous_access.hpp"
#include "resources/graph_call.hpp"
#include "resources/graph_members.hpp"
#include "resources/graph_permissions.hpp"

namespace entra::idp {
namespace {

struct GraphRoute {
  std::string_view method;
  std::string_view path;         ///< below the version; "{id}" is anything
  std::string_view delegated;    ///< permissions of tokens with a person, one of which is needed
  std::string_view application;  ///< likewise of tokens without; empty: the operation needs a person
  http::Response (*serve)(GraphCall&);
};

constexpr GraphRoute kRoutes[] = {
    {"GET", "me", kReadMe, "", serve_me},
    {"POST", "me/changePassword", kChangeOwnPassword, "", change_my_password},
    {"POST", "me/revokeSignInSessions", kRevokeSessions, "", revoke_my_sessions},
    {"GET", "users", kReadUsers, kReadUsers, list_users},
    {"GET", "users/{id}", kReadMe, kReadUsers, serve_user},
    {"PATCH", "users/{id}", kUpdateUsers, kUpdateUsers, update_user},
    {"POST", "users/{id}/revokeSignInSessions", kRevokeSessions, kRevokeSessions, revoke_user_sessions},
    {"GET", "identity/conditionalAccess/policies", kReadPolicies, kReadPolicies, list_access_policies},
    {"POST", "identity/conditionalAccess/policies", kWritePolicies, kWritePolicies, create_access_policy},
    {"GET", "identity/conditionalAccess/policies/{id}", kReadPolicies, kReadPolicies, serve_access_policy},
    {"PATCH", "identity/conditionalAccess/policies/{id}", kWritePolicies, kWritePolicies, update_access_policy},
    {"DELETE", "identity/conditionalAccess/policies/{id}", kWritePolicies, kWritePolicies, delete_access_policy},
    {"GET", "identity/conditionalAccess/namedLocations", kReadPolicies, kReadPolicies, list_named_locations},
    {"GET", "identity/conditionalAccess/namedLocations/{id}", kReadPolicies, kReadPolicies, serve_named_location},
    {"GET", "organization", kReadOwnOrganization, kReadOrganization, list_organization},
    {"GET", "organization/{id}", kReadOwnOrganization, kReadOrganization, serve_one_organization},
    {"GET", "domains", kReadDomains, kReadDomains, list_domains},
    {"GET", "domains/{id}", kReadDomains, kReadDomains, serve_domain},
    {"GET", "applications", kReadApplications, kReadApplications, list_applications},
    {"GET", "applications/{id}", kReadApplications, kReadApplications, serve_application},
    {"GET", "applications/{id}/byAppId", kReadApplications, kReadApplications, serve_application},
    {"GET", "servicePrincipals", kReadApplications, kReadApplications, list_service_principals},
    {"GET", "servicePrincipals/{id}", kReadApplications, kReadApplications, serve_service_principal},
    {"GET", "servicePrincipals/{id}/byAppId", kReadApplications, kReadApplications, serve_service_principal},
};

http::Response unauthorized(ResourceCall& call, const BearerRefusal& refusal) {
  std::string_view message = "Access token validation failure.";
  switch (refusal.fault) {
    case BearerFault::kMissing:
      message = "Access token is empty.";
      break;
    case BearerFault::kMalformed:
      message = "CompactToken parsing failed with error code: 80049217";
      break;
    case BearerFault::kTime:
      message = "Access token has expired or is not yet valid.";
      break;
    case BearerFault::kAudience:
      message = "Access token validation failure. Invalid audience.";
      break;
    case BearerFault::kSignature:
      message = "Access token validation failure. Invalid signature.";
      break;
    case BearerFault::kIssuer:
      message = "Access token validation failure. Invalid issuer.";
      break;
    case BearerFault::kSubject:
      break;
  }
  auto response = graph_fault(call, 401, "InvalidAuthenticationToken", message);
  response.headers.add("WWW-Authenticate", "Bearer realm=\"\", authorization_uri=\"" + call.login_base +
                                               "/common/oauth2/authorize\", client_id=\"" + std::string(kGraphAppId) +
                                               "\"");
  call.refusal += " (" + refusal.detail + ")";
  return response;
}

http::Response challenged(ResourceCall& call, const AccessRevocation& revocation) {
  auto response = graph_fault(call, 401, "InvalidAuthenticationToken", describe_revocation(revocation));
  response.headers.add("WWW-Authenticate", make_claims_challenge(call, revocation, kGraphAppId));
  call.refusal += " (" + revocation.why + ")";
  return response;
}

http::Response wrong_method(ResourceCall& call) {
  return graph_fault(call, 405, "BadRequest", "Specified HTTP method is not allowed for the request target.");
}

http::Response needs_a_person(ResourceCall& call) {
  return graph_fault(call, 400, "BadRequest", "/me request is only valid with delegated authentication flow.");
}

http::Response serve_members(ResourceCall& call, const Caller& caller, const MembersQuery& query) {
  if (query.user == nullptr) {
    return caller.is_app_only() && call.path.starts_with("/v1.0/me/") ? needs_a_person(call)
                                                                      : graph_not_found(call, call.path);
  }
  if (!may_read_members(caller, *query.user)) return graph_denied(call, kReadMembers);
  const bool is_list = query.verb == "memberof";
  if (call.request.method != (is_list ? "GET" : "POST")) return wrong_method(call);
  const auto value = is_list ? std::optional(list_members(*caller.tenant, *query.user))
                             : list_member_ids(*caller.tenant, query, call.request.body);
  if (!value) {
    return graph_fault(call, 400, "BadRequest", "The body must be {\"securityEnabledOnly\": true or false}.");
  }
  OrderedJson body;
  body["@odata.context"] = "https://graph.microsoft.com/v1.0/$metadata#" +
                           std::string(is_list ? "directoryObjects" : "Collection(Edm.String)");
  body["value"] = *value;
  return graph_answer(call, 200, body);
}

/// The words of a path; the key "applications(appId='x')" as the words "applications", "x" and "byAppId".
std::vector<std::string> split_path(std::string_view path) {
  constexpr std::string_view kKey = "(appId='";
  std::vector<std::string> words;
  for (const std::string& word : split_words(path, '/')) {
    const std::string decoded = percent_decode(word).value_or(word);
    const std::size_t key = decoded.find(kKey);
    if (key == std::string::npos || !decoded.ends_with("')")) {
      words.push_back(decoded);
      continue;
    }
    words.push_back(decoded.substr(0, key));
    words.push_back(decoded.substr(key + kKey.size(), decoded.size() - key - kKey.size() - 2));
    words.emplace_back("byAppId");
  }
  return words;
}

bool matches(const GraphRoute& route, const std::vector<std::string>& words) {
  const auto parts = split_words(route.path, '/');
  return parts.size() == words.size() &&
         std::equal(parts.begin(), parts.end(), words.begin(), [](const std::string& part, const std::string& word) {
           return part.front() == '{' || equals_ignoring_case(part, word);
         });
}

http::Response serve_route(ResourceCall& call, const Caller& caller, const GraphRoute& route,
                           std::vector<std::string> words) {
  if (caller.is_app_only() && route.application.empty()) return needs_a_person(call);
  const std::string_view permissions = caller.is_app_only() ? route.application : route.delegated;
  if (!holds_any(caller, permissions)) return graph_denied(call, permissions);
  const auto form = Form::parse(call.request.query());
  auto query =
      form ? parse_odata_query(*form) : Result<ODataQuery, std::string>(tl::unexpect, "The query is malformed.");
  if (!query) return graph_fault(call, 400, "BadRequest", query.error());
  GraphCall at{call, caller, std::move(*query), std::move(words)};
  return route.serve(at);
}

}  // namespace

http::Response serve_graph(ResourceCall& call) {
  if (call.path == "/oidc/userinfo" || call.path == "/openid/userinfo") return serve_user_info(call);
  // On the server's own origin the two Graphs share a base; only the older one begins with a tenant.
  if (is_guid(std::string_view(call.path).substr(1, 36))) return serve_aad_graph(call);
  const auto caller = verify_bearer(call, {kGraphAppId});
  if (!caller) return unauthorized(call, caller.error());
  if (const auto revocation = find_revocation(call, *caller)) return challenged(call, *revocation);
  const std::string below_version = call.path.starts_with("/v1.0/") ? call.path.substr(5) : "";
  if (const auto query = parse_members_path(call.directory, *caller, below_version)) {
    return serve_members(call, *caller, *query);
  }
  const auto words = split_path(below_version);
  const std::string method = call.request.method == "HEAD" ? "GET" : call.request.method;
  bool is_path = false;
  for (const GraphRoute& route : kRoutes) {
    if (!matches(route, words)) continue;
    if (route.method == method) return serve_route(call, *caller, route, words);
    is_path = true;
  }
  if (is_path) return wrong_method(call);
  call.is_unmatched = true;
  return graph_fault(
      call, 400, "BadRequest",
      "Resource not found for the segment '" + (words.empty() ? call.path.substr(1) : words.front()) + "'.");
}

}  // namespace entra::idp
