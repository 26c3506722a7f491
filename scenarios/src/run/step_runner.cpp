#include "run/step_runner.hpp"

#include <algorithm>
#include <chrono>

#include "assert/predicate_text.hpp"
#include "entra/support/text.hpp"
#include "entra/support/url.hpp"
#include "run/flows.hpp"
#include "run/requests.hpp"

namespace entra::scenarios {
namespace {

constexpr std::int64_t kMaxRepeats = 100'000;

using Steady = std::chrono::steady_clock;

std::int64_t microseconds_since(Steady::time_point begin) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - begin).count();
}

bool names_root(const std::vector<Expectation>& expectations, Root root) {
  return std::any_of(expectations.begin(), expectations.end(),
                     [&](const Expectation& e) { return e.expression.root == root; });
}

bool expects_json(const std::vector<Expectation>& expectations, std::string_view member) {
  return std::any_of(expectations.begin(), expectations.end(), [&](const Expectation& e) {
    return e.expression.root == Root::kJson && !e.expression.pointer.tokens.empty() &&
           e.expression.pointer.tokens[0] == member;
  });
}

// A value is secret when what it was taken from is, or when its new name says so.
bool saves_secret(const Save& save) {
  const auto& tokens = save.expression.pointer.tokens;
  const bool from = save.expression.root == Root::kJson && !tokens.empty() &&
                    (is_secret_name(tokens.back()) || tokens.back() == "code");
  const bool code = save.expression.root == Root::kLocation && save.expression.argument == "code";
  return from || code || is_secret_name(save.name);
}

}  // namespace

bool StepRunner::run(const std::vector<Step>& steps, const std::string& prefix, std::size_t iteration) {
  for (const Step& step : steps) {
    if (stop_.load()) return false;
    if (!run_step(step, prefix + step.id, iteration)) return false;
  }
  return true;
}

bool StepRunner::run_step(const Step& step, const std::string& path, std::size_t iteration) {
  StepReport report;
  report.id = path;
  report.kind = step.kind();
  report.title = step.title();
  report.iteration = iteration;
  report.virtual_time = format_rfc3339(session_.clock().now());
  session_.enter_step(path);
  const auto begin = Steady::now();
  const auto finish = [&] {
    report.wall_us = microseconds_since(begin);
    if (!report.failures.empty()) report.outcome = Outcome::kFailed;
    const bool fine = report.failures.empty();
    report_.steps.push_back(std::move(report));
    return fine;
  };
  const auto give_up = [&](const Error& error) {
    report.failures.push_back(failure_at(step.span, "the step could not be carried out: " + error.message));
    return finish();
  };
  if (step.skip) {
    report.outcome = Outcome::kSkipped;
    report.skip_reason = *step.skip;
    return finish();
  }
  if (!step.condition.empty()) {
    const auto holds = condition_holds(step);
    if (!holds) return give_up(holds.error());
    if (!*holds) {
      report.outcome = Outcome::kSkipped;
      report.skip_reason = "its 'if' does not hold";
      return finish();
    }
  }
  if (const auto* repeat = std::get_if<RepeatAction>(&step.action)) {
    report_.steps.push_back(std::move(report));
    return run_repeat(step, *repeat, path, report_.steps.size() - 1);
  }

  const auto answer = perform(step.action);
  if (!answer) return give_up(answer.error());
  const Answer* given = answer->has_value() ? &**answer : nullptr;
  if (given != nullptr) check_success(step, *given, report);
  if (const auto* check = std::get_if<CheckAction>(&step.action)) check_all(check->expectations, nullptr, report);
  check_all(step.expect, given, report);
  if (report.failures.empty()) save_all(step, given, report);
  if (!report.failures.empty()) {
    const std::string why = ask_why(given);
    for (FailureReport& failure : report.failures) failure.why = why;
  }
  return finish();
}

bool StepRunner::run_repeat(const Step& step, const RepeatAction& repeat, const std::string& path, std::size_t row) {
  const auto begin = Steady::now();
  const auto times = session_.fill(repeat.times);
  const bool usable = times && times->is_number_integer() && times->get<std::int64_t>() >= 0 &&
                      times->get<std::int64_t>() <= kMaxRepeats;
  if (!usable) {
    report_.steps[row].failures.push_back(
        failure_at(step.span, "'times' became " + (times ? one_line(*times) : "unknown") +
                                  "; it is a whole number from 0 to " + std::to_string(kMaxRepeats)));
    report_.steps[row].outcome = Outcome::kFailed;
    return false;
  }
  bool fine = true;
  for (std::int64_t i = 1; fine && i <= times->get<std::int64_t>(); ++i) {
    session_.set_variable(repeat.counter, i);
    fine = run(repeat.steps, path + "/", static_cast<std::size_t>(i));
  }
  StepReport& report = report_.steps[row];
  report.wall_us = microseconds_since(begin);
  if (!fine) report.outcome = Outcome::kFailed;
  return fine;
}

Result<std::optional<Answer>> StepRunner::perform(const Action& action) {
  if (const auto* flow = std::get_if<FlowAction>(&action)) {
    auto with = session_.fill(flow->with);
    if (!with) return tl::unexpected<Error>(with.error());
    auto answer = run_flow(session_, flow->flow, *with);
    if (!answer) return tl::unexpected<Error>(answer.error());
    return std::optional<Answer>(std::move(*answer));
  }
  if (const auto* http = std::get_if<HttpAction>(&action)) {
    auto filled = session_.fill(http->request);
    if (!filled) return tl::unexpected<Error>(filled.error());
    auto request = make_http_request(*filled, session_.origin());
    if (!request) return tl::unexpected<Error>(request.error());
    const auto response = session_.send(std::move(*request));
    return std::optional<Answer>(session_.answer_of(response));
  }
  if (const auto* control = std::get_if<ControlAction>(&action)) return perform_control(*control);
  if (const auto* clock = std::get_if<ClockAction>(&action)) return perform_clock(*clock);
  return std::optional<Answer>();
}

Result<std::optional<Answer>> StepRunner::perform_control(const ControlAction& control) {
  auto filled = session_.fill(control.request);
  if (!filled) return tl::unexpected<Error>(filled.error());
  auto request = make_control_request(*filled);
  if (!request) return tl::unexpected<Error>(request.error());
  const std::string path(request->path());
  const bool moves_clock = path == "/_mock/clock" && request->method != "GET";
  const auto response = session_.send(std::move(*request));
  if (response && path == "/_mock/reset") {
    // "Back to the config" would be real time; a scenario's clock begins where the file says.
    if (auto set = session_.set_clock(session_.scenario().idp.clock); !set) return tl::unexpected<Error>(set.error());
  } else if (response && moves_clock) {
    if (auto followed = session_.follow_clock(); !followed) return tl::unexpected<Error>(followed.error());
  }
  return std::optional<Answer>(session_.answer_of(response));
}

Result<std::optional<Answer>> StepRunner::perform_clock(const ClockAction& clock) {
  auto filled = session_.fill(clock.set ? *clock.set : *clock.advance);
  if (!filled) return tl::unexpected<Error>(filled.error());
  Instant to = session_.clock().now();
  if (clock.set) {
    auto time = parse_rfc3339(as_text(*filled));
    if (!time) return tl::unexpected<Error>(time.error().in("'set'"));
    to = *time;
  } else {
    auto duration = parse_duration(as_text(*filled));
    if (!duration) return tl::unexpected<Error>(duration.error().in("'advance'"));
    to += *duration;
  }
  if (auto set = session_.set_clock(to); !set) return tl::unexpected<Error>(set.error());
  return std::optional<Answer>();
}

Result<bool> StepRunner::condition_holds(const Step& step) {
  for (const Expectation& expectation : step.condition) {
    auto predicate = resolve_predicate(expectation.predicate, session_.variables());
    if (!predicate) return tl::unexpected<Error>(predicate.error());
    auto found = look_up(session_, expectation.expression, nullptr);
    if (!found) return tl::unexpected<Error>(found.error());
    if (!evaluate(*predicate, found->value ? &*found->value : nullptr).holds) return false;
  }
  return true;
}

void StepRunner::check_success(const Step& step, const Answer& answer, StepReport& report) {
  if (answer.succeeded || names_root(step.expect, Root::kStatus)) return;
  const bool validates =
      std::holds_alternative<FlowAction>(step.action) && std::get<FlowAction>(step.action).flow == "validate_token";
  if (validates && (expects_json(step.expect, "valid") || expects_json(step.expect, "reason"))) return;
  // A client that got no answer at all is expected by the client's own word for it.
  if (!answer.status && expects_json(step.expect, "kind")) return;
  FailureReport failure =
      failure_at(step.span, validates ? "expected the token to be valid"
                                      : "expected the step to succeed, as it does not expect a status");
  failure.actual = answer.failure;
  failure.from = name_exchange(session_, answer.exchange);
  report.failures.push_back(std::move(failure));
}

void StepRunner::check_all(const std::vector<Expectation>& expectations, const Answer* answer, StepReport& report) {
  for (const Expectation& expectation : expectations) {
    auto predicate = resolve_predicate(expectation.predicate, session_.variables());
    auto found = predicate ? look_up(session_, expectation.expression, answer)
                           : Result<Found>(tl::unexpected<Error>(predicate.error()));
    if (!found) {
      report.failures.push_back(failure_at(
          expectation.predicate.span, expectation.expression.text + " cannot be checked: " + found.error().message));
      continue;
    }
    const Verdict verdict = evaluate(*predicate, found->value ? &*found->value : nullptr);
    if (verdict.holds) continue;
    FailureReport failure =
        failure_at(verdict.span, "expected " + expectation.expression.text + " " + verdict.expectation);
    failure.actual = found->value ? one_line(*found->value) : "nothing there";
    const std::string& more = found->value ? verdict.detail : found->hint;
    if (!more.empty()) failure.actual += " (" + more + ")";
    failure.from = found->from;
    report.failures.push_back(std::move(failure));
  }
}

void StepRunner::save_all(const Step& step, const Answer* answer, StepReport& report) {
  for (const Save& save : step.save) {
    auto found = look_up(session_, save.expression, answer);
    if (!found || !found->value) {
      FailureReport failure = failure_at(save.span, save.expression.text + " cannot be saved as '" + save.name + "'");
      failure.actual =
          found ? "nothing there" + (found->hint.empty() ? "" : " (" + found->hint + ")") : found.error().message;
      if (found) failure.from = found->from;
      report.failures.push_back(std::move(failure));
      continue;
    }
    if (saves_secret(save)) session_.secrets().add_value(*found->value);
    session_.set_variable(save.name, std::move(*found->value));
  }
}

FailureReport StepRunner::failure_at(Span span, std::string message) const {
  const SourceText& source = session_.scenario().source;
  FailureReport failure;
  failure.message = std::move(message);
  failure.file = source.name();
  const LineColumn at = source.locate(span.begin);
  failure.line = at.line;
  failure.column = at.column;
  const LineColumn end = source.locate(std::max(span.begin, span.end));
  failure.width = end.line == at.line && end.column > at.column ? end.column - at.column : 1;
  return failure;
}

// The journal's last word on the exchange in question: the mock's decision, not only its status.
std::string StepRunner::ask_why(const Answer* answer) {
  if (answer == nullptr || answer->exchange == 0 || answer->exchange > session_.exchanges().size()) return {};
  const http::Request& request = session_.exchanges()[answer->exchange - 1].request;
  Form query;
  query.add("path", std::string(request.path()));
  const auto journal = session_.ask_control("GET", "/_mock/requests?" + query.encode());
  const Json* entries = journal ? find_member(*journal, "requests") : nullptr;
  if (entries == nullptr || !entries->is_array() || entries->empty()) return {};
  const Json& last = entries->back();
  const Json* policies = find_member(last, "policies");
  // Served without a policy having a say: nothing that the answer does not show.
  if (get_string(last, "outcome") == "served" && (policies == nullptr || policies->empty())) return {};
  std::vector<std::string> parts;
  for (const char* name : {"aadsts", "outcome", "reason", "tenant", "client_id", "user", "policies"}) {
    const Json* value = find_member(last, name);
    if (value == nullptr || value->is_null() || (value->is_string() && value->get_ref<const std::string&>().empty()) ||
        (value->is_structured() && value->empty()))
      continue;
    const std::string text = value->is_string() ? value->get<std::string>() : one_line(*value);
    parts.push_back(std::string(name) == "aadsts" ? (text.rfind("AADSTS", 0) == 0 ? text : "AADSTS" + text)
                                                  : std::string(name) + " " + text);
  }
  return parts.empty() ? "" : "the mock's journal: " + join(parts, ", ");
}

}  // namespace entra::scenarios
