#include "run/requests.hpp"

#include "entra/support/url.hpp"

namespace entra::scenarios {
namespace {

constexpr const char* kFormType = "application/x-www-form-urlencoded";
constexpr const char* kJsonType = "application/json";

Form form_of(const Json& object) {
  Form form;
  for (const auto& [name, value] : object.items()) form.add(name, as_text(value));
  return form;
}

void set_body(const Json& filled, http::Request& request) {
  const char* type = nullptr;
  if (const Json* form = find_member(filled, "form")) {
    type = kFormType;
    request.body = form_of(*form).encode();
  } else if (const Json* json = find_member(filled, "json")) {
    type = kJsonType;
    request.body = json->dump(-1, ' ', false, Json::error_handler_t::replace);
  } else if (const auto body = get_string(filled, "body")) {
    request.body = *body;
    type = "";
  }
  if (type == nullptr) {
    request.method = "GET";
    return;
  }
  request.method = "POST";
  if (*type != '\0') request.headers.set("Content-Type", type);
}

}  // namespace

Result<http::Request> make_http_request(const Json& filled, const std::string& mock_origin) {
  http::Request request;
  request.origin = mock_origin;
  set_body(filled, request);
  if (const auto method = get_string(filled, "method")) request.method = *method;
  if (const auto path = get_string(filled, "path")) {
    if (path->empty() || path->front() != '/')
      return fail(Errc::kMalformed, "'path' became '" + *path + "' while running; it begins with '/'");
    request.target = *path;
  } else {
    auto url = parse_url(get_string(filled, "url").value_or(""));
    if (!url) return tl::unexpected<Error>(url.error().in("'url'"));
    request.origin = url->origin();
    request.target = url->target();
  }
  if (const Json* query = find_member(filled, "query"))
    request.target += (request.target.find('?') == std::string::npos ? "?" : "&") + form_of(*query).encode();
  if (const Json* headers = find_member(filled, "headers"))
    for (const auto& [name, value] : headers->items()) request.headers.set(name, as_text(value));
  return request;
}

Result<http::Request> make_control_request(const Json& filled) {
  http::Request request;
  set_body(filled, request);
  if (const auto method = get_string(filled, "method")) request.method = *method;
  request.target = get_string(filled, "path").value_or("");
  if (request.target.rfind("/_mock/", 0) != 0)
    return fail(Errc::kMalformed,
                "the path of a control step became '" + request.target + "' while running; it begins with /_mock/");
  return request;
}

}  // namespace entra::scenarios
