// How Microsoft Graph words its answers.

#include <algorithm>

#include "directory/clouds.hpp"
#include "entra/support/text.hpp"
#include "resources/graph_call.hpp"

namespace entra::idp {
namespace {

constexpr std::string_view kMetadata = "https://graph.microsoft.com/v1.0/$metadata#";

/// Where the next page is: at Graph's own host, or below this server's origin.
std::string graph_url(const ResourceCall& call) {
  const auto url = parse_url(call.origin.base);
  const bool is_own_host = url && find_microsoft_host(url->host);
  return call.origin.base + (is_own_host ? "" : "/graph");
}

std::string context_of(const GraphType& type, const ODataQuery& query) {
  return std::string(kMetadata) + type.set + (query.select.empty() ? "" : "(" + join(query.select, ",") + ")");
}

http::Response bad_query(ResourceCall& call, const std::string& message) {
  const bool is_filter = message.starts_with("Invalid filter");
  return graph_fault(call, 400, is_filter ? "Request_UnsupportedQuery" : "BadRequest", message);
}

}  // namespace

bool holds_any(const Caller& caller, std::string_view permissions) {
  const auto& held = caller.is_app_only() ? caller.roles : caller.scopes;
  const auto wanted = split_words(permissions);
  return std::any_of(wanted.begin(), wanted.end(),
                     [&](const std::string& one) { return std::find(held.begin(), held.end(), one) != held.end(); });
}

bool GraphCall::holds_any(std::string_view permissions) const {
  return idp::holds_any(caller, permissions);
}

http::Response graph_answer(ResourceCall& call, int status, const OrderedJson& body) {
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

http::Response graph_no_content(ResourceCall& call) {
  http::Response response = graph_answer(call, 204, nullptr);
  response.headers.remove("Content-Type");
  response.body.clear();
  return response;
}

http::Response graph_fault(ResourceCall& call, int status, std::string_view code, std::string_view message) {
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
  return graph_answer(call, status, body);
}

http::Response graph_denied(ResourceCall& call, std::string_view needed) {
  auto response =
      graph_fault(call, 403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
  call.refusal += " (needs " + std::string(needed) + ")";
  return response;
}

http::Response graph_not_found(ResourceCall& call, std::string_view name) {
  return graph_fault(call, 404, "Request_ResourceNotFound",
                     "Resource '" + std::string(name) +
                         "' does not exist or one of its queried reference-property objects are not present.");
}

http::Response graph_list(GraphCall& at, const GraphType& type, const std::vector<OrderedJson>& all) {
  auto page = make_page(all, at.query, type.defaults, type.type);
  if (!page) return bad_query(at.call, page.error());
  OrderedJson body;
  body["@odata.context"] = context_of(type, at.query);
  if (at.query.count) body["@odata.count"] = page->total;
  if (!page->skip_token.empty()) {
    // The same question, with the token of the next page.
    Form next;
    const Form asked = Form::parse(at.call.request.query()).value_or(Form{});
    for (const auto& [name, value] : asked.fields()) {
      if (!equals_ignoring_case(name, "$skiptoken")) next.add(name, value);
    }
    next.add("$skiptoken", page->skip_token);
    body["@odata.nextLink"] = graph_url(at.call) + at.call.path + "?" + next.encode();
  }
  body["value"] = std::move(page->value);
  return graph_answer(at.call, 200, body);
}

http::Response graph_entity(GraphCall& at, const GraphType& type, const OrderedJson& entity) {
  const auto& names = at.query.select.empty() ? type.defaults : at.query.select;
  auto selected =
      names.empty() ? Result<OrderedJson, std::string>(entity) : select_properties(entity, names, type.type);
  if (!selected) return bad_query(at.call, selected.error());
  OrderedJson body;
  body["@odata.context"] = context_of(type, at.query) + "/$entity";
  body.update(*selected);
  return graph_answer(at.call, 200, body);
}

}  // namespace entra::idp
