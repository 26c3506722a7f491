#include <algorithm>
#include <array>
#include <regex>

#include "assert/predicate.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/text.hpp"

namespace entra::scenarios {
namespace {

const std::vector<std::string> kTypes{"string", "number", "integer", "boolean", "array", "object", "null"};

bool has_reference(const Json& value) {
  return value.is_string() && value.get_ref<const std::string&>().find("${") != std::string::npos;
}

class Parser {
 public:
  Parser(const SourceText& source, std::vector<Diagnostic>& diagnostics) : source_(source), diagnostics_(diagnostics) {}

  std::optional<Predicate> parse(const LocatedJson& node) {
    if (node.kind != LocatedJson::Kind::kObject) return Predicate{Op::kEq, node.to_json(), {}, {}, node.span};
    if (node.members.size() != 1) {
      return complain(node.span, "an object here holds exactly one operator, this one holds " +
                                     std::to_string(node.members.size()) +
                                     R"(; an object to compare with is written {"eq": {…}})");
    }
    const LocatedJson::Member& member = node.members.front();
    for (const OperatorInfo& info : operators())
      if (info.name == member.name) return parse_operand(info.op, member.value);
    std::vector<std::string> names;
    for (const OperatorInfo& info : operators()) names.emplace_back(info.name);
    const auto near = nearest(member.name, names);
    return complain(member.name_span, "'" + member.name + "' is no operator" +
                                          (near ? "; did you mean '" + *near + "'?" : "; known: " + join(names, ", ")));
  }

 private:
  std::nullopt_t complain(Span span, std::string message) {
    diagnostics_.push_back(Diagnostic{source_, span, std::move(message), ""});
    return std::nullopt;
  }

  std::optional<Predicate> parse_operand(Op op, const LocatedJson& value) {
    Predicate predicate{op, value.to_json(), {}, {}, value.span};
    const Json& operand = predicate.operand;
    const bool open = has_reference(operand);
    switch (op) {
      case Op::kLt:
      case Op::kLe:
      case Op::kGt:
      case Op::kGe:
        if (!operand.is_number() && !operand.is_string())
          return complain(value.span, "an order is compared with a number or a time (RFC 3339)");
        break;
      case Op::kMatches:
        return parse_pattern(std::move(predicate), open);
      case Op::kOneOf:
        if (!operand.is_array() && !open) return complain(value.span, "one_of takes an array");
        break;
      case Op::kPresent:
        if (!operand.is_boolean()) return complain(value.span, "present takes true or false");
        break;
      case Op::kType:
        if (!operand.is_string() ||
            (!open && std::find(kTypes.begin(), kTypes.end(), as_text(operand)) == kTypes.end()))
          return complain(value.span, "type takes one of " + join(kTypes, ", "));
        break;
      case Op::kNear:
        return parse_near(value);
      case Op::kSubset:
        if (!operand.is_structured() && !open) return complain(value.span, "subset takes an object or an array");
        break;
      case Op::kLength:
      case Op::kNot:
        return parse_child(std::move(predicate), value);
      case Op::kAll:
        return parse_all(std::move(predicate), value);
      case Op::kEq:
      case Op::kNe:
      case Op::kContains:
        break;
    }
    return predicate;
  }

  std::optional<Predicate> parse_pattern(Predicate predicate, bool open) {
    if (!predicate.operand.is_string())
      return complain(predicate.span, "matches takes a regular expression (ECMAScript)");
    if (open) return predicate;
    try {
      const std::regex pattern(predicate.operand.get<std::string>());
    } catch (const std::regex_error& error) {
      return complain(predicate.span, std::string("not a regular expression (ECMAScript): ") + error.what());
    }
    return predicate;
  }

  std::optional<Predicate> parse_near(const LocatedJson& value) {
    const LocatedJson* wanted = value.kind == LocatedJson::Kind::kObject ? value.find("value") : nullptr;
    const LocatedJson* within = value.kind == LocatedJson::Kind::kObject ? value.find("within") : nullptr;
    if (wanted == nullptr || within == nullptr || value.members.size() != 2)
      return complain(value.span, R"(near takes {"value": …, "within": …})");
    Predicate predicate{Op::kNear, wanted->to_json(), within->to_json(), {}, value.span};
    const Json& tolerance = predicate.tolerance;
    const bool duration =
        tolerance.is_string() && (has_reference(tolerance) || parse_duration(as_text(tolerance)).has_value());
    if (!tolerance.is_number() && !duration)
      return complain(within->span, "within takes a number or an ISO 8601 duration such as PT5S");
    return predicate;
  }

  std::optional<Predicate> parse_child(Predicate predicate, const LocatedJson& value) {
    auto child = parse(value);
    if (!child) return std::nullopt;
    if (predicate.op == Op::kLength && child->op == Op::kEq && !child->operand.is_number_integer() &&
        !has_reference(child->operand))
      return complain(value.span, "length takes a whole number or a predicate about one");
    predicate.children.push_back(std::move(*child));
    return predicate;
  }

  std::optional<Predicate> parse_all(Predicate predicate, const LocatedJson& value) {
    if (value.kind != LocatedJson::Kind::kArray || value.elements.empty())
      return complain(value.span, "all takes an array of predicates");
    for (const LocatedJson& element : value.elements) {
      auto child = parse(element);
      if (!child) return std::nullopt;
      predicate.children.push_back(std::move(*child));
    }
    return predicate;
  }

  const SourceText& source_;
  std::vector<Diagnostic>& diagnostics_;
};

}  // namespace

const std::vector<OperatorInfo>& operators() {
  static const std::vector<OperatorInfo> all{
      {Op::kEq, "eq", "equal, in depth; numbers by value"},
      {Op::kNe, "ne", "not equal"},
      {Op::kLt, "lt", "less than; numbers, or times in RFC 3339"},
      {Op::kLe, "le", "at most"},
      {Op::kGt, "gt", "greater than"},
      {Op::kGe, "ge", "at least"},
      {Op::kMatches, "matches", "a regular expression (ECMAScript) is found in the text"},
      {Op::kContains, "contains", "the text holds this text, the array this element, or the object this member name"},
      {Op::kOneOf, "one_of", "equal to one element of the array"},
      {Op::kPresent, "present", "the value exists (true) or does not (false)"},
      {Op::kType, "type", "string, number, integer, boolean, array, object or null"},
      {Op::kLength, "length", "number of characters, elements or members: a number or a predicate about one"},
      {Op::kNear, "near", "a number or time within a distance of another: {\"value\": …, \"within\": …}"},
      {Op::kSubset, "subset", "the object has at least these members, the array at least these elements, in depth"},
      {Op::kNot, "not", "the predicate inside does not hold"},
      {Op::kAll, "all", "every predicate of the array holds"},
  };
  return all;
}

std::optional<Predicate> parse_predicate(const SourceText& source, const LocatedJson& node,
                                         std::vector<Diagnostic>& diagnostics) {
  return Parser(source, diagnostics).parse(node);
}

}  // namespace entra::scenarios
