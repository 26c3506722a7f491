#include "report/junit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <pugixml.hpp>
#include <sstream>

#include "entra/support/text.hpp"
#include "report/exchange_log.hpp"

namespace entra::scenarios {
namespace {

std::string seconds_text(std::int64_t microseconds) {
  return fmt::format("{:.6f}", static_cast<double>(microseconds) / 1e6);
}

// "suites/mfa/refresh.scenario.json" as "suites.mfa.refresh": what CI systems group by.
std::string class_name(const std::string& file) {
  std::string name = std::filesystem::path(file).lexically_normal().relative_path().string();
  constexpr std::string_view kSuffix = ".scenario.json";
  if (name.size() > kSuffix.size() && name.compare(name.size() - kSuffix.size(), kSuffix.size(), kSuffix) == 0)
    name.resize(name.size() - kSuffix.size());
  while (name.rfind("../", 0) == 0) name.erase(0, 3);
  std::replace(name.begin(), name.end(), '.', '_');
  std::replace(name.begin(), name.end(), '/', '.');
  return name;
}

// XML 1.0 has no place for most control characters, escaped or not.
std::string printable(std::string text) {
  std::erase_if(text,
                [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r'; });
  return text;
}

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(printable(value).c_str());
}

void add_property(pugi::xml_node properties, const char* name, const std::string& value) {
  pugi::xml_node property = properties.append_child("property");
  set(property, "name", name);
  set(property, "value", value);
}

std::string failure_body(const FailureReport& failure) {
  std::string text = failure.message + "\n--> " + fmt::format("{}:{}:{}", failure.file, failure.line, failure.column) +
                     "\n" + failure.excerpt + "\n";
  if (!failure.actual.empty()) text += "actual: " + failure.actual + "\n";
  if (!failure.from.empty()) text += "from: " + failure.from + "\n";
  if (!failure.why.empty()) text += "why: " + failure.why + "\n";
  return text + "next: " + failure.next + "\n";
}

void add_case(pugi::xml_node suite, const ScenarioReport& scenario) {
  pugi::xml_node node = suite.append_child("testcase");
  set(node, "name",
      scenario.repetition > 1 ? fmt::format("{} (run {})", scenario.name, scenario.repetition) : scenario.name);
  set(node, "classname", class_name(scenario.file));
  set(node, "file", scenario.file);
  set(node, "line", std::to_string(scenario.line));
  set(node, "time", seconds_text(scenario.wall_us));
  pugi::xml_node properties = node.append_child("properties");
  if (!scenario.tags.empty()) add_property(properties, "tags", join(scenario.tags, ","));
  add_property(properties, "seed", std::to_string(scenario.seed));
  add_property(properties, "virtual-begin", scenario.virtual_begin);
  add_property(properties, "virtual-end", scenario.virtual_end);
  if (scenario.outcome == Outcome::kSkipped) set(node.append_child("skipped"), "message", scenario.detail);
  if (scenario.outcome == Outcome::kError) {
    pugi::xml_node error = node.append_child("error");
    set(error, "message", scenario.detail);
    set(error, "type", "set-up");
  }
  if (scenario.outcome == Outcome::kFailed) {
    // One failure element a case: several confuse half of the readers.
    std::string message;
    std::string body;
    for (const StepReport& step : scenario.steps) {
      for (const FailureReport& failure : step.failures) {
        if (message.empty()) message = step.id + ": " + failure.message;
        body += "step " + step.id + "\n" + failure_body(failure) + "\n";
      }
    }
    pugi::xml_node failure = node.append_child("failure");
    set(failure, "message", message);
    set(failure, "type", "expectation");
    failure.text().set(printable(body).c_str());
  }
  if (const std::string log = exchange_log(scenario); !log.empty())
    node.append_child("system-out").text().set(printable(log).c_str());
}

void set_counts(pugi::xml_node node, const RunReport& run) {
  const Counts counts = run.counts();
  set(node, "tests", std::to_string(counts.total()));
  set(node, "failures", std::to_string(counts.failed));
  set(node, "errors", std::to_string(counts.errors));
  set(node, "skipped", std::to_string(counts.skipped));
  set(node, "time", seconds_text(run.wall_us));
}

}  // namespace

std::string junit_text(const RunReport& run) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  pugi::xml_node root = document.append_child("testsuites");
  set(root, "name", "scenarios");
  set_counts(root, run);

  std::vector<std::string> order;
  std::map<std::string, RunReport> files;
  for (const ScenarioReport& scenario : run.scenarios) {
    auto [entry, fresh] = files.try_emplace(scenario.file);
    if (fresh) order.push_back(scenario.file);
    entry->second.scenarios.push_back(scenario);
    entry->second.wall_us += scenario.wall_us;
  }
  for (const std::string& file : order) {
    const RunReport& part = files[file];
    pugi::xml_node suite = root.append_child("testsuite");
    set(suite, "name", class_name(file));
    set(suite, "file", file);
    set(suite, "timestamp", run.started.substr(0, 19));
    set_counts(suite, part);
    pugi::xml_node properties = suite.append_child("properties");
    add_property(properties, "idp", run.idp);
    if (!run.shuffle_seed.empty()) add_property(properties, "shuffle", run.shuffle_seed);
    for (const ScenarioReport& scenario : part.scenarios) add_case(suite, scenario);
  }
  std::ostringstream out;
  document.save(out, "  ", pugi::format_indent, pugi::encoding_utf8);
  return out.str();
}

}  // namespace entra::scenarios
