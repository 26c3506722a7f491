#include "report/chart.hpp"

#include <algorithm>
#include <string_view>

#include "report/svg.hpp"

namespace entra::bench {
namespace {

constexpr double kWidth = 760;
constexpr double kLeft = 170;   // room for the names
constexpr double kRight = 130;  // and for the values
constexpr double kTop = 45;
constexpr double kStep = 34;
constexpr double kThickness = 22;
constexpr std::string_view kEnd = " per core";

}  // namespace

std::string to_chart(const std::vector<Measure>& measures) {
  std::vector<const Measure*> shown;
  double longest = 0;
  for (const Measure& measure : measures) {
    if (measure.subject != "tokens" || !measure.name.ends_with(kEnd)) continue;
    shown.push_back(&measure);
    longest = std::max(longest, measure.median);
  }
  if (shown.empty() || longest <= 0) return "";

  std::string svg = open_svg(kWidth, kTop + kStep * static_cast<double>(shown.size()) + 10);
  svg += text_at(kLeft, 26, "start", "RS256 signatures per second of processor time (median)", " font-weight=\"bold\"");
  double y = kTop;
  for (const Measure* measure : shown) {
    const double length = measure->median / longest * (kWidth - kLeft - kRight);
    const bool is_ours = measure->name.starts_with("mock_idp");
    svg += text_at(kLeft - 8, y + 16, "end", measure->name.substr(0, measure->name.size() - kEnd.size()));
    svg += "<rect x=\"" + number(kLeft) + "\" y=\"" + number(y) + "\" width=\"" + number(length) + "\" height=\"" +
           number(kThickness) + "\" fill=\"" + (is_ours ? "#0072B2" : "#999") + "\"/>\n";
    svg += text_at(kLeft + length + 8, y + 16, "start", format_value(measure->median, "/s"));
    y += kStep;
  }
  return svg + "</svg>\n";
}

}  // namespace entra::bench
