#include "load/step_reader.hpp"

#include <algorithm>

#include "entra/support/text.hpp"
#include "entra/support/url.hpp"

namespace entra::scenarios {
namespace {

using Kind = LocatedJson::Kind;
constexpr int kMaxRepeatDepth = 4;

std::string text_or_empty(const LocatedJson* value) {
  return value != nullptr && value->kind == Kind::kString ? value->scalar.get<std::string>() : std::string();
}

std::vector<Key> all_step_keys() {
  std::vector<Key> keys = step_keys();
  keys.insert(keys.end(), step_kind_keys().begin(), step_kind_keys().end());
  return keys;
}

bool gives_answer(std::string_view kind) {
  return kind == "flow" || kind == "http" || kind == "control";
}

}  // namespace

std::vector<Step> StepReader::read_steps(const LocatedJson& array) {
  std::vector<Step> steps;
  if (array.kind != Kind::kArray) return steps;
  for (std::size_t i = 0; i < array.elements.size(); ++i)
    if (auto step = read_step(array.elements[i], i + 1)) steps.push_back(std::move(*step));
  return steps;
}

std::optional<Step> StepReader::read_step(const LocatedJson& node, std::size_t number) {
  static const std::vector<Key> keys = all_step_keys();
  if (!check_.check_object(node, keys, "a step")) return std::nullopt;

  std::vector<const LocatedJson::Member*> kinds;
  for (const auto& member : node.members)
    for (const Key& key : step_kind_keys())
      if (member.name == key.name) kinds.push_back(&member);
  if (kinds.size() != 1) {
    std::vector<std::string> names;
    for (const Key& key : step_kind_keys()) names.emplace_back(key.name);
    const Span where = kinds.empty() ? Span{node.span.begin, node.span.begin + 1} : kinds[1]->name_span;
    check_.complain(where, std::string(kinds.empty() ? "this step has no kind" : "a step has only one kind") +
                               "; exactly one of " + join(names, ", "));
    return std::nullopt;
  }
  const std::string& kind = kinds.front()->name;

  Step step;
  step.span = kinds.front()->name_span;
  step.id = text_or_empty(node.find("id"));
  if (!step.id.empty() && !ids_.insert(step.id).second)
    check_.complain(node.find("id")->span, "the id '" + step.id + "' is used by an earlier step");
  if (step.id.empty()) step.id = "step-" + std::to_string(number);
  if (const LocatedJson* skip = node.find("skip")) step.skip = text_or_empty(skip);
  if (const LocatedJson* condition = node.find("if")) step.condition = read_expectations(*condition, false, "'if'");
  if (const LocatedJson* with = node.find("with"); with != nullptr && kind != "flow")
    check_.complain(with->span, "'with' belongs to a flow; this step is '" + kind + "'");

  auto action = read_action(kind, kinds.front()->value, node);
  if (const LocatedJson* expect = node.find("expect")) {
    if (kind == "check") {
      check_.complain(expect->span, "a check step holds its expectations itself");
    } else if (kind == "repeat") {
      check_.complain(expect->span, "a repeat step expects nothing; its steps do");
    } else {
      step.expect = read_expectations(*expect, gives_answer(kind), "a " + kind + " step");
    }
  }
  if (const LocatedJson* save = node.find("save")) {
    if (kind == "repeat")
      check_.complain(save->span, "a repeat step saves nothing; its steps do");
    else
      read_saves(*save, gives_answer(kind), kind, step);
  }
  if (!action) return std::nullopt;
  step.action = std::move(*action);
  return step;
}

std::optional<Action> StepReader::read_action(std::string_view kind, const LocatedJson& value,
                                              const LocatedJson& step) {
  if (kind == "flow") return read_flow(value, step.find("with"));
  if (kind == "http") return read_http(value);
  if (kind == "control") return read_control(value);
  if (kind == "clock") return read_clock(value);
  if (kind == "repeat") return read_repeat(value);
  if (value.kind != Kind::kObject) return std::nullopt;  // complained about already
  if (value.members.empty()) check_.complain(value.span, "a check step holds at least one expectation");
  return CheckAction{read_expectations(value, false, "a check step")};
}

std::optional<Action> StepReader::read_flow(const LocatedJson& name, const LocatedJson* with) {
  const std::string text = text_or_empty(&name);
  const FlowDefinition* flow = find_flow(text);
  if (flow == nullptr) {
    if (name.kind != Kind::kString) return std::nullopt;
    std::vector<std::string> names;
    for (const FlowDefinition& known : flow_definitions()) names.emplace_back(known.name);
    const auto near = nearest(text, names);
    check_.complain(name.span, "no flow is named '" + text + "'" +
                                   (near ? "; did you mean '" + *near + "'?" : "; known: " + join(names, ", ")));
    return std::nullopt;
  }
  FlowAction action{text, Json::object()};
  if (with != nullptr) {
    if (!check_.check_partial_object(*with, flow->parameters, "'with' of " + text)) return std::nullopt;
    check_.check_references(*with);
    if (const LocatedJson* client = with->find("client"); client != nullptr && flow->takes_client) {
      const auto found = clients_.find(text_or_empty(client));
      if (found == clients_.end()) {
        std::vector<std::string> names;
        for (const auto& [known, entry] : clients_) names.push_back(known);
        const auto near = nearest(text_or_empty(client), names);
        check_.complain(client->span, "no entry of 'clients' is named '" + text_or_empty(client) + "'" +
                                          (near            ? "; did you mean '" + *near + "'?"
                                           : names.empty() ? ""
                                                           : "; known: " + join(names, ", ")));
        return std::nullopt;
      }
      for (const auto& member : found->second->members) {
        const auto taken = std::any_of(flow->parameters.begin(), flow->parameters.end(),
                                       [&](const Key& k) { return k.name == member.name; });
        if (taken) action.with[member.name] = member.value.to_json();
      }
      check_.check_references(*found->second);
    }
    for (const auto& member : with->members)
      if (member.name != "client") action.with[member.name] = member.value.to_json();
  }
  const Span span = with != nullptr ? Span{with->span.begin, with->span.begin + 1} : name.span;
  for (const Key& key : flow->parameters)
    if (key.required && !action.with.contains(key.name))
      check_.complain(span, "the flow " + text + " needs '" + std::string(key.name) + "': " + std::string(key.about));
  if (flow->takes_client) {
    for (const char* needed : {"tenant", "client_id"})
      if (!action.with.contains(needed))
        check_.complain(span, "the flow " + text + " needs '" + needed + "', here or in a client");
    check_target(*flow, action.with, span);
  }
  const auto version = get_string(action.with, "version");
  if (version && *version != "v1" && *version != "v2" && version->find("${") == std::string::npos)
    check_.complain(span, "'version' is v1 or v2, not '" + *version + "'");
  return action;
}

void StepReader::check_target(const FlowDefinition& flow, const Json& with, Span span) {
  const bool resource = with.contains("resource");
  const bool scope = with.contains("scope");
  if (resource && scope) check_.complain(span, "'resource' and 'scope' exclude each other");
  if (flow.needs_target && !resource && !scope)
    check_.complain(span, "the flow " + std::string(flow.name) + " needs 'resource' or 'scope'");
  if (with.contains("client_secret") && with.contains("certificate_file"))
    check_.complain(span, "'client_secret' and 'certificate_file' exclude each other");
  if (with.contains("certificate_file") != with.contains("key_file"))
    check_.complain(span, "'certificate_file' and 'key_file' belong together");
}

std::optional<Action> StepReader::read_http(const LocatedJson& value) {
  if (!check_.check_object(value, http_keys(), "an http step")) return std::nullopt;
  check_.check_references(value);
  const LocatedJson* path = value.find("path");
  const LocatedJson* url = value.find("url");
  if ((path == nullptr) == (url == nullptr)) {
    check_.complain(url != nullptr ? url->span : Span{value.span.begin, value.span.begin + 1},
                    "an http step has either 'path' or 'url'");
    return std::nullopt;
  }
  if (path != nullptr && !is_template(*path) && text_or_empty(path).rfind('/', 0) != 0)
    check_.complain(path->span, "'path' begins with '/'; another host's address is given as 'url'");
  if (url != nullptr && !is_template(*url) && !parse_url(text_or_empty(url)))
    check_.complain(url->span, "'url' must be an absolute http or https URL without a fragment");
  int bodies = 0;
  for (const char* name : {"form", "json", "body"})
    if (const LocatedJson* body = value.find(name); body != nullptr && ++bodies == 2)
      check_.complain(body->span, "a request has one body: 'form', 'json' or 'body'");
  for (const char* name : {"headers", "query", "form"}) {
    const LocatedJson* object = value.find(name);
    if (object == nullptr || object->kind != Kind::kObject) continue;
    for (const auto& member : object->members)
      if (member.value.kind == Kind::kObject || member.value.kind == Kind::kArray)
        check_.complain(member.value.span, "a value in '" + std::string(name) + "' is text, a number or a flag, not " +
                                               std::string(member.value.kind_name()));
  }
  return HttpAction{value.to_json()};
}

std::optional<Action> StepReader::read_control(const LocatedJson& value) {
  if (!check_.check_object(value, control_keys(), "a control step")) return std::nullopt;
  check_.check_references(value);
  const LocatedJson* path = value.find("path");
  if (path != nullptr && path->kind == Kind::kString && text_or_empty(path).rfind("/_mock/", 0) != 0)
    check_.complain(path->span, "a control step's path begins with /_mock/");
  return ControlAction{value.to_json()};
}

std::optional<Action> StepReader::read_clock(const LocatedJson& value) {
  if (!check_.check_object(value, clock_keys(), "a clock step")) return std::nullopt;
  check_.check_references(value);
  ClockAction action;
  if (const LocatedJson* set = value.find("set")) action.set = set->to_json();
  if (const LocatedJson* advance = value.find("advance")) action.advance = advance->to_json();
  if (action.set.has_value() == action.advance.has_value()) {
    check_.complain(value.span, "a clock step has either 'set' or 'advance'");
    return std::nullopt;
  }
  return action;
}

std::optional<Action> StepReader::read_repeat(const LocatedJson& value) {
  if (!check_.check_object(value, repeat_keys(), "a repeat step")) return std::nullopt;
  if (depth_ >= kMaxRepeatDepth) {
    check_.complain(value.span, "repeat steps are nested more than " + std::to_string(kMaxRepeatDepth) + " deep");
    return std::nullopt;
  }
  RepeatAction action;
  if (const LocatedJson* times = value.find("times")) {
    check_.check_references(*times);
    action.times = times->to_json();
  }
  if (const LocatedJson* counter = value.find("counter")) {
    action.counter = text_or_empty(counter);
    check_.check_new_name(action.counter, counter->span);
  }
  const LocatedJson* steps = value.find("steps");
  if (steps == nullptr) return std::nullopt;
  if (steps->kind == Kind::kArray && steps->elements.empty()) check_.complain(steps->span, "'steps' is empty");
  ++depth_;
  check_.declare(action.counter, 1);
  action.steps = read_steps(*steps);
  check_.forget(action.counter);
  --depth_;
  return action;
}

std::optional<Expression> StepReader::read_expression(const std::string& text, Span span, bool has_answer,
                                                      std::string_view what) {
  auto expression = parse_expression(text);
  if (!expression) {
    check_.complain(span, expression.error().message);
    return std::nullopt;
  }
  if (!has_answer && expression->needs_answer()) {
    check_.complain(span, "'" + text + "' needs an answer, which " + std::string(what) +
                              " has not; it can look at journal:, var:, jwt(${name}): and now");
    return std::nullopt;
  }
  check_.check_references(text, span);
  if (expression->root == Root::kVar && !check_.is_declared(expression->argument)) {
    check_.check_references("${" + expression->argument + "}", span);
    return std::nullopt;
  }
  return std::move(*expression);
}

std::vector<Expectation> StepReader::read_expectations(const LocatedJson& node, bool has_answer,
                                                       std::string_view what) {
  std::vector<Expectation> expectations;
  if (node.kind != Kind::kObject) return expectations;  // complained about by the key table
  for (const auto& member : node.members) {
    auto expression = read_expression(member.name, member.name_span, has_answer, what);
    auto predicate = parse_predicate(check_.source(), member.value, check_.diagnostics());
    check_.check_references(member.value);
    if (expression && predicate)
      expectations.push_back({std::move(*expression), std::move(*predicate), member.name_span});
  }
  return expectations;
}

void StepReader::read_saves(const LocatedJson& node, bool has_answer, std::string_view kind, Step& step) {
  if (node.kind != Kind::kObject) return;
  std::vector<std::string> saved;
  for (const auto& member : node.members) {
    if (!check_.check_new_name(member.name, member.name_span)) continue;
    if (member.value.kind != Kind::kString) {
      check_.complain(member.value.span, "a saved value is named by an expression such as \"json:/refresh_token\"");
      continue;
    }
    auto expression = read_expression(member.value.scalar.get<std::string>(), member.value.span, has_answer,
                                      "a " + std::string(kind) + " step");
    if (expression) step.save.push_back({member.name, std::move(*expression), member.value.span});
    saved.push_back(member.name);
  }
  for (const std::string& name : saved) check_.declare(name);
}

}  // namespace entra::scenarios
