#include "report/figures.hpp"

#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <thread>
#include <utility>

namespace entra::bench {
namespace {

using Json = nlohmann::json;

double nanoseconds_in(std::string_view unit) {
  if (unit == "us") return 1e3;
  if (unit == "ms") return 1e6;
  if (unit == "s") return 1e9;
  return 1;
}

/// "BM_HitClient/entries:10/real_time/threads:2" into the figure's name, arguments and threads.
void read_run_name(std::string_view run_name, Figure& figure) {
  bool first = true;
  while (!run_name.empty()) {
    const auto slash = run_name.find('/');
    const std::string_view part = run_name.substr(0, slash);
    run_name = slash == std::string_view::npos ? std::string_view{} : run_name.substr(slash + 1);
    const auto colon = part.find(':');
    std::int64_t value = 0;
    if (first) {
      figure.name = part;
    } else if (colon != std::string_view::npos) {
      std::from_chars(part.data() + colon + 1, part.data() + part.size(), value);
      if (part.substr(0, colon) == "threads")
        figure.threads = static_cast<int>(value);
      else if (part.substr(0, colon) != "iterations")  // how often it was run, not what
        figure.arguments.emplace(part.substr(0, colon), value);
    }
    first = false;
  }
}

/// What Google Benchmark writes about every benchmark; any other number is a counter of the benchmark's own.
bool is_builtin(const std::string& name) {
  static const std::set<std::string> names{"family_index",
                                           "per_family_instance_index",
                                           "repetitions",
                                           "repetition_index",
                                           "threads",
                                           "iterations",
                                           "real_time",
                                           "cpu_time",
                                           "rms",
                                           "items_per_second",
                                           "bytes_per_second"};
  return names.contains(name);
}

/// As they were registered: repetitions that are mixed at random end in any order.
std::vector<Json> in_order(const Json& document) {
  const Json& all = document.at("benchmarks");
  std::vector<Json> rows(all.begin(), all.end());
  const auto place = [](const Json& row) {
    return std::pair(row.value("family_index", 0), row.value("per_family_instance_index", 0));
  };
  std::stable_sort(rows.begin(), rows.end(), [&](const Json& a, const Json& b) { return place(a) < place(b); });
  return rows;
}

Figure read_median(const std::string& subject, const Json& row) {
  Figure figure;
  figure.subject = subject;
  read_run_name(row.value("run_name", ""), figure);
  figure.median_ns = row.value("real_time", 0.0) * nanoseconds_in(row.value("time_unit", "ns"));
  for (const auto& [key, value] : row.items())
    if (value.is_number() && !is_builtin(key)) figure.counters[key] = value.get<double>();
  return figure;
}

}  // namespace

Result<std::vector<Figure>> parse_figures(const std::string& subject, const std::string& json_text) {
  try {
    const Json document = Json::parse(json_text);
    std::vector<Figure> figures;
    std::map<std::string, double> spreads;
    std::vector<std::string> run_names;
    for (const Json& row : in_order(document)) {
      const auto run_name = row.at("run_name").get<std::string>();
      if (row.value("error_occurred", false))
        return fail(Errc::kMalformed, run_name + ": " + row.value("error_message", "ended with an error"));
      const std::string aggregate = row.value("aggregate_name", "");
      if (aggregate == "cv") spreads[run_name] = row.value("real_time", 0.0);
      if (aggregate != "median") continue;
      figures.push_back(read_median(subject, row));
      run_names.push_back(run_name);
    }
    for (std::size_t i = 0; i < figures.size(); ++i) figures[i].spread = spreads[run_names[i]];
    return figures;
  } catch (const Json::exception& error) {
    return fail(Errc::kMalformed, subject + ": not Google Benchmark's JSON: " + error.what());
  }
}

std::string format_duration(double nanoseconds) {
  struct Unit {
    double size;
    const char* name;
  };
  static constexpr std::array<Unit, 4> kUnits{{{1e9, "s"}, {1e6, "ms"}, {1e3, "µs"}, {1, "ns"}}};
  const Unit* unit = &kUnits.back();
  for (const Unit& candidate : kUnits) {
    // 999.6 ns reads "1.00 µs", not "1000 ns".
    if (nanoseconds >= candidate.size * 0.9995) {
      unit = &candidate;
      break;
    }
  }
  const double value = nanoseconds / unit->size;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(),
                value < 9.995   ? "%.2f %s"
                : value < 99.95 ? "%.1f %s"
                                : "%.0f %s",
                value, unit->name);
  return text.data();
}

Machine describe_machine() {
  Machine machine;
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    if (!line.starts_with("model name")) continue;
    machine.processor = line.substr(line.find(':') + 2);
    break;
  }
  if (machine.processor.empty()) machine.processor = "unknown processor";
  machine.processors = static_cast<int>(std::thread::hardware_concurrency());
  machine.compiler = "GCC " __VERSION__;
  utsname names{};
  if (uname(&names) == 0) machine.system = std::string(names.sysname) + " " + names.release + " " + names.machine;
  return machine;
}

}  // namespace entra::bench
