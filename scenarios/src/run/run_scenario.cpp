#include "run/run_scenario.hpp"

#include <chrono>

#include "assert/predicate_text.hpp"
#include "run/step_runner.hpp"

namespace entra::scenarios {
namespace {

constexpr std::size_t kMaxMessage = 600;
constexpr std::size_t kMaxActual = 2000;

std::string shell_quoted(const std::string& text) {
  if (text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./") == std::string::npos)
    return text;
  std::string out = "'";
  for (char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

// '[' means itself in a --filter, and '*' and '?' do not occur in names, so the name selects itself.
std::string command_to_go_on(const Scenario& scenario, const std::string& idp) {
  return "scenarios run " + shell_quoted(scenario.source.name()) + " --filter " + shell_quoted(scenario.name) +
         " --idp " + shell_quoted(idp) + " --html out.html";
}

// Source line and carets with the columns kept, secrets starred out.
std::string excerpt_of(const SourceText& source, const FailureReport& failure, std::size_t width,
                       const SecretBook& secrets) {
  const std::string number = std::to_string(failure.line);
  std::string blanks;
  std::size_t column = 1;
  const std::string line = secrets.mask_keeping_width(source.line(failure.line));
  for (char c : line) {
    if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U) continue;
    if (column++ >= failure.column) break;
    blanks += c == '\t' ? '\t' : ' ';
  }
  return number + " | " + line + "\n" + std::string(number.size(), ' ') + " | " + blanks +
         std::string(width == 0 ? 1 : width, '^');
}

void copy_exchanges(Session& session, ScenarioReport& report) {
  for (const RawExchange& raw : session.exchanges()) {
    ExchangeReport exchange =
        describe_exchange(raw.request, raw.response ? &*raw.response : nullptr, session.secrets());
    exchange.number = report.exchanges.size() + 1;
    exchange.step = raw.step;
    exchange.virtual_time = format_rfc3339(raw.at);
    exchange.error = session.secrets().mask(raw.error);
    exchange.wall_us = raw.wall_us;
    report.exchanges.push_back(std::move(exchange));
  }
}

void mask_steps(const SourceText& source, const SecretBook& secrets, ScenarioReport& report, const std::string& next) {
  for (StepReport& step : report.steps) {
    step.title = secrets.mask(step.title);
    for (FailureReport& failure : step.failures) {
      failure.excerpt = excerpt_of(source, failure, failure.width, secrets);
      failure.message = cut_to(secrets.mask(failure.message), kMaxMessage);
      failure.actual = cut_to(secrets.mask(failure.actual), kMaxActual);
      failure.from = secrets.mask(failure.from);
      failure.why = cut_to(secrets.mask(failure.why), kMaxMessage);
      failure.next = next;
    }
  }
}

void run_on(const Scenario& scenario, IdpInstance& idp, const std::string& idp_name, const std::atomic<bool>& stop,
            ScenarioReport& report) {
  Session session(scenario, idp);
  session.learn_file_secrets();
  StepRunner runner(session, report, stop);
  if (auto begun = session.begin(); !begun) {
    report.outcome = Outcome::kError;
    report.detail = session.secrets().mask(begun.error().message);
  } else {
    bool fine = runner.run(scenario.steps);
    const bool interrupted = stop.load();
    const std::atomic<bool> never{false};
    StepRunner last(session, report, never);
    fine = last.run(scenario.always) && fine;
    report.outcome = fine ? Outcome::kPassed : Outcome::kFailed;
    if (interrupted) {
      report.outcome = Outcome::kSkipped;
      report.detail = "interrupted";
    }
  }
  report.virtual_end = format_rfc3339(session.clock().now());
  copy_exchanges(session, report);
  mask_steps(scenario.source, session.secrets(), report, command_to_go_on(scenario, idp_name));
  report.about = session.secrets().mask(report.about);
  report.source = session.secrets().mask(scenario.source.text());
}

}  // namespace

ScenarioReport run_scenario(const Scenario& scenario, IdpProvider& provider, const std::atomic<bool>& stop) {
  ScenarioReport report;
  report.name = scenario.name;
  report.file = scenario.source.name();
  report.line = scenario.source.locate(scenario.name_span.begin).line;
  report.about = scenario.about;
  report.tags = scenario.tags;
  report.seed = scenario.idp.seed;
  report.virtual_begin = report.virtual_end = format_rfc3339(scenario.idp.clock);
  const auto begin = std::chrono::steady_clock::now();
  if (scenario.skip || stop.load()) {
    report.outcome = Outcome::kSkipped;
    report.detail = scenario.skip ? *scenario.skip : "interrupted";
  } else if (auto idp = provider.open(scenario)) {
    run_on(scenario, **idp, provider.name(), stop, report);
  } else {
    report.outcome = Outcome::kError;
    report.detail = idp.error().message;
  }
  report.wall_us =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin).count();
  return report;
}

}  // namespace entra::scenarios
