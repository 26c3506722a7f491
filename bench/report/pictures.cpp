#include "report/pictures.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "report/bar_chart.hpp"
#include "report/line_plot.hpp"

namespace entra::bench {
namespace {

using Names = std::pair<std::string_view, std::string_view>;  // of the benchmark, and in the picture

constexpr std::array<Names, 6> kHits{{{"BM_HitHandle", "ours, handle"},
                                      {"BM_HitView", "ours, view"},
                                      {"BM_HitOwned", "ours, owned"},
                                      {"BM_HitUnprepared", "ours, unprepared"},
                                      {"BM_HitAzure", "azure-identity"},
                                      {"BM_HitMsalNode", "msal-node"}}};

constexpr std::array<Names, 6> kValidations{{{"BM_ValidateBareOpenssl", "bare OpenSSL"},
                                             {"BM_ValidateOurs", "Entra Harness"},
                                             {"BM_ValidateCjose", "cjose (no claims)"},
                                             {"BM_ValidateJose", "jose (node)"},
                                             {"BM_ValidateLibjwt", "libjwt 1"},
                                             {"BM_ValidateCppJwt", "cpp-jwt"}}};

std::int64_t entries_of(const Figure& figure) {
  const auto entries = figure.arguments.find("entries");
  return entries == figure.arguments.end() ? 0 : entries->second;
}

Picture draw_entries(const std::vector<Figure>& figures) {
  LinePlot plot{"Cost of a cache hit against entries (median, one thread)",
                "entries in the cache",
                10,
                Ticks::kDecades,
                [](double value) { return format_duration(value); },
                {}};
  for (const auto& [name, label] : kHits) {
    PlotLine line{std::string(label), {}};
    for (const Figure& figure : figures)
      if (figure.name == name && figure.threads == 1 && entries_of(figure) > 0)
        line.points[static_cast<double>(entries_of(figure))] = figure.median_ns;
    if (line.points.size() > 1) plot.lines.push_back(std::move(line));
  }
  return {"cache_hit", to_line_plot(plot)};
}

/// Throughput as a multiple of one thread's: what is shared shows as a line below the dashed one.
PlotLine speed_up(const std::vector<Figure>& figures, std::string_view name, std::int64_t entries) {
  PlotLine line;
  for (const Figure& figure : figures)
    if (figure.name == name && entries_of(figure) == entries && figure.median_ns > 0)
      line.points[figure.threads] = 1 / figure.median_ns;
  const auto one = line.points.find(1);
  const double single = one == line.points.end() ? 0 : one->second;
  if (single <= 0) return {};
  for (auto& [threads, calls] : line.points) calls /= single;
  return line;
}

Picture draw_threads(const std::vector<Figure>& figures) {
  LinePlot plot{"Hits per second against threads (times those of one thread)", "threads", 2, Ticks::kLinear,
                [](double value) { return format_value(value, "x"); },         {}};
  const auto add = [&](std::string label, PlotLine line) {
    line.name = std::move(label);
    if (line.points.size() > 1) plot.lines.push_back(std::move(line));
  };
  PlotLine reference = speed_up(figures, "BM_SharedNothing", 0);
  reference.is_dashed = true;
  add("work that shares nothing", std::move(reference));
  for (const auto& [name, label] : kHits) {
    add(std::string(label) + ": one token", speed_up(figures, name, 1));
    if (name == "BM_HitView") add(std::string(label) + ": 10,000", speed_up(figures, name, 10'000));
  }
  return {"threads", to_line_plot(plot)};
}

Picture draw_validations(const std::vector<Figure>& figures) {
  std::vector<ChartRow> rows;
  for (const auto& [name, label] : kValidations)
    for (const Figure& figure : figures)
      if (figure.name == name && figure.threads == 1)
        rows.push_back({std::string(label), figure.median_ns, format_duration(figure.median_ns),
                        figure.name == "BM_ValidateOurs"});
  return {"validation", to_bar_chart("One RS256 token of 832 bytes validated (median, one thread)", rows)};
}

Picture draw_servers(const std::vector<Measure>& measures) {
  constexpr std::string_view kEnd = " per core";
  std::vector<ChartRow> rows;
  for (const Measure& measure : measures)
    if (measure.subject == "tokens" && measure.name.ends_with(kEnd))
      rows.push_back({measure.name.substr(0, measure.name.size() - kEnd.size()), measure.median,
                      format_value(measure.median, "/s"), measure.name.starts_with("mock_idp")});
  return {"tokens", to_bar_chart("RS256 signatures per second of processor time (median)", rows)};
}

}  // namespace

std::vector<Picture> draw_pictures(const std::vector<Figure>& figures, const std::vector<Measure>& measures) {
  std::vector<Picture> pictures{draw_entries(figures), draw_threads(figures), draw_validations(figures),
                                draw_servers(measures)};
  std::erase_if(pictures, [](const Picture& picture) { return picture.svg.empty(); });
  return pictures;
}

}  // namespace entra::bench
