// Microsoft Store submission API: the applications of the account, behind the Developer role
// (https://learn.microsoft.com/windows/uwp/monetize/get-all-apps).

#include <algorithm>

#include "resources/resource.hpp"

namespace entra::idp {
namespace {

constexpr std::string_view kStoreResource = "https://manage.devcenter.microsoft.com";

http::Response answer(ResourceCall& call, int status, const OrderedJson& body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.headers.add("MS-CorrelationId", call.request.headers.get_or("MS-CorrelationId", call.random.guid()));
  response.body = body.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  return response;
}

http::Response fault(ResourceCall& call, int status, std::string_view code, std::string_view message) {
  call.refusal = std::string(code) + ": " + std::string(message);
  OrderedJson body;
  body["code"] = code;
  body["data"] = OrderedJson::array();
  body["details"] = OrderedJson::array();
  body["message"] = message;
  body["source"] = "Ingestion Api";
  body["target"] = "applications";
  return answer(call, status, body);
}

OrderedJson describe(const StoreApplication& app, const Tenant& tenant) {
  const std::string publisher = derive_guid("publisher " + tenant.id.str());
  std::string identity = app.primary_name;
  std::erase_if(identity, [](char c) { return c == ' '; });
  OrderedJson entry;
  entry["id"] = app.id;
  entry["primaryName"] = app.primary_name;
  entry["packageFamilyName"] = identity + "_" + publisher.substr(0, 8);
  entry["packageIdentityName"] = identity;
  entry["publisherName"] = "CN=" + publisher;
  entry["hasAdvancedListingPermission"] = true;
  return entry;
}

}  // namespace

http::Response serve_store(ResourceCall& call) {
  const auto resource = call.directory.find_resource(kStoreResource);
  const auto caller =
      verify_bearer(call, {resource ? std::string_view(resource->app->app_id.str()) : std::string_view()});
  if (!caller) {
    auto response = fault(call, 401, "Unauthorized", "Access token is missing or invalid.");
    response.headers.add("WWW-Authenticate", "Bearer");
    call.refusal += " (" + caller.error().detail + ")";
    return response;
  }
  const auto& roles = caller->app->partner_center_roles;
  const bool is_developer = std::any_of(
      roles.begin(), roles.end(), [](const std::string& role) { return role == "Developer" || role == "Manager"; });
  if (!is_developer) {
    return fault(call, 403, "Forbidden",
                 "The Azure AD application has no Developer or Manager role in this Partner Center account.");
  }
  if (call.path != "/v1.0/my/applications") {
    call.is_unmatched = true;
    return fault(call, 404, "ResourceNotFound", "Resource not found");
  }
  if (call.request.method != "GET" && call.request.method != "HEAD") {
    return fault(call, 405, "MethodNotAllowed", "The method is not allowed");
  }
  OrderedJson value = OrderedJson::array();
  for (const StoreApplication& app : caller->tenant->store_applications)
    value.push_back(describe(app, *caller->tenant));
  OrderedJson body;
  body["totalCount"] = value.size();
  body["value"] = std::move(value);
  return answer(call, 200, body);
}

}  // namespace entra::idp
