#pragma once
// A scenario as loaded: checked, positions kept, references not yet replaced.

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "assert/predicate.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/located_json.hpp"
#include "model/expression.hpp"
#include "model/variables.hpp"

namespace entra::scenarios {

struct Expectation {
  Expression expression;
  Predicate predicate;
  Span key_span;
};

struct Save {
  std::string name;
  Expression expression;
  Span span;
};

struct Step;

struct FlowAction {
  std::string flow;
  Json with;  ///< the client's keys merged in
};
struct HttpAction {
  Json request;
};
struct ControlAction {
  Json request;
};
struct ClockAction {
  std::optional<Json> set;
  std::optional<Json> advance;
};
struct CheckAction {
  std::vector<Expectation> expectations;
};
struct RepeatAction {
  Json times;
  std::string counter{"i"};
  std::vector<Step> steps;
};
using Action = std::variant<FlowAction, HttpAction, ControlAction, ClockAction, CheckAction, RepeatAction>;

struct Step {
  std::string id;  ///< given, or "step-3"
  Span span;       ///< of the step's kind, for carets
  Action action;
  std::vector<Expectation> expect;
  std::vector<Save> save;
  std::vector<Expectation> condition;
  std::optional<std::string> skip;

  [[nodiscard]] std::string_view kind() const;  ///< "flow", "http", …
  [[nodiscard]] std::string title() const;      ///< "flow refresh", "clock advance PT1H"
};

struct IdpSettings {
  std::string directory;  ///< path of the mock's config; empty: the built-in one
  Instant clock;
  std::uint64_t seed{0};
  std::map<std::string, seconds> lifetimes;  ///< by the names of the config file
};

struct Scenario {
  SourceText source;
  std::string name;  ///< with its matrix case: "name[axis=value]"
  Span name_span;
  std::string about;
  std::vector<std::string> tags;
  std::optional<std::string> skip;
  IdpSettings idp;
  std::vector<std::pair<std::string, Json>> vars;  ///< in order
  std::vector<Step> steps;
  std::vector<Step> always;
};

}  // namespace entra::scenarios
