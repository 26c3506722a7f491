#include "control/body.hpp"

#include <algorithm>

#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

bool is_of(const Json& value, ControlBody::Type type) {
  switch (type) {
    case ControlBody::Type::kString:
      return value.is_string();
    case ControlBody::Type::kBool:
      return value.is_boolean();
    case ControlBody::Type::kInteger:
      return value.is_number_integer();
  }
  return false;
}

std::string_view name_of(ControlBody::Type type) {
  switch (type) {
    case ControlBody::Type::kString:
      return "a string";
    case ControlBody::Type::kBool:
      return "true or false";
    case ControlBody::Type::kInteger:
      return "a whole number";
  }
  return "";
}

}  // namespace

http::Response control_answer(int status, const OrderedJson& body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.body = body.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
  return response;
}

http::Response control_fault(int status, std::string message, std::string pointer) {
  OrderedJson body;
  body["error"]["message"] = std::move(message);
  if (!pointer.empty()) body["error"]["pointer"] = std::move(pointer);
  return control_answer(status, body);
}

Result<ControlBody, http::Response> ControlBody::parse(const http::Request& request,
                                                       std::initializer_list<Field> known) {
  ControlBody body;
  if (request.body.empty()) return body;
  auto json = parse_json(request.body);
  if (!json) return tl::unexpected(control_fault(400, "the body is not JSON: " + json.error().message));
  if (!json->is_object()) return tl::unexpected(control_fault(400, "the body must be a JSON object"));
  std::vector<std::string> names;
  for (const Field& field : known) names.emplace_back(field.name);
  for (const auto& item : json->items()) {
    const std::string& name = item.key();
    const Json& value = item.value();
    const auto field = std::find_if(known.begin(), known.end(), [&](const Field& one) { return one.name == name; });
    if (field == known.end()) {
      const auto near = nearest(name, names);
      return tl::unexpected(control_fault(400,
                                          "unknown field '" + name + "'" +
                                              (near ? "; did you mean '" + *near + "'?" : "") +
                                              "; known: " + join(names, ", "),
                                          "/" + name));
    }
    if (!is_of(value, field->type)) {
      return tl::unexpected(
          control_fault(400, "'" + name + "' must be " + std::string(name_of(field->type)), "/" + name));
    }
  }
  body.json_ = std::move(*json);
  return body;
}

}  // namespace entra::idp
