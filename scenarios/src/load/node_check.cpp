#include "load/node_check.hpp"

#include <algorithm>

#include "entra/support/clock.hpp"
#include "entra/support/text.hpp"

namespace entra::scenarios {
namespace {

using Kind = LocatedJson::Kind;

bool is_text_list(const LocatedJson& value) {
  return value.kind == Kind::kArray && std::all_of(value.elements.begin(), value.elements.end(),
                                                   [](const auto& e) { return e.kind == Kind::kString; });
}

bool is_whole(const LocatedJson& value) {
  return value.kind == Kind::kNumber && value.scalar.is_number_unsigned();
}

bool is_duration(const LocatedJson& value) {
  return value.kind == Kind::kString && parse_duration(value.scalar.get_ref<const std::string&>()).has_value();
}

bool fits(const LocatedJson& value, ValueType type) {
  switch (type) {
    case ValueType::kText:
      return value.kind == Kind::kString;
    case ValueType::kTextOrList:
      return value.kind == Kind::kString || is_text_list(value);
    case ValueType::kTextList:
      return is_text_list(value);
    case ValueType::kFlag:
      return value.kind == Kind::kBool;
    case ValueType::kInteger:
      return is_whole(value);
    case ValueType::kDuration:
      return is_duration(value);
    case ValueType::kLifetime:
      return is_whole(value) || is_duration(value);
    case ValueType::kInstant:
      return value.kind == Kind::kString && parse_rfc3339(value.scalar.get_ref<const std::string&>()).has_value();
    case ValueType::kObject:
      return value.kind == Kind::kObject;
    case ValueType::kArray:
      return value.kind == Kind::kArray;
    case ValueType::kAny:
      return true;
  }
  return false;
}

std::string_view in_words(ValueType type) {
  switch (type) {
    case ValueType::kText:
      return "a string";
    case ValueType::kTextOrList:
      return "a string or an array of strings";
    case ValueType::kTextList:
      return "an array of strings";
    case ValueType::kFlag:
      return "true or false";
    case ValueType::kInteger:
      return "a whole number, not negative";
    case ValueType::kDuration:
      return "an ISO 8601 duration such as PT54M59S";
    case ValueType::kLifetime:
      return "an ISO 8601 duration such as PT1H, or whole seconds";
    case ValueType::kInstant:
      return "an RFC 3339 time such as 2025-03-01T09:00:00Z";
    case ValueType::kObject:
      return "an object";
    case ValueType::kArray:
      return "an array";
    case ValueType::kAny:
      break;
  }
  return "any value";
}

// Short scalars as they are, so that the message says what stands there.
std::string shown(const LocatedJson& value) {
  const bool scalar = value.kind != Kind::kObject && value.kind != Kind::kArray;
  const std::string text = scalar ? value.scalar.dump(-1, ' ', false, Json::error_handler_t::replace) : "";
  return scalar && text.size() <= 40 ? text : std::string(value.kind_name());
}

std::vector<std::string> names_of(const std::vector<Key>& keys) {
  std::vector<std::string> names;
  for (const Key& key : keys) names.emplace_back(key.name);
  return names;
}

}  // namespace

bool is_template(const LocatedJson& value) {
  return value.kind == Kind::kString && value.scalar.get_ref<const std::string&>().find("${") != std::string::npos;
}

void NodeCheck::complain(Span span, std::string message) {
  diagnostics_.push_back(Diagnostic{source_, span, std::move(message), ""});
}

bool NodeCheck::check_type(const LocatedJson& value, const Key& key) {
  const bool structured =
      key.type == ValueType::kObject || key.type == ValueType::kArray || key.type == ValueType::kTextList;
  if (fits(value, key.type) || (!structured && is_template(value))) return true;
  complain(value.span,
           "'" + std::string(key.name) + "' must be " + std::string(in_words(key.type)) + ", not " + shown(value));
  return false;
}

bool NodeCheck::check_keys(const LocatedJson& node, const std::vector<Key>& keys, std::string_view what,
                           bool complete) {
  if (node.kind != Kind::kObject) {
    complain(node.span, std::string(what) + " must be an object, not " + std::string(node.kind_name()));
    return false;
  }
  for (const auto& member : node.members) {
    const auto key = std::find_if(keys.begin(), keys.end(), [&](const Key& k) { return k.name == member.name; });
    if (key != keys.end()) {
      check_type(member.value, *key);
      continue;
    }
    const auto near = nearest(member.name, names_of(keys));
    complain(member.name_span,
             "unknown key '" + member.name + "' in " + std::string(what) +
                 (near ? "; did you mean '" + *near + "'?" : "; known: " + join(names_of(keys), ", ")));
  }
  for (const Key& key : keys)
    if (complete && key.required && node.find(key.name) == nullptr)
      complain(Span{node.span.begin, node.span.begin + 1},
               std::string(what) + " lacks the key '" + std::string(key.name) + "'");
  return true;
}

bool NodeCheck::check_object(const LocatedJson& node, const std::vector<Key>& keys, std::string_view what) {
  return check_keys(node, keys, what, true);
}

bool NodeCheck::check_partial_object(const LocatedJson& node, const std::vector<Key>& keys, std::string_view what) {
  return check_keys(node, keys, what, false);
}

void NodeCheck::check_references(const LocatedJson& value) {
  if (value.kind == Kind::kString) check_references(value.scalar.get_ref<const std::string&>(), value.span);
  for (const LocatedJson& element : value.elements) check_references(element);
  for (const auto& member : value.members) {
    check_references(member.name, member.name_span);
    check_references(member.value);
  }
}

void NodeCheck::check_references(const std::string& text, Span span) {
  const auto references = find_references(text);
  if (!references) {
    complain(span, references.error().message);
    return;
  }
  for (const Reference& reference : *references) check_reference(reference, span);
}

void NodeCheck::check_reference(const Reference& reference, Span span) {
  // The caret goes under the reference itself when it stands in the file as it is.
  const std::size_t at = source_.text().find("${" + reference.name, span.begin);
  if (at != std::string::npos && at < span.end) {
    const std::size_t close = source_.text().find('}', at);
    span = Span{at, close == std::string::npos ? span.end : close + 1};
  }
  const auto found = variables_.find(reference.name);
  if (found == variables_.end()) {
    std::vector<std::string> names;
    for (const auto& [name, example] : variables_) names.push_back(name);
    const auto near = nearest(reference.name, names);
    complain(span, "no variable is named '" + reference.name + "' here" +
                       (near ? "; did you mean '" + *near + "'?" : "; known: " + join(names, ", ")));
    return;
  }
  const Json* example = &found->second;
  for (const std::string& member : reference.members) {
    if (!example->is_object()) return;  // known only while running
    const Json* inner = find_member(*example, member);
    if (inner == nullptr) {
      std::vector<std::string> names;
      for (const auto& [name, value] : example->items()) names.push_back(name);
      complain(span, "'" + reference.name + "' has no member '" + member + "'; it has: " + join(names, ", "));
      return;
    }
    example = inner;
  }
}

void NodeCheck::declare(const std::string& name, Json example) {
  variables_[name] = std::move(example);
}

void NodeCheck::forget(const std::string& name) {
  variables_.erase(name);
}

bool NodeCheck::check_new_name(const std::string& name, Span span) {
  const auto fine = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (name.empty() || (name[0] >= '0' && name[0] <= '9') || !std::all_of(name.begin(), name.end(), fine)) {
    complain(span, "'" + name + "' is no variable name: letters, digits and '_', not beginning with a digit");
    return false;
  }
  for (const Key& key : built_in_variables()) {
    if (key.name != name) continue;
    complain(span, "'" + name + "' is a built-in variable: " + std::string(key.about));
    return false;
  }
  return true;
}

}  // namespace entra::scenarios
