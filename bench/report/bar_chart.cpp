#include "report/bar_chart.hpp"

#include <algorithm>

#include "report/svg.hpp"

namespace entra::bench {
namespace {

constexpr double kWidth = 760;
constexpr double kLeft = 190;   // room for the names
constexpr double kRight = 130;  // and for the values
constexpr double kTop = 45;
constexpr double kStep = 34;
constexpr double kThickness = 22;

}  // namespace

std::string to_bar_chart(const std::string& title, const std::vector<ChartRow>& rows) {
  double longest = 0;
  for (const ChartRow& row : rows) longest = std::max(longest, row.value);
  if (longest <= 0) return "";

  std::string svg = open_svg(kWidth, kTop + kStep * static_cast<double>(rows.size()) + 10);
  svg += text_at(kLeft, 26, "start", title, " font-weight=\"bold\"");
  double y = kTop;
  for (const ChartRow& row : rows) {
    const double length = row.value / longest * (kWidth - kLeft - kRight);
    svg += text_at(kLeft - 8, y + 16, "end", row.name);
    svg += "<rect x=\"" + number(kLeft) + "\" y=\"" + number(y) + "\" width=\"" + number(length) + "\" height=\"" +
           number(kThickness) + "\" fill=\"" + (row.is_ours ? "#0072B2" : "#999") + "\"/>\n";
    svg += text_at(kLeft + length + 8, y + 16, "start", row.text);
    y += kStep;
  }
  return svg + "</svg>\n";
}

}  // namespace entra::bench
