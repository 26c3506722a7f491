#pragma once
// The figures of a benchmark run, out of Google Benchmark's JSON: one per benchmark, the median of its repetitions.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "entra/support/result.hpp"

namespace entra::bench {

struct Figure {
  std::string subject;                                 ///< of the file: "cache_hit"
  std::string name;                                    ///< "BM_HitClient"
  std::map<std::string, std::int64_t> arguments = {};  ///< "entries" to 10000
  int threads{1};
  double median_ns{0};  ///< real time of one call; with several threads, the run's time divided by all their calls
  double spread{0};     ///< coefficient of variation over the repetitions: 0.01 is one per cent
  std::map<std::string, double> counters = {};
};

struct Machine {
  std::string processor;
  int processors{0};
  std::string compiler;
  std::string system;
};

/// One program's output. kMalformed when it is not Google Benchmark's JSON; a benchmark that ended with an error is
/// kMalformed too, with that error's text.
[[nodiscard]] Result<std::vector<Figure>> parse_figures(const std::string& subject, const std::string& json_text);

/// "5.12 µs": three significant digits and the unit that suits.
[[nodiscard]] std::string format_duration(double nanoseconds);

/// The machine that this runs on, without its name.
[[nodiscard]] Machine describe_machine();

}  // namespace entra::bench
