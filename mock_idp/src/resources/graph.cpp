// Microsoft Graph v1.0: /me, /organization and memberships.

#include <algorithm>

#include "resources/graph_members.hpp"

namespace entra::idp {
namespace {

constexpr std::string_view kGraphAppId = "00000003-0000-0000-c000-000000000000";

http::Response answer(ResourceCall& call, int status, const OrderedJson& body) {
  http::Response response;
  response.status = status;
  response.headers.add(
      "Content-Type",
      "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8");
  response.headers.add("Cache-Control", "no-cache");
  response.headers.add("request-id", call.random.guid());
  if (const auto id = call.request.headers.get("client-request-id")) response.headers.add("client-request-id", *id);
  response.body = body.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  return response;
}

http::Response fault(ResourceCall& call, int status, std::string_view code, std::string_view message) {
  call.refusal = std::string(code) + ": " + std::string(message);
  const std::string request_id = call.random.guid();
  OrderedJson inner;
  inner["date"] = format_rfc3339(std::chrono::floor<seconds>(call.now)).substr(0, 19);
  inner["request-id"] = request_id;
  inner["client-request-id"] = call.request.headers.get_or("client-request-id", request_id);
  OrderedJson body;
  body["error"]["code"] = code;
  body["error"]["message"] = message;
  body["error"]["innerError"] = std::move(inner);
  return answer(call, status, body);
}

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
  auto response = fault(call, 401, "InvalidAuthenticationToken", message);
  response.headers.add("WWW-Authenticate", "Bearer realm=\"\", authorization_uri=\"" + call.login_base +
                                               "/common/oauth2/authorize\", client_id=\"" + std::string(kGraphAppId) +
                                               "\"");
  call.refusal += " (" + refusal.detail + ")";
  return response;
}

bool has_any(const std::vector<std::string>& held, std::initializer_list<std::string_view> wanted) {
  return std::any_of(wanted.begin(), wanted.end(),
                     [&](std::string_view one) { return std::find(held.begin(), held.end(), one) != held.end(); });
}

http::Response denied(ResourceCall& call) {
  return fault(call, 403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
}

OrderedJson text_or_null(const std::string& text) {
  return text.empty() ? OrderedJson(nullptr) : OrderedJson(text);
}

http::Response serve_me(ResourceCall& call, const Caller& caller) {
  if (caller.is_app_only()) {
    return fault(call, 400, "BadRequest", "/me request is only valid with delegated authentication flow.");
  }
  if (!has_any(caller.scopes,
               {"User.Read", "User.ReadWrite", "User.Read.All", "User.ReadWrite.All", "Directory.Read.All"})) {
    return denied(call);
  }
  const User& user = *caller.user;
  OrderedJson body;
  body["@odata.context"] = "https://graph.microsoft.com/v1.0/$metadata#users/$entity";
  body["businessPhones"] = OrderedJson::array();
  body["displayName"] = user.display_name;
  body["givenName"] = text_or_null(user.given_name);
  body["jobTitle"] = nullptr;
  body["mail"] = text_or_null(user.mail);
  body["mobilePhone"] = nullptr;
  body["officeLocation"] = nullptr;
  body["preferredLanguage"] = "en-US";
  body["surname"] = text_or_null(user.surname);
  body["userPrincipalName"] = user.user_principal_name;
  body["id"] = user.id.str();
  return answer(call, 200, body);
}

http::Response serve_organization(ResourceCall& call, const Caller& caller) {
  const bool may_read_all = has_any(caller.is_app_only() ? caller.roles : caller.scopes,
                                    {"Organization.Read.All", "Organization.ReadWrite.All", "Directory.Read.All"});
  if (!may_read_all && (caller.is_app_only() || !has_any(caller.scopes, {"User.Read"}))) return denied(call);
  const Tenant& tenant = *caller.tenant;
  OrderedJson domains = OrderedJson::array();
  for (std::size_t i = 0; i < tenant.domains.size(); ++i) {
    OrderedJson domain;
    domain["capabilities"] = "Email, OfficeCommunicationsOnline";
    domain["isDefault"] = i == 0;
    domain["isInitial"] = tenant.domains[i].ends_with(".onmicrosoft.com");
    domain["name"] = tenant.domains[i];
    domain["type"] = "Managed";
    domains.push_back(std::move(domain));
  }
  OrderedJson entry;
  entry["id"] = tenant.id.str();
  entry["businessPhones"] = may_read_all ? OrderedJson::array() : OrderedJson(nullptr);
  entry["city"] = nullptr;
  entry["country"] = nullptr;
  entry["countryLetterCode"] = may_read_all ? OrderedJson("US") : OrderedJson(nullptr);
  entry["displayName"] = tenant.display_name;
  entry["tenantType"] = may_read_all ? OrderedJson("AAD") : OrderedJson(nullptr);
  entry["verifiedDomains"] = std::move(domains);
  OrderedJson body;
  body["@odata.context"] = "https://graph.microsoft.com/v1.0/$metadata#organization";
  body["value"] = OrderedJson::array({std::move(entry)});
  return answer(call, 200, body);
}

http::Response serve_members(ResourceCall& call, const Caller& caller, const MembersQuery& query) {
  if (query.user == nullptr) {
    return fault(call, 404, "Request_ResourceNotFound", "Resource '" + call.path + "' does not exist.");
  }
  if (!may_read_members(caller, *query.user)) return denied(call);
  const bool is_list = query.verb == "memberof";
  if (call.request.method != (is_list ? "GET" : "POST")) {
    return fault(call, 405, "BadRequest", "Specified HTTP method is not allowed for the request target.");
  }
  const auto value = is_list ? std::optional(list_members(*caller.tenant, *query.user))
                             : list_member_ids(*caller.tenant, query, call.request.body);
  if (!value) return fault(call, 400, "BadRequest", "The body must be {\"securityEnabledOnly\": true or false}.");
  OrderedJson body;
  body["@odata.context"] = "https://graph.microsoft.com/v1.0/$metadata#" +
                           std::string(is_list ? "directoryObjects" : "Collection(Edm.String)");
  body["value"] = *value;
  return answer(call, 200, body);
}

}  // namespace

http::Response serve_graph(ResourceCall& call) {
  if (call.path == "/oidc/userinfo" || call.path == "/openid/userinfo") return serve_user_info(call);
  // On the server's own origin the two Graphs share a base; only the older one begins with a tenant.
  if (is_guid(std::string_view(call.path).substr(1, 36))) return serve_aad_graph(call);
  const auto caller = verify_bearer(call, {kGraphAppId});
  if (!caller) return unauthorized(call, caller.error());
  const std::string below_version = call.path.starts_with("/v1.0/") ? call.path.substr(5) : "";
  if (const auto query = parse_members_path(call.directory, *caller, below_version)) {
    return serve_members(call, *caller, *query);
  }
  if (call.request.method != "GET" && call.request.method != "HEAD") {
    return fault(call, 405, "BadRequest", "Specified HTTP method is not allowed for the request target.");
  }
  if (call.path == "/v1.0/me") return serve_me(call, *caller);
  if (call.path == "/v1.0/organization") return serve_organization(call, *caller);
  call.is_unmatched = true;
  return fault(call, 400, "BadRequest", "Resource not found for the segment '" + call.path.substr(1) + "'.");
}

}  // namespace entra::idp
