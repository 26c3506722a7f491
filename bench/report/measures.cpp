#include "report/measures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

namespace entra::bench {
namespace {

using Json = nlohmann::json;

double median_of(std::vector<double> samples) {
  std::sort(samples.begin(), samples.end());
  const std::size_t middle = samples.size() / 2;
  return samples.size() % 2 == 1 ? samples[middle] : (samples[middle - 1] + samples[middle]) / 2;
}

double spread_of(const std::vector<double>& samples) {
  const auto count = static_cast<double>(samples.size());
  double sum = 0;
  for (const double sample : samples) sum += sample;
  const double mean = sum / count;
  if (samples.size() < 2 || mean == 0) return 0;
  double squares = 0;
  for (const double sample : samples) squares += (sample - mean) * (sample - mean);
  return std::sqrt(squares / (count - 1)) / std::abs(mean);
}

}  // namespace

std::string to_json(const Measures& measures) {
  nlohmann::ordered_json document;
  document["measures"] = Json::array();
  for (const Measure& measure : measures.measures) {
    nlohmann::ordered_json row;
    row["name"] = measure.name;
    row["unit"] = measure.unit;
    row["median"] = measure.median;
    row["cv"] = measure.spread;
    document["measures"].push_back(std::move(row));
  }
  document["notes"] = measures.notes;
  return document.dump(2) + "\n";
}

void write_measures(const std::string& path, const Measures& measures) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << to_json(measures);
  out.close();
  if (out) return;
  std::fprintf(stderr, "bench: %s cannot be written\n", path.c_str());
  std::exit(1);
}

Result<Measures> parse_measures(const std::string& subject, const std::string& json_text) {
  try {
    const Json document = Json::parse(json_text);
    Measures parsed;
    for (const Json& row : document.at("measures")) {
      parsed.measures.push_back({subject, row.at("name").get<std::string>(), row.at("unit").get<std::string>(),
                                 row.at("median").get<double>(), row.at("cv").get<double>()});
    }
    for (const Json& note : document.at("notes")) parsed.notes.push_back(note.get<std::string>());
    return parsed;
  } catch (const Json::exception& error) {
    return fail(Errc::kMalformed, subject + ": not the measures of a program: " + error.what());
  }
}

bool is_measures(const std::string& json_text) {
  const Json document = Json::parse(json_text, nullptr, false);
  return document.is_object() && document.contains("measures");
}

std::string format_value(double value, const std::string& unit) {
  const double size = std::abs(value);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), size < 9.995 ? "%.2f" : size < 99.95 ? "%.1f" : "%.0f", value);
  return text.data() + (" " + unit);
}

void SampleLog::add(const std::string& name, const std::string& unit, double value) {
  auto& samples = samples_[name];
  if (samples.empty()) order_.push_back({"", name, unit});
  samples.push_back(value);
}

std::vector<Measure> SampleLog::medians() const {
  std::vector<Measure> measures = order_;
  for (Measure& measure : measures) {
    measure.median = median_of(samples_.at(measure.name));
    measure.spread = spread_of(samples_.at(measure.name));
  }
  return measures;
}

}  // namespace entra::bench
