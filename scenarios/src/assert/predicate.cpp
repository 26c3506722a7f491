#include "assert/predicate.hpp"

#include <algorithm>
#include <cmath>
#include <regex>

#include "assert/predicate_text.hpp"
#include "entra/support/clock.hpp"

namespace entra::scenarios {
namespace {

std::string type_of(const Json& value) {
  if (value.is_number_integer()) return "integer";
  return value.is_number() ? "number" : value.type_name();
}

std::optional<Instant> as_time(const Json& value) {
  if (!value.is_string()) return std::nullopt;
  const auto time = parse_rfc3339(value.get_ref<const std::string&>());
  return time ? std::optional(*time) : std::nullopt;
}

// Negative, zero or positive; none when the two cannot be ordered.
std::optional<int> compare(const Json& left, const Json& right) {
  if (left.is_number() && right.is_number()) return left < right ? -1 : (right < left ? 1 : 0);
  const auto a = as_time(left);
  const auto b = as_time(right);
  if (!a || !b) return std::nullopt;
  return *a < *b ? -1 : (*b < *a ? 1 : 0);
}

bool is_subset(const Json& wanted, const Json& actual) {
  if (wanted.is_object()) {
    if (!actual.is_object()) return false;
    return std::all_of(wanted.items().begin(), wanted.items().end(), [&](const auto& member) {
      const Json* other = find_member(actual, member.key());
      return other != nullptr && is_subset(member.value(), *other);
    });
  }
  if (wanted.is_array()) {
    if (!actual.is_array()) return false;
    return std::all_of(wanted.begin(), wanted.end(), [&](const Json& element) {
      return std::any_of(actual.begin(), actual.end(), [&](const Json& other) { return is_subset(element, other); });
    });
  }
  return wanted == actual;
}

std::string pointer_step(const std::string& name) {
  std::string escaped = "/";  // RFC 6901 §3
  for (char c : name) escaped += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return escaped;
}

std::string compared(const std::string& path, const Json* actual, const Json* wanted) {
  return (path.empty() ? "it" : "'" + path + "'") + " is " + (actual == nullptr ? "absent" : shorten(*actual)) +
         (wanted == nullptr ? ", which was not expected" : " instead of " + shorten(*wanted));
}

/// Where two documents part: a whole body on one line hides the one member that differs. Empty when they do not.
std::string first_difference(const Json& wanted, const Json& actual, bool subset, const std::string& path) {
  if (wanted == actual) return {};
  if (wanted.is_object() && actual.is_object()) {
    for (const auto& [name, value] : wanted.items()) {
      const Json* other = find_member(actual, name);
      if (other == nullptr) return compared(path + pointer_step(name), nullptr, &value);
      if (auto inner = first_difference(value, *other, subset, path + pointer_step(name)); !inner.empty()) return inner;
    }
    if (subset) return {};
    for (const auto& [name, value] : actual.items())
      if (find_member(wanted, name) == nullptr) return compared(path + pointer_step(name), &value, nullptr);
  }
  if (wanted.is_array() && actual.is_array() && subset) {
    for (const Json& element : wanted)
      if (!is_subset(Json::array({element}), actual))
        return (path.empty() ? "it" : "'" + path + "'") + " has no element " + shorten(element);
    return {};
  }
  if (wanted.is_array() && actual.is_array() && wanted.size() == actual.size()) {
    for (std::size_t i = 0; i < wanted.size(); ++i)
      if (auto inner = first_difference(wanted[i], actual[i], subset, path + "/" + std::to_string(i)); !inner.empty())
        return inner;
  }
  return compared(path, &actual, &wanted);
}

std::size_t utf8_length(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool contains(const Json& actual, const Json& wanted, std::string& detail) {
  if (actual.is_array()) return std::find(actual.begin(), actual.end(), wanted) != actual.end();
  if (actual.is_string()) {
    if (wanted.is_string())
      return actual.get_ref<const std::string&>().find(wanted.get_ref<const std::string&>()) != std::string::npos;
    detail = "a string can only contain a string";
    return false;
  }
  if (actual.is_object() && wanted.is_string())
    return find_member(actual, wanted.get_ref<const std::string&>()) != nullptr;
  detail = "a value of type " + type_of(actual) + " contains nothing";
  return false;
}

bool is_near(const Predicate& predicate, const Json& actual, std::string& detail) {
  const Json& wanted = predicate.operand;
  const Json& tolerance = predicate.tolerance;
  if (actual.is_number() && wanted.is_number() && tolerance.is_number())
    return std::abs(actual.get<double>() - wanted.get<double>()) <= tolerance.get<double>();
  const auto a = as_time(actual);
  const auto b = as_time(wanted);
  std::optional<milliseconds> within;
  if (tolerance.is_number()) within = milliseconds(static_cast<std::int64_t>(tolerance.get<double>() * 1000));
  if (tolerance.is_string())
    if (auto parsed = parse_duration(tolerance.get_ref<const std::string&>())) within = *parsed;
  if (a && b && within) return (*a > *b ? *a - *b : *b - *a) <= *within;
  detail = "near compares two numbers or two times (RFC 3339)";
  return false;
}

bool matches(const Json& actual, const Json& pattern, std::string& detail) {
  if (!actual.is_string()) {
    detail = "a value of type " + type_of(actual) + " is no text to match";
    return false;
  }
  try {
    return std::regex_search(actual.get_ref<const std::string&>(), std::regex(as_text(pattern)));
  } catch (const std::regex_error& error) {
    detail = std::string("not a regular expression (ECMAScript): ") + error.what();
    return false;
  }
}

bool has_length(const Predicate& child, const Json& actual, std::string& detail) {
  if (!actual.is_string() && !actual.is_structured()) {
    detail = "a value of type " + type_of(actual) + " has no length";
    return false;
  }
  const std::size_t length = actual.is_string() ? utf8_length(actual.get_ref<const std::string&>()) : actual.size();
  const Json as_number = length;
  detail = "its length is " + std::to_string(length);
  return evaluate(child, &as_number).holds;
}

bool is_ordered(Op op, const Json& actual, const Json& wanted, std::string& detail) {
  const auto order = compare(actual, wanted);
  if (!order) {
    detail = "only numbers, or times in RFC 3339, have an order";
    return false;
  }
  switch (op) {
    case Op::kLt:
      return *order < 0;
    case Op::kLe:
      return *order <= 0;
    case Op::kGt:
      return *order > 0;
    default:
      return *order >= 0;
  }
}

bool holds(const Predicate& predicate, const Json& actual, std::string& detail) {
  const Json& wanted = predicate.operand;
  switch (predicate.op) {
    case Op::kEq:
      if (actual == wanted) return true;
      if (wanted.is_object() && actual.is_object()) detail = first_difference(wanted, actual, false, "");
      if (wanted.is_array() && actual.is_array()) detail = first_difference(wanted, actual, false, "");
      return false;
    case Op::kNe:
      return actual != wanted;
    case Op::kLt:
    case Op::kLe:
    case Op::kGt:
    case Op::kGe:
      return is_ordered(predicate.op, actual, wanted, detail);
    case Op::kMatches:
      return matches(actual, wanted, detail);
    case Op::kContains:
      return contains(actual, wanted, detail);
    case Op::kOneOf:
      return wanted.is_array() && std::find(wanted.begin(), wanted.end(), actual) != wanted.end();
    case Op::kPresent:
      return wanted == Json(true);
    case Op::kType:
      return type_of(actual) == as_text(wanted) || (as_text(wanted) == "number" && actual.is_number());
    case Op::kLength:
      return has_length(predicate.children.front(), actual, detail);
    case Op::kNear:
      return is_near(predicate, actual, detail);
    case Op::kSubset:
      if (is_subset(wanted, actual)) return true;
      detail = first_difference(wanted, actual, true, "");
      return false;
    case Op::kNot:
      return !evaluate(predicate.children.front(), &actual).holds;
    case Op::kAll:
      break;
  }
  return std::all_of(predicate.children.begin(), predicate.children.end(),
                     [&](const Predicate& child) { return evaluate(child, &actual).holds; });
}

bool holds_for_absent(const Predicate& predicate) {
  if (predicate.op == Op::kPresent) return predicate.operand == Json(false);
  if (predicate.op == Op::kNot) return !holds_for_absent(predicate.children.front());
  if (predicate.op != Op::kAll) return false;
  return std::all_of(predicate.children.begin(), predicate.children.end(), holds_for_absent);
}

}  // namespace

Verdict evaluate(const Predicate& resolved, const Json* actual) {
  if (resolved.op == Op::kAll && actual != nullptr) {
    // The part that fails speaks for the whole.
    for (const Predicate& child : resolved.children)
      if (Verdict part = evaluate(child, actual); !part.holds) return part;
  }
  Verdict verdict;
  verdict.span = resolved.span;
  verdict.expectation = describe(resolved);
  verdict.holds = actual == nullptr ? holds_for_absent(resolved) : holds(resolved, *actual, verdict.detail);
  if (verdict.holds) verdict.detail.clear();
  return verdict;
}

Result<Predicate> resolve_predicate(const Predicate& predicate, const Variables& variables) {
  Predicate resolved{predicate.op, {}, {}, {}, predicate.span};
  if (predicate.children.empty()) {
    auto operand = interpolate(predicate.operand, variables);
    if (!operand) return tl::unexpected<Error>(operand.error());
    auto tolerance = interpolate(predicate.tolerance, variables);
    if (!tolerance) return tl::unexpected<Error>(tolerance.error());
    resolved.operand = std::move(*operand);
    resolved.tolerance = std::move(*tolerance);
  }
  for (const Predicate& child : predicate.children) {
    auto inner = resolve_predicate(child, variables);
    if (!inner) return inner;
    resolved.children.push_back(std::move(*inner));
  }
  return resolved;
}

}  // namespace entra::scenarios
