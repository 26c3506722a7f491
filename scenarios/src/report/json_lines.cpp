#include "report/json_lines.hpp"

#include "entra/support/json_access.hpp"

namespace entra::scenarios {
namespace {

OrderedJson headers_json(const std::vector<std::pair<std::string, std::string>>& headers) {
  OrderedJson array = OrderedJson::array();
  for (const auto& [name, value] : headers) array.push_back({{"name", name}, {"value", value}});
  return array;
}

OrderedJson embedded(const std::string& json_text) {
  auto parsed = parse_json(json_text);
  return parsed ? OrderedJson(*parsed) : OrderedJson(json_text);
}

OrderedJson step_event(const ScenarioReport& scenario, const StepReport& step) {
  OrderedJson event{
      {"event", "step"}, {"scenario", scenario.name}, {"id", step.id}, {"kind", step.kind}, {"title", step.title}};
  if (step.iteration > 0) event["iteration"] = step.iteration;
  event["outcome"] = to_string(step.outcome);
  if (!step.skip_reason.empty()) event["reason"] = step.skip_reason;
  event["virtual_time"] = step.virtual_time;
  event["wall_us"] = step.wall_us;
  for (const FailureReport& failure : step.failures)
    event["failures"].push_back({{"message", failure.message},
                                 {"file", failure.file},
                                 {"line", failure.line},
                                 {"column", failure.column},
                                 {"actual", failure.actual},
                                 {"from", failure.from},
                                 {"why", failure.why},
                                 {"next", failure.next}});
  return event;
}

OrderedJson exchange_event(const ScenarioReport& scenario, const ExchangeReport& exchange) {
  OrderedJson event{{"event", "exchange"},
                    {"scenario", scenario.name},
                    {"number", exchange.number},
                    {"step", exchange.step},
                    {"virtual_time", exchange.virtual_time},
                    {"lane", exchange.lane},
                    {"method", exchange.method},
                    {"url", exchange.url},
                    {"request_headers", headers_json(exchange.request_headers)},
                    {"request_body", exchange.request_body}};
  if (exchange.status != 0) {
    event["status"] = exchange.status;
    event["reason"] = exchange.reason;
    event["response_headers"] = headers_json(exchange.response_headers);
    event["response_body"] = exchange.response_body;
  } else {
    event["error"] = exchange.error;
  }
  event["wall_us"] = exchange.wall_us;
  for (const TokenReport& token : exchange.tokens)
    event["tokens"].push_back({{"name", token.name},
                               {"fingerprint", token.fingerprint},
                               {"header", embedded(token.header)},
                               {"payload", embedded(token.payload)}});
  return event;
}

}  // namespace

std::string json_lines(const RunReport& run) {
  std::string out;
  const auto write = [&out](const OrderedJson& event) {
    out += event.dump(-1, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
  };
  write({{"event", "run_started"},
         {"at", run.started},
         {"idp", run.idp},
         {"jobs", run.jobs},
         {"shuffle", run.shuffle_seed},
         {"scenarios", run.scenarios.size()}});
  for (const ScenarioReport& scenario : run.scenarios) {
    write({{"event", "scenario_started"},
           {"scenario", scenario.name},
           {"file", scenario.file},
           {"line", scenario.line},
           {"tags", scenario.tags},
           {"repetition", scenario.repetition},
           {"seed", scenario.seed},
           {"virtual_time", scenario.virtual_begin}});
    for (const StepReport& step : scenario.steps) write(step_event(scenario, step));
    for (const ExchangeReport& exchange : scenario.exchanges) write(exchange_event(scenario, exchange));
    write({{"event", "scenario_finished"},
           {"scenario", scenario.name},
           {"repetition", scenario.repetition},
           {"outcome", to_string(scenario.outcome)},
           {"detail", scenario.detail},
           {"virtual_time", scenario.virtual_end},
           {"wall_us", scenario.wall_us}});
  }
  const Counts counts = run.counts();
  write({{"event", "run_finished"},
         {"passed", counts.passed},
         {"failed", counts.failed},
         {"errors", counts.errors},
         {"skipped", counts.skipped},
         {"interrupted", run.interrupted},
         {"wall_us", run.wall_us}});
  return out;
}

}  // namespace entra::scenarios
