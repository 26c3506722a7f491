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
    case ControlBody::Type::kNumber:
      return value.is_number();
    case ControlBody::Type::kStrings:
      return value.is_array() &&
             std::all_of(value.begin(), value.end(), [](const Json& one) { return one.is_string(); });
    case ControlBody::Type::kObject:
      return value.is_object();
    case ControlBody::Type::kText:
      return value.is_string() || value.is_number_integer();
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
    case ControlBody::Type::kNumber:
      return "a number";
    case ControlBody::Type::kStrings:
      return "an array of strings";
    case ControlBody::Type::kObject:
      return "an object";
    case ControlBody::Type::kText:
      return "a string or a whole number";
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

http::Response control_done() {
  http::Response response;
  response.status = 204;
  return response;
}

Controlled<ControlBody> ControlBody::parse(const http::Request& request, const Fields& known) {
  if (request.body.empty()) return ControlBody();
  auto json = parse_json(request.body);
  if (!json) return tl::unexpected(control_fault(400, "the body is not JSON: " + json.error().message));
  if (!json->is_object()) return tl::unexpected(control_fault(400, "the body must be a JSON object"));
  return read(std::move(*json), "", known);
}

Controlled<ControlBody> ControlBody::read(Json json, std::string pointer, const Fields& known) {
  ControlBody body;
  body.json_ = std::move(json);
  body.pointer_ = std::move(pointer);
  std::vector<std::string> names;
  for (const Field& field : known) names.emplace_back(field.name);
  for (const auto& item : body.json_.items()) {
    const std::string& name = item.key();
    const auto field = std::find_if(known.begin(), known.end(), [&](const Field& one) { return one.name == name; });
    if (field == known.end()) {
      const auto near = nearest(name, names);
      return body.fault(name, "unknown field '" + name + "'" + (near ? "; did you mean '" + *near + "'?" : "") +
                                  "; known: " + join(names, ", "));
    }
    if (!is_of(item.value(), field->type)) {
      return body.fault(name, "'" + name + "' must be " + std::string(name_of(field->type)));
    }
  }
  return body;
}

Controlled<ControlBody> ControlBody::object(std::string_view name, const Fields& known) const {
  const Json* const member = find_member(json_, name);
  return read(member == nullptr ? Json::object() : *member, pointer_ + "/" + std::string(name), known);
}

std::string ControlBody::text(std::string_view name) const {
  if (const auto number = get_integer(json_, name)) return std::to_string(*number);
  return get_string(json_, name).value_or("");
}

double ControlBody::real(std::string_view name, double otherwise) const {
  const Json* const member = find_member(json_, name);
  return member != nullptr && member->is_number() ? member->get<double>() : otherwise;
}

tl::unexpected<http::Response> ControlBody::fault(std::string_view name, const std::string& message) const {
  return tl::unexpected(control_fault(400, message, pointer_ + "/" + std::string(name)));
}

Controlled<std::int64_t> ControlBody::number_within(std::string_view name, std::int64_t least, std::int64_t most,
                                                    std::int64_t otherwise) const {
  const std::int64_t value = number(name, otherwise);
  // A number beyond 64 bits is present and yet no integer that can be read.
  const bool is_unreadable = has(name) && !get_integer(json_, name);
  if (!is_unreadable && (!has(name) || (value >= least && value <= most))) return value;
  return fault(name,
               "'" + std::string(name) + "' must be from " + std::to_string(least) + " to " + std::to_string(most));
}

}  // namespace entra::idp
