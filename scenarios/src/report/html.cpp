#include "report/html.hpp"

#include <fmt/format.h>

#include <map>

#include "entra/support/json_access.hpp"
#include "entra/support/text.hpp"
#include "report/terminal.hpp"

namespace entra::scenarios {
namespace {

constexpr std::size_t kMaxExchanges = 200;

constexpr const char* kStyle = R"css(
:root{color-scheme:light dark;--fg:#1b1f24;--bg:#fff;--dim:#5a636d;--line:#d0d7de;--box:#f6f8fa;--good:#1a7f37;--bad:#cf222e;--odd:#8250df;--skip:#9a6700}
@media(prefers-color-scheme:dark){:root{--fg:#e6edf3;--bg:#0d1117;--dim:#8d96a0;--line:#30363d;--box:#161b22;--good:#3fb950;--bad:#f85149;--odd:#a371f7;--skip:#d29922}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg);max-width:1080px;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin:0}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}td:last-child,th:last-child{white-space:nowrap}
pre{background:var(--box);border:1px solid var(--line);border-radius:6px;padding:.6rem;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere;font:12.5px/1.45 ui-monospace,monospace;margin:.3rem 0}
section{border-top:2px solid var(--line);padding:1rem 0}summary{cursor:pointer}.dim{color:var(--dim);fill:var(--dim)}.tag{background:var(--box);border:1px solid var(--line);border-radius:9px;padding:0 .5rem;font-size:.8rem}
.passed{color:var(--good)}.failed{color:var(--bad)}.error{color:var(--odd)}.skipped{color:var(--skip)}a{color:inherit}
.failure{border-left:4px solid var(--bad);padding-left:.8rem;margin:.6rem 0}
svg{width:100%;height:auto;background:var(--box);border:1px solid var(--line);border-radius:6px;font:12px ui-monospace,monospace}svg text{fill:var(--fg)}svg .lane{font-weight:700}
svg line{stroke:var(--fg);stroke-width:1.2}svg .life{stroke:var(--line);stroke-dasharray:4 4}svg .good line{stroke:var(--good)}svg .bad line{stroke:var(--bad)}svg .lost line{stroke:var(--odd);stroke-dasharray:3 3}
svg .bad .answer{fill:var(--bad)}svg .good .answer{fill:var(--good)}svg text.dim{fill:var(--dim)}marker path{fill:var(--dim)}
)css";

std::string anchor_of(const ScenarioReport& scenario) {
  return escape_html(fmt::format("{}-{}", scenario.name, scenario.repetition));
}

std::string badge(Outcome outcome) {
  return fmt::format("<strong class=\"{0}\">{0}</strong>", to_string(outcome));
}

std::string pretty(const std::string& body) {
  const auto json = parse_json(body);
  return json ? json->dump(2) : body;
}

std::string message_html(const char* title, const std::string& first,
                         const std::vector<std::pair<std::string, std::string>>& headers, const std::string& body) {
  std::string text = first + "\n";
  for (const auto& [name, value] : headers) text += name + ": " + value + "\n";
  if (!body.empty()) text += "\n" + pretty(body);
  return fmt::format("<div class=\"dim\">{}</div><pre>{}</pre>\n", title, escape_html(text));
}

// What changed since the token of that name before it.
std::string claim_changes(const TokenReport& token, std::map<std::string, Json>& before) {
  const auto parsed = parse_json(token.payload);
  if (!parsed) return {};
  std::vector<std::string> changes;
  if (const auto old = before.find(token.name); old != before.end()) {
    for (const auto& [name, value] : parsed->items()) {
      const Json* other = find_member(old->second, name);
      if (other == nullptr)
        changes.push_back("+ " + name);
      else if (*other != value)
        changes.push_back("~ " + name);
    }
    for (const auto& [name, value] : old->second.items())
      if (find_member(*parsed, name) == nullptr) changes.push_back("- " + name);
  }
  before[token.name] = *parsed;
  return changes.empty() ? ""
                         : "<div class=\"dim\">against the " + escape_html(token.name) +
                               " before: " + escape_html(join(changes, ", ")) + "</div>";
}

std::string exchange_html(const ScenarioReport& scenario, const ExchangeReport& exchange,
                          std::map<std::string, Json>& before) {
  const std::string answer =
      exchange.status == 0 ? exchange.error : fmt::format("{} {}", exchange.status, exchange.reason);
  std::string out = fmt::format(
      "<details id=\"{}-x{}\"><summary>{}. {} <code>{}</code> → <strong class=\"{}\">{}</strong> <span "
      "class=\"dim\">{} · step {} · {}</span></summary>\n",
      anchor_of(scenario), exchange.number, exchange.number, escape_html(exchange.method), escape_html(exchange.url),
      exchange.status == 0    ? "error"
      : exchange.status < 400 ? "passed"
                              : "failed",
      escape_html(answer), escape_html(exchange.virtual_time), escape_html(exchange.step),
      format_wall(exchange.wall_us));
  out += message_html("request", exchange.method + " " + exchange.url, exchange.request_headers, exchange.request_body);
  if (exchange.status != 0) out += message_html("answer", answer, exchange.response_headers, exchange.response_body);
  for (const TokenReport& token : exchange.tokens)
    out += fmt::format("<div class=\"dim\">{} <code>{}</code></div><pre>{}\n{}</pre>{}\n", escape_html(token.name),
                       escape_html(token.fingerprint), escape_html(token.header), escape_html(token.payload),
                       claim_changes(token, before));
  return out + "</details>\n";
}

std::string exchanges_html(const ScenarioReport& scenario) {
  std::map<std::string, Json> before;
  std::string out;
  for (std::size_t i = 0; i < scenario.exchanges.size(); ++i) {
    if (scenario.exchanges.size() > kMaxExchanges && i == kMaxExchanges / 2) {
      const std::size_t left_out = scenario.exchanges.size() - kMaxExchanges;
      out += fmt::format("<p class=\"dim\">{} exchanges left out; --json has them all</p>\n", left_out);
      i += left_out;
    }
    out += exchange_html(scenario, scenario.exchanges[i], before);
  }
  return out;
}

std::string failure_html(const FailureReport& failure) {
  std::string text = fmt::format("{}:{}:{}\n{}\n", failure.file, failure.line, failure.column, failure.excerpt);
  if (!failure.actual.empty()) text += "actual: " + failure.actual + "\n";
  if (!failure.from.empty()) text += "from:   " + failure.from + "\n";
  if (!failure.why.empty()) text += "why:    " + failure.why + "\n";
  text += "next:   " + failure.next;
  return fmt::format("<div class=\"failure\"><strong>{}</strong><pre>{}</pre></div>\n", escape_html(failure.message),
                     escape_html(text));
}

// Rounds of a repeat that all went well are summed up after the first few.
bool is_left_out(const StepReport& step) {
  return step.iteration > 2 && step.outcome == Outcome::kPassed;
}

std::string steps_html(const ScenarioReport& scenario) {
  std::string out = "<table><tr><th>step</th><th></th><th>virtual time</th><th>took</th></tr>\n";
  std::size_t left_out = 0;
  const auto flush = [&] {
    if (left_out > 0)
      out +=
          fmt::format("<tr><td colspan=\"4\" class=\"dim\">{} more steps of later rounds passed</td></tr>\n", left_out);
    left_out = 0;
  };
  for (const StepReport& step : scenario.steps) {
    if (is_left_out(step)) {
      ++left_out;
      continue;
    }
    flush();
    const std::string round =
        step.iteration > 0 ? fmt::format(" <span class=\"dim\">round {}</span>", step.iteration) : "";
    out += fmt::format(
        "<tr><td>{}{}<br><span class=\"dim\">{}</span></td><td>{} <span "
        "class=\"dim\">{}</span></td><td>{}</td><td>{}</td></tr>\n",
        escape_html(step.id), round, escape_html(step.title), badge(step.outcome), escape_html(step.skip_reason),
        escape_html(step.virtual_time), format_wall(step.wall_us));
  }
  flush();
  return out + "</table>\n";
}

std::string scenario_html(const ScenarioReport& scenario) {
  std::string out =
      fmt::format("<section id=\"{}\"><h2>{} {}</h2>\n<p class=\"dim\">{}:{} · virtual {} to {} · {} · seed {}",
                  anchor_of(scenario), escape_html(scenario.name), badge(scenario.outcome), escape_html(scenario.file),
                  scenario.line, escape_html(scenario.virtual_begin), escape_html(scenario.virtual_end),
                  format_wall(scenario.wall_us), scenario.seed);
  for (const std::string& tag : scenario.tags) out += " <span class=\"tag\">" + escape_html(tag) + "</span>";
  out += "</p>\n";
  if (!scenario.about.empty()) out += "<p>" + escape_html(scenario.about) + "</p>\n";
  if (!scenario.detail.empty())
    out += "<p class=\"" + std::string(to_string(scenario.outcome)) + "\">" + escape_html(scenario.detail) + "</p>\n";
  for (const StepReport& step : scenario.steps)
    for (const FailureReport& failure : step.failures)
      out += "<div>step " + escape_html(step.id) + "</div>" + failure_html(failure);
  out += sequence_svg(scenario);
  if (!scenario.steps.empty()) out += steps_html(scenario);
  if (!scenario.exchanges.empty())
    out += fmt::format("<details{}><summary>{} exchanges</summary>\n{}</details>\n",
                       scenario.outcome == Outcome::kFailed ? " open" : "", scenario.exchanges.size(),
                       exchanges_html(scenario));
  if (!scenario.source.empty())
    out += "<details><summary>the scenario file, secrets masked</summary><pre>" + escape_html(scenario.source) +
           "</pre></details>\n";
  return out + "</section>\n";
}

std::string overview_html(const RunReport& run) {
  const Counts counts = run.counts();
  std::string out = fmt::format(
      "<h1>Entra Harness scenarios</h1>\n<p>{} scenarios: <span class=\"passed\">{} passed</span>, <span "
      "class=\"failed\">{} failed</span>, "
      "<span class=\"error\">{} errors</span>, <span class=\"skipped\">{} skipped</span> in {}. <span class=\"dim\">{} "
      "· mock {} · {} at once{}{}</span></p>\n",
      counts.total(), counts.passed, counts.failed, counts.errors, counts.skipped, format_wall(run.wall_us),
      escape_html(run.started), escape_html(run.idp), run.jobs,
      run.shuffle_seed.empty() ? "" : " · shuffled with " + run.shuffle_seed, run.interrupted ? " · interrupted" : "");
  out += "<table><tr><th>scenario</th><th></th><th>file</th><th>exchanges</th><th>took</th></tr>\n";
  for (const ScenarioReport& scenario : run.scenarios)
    out += fmt::format(
        "<tr><td><a href=\"#{}\">{}</a></td><td>{}</td><td class=\"dim\">{}</td><td>{}</td><td>{}</td></tr>\n",
        anchor_of(scenario), escape_html(scenario.name), badge(scenario.outcome), escape_html(scenario.file),
        scenario.exchanges.size(), format_wall(scenario.wall_us));
  return out + "</table>\n";
}

}  // namespace

std::string html_text(const RunReport& run) {
  std::string out =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\">\n<title>Entra Harness scenarios</title>\n<style>";
  out += kStyle;
  out += "</style></head><body>\n";
  // The arrow head is shared by all diagrams; a hidden SVG of no size holds it.
  out +=
      "<svg width=\"0\" height=\"0\" style=\"position:absolute;width:0;height:0;border:0\" "
      "aria-hidden=\"true\"><defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" "
      "markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\"/></marker></defs></svg>\n";
  out += overview_html(run);
  for (const ScenarioReport& scenario : run.scenarios) out += scenario_html(scenario);
  return out + "</body></html>\n";
}

}  // namespace entra::scenarios
