// Azure AD Graph, retired: only what groups overage claims still point at, /{tenant}/users/{id}/getMemberObjects.

#include "directory/well_known.hpp"
#include "entra/support/text.hpp"
#include "resources/graph_members.hpp"

namespace entra::idp {
namespace {

http::Response answer(ResourceCall& call, int status, const OrderedJson& body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json; odata=minimalmetadata; streaming=true; charset=utf-8");
  response.headers.add("Cache-Control", "no-cache");
  response.headers.add("request-id", call.random.guid());
  response.body = body.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  return response;
}

http::Response fault(ResourceCall& call, int status, std::string_view code, std::string_view message) {
  call.refusal = std::string(code) + ": " + std::string(message);
  OrderedJson body;
  body["odata.error"]["code"] = code;
  body["odata.error"]["message"]["lang"] = "en";
  body["odata.error"]["message"]["value"] = message;
  return answer(call, status, body);
}

http::Response unauthorized(ResourceCall& call, const BearerRefusal& refusal) {
  const bool is_expired = refusal.fault == BearerFault::kTime;
  auto response = fault(call, 401, is_expired ? "Authentication_ExpiredToken" : "Authentication_MissingOrMalformed",
                        is_expired ? "Your access token has expired. Please renew it before submitting the request."
                                   : "Access Token missing or malformed.");
  response.headers.add("WWW-Authenticate", "Bearer");
  call.refusal += " (" + refusal.detail + ")";
  return response;
}

}  // namespace

http::Response serve_aad_graph(ResourceCall& call) {
  // A token for Microsoft Graph is as good here: the clients that follow the claim have that one by now.
  const auto caller = verify_bearer(call, {kAadGraphAppId, kGraphAppId});
  if (!caller) return unauthorized(call, caller.error());
  const std::size_t rest = std::min(call.path.find('/', 1), call.path.size());
  const std::string tenant = call.path.substr(std::min<std::size_t>(1, rest), rest - std::min<std::size_t>(1, rest));
  const bool is_own = tenant == "myorganization" || call.directory.find_tenant(tenant) == caller->tenant;
  const auto query = is_own ? parse_members_path(call.directory, *caller, call.path.substr(rest)) : std::nullopt;
  if (!query || query->user == nullptr || query->verb == "memberof") {
    return fault(call, 404, "Request_ResourceNotFound", "Resource not found for the segment '" + call.path + "'.");
  }
  if (!may_read_members(*caller, *query->user)) {
    return fault(call, 403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
  }
  const auto ids = list_member_ids(*caller->tenant, *query, call.request.body);
  if (!ids) return fault(call, 400, "Request_BadRequest", "The body must be {\"securityEnabledOnly\": true or false}.");
  OrderedJson body;
  body["odata.metadata"] =
      call.origin.directory_graph() + "/" + caller->tenant->id.str() + "/$metadata#Collection(Edm.String)";
  body["value"] = *ids;
  return answer(call, 200, body);
}

}  // namespace entra::idp
