// Azure AD Graph, retired, as older samples and groups overage claims still call it: /{tenant}/domains, /tenantDetails,
// /users, /me and memberships, api-version 1.5 and 1.6.

#include <algorithm>

#include "directory/well_known.hpp"
#include "entra/support/text.hpp"
#include "resources/aad_graph_objects.hpp"
#include "resources/graph_call.hpp"
#include "resources/graph_members.hpp"

namespace entra::idp {
namespace {

constexpr std::string_view kReadOneself =
    "User.Read User.ReadBasic.All User.Read.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All";
constexpr std::string_view kReadPeople =
    "User.ReadBasic.All User.Read.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All";
constexpr std::string_view kReadDirectory = "Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All";

http::Response answer(ResourceCall& call, int status, const OrderedJson& body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json; odata=minimalmetadata; streaming=true; charset=utf-8");
  response.headers.add("Cache-Control", "no-cache");
  response.headers.add("request-id", call.random.guid());
  response.headers.add("DataServiceVersion", "3.0;");
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

http::Response denied(ResourceCall& call, std::string_view needed) {
  auto response = fault(call, 403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
  call.refusal += " (needs " + std::string(needed) + ")";
  return response;
}

http::Response not_found(ResourceCall& call, const std::string& name) {
  return fault(
      call, 404, "Request_ResourceNotFound",
      "Resource '" + name + "' does not exist or one of its queried reference-property objects are not present.");
}

std::string metadata(const ResourceCall& call, const Caller& caller, std::string_view of) {
  return call.origin.directory_graph() + "/" + caller.tenant->id.str() + "/$metadata#" + std::string(of);
}

http::Response answer_list(ResourceCall& call, const Caller& caller, std::string_view of,
                           const std::vector<OrderedJson>& all) {
  const auto form = Form::parse(call.request.query());
  const auto query = form ? parse_odata_query(*form) : Result<ODataQuery, std::string>(tl::unexpect, "malformed query");
  if (!query) return fault(call, 400, "Request_UnsupportedQuery", query.error());
  const auto page = make_page(all, *query, {}, "Microsoft.DirectoryServices");
  if (!page) return fault(call, 400, "Request_UnsupportedQuery", page.error());
  OrderedJson body;
  body["odata.metadata"] = metadata(call, caller, of);
  if (!page->skip_token.empty()) {
    body["odata.nextLink"] = call.path.substr(call.path.rfind('/') + 1) + "?$skiptoken=" + page->skip_token;
  }
  body["value"] = page->value;
  return answer(call, 200, body);
}

http::Response answer_user(ResourceCall& call, const Caller& caller, const User& user) {
  OrderedJson body;
  body["odata.metadata"] = metadata(call, caller, "directoryObjects/@Element");
  body.update(describe_directory_user(*caller.tenant, user));
  return answer(call, 200, body);
}

http::Response serve_user(ResourceCall& call, const Caller& caller, const std::string& name) {
  const auto decoded = percent_decode(name);
  const User* const user = decoded ? call.directory.find_user(*caller.tenant, *decoded) : nullptr;
  const std::string_view needed = user != nullptr && user == caller.user ? kReadOneself : kReadPeople;
  if (!holds_any(caller, needed)) return denied(call, needed);
  return user == nullptr ? not_found(call, name) : answer_user(call, caller, *user);
}

http::Response serve_members(ResourceCall& call, const Caller& caller, const MembersQuery& query) {
  if (query.user == nullptr || query.verb == "memberof") return not_found(call, call.path);
  if (!may_read_members(caller, *query.user)) return denied(call, kReadMembers);
  const auto ids = list_member_ids(*caller.tenant, query, call.request.body);
  if (!ids) return fault(call, 400, "Request_BadRequest", "The body must be {\"securityEnabledOnly\": true or false}.");
  OrderedJson body;
  body["odata.metadata"] = metadata(call, caller, "Collection(Edm.String)");
  body["value"] = *ids;
  return answer(call, 200, body);
}

/// Missing or unknown versions of the data contract.
std::optional<http::Response> refuse_version(ResourceCall& call) {
  const auto query = Form::parse(call.request.query());
  const std::string version = query ? query->get_or("api-version") : "";
  if (version == "1.5" || version == "1.6" || version == "beta") return std::nullopt;
  if (version.empty()) {
    return fault(call, 400, "Request_DataContractVersionMissing",
                 "The specified api-version is missing. The api-version query parameter is required.");
  }
  return fault(call, 400, "Request_InvalidDataContractVersion",
               "The specified api-version is invalid. The value must exactly match a supported version.");
}

http::Response serve_objects(ResourceCall& call, const Caller& caller, const std::vector<std::string>& words) {
  const Tenant& tenant = *caller.tenant;
  const std::string kind = words.empty() ? "" : to_lower(words[0]);
  const bool is_one = words.size() == 1;
  if (kind == "me" && is_one && caller.user != nullptr) {
    return holds_any(caller, kReadOneself) ? answer_user(call, caller, *caller.user) : denied(call, kReadOneself);
  }
  if (kind == "users" && words.size() == 2) return serve_user(call, caller, words[1]);
  std::vector<OrderedJson> all;
  if (kind == "users" && is_one) {
    if (!holds_any(caller, kReadPeople)) return denied(call, kReadPeople);
    for (const User& user : tenant.users) all.push_back(describe_directory_user(tenant, user));
    return answer_list(call, caller, "directoryObjects", all);
  }
  if (kind == "tenantdetails" && is_one) {
    if (!holds_any(caller, kReadOneself)) return denied(call, kReadOneself);
    return answer_list(call, caller, "directoryObjects", {describe_tenant_detail(tenant)});
  }
  if (kind == "domains" && is_one) {
    if (!holds_any(caller, kReadDirectory)) return denied(call, kReadDirectory);
    for (const std::string& name : tenant.domains) all.push_back(describe_directory_domain(tenant, name));
    return answer_list(call, caller, "domains", all);
  }
  call.is_unmatched = true;
  return fault(call, 404, "Request_ResourceNotFound", "Resource not found for the segment '" + call.path + "'.");
}

}  // namespace

http::Response serve_aad_graph(ResourceCall& call) {
  // A token for Microsoft Graph is as good here: the clients that follow the overage claim have that one by now.
  const auto caller = verify_bearer(call, {kAadGraphAppId, kGraphAppId});
  if (!caller) return unauthorized(call, caller.error());
  auto words = split_words(call.path, '/');
  // "/me" may stand without a tenant, which is the token's.
  const bool names_tenant = !words.empty() && !equals_ignoring_case(words[0], "me");
  if (names_tenant) {
    const bool is_own = words[0] == "myorganization" || call.directory.find_tenant(words[0]) == caller->tenant;
    if (!is_own) return fault(call, 404, "Request_ResourceNotFound", "Tenant not found: '" + words[0] + "'.");
    words.erase(words.begin());
  }
  // A claim's endpoint is followed as it stands, without an api-version.
  const auto members = parse_members_path(call.directory, *caller, join(words, "/"));
  if (members) return serve_members(call, *caller, *members);
  if (auto refused = refuse_version(call)) return std::move(*refused);
  if (call.request.method != "GET" && call.request.method != "HEAD") {
    return fault(call, 405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.");
  }
  return serve_objects(call, *caller, words);
}

}  // namespace entra::idp
