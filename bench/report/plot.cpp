#include "report/plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "report/svg.hpp"

namespace entra::bench {
namespace {

constexpr double kWidth = 760;
constexpr double kHeight = 420;
constexpr double kLeft = 80;
constexpr double kRight = 210;  // room for the lines' names
constexpr double kTop = 50;
constexpr double kBottom = 55;

/// Colours that stay apart for the colour-blind (Okabe and Ito).
constexpr std::array<const char*, 6> kColours{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"};

using Line = std::map<std::int64_t, double>;  // entries to nanoseconds

std::map<std::string, Line> lines_of(const std::vector<Figure>& figures) {
  std::map<std::string, Line> lines;
  for (const Figure& figure : figures) {
    const auto entries = figure.arguments.find("entries");
    if (entries == figure.arguments.end() || entries->second < 1) continue;
    std::string name = figure.name.starts_with("BM_") ? figure.name.substr(3) : figure.name;
    name += figure.threads == 1 ? ", 1 thread" : ", " + std::to_string(figure.threads) + " threads";
    lines[name][entries->second] = figure.median_ns;
  }
  std::erase_if(lines, [](const auto& line) { return line.second.size() < 2; });
  return lines;
}

/// 1, 2 or 5 times a power of ten, so that about five steps reach `highest`.
double tick_of(double highest) {
  const double raw = highest / 5;
  const double power = std::pow(10, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (raw <= factor * power) return factor * power;
  return 10 * power;
}

/// From data to the picture.
struct Scale {
  double log_low;
  double log_high;
  double highest;

  [[nodiscard]] double x(double entries) const {
    return kLeft + (std::log10(entries) - log_low) / (log_high - log_low) * (kWidth - kLeft - kRight);
  }
  [[nodiscard]] double y(double nanoseconds) const {
    return kHeight - kBottom - nanoseconds / highest * (kHeight - kTop - kBottom);
  }
};

std::string draw_axes(const Scale& scale, double tick) {
  std::string svg;
  for (double value = 0; value <= scale.highest * 1.0001; value += tick) {
    const double y = scale.y(value);
    svg += "<line x1=\"" + number(kLeft) + "\" y1=\"" + number(y) + "\" x2=\"" + number(kWidth - kRight) + "\" y2=\"" +
           number(y) + "\" stroke=\"#ddd\"/>\n";
    svg += text_at(kLeft - 8, y + 4, "end", value == 0 ? "0" : format_duration(value));
  }
  for (double power = scale.log_low; power <= scale.log_high + 0.0001; power += 1) {
    const double x = scale.x(std::pow(10, power));
    svg += text_at(x, kHeight - kBottom + 20, "middle", std::to_string(std::llround(std::pow(10, power))));
  }
  svg += text_at((kLeft + kWidth - kRight) / 2, kHeight - 12, "middle", "entries in the cache");
  return svg;
}

std::string draw_line(const Scale& scale, const Line& line, const char* colour, bool dashed) {
  std::string points;
  std::string dots;
  for (const auto& [entries, nanoseconds] : line) {
    const std::string x = number(scale.x(static_cast<double>(entries)));
    const std::string y = number(scale.y(nanoseconds));
    points += (points.empty() ? "" : " ") + x + "," + y;
    dots += "<circle cx=\"" + x + "\" cy=\"" + y + "\" r=\"3\" fill=\"" + colour + "\"/>\n";
  }
  return "<polyline points=\"" + points + "\" fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"2\"" +
         (dashed ? " stroke-dasharray=\"6 3\"" : "") + "/>\n" + dots;
}

/// Names at the lines' right ends, pushed apart where they would overlap.
std::string draw_names(const Scale& scale, const std::vector<std::pair<std::string, const Line*>>& lines) {
  std::vector<std::pair<double, std::size_t>> places;
  for (std::size_t i = 0; i < lines.size(); ++i) places.emplace_back(scale.y(lines[i].second->rbegin()->second), i);
  std::sort(places.begin(), places.end());
  std::string svg;
  double lowest = 0;
  for (const auto& [wanted, i] : places) {
    const double y = std::max(wanted + 4, lowest + 16);
    lowest = y;
    svg += text_at(kWidth - kRight + 12, y, "start", lines[i].first,
                   std::string(" fill=\"") + kColours[i % kColours.size()] + "\"");
  }
  return svg;
}

}  // namespace

std::string to_svg(const std::vector<Figure>& figures) {
  const auto by_name = lines_of(figures);
  if (by_name.empty()) return "";
  std::vector<std::pair<std::string, const Line*>> lines;
  double most_entries = 1;
  double fewest_entries = 1e18;
  double slowest = 0;
  for (const auto& [name, line] : by_name) {
    lines.emplace_back(name, &line);
    fewest_entries = std::min(fewest_entries, static_cast<double>(line.begin()->first));
    most_entries = std::max(most_entries, static_cast<double>(line.rbegin()->first));
    for (const auto& [entries, nanoseconds] : line) slowest = std::max(slowest, nanoseconds);
  }
  const double tick = tick_of(std::max(slowest, 1.0));
  const Scale scale{std::floor(std::log10(fewest_entries)), std::ceil(std::log10(most_entries)),
                    std::ceil(slowest / tick) * tick};

  std::string svg = open_svg(kWidth, kHeight);
  svg += text_at(kLeft, 26, "start", "Cost of a cache hit against entries (median, per call)", " font-weight=\"bold\"");
  svg += draw_axes(scale, tick);
  for (std::size_t i = 0; i < lines.size(); ++i)
    svg += draw_line(scale, *lines[i].second, kColours[i % kColours.size()], !lines[i].first.ends_with(" 1 thread"));
  svg += draw_names(scale, lines);
  return svg + "</svg>\n";
}

}  // namespace entra::bench
