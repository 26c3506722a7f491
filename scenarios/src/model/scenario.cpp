#include "model/scenario.hpp"

namespace entra::scenarios {
namespace {

std::string text_of(const Json& object, std::string_view name, std::string otherwise) {
  return get_string(object, name).value_or(std::move(otherwise));
}

struct Titles {
  std::string operator()(const FlowAction& action) const { return "flow " + action.flow; }
  std::string operator()(const HttpAction& action) const {
    const bool has_body =
        action.request.contains("form") || action.request.contains("json") || action.request.contains("body");
    return text_of(action.request, "method", has_body ? "POST" : "GET") + " " +
           text_of(action.request, "path", text_of(action.request, "url", "/"));
  }
  std::string operator()(const ControlAction& action) const {
    return "control " + text_of(action.request, "path", "/_mock/");
  }
  std::string operator()(const ClockAction& action) const {
    return action.set ? "clock set " + as_text(*action.set) : "clock advance " + as_text(*action.advance);
  }
  std::string operator()(const CheckAction&) const { return "check"; }
  std::string operator()(const RepeatAction& action) const { return "repeat " + as_text(action.times) + " times"; }
};

}  // namespace

std::string_view Step::kind() const {
  constexpr std::string_view kNames[] = {"flow", "http", "control", "clock", "check", "repeat"};
  return kNames[action.index()];
}

std::string Step::title() const {
  return std::visit(Titles{}, action);
}

}  // namespace entra::scenarios
