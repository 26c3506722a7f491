#include "load/schema.hpp"

#include "assert/predicate.hpp"
#include "entra/support/json_access.hpp"
#include "entra/support/text.hpp"
#include "model/expression.hpp"
#include "model/vocabulary.hpp"

namespace entra::scenarios {
namespace {

OrderedJson ref(const char* name) {
  return {{"$ref", std::string("#/$defs/") + name}};
}

OrderedJson schema_of(ValueType type) {
  switch (type) {
    case ValueType::kText:
      return {{"type", "string"}};
    case ValueType::kTextOrList:
      return {{"oneOf", {{{"type", "string"}}, {{"type", "array"}, {"items", {{"type", "string"}}}}}}};
    case ValueType::kTextList:
      return {{"type", "array"}, {"items", {{"type", "string"}}}};
    case ValueType::kFlag:
      return {{"anyOf", {{{"type", "boolean"}}, ref("reference")}}};
    case ValueType::kInteger:
      return {{"anyOf", {{{"type", "integer"}, {"minimum", 0}}, ref("reference")}}};
    case ValueType::kDuration:
      return ref("duration");
    case ValueType::kLifetime:
      return {{"anyOf", {{{"type", "integer"}, {"minimum", 0}}, ref("duration")}}};
    case ValueType::kInstant:
      return {{"anyOf", {{{"type", "string"}, {"format", "date-time"}}, ref("reference")}}};
    case ValueType::kObject:
      return {{"type", "object"}};
    case ValueType::kArray:
      return {{"type", "array"}};
    case ValueType::kAny:
      break;
  }
  return OrderedJson::object();
}

OrderedJson object_schema(const std::vector<Key>& keys) {
  OrderedJson properties = OrderedJson::object();
  OrderedJson required = OrderedJson::array();
  for (const Key& key : keys) {
    OrderedJson property = schema_of(key.type);
    property["description"] = key.about;
    properties[std::string(key.name)] = std::move(property);
    if (key.required) required.push_back(key.name);
  }
  OrderedJson schema{{"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

void point_at(OrderedJson& object, const char* property, OrderedJson schema) {
  schema["description"] = object["properties"][property]["description"];
  object["properties"][property] = std::move(schema);
}

OrderedJson predicate_schema() {
  OrderedJson properties = OrderedJson::object();
  for (const OperatorInfo& info : operators()) {
    OrderedJson operand = OrderedJson::object();
    switch (info.op) {
      case Op::kNot:
      case Op::kLength:
        operand = ref("predicate");
        break;
      case Op::kAll:
        operand = {{"type", "array"}, {"minItems", 1}, {"items", ref("predicate")}};
        break;
      case Op::kPresent:
        operand = {{"type", "boolean"}};
        break;
      case Op::kMatches:
        operand = {{"type", "string"}};
        break;
      case Op::kNear:
        operand = {{"type", "object"},
                   {"additionalProperties", false},
                   {"required", {"value", "within"}},
                   {"properties", {{"value", OrderedJson::object()}, {"within", {{"type", {"number", "string"}}}}}}};
        break;
      default:
        break;
    }
    operand["description"] = info.about;
    properties[std::string(info.name)] = std::move(operand);
  }
  return {{"description", "a bare scalar or array means equal; an object holds exactly one operator"},
          {"anyOf",
           {{{"type", {"string", "number", "boolean", "null", "array"}}},
            {{"type", "object"},
             {"minProperties", 1},
             {"maxProperties", 1},
             {"additionalProperties", false},
             {"properties", std::move(properties)}}}}};
}

OrderedJson step_schema() {
  std::vector<Key> keys = step_keys();
  keys.insert(keys.end(), step_kind_keys().begin(), step_kind_keys().end());
  OrderedJson step = object_schema(keys);
  OrderedJson kinds = OrderedJson::array();
  for (const Key& key : step_kind_keys()) kinds.push_back({{"required", {key.name}}});
  step["oneOf"] = std::move(kinds);

  OrderedJson flows = OrderedJson::array();
  OrderedJson flow_rules = OrderedJson::array();
  for (const FlowDefinition& flow : flow_definitions()) {
    flows.push_back(flow.name);
    std::vector<Key> parameters = flow.parameters;
    for (Key& key : parameters) key.required = key.required && !flow.takes_client;  // may come from the client
    flow_rules.push_back({{"if", {{"properties", {{"flow", {{"const", flow.name}}}}}, {"required", {"flow"}}}},
                          {"then", {{"properties", {{"with", object_schema(parameters)}}}}}});
  }
  point_at(step, "flow", {{"enum", std::move(flows)}});
  step["allOf"] = std::move(flow_rules);
  for (const char* name : {"expect", "if", "check"}) point_at(step, name, ref("expectations"));
  point_at(step, "save", {{"type", "object"}, {"additionalProperties", ref("expression")}});
  point_at(step, "http", object_schema(http_keys()));
  point_at(step, "control", object_schema(control_keys()));
  point_at(step, "clock", object_schema(clock_keys()));
  OrderedJson repeat = object_schema(repeat_keys());
  point_at(repeat, "steps", {{"type", "array"}, {"minItems", 1}, {"items", ref("step")}});
  point_at(step, "repeat", std::move(repeat));
  return step;
}

}  // namespace

std::string schema_text() {
  OrderedJson schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "Entra Harness scenario"}};
  schema.update(object_schema(root_keys()));
  point_at(schema, "scenario", {{"type", "string"}, {"pattern", "^[a-z0-9]+(-[a-z0-9]+)*$"}});
  OrderedJson idp = object_schema(idp_keys());
  point_at(idp, "lifetimes", object_schema(lifetime_keys()));
  point_at(schema, "idp", std::move(idp));
  point_at(schema, "clients", {{"type", "object"}, {"additionalProperties", object_schema(client_keys())}});
  point_at(schema, "matrix",
           {{"type", "object"}, {"minProperties", 1}, {"additionalProperties", {{"type", "array"}, {"minItems", 1}}}});
  for (const char* name : {"steps", "always"}) point_at(schema, name, {{"type", "array"}, {"items", ref("step")}});
  schema["properties"]["steps"]["minItems"] = 1;
  OrderedJson& defs = schema["$defs"];
  defs["step"] = step_schema();
  defs["expectations"] = {
      {"type", "object"}, {"propertyNames", ref("expression")}, {"additionalProperties", ref("predicate")}};
  defs["expression"] = {{"type", "string"},
                        {"description", "one of " + join(expression_forms(), ", ")},
                        {"pattern",
                         "^(status|reason|body|now|header:.+|location:.+|json:.*|jwt\\(.+\\):/"
                         "(header|payload).*|journal(\\(.*\\))?:.*|var:.+)$"}};
  defs["predicate"] = predicate_schema();
  defs["reference"] = {{"type", "string"}, {"pattern", "\\$\\{"}, {"description", "text with ${references}"}};
  defs["duration"] = {
      {"type", "string"}, {"pattern", "^-?P|\\$\\{"}, {"description", "ISO 8601, such as PT54M59S or P90D"}};
  return schema.dump(2) + "\n";
}

}  // namespace entra::scenarios
