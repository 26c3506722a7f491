#pragma once
// What a benchmark program of our own measured: numbers with a unit, that are no time of one call.

#include <map>
#include <string>
#include <vector>

#include "entra/support/result.hpp"

namespace entra::bench {

struct Measure {
  std::string subject;  ///< of the file: "tokens"
  std::string name;
  std::string unit;  ///< "x" is a ratio
  double median{0};
  double spread{0};  ///< coefficient of variation over the samples
};

struct Measures {
  std::vector<Measure> measures;
  std::vector<std::string> notes;  ///< what was left out and why, for people
};

/// {"measures":[…],"notes":[…]}, the form that parse_measures reads.
[[nodiscard]] std::string to_json(const Measures& measures);
/// Writes that form into a file; ends the program when it cannot.
void write_measures(const std::string& path, const Measures& measures);
/// One program's output; kMalformed when it is something else.
[[nodiscard]] Result<Measures> parse_measures(const std::string& subject, const std::string& json_text);
/// Whether the text is a program's measures, and not Google Benchmark's figures.
[[nodiscard]] bool is_measures(const std::string& json_text);

/// "4321 tokens/s", "0.87 x": three significant digits and the unit.
[[nodiscard]] std::string format_value(double value, const std::string& unit);

/// Samples by name; each name becomes one measure, in the order of their first samples.
class SampleLog {
 public:
  void add(const std::string& name, const std::string& unit, double value);
  [[nodiscard]] std::vector<Measure> medians() const;

 private:
  std::vector<Measure> order_;
  std::map<std::string, std::vector<double>> samples_;
};

}  // namespace entra::bench
