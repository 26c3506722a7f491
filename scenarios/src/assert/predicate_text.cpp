#include "assert/predicate_text.hpp"

#include <string_view>

namespace entra::scenarios {
namespace {

std::string without_to_be(const std::string& text) {
  constexpr std::string_view kStart = "to be ";
  return text.rfind(kStart, 0) == 0 ? text.substr(kStart.size()) : "a number " + text;
}

}  // namespace

std::string one_line(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string cut_to(std::string text, std::size_t limit) {
  if (text.size() <= limit) return text;
  std::size_t cut = limit;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;  // not inside a UTF-8 character
  return text.substr(0, cut) + "…";
}

std::string describe(const Predicate& predicate) {
  const std::string value = one_line(predicate.operand);
  switch (predicate.op) {
    case Op::kEq:
      return "to be " + value;
    case Op::kNe:
      return "to be anything but " + value;
    case Op::kLt:
      return "to be less than " + value;
    case Op::kLe:
      return "to be at most " + value;
    case Op::kGt:
      return "to be greater than " + value;
    case Op::kGe:
      return "to be at least " + value;
    case Op::kMatches:
      return "to match /" + as_text(predicate.operand) + "/";
    case Op::kContains:
      return "to contain " + value;
    case Op::kOneOf:
      return "to be one of " + value;
    case Op::kPresent:
      return predicate.operand == Json(false) ? "to be absent" : "to be present";
    case Op::kType:
      return "to be of type " + as_text(predicate.operand);
<<<<<<< HEAD
    case Op::kLength: {
      constexpr std::string_view kToBe = "to be ";
      const std::string length = describe(predicate.children.front());
      const bool is_comparison = length.rfind(kToBe, 0) == 0;
      return "to have a length " + (is_comparison ? "that is " + length.substr(kToBe.size()) : length);
    }
=======
    case Op::kLength:
      return "to have a length that is " + without_to_be(describe(predicate.children.front()));
>>>>>>> runner2
    case Op::kNear:
      return "to be within " + as_text(predicate.tolerance) + " of " + value;
    case Op::kSubset:
      return "to hold at least " + value;
    case Op::kNot:
      return "not " + describe(predicate.children.front());
    case Op::kAll:
      break;
  }
  std::string all;
  for (const Predicate& child : predicate.children) all += (all.empty() ? "" : " and ") + describe(child);
  return all;
}

}  // namespace entra::scenarios
