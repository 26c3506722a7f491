// Microsoft Store submission API: the applications of the account, behind the Developer role
// (https://learn.microsoft.com/windows/uwp/monetize/get-all-apps, get-an-app).

#include <algorithm>
#include <charconv>

#include "entra/support/evp.hpp"
#include "entra/support/text.hpp"
#include "entra/support/url.hpp"
#include "resources/resource.hpp"

namespace entra::idp {
namespace {

constexpr std::size_t kDefaultPage = 100;  // (unverified)
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

/// Nineteen digits that are the same for the same product.
std::string submission_id(const std::string& app) {
  std::string id = "11529215046";
  for (const char byte : crypto::sha256("submission " + app).substr(0, 8)) {
    id += static_cast<char>('0' + static_cast<unsigned char>(byte) % 10);
  }
  return id;
}

/// A product, with the submission that was published last; none of them has one pending.
OrderedJson describe(const StoreApplication& app, const Tenant& tenant) {
  const std::string publisher = derive_guid("publisher " + tenant.id.str());
  const std::string submission = submission_id(app.id);
  std::string identity = app.primary_name;
  std::erase_if(identity, [](char c) { return c == ' '; });
  OrderedJson entry;
  entry["id"] = app.id;
  entry["primaryName"] = app.primary_name;
  entry["packageFamilyName"] = identity + "_" + publisher.substr(0, 8);
  entry["packageIdentityName"] = identity;
  entry["publisherName"] = "CN=" + publisher;
  entry["firstPublishedDate"] = format_rfc3339(tenant.created);
  entry["lastPublishedApplicationSubmission"]["id"] = submission;
  entry["lastPublishedApplicationSubmission"]["resourceLocation"] =
      "applications/" + app.id + "/submissions/" + submission;
  entry["hasAdvancedListingPermission"] = true;
  return entry;
}

/// A whole number of the query from `low` on; none when it is something else.
std::optional<std::size_t> read_number(const Form& query, std::string_view name, std::size_t low,
                                       std::size_t otherwise) {
  const auto text = query.get(name);
  if (!text) return otherwise;
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  const bool is_whole = error == std::errc() && end == text->data() + text->size();
  return is_whole && number >= low ? std::optional(number) : std::nullopt;
}

http::Response list_applications(ResourceCall& call, const Tenant& tenant) {
  const Form query = Form::parse(call.request.query()).value_or(Form{});
  const auto top = read_number(query, "top", 1, kDefaultPage);
  const auto skip = read_number(query, "skip", 0, 0);
  if (!top || !skip) {
    return fault(call, 400, "InvalidParameterValue", "The parameters top and skip must be whole numbers.");
  }
  const auto& all = tenant.store_applications;
  OrderedJson value = OrderedJson::array();
  for (std::size_t i = *skip; i < all.size() && value.size() < *top; ++i) value.push_back(describe(all[i], tenant));
  OrderedJson body;
  if (*skip < all.size() && all.size() - *skip > *top) {
    body["@nextLink"] = "applications?skip=" + std::to_string(*skip + *top) + "&top=" + std::to_string(*top);
  }
  body["value"] = std::move(value);
  body["totalCount"] = all.size();
  return answer(call, 200, body);
}

http::Response serve_application(ResourceCall& call, const Tenant& tenant, const std::string& id) {
  for (const StoreApplication& app : tenant.store_applications) {
    if (equals_ignoring_case(app.id, id)) return answer(call, 200, describe(app, tenant));
  }
  return fault(call, 404, "ResourceNotFound", "The application '" + id + "' was not found.");
}

bool is_developer(const Application& app) {
  const auto& roles = app.partner_center_roles;
  return std::any_of(roles.begin(), roles.end(),
                     [](const std::string& role) { return role == "Developer" || role == "Manager"; });
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
  if (!is_developer(*caller->app)) {
    return fault(call, 403, "Forbidden",
                 "The Azure AD application has no Developer or Manager role in this Partner Center account.");
  }
  const auto words = split_words(call.path, '/');
  const bool is_served = words.size() >= 3 && words.size() <= 4 && words[0] == "v1.0" && words[1] == "my" &&
                         equals_ignoring_case(words[2], "applications");
  if (!is_served) {
    call.is_unmatched = true;
    return fault(call, 404, "ResourceNotFound", "Resource not found");
  }
  if (call.request.method != "GET" && call.request.method != "HEAD") {
    return fault(call, 405, "MethodNotAllowed", "The method is not allowed");
  }
  return words.size() == 3 ? list_applications(call, *caller->tenant)
                           : serve_application(call, *caller->tenant, words[3]);
}

}  // namespace entra::idp
