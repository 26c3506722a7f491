#include "report/line_plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "report/svg.hpp"

namespace entra::bench {
namespace {

constexpr double kWidth = 760;
constexpr double kHeight = 420;
constexpr double kLeft = 80;
constexpr double kRight = 220;  // room for the lines' names
constexpr double kTop = 50;
constexpr double kBottom = 55;
constexpr double kLineHeight = 16;

/// Colours that stay apart for the colour-blind (Okabe and Ito).
constexpr std::array<const char*, 7> kColours{"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                              "#E69F00", "#56B4E9", "#555555"};

const char* colour_of(std::size_t line) {
  return kColours[line % kColours.size()];
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
class Scale {
 public:
  explicit Scale(const LinePlot& plot) : step_(plot.step), vertical_(plot.vertical) {
    for (const PlotLine& line : plot.lines) {
      left_ = std::min(left_, line.points.begin()->first);
      right_ = std::max(right_, line.points.rbegin()->first);
      for (const auto& [x, y] : line.points) {
        low_ = std::min(low_, y);
        high_ = std::max(high_, y);
      }
    }
    if (vertical_ == Ticks::kDecades) {
      low_ = std::pow(10, std::floor(std::log10(low_)));
      high_ = std::pow(10, std::ceil(std::log10(high_)));
    } else {
      tick_ = tick_of(high_);
      low_ = 0;
      high_ = std::ceil(high_ / tick_) * tick_;
    }
  }
  [[nodiscard]] double x(double value) const {
    return kLeft + std::log(value / left_) / std::log(right_ / left_) * (kWidth - kLeft - kRight);
  }
  [[nodiscard]] double y(double value) const {
    const double share = vertical_ == Ticks::kDecades ? std::log(value / low_) / std::log(high_ / low_) : value / high_;
    return kHeight - kBottom - share * (kHeight - kTop - kBottom);
  }
  /// The marks of either axis; a part in a million more, for what rounding takes.
  [[nodiscard]] std::vector<double> columns() const {
    std::vector<double> marks;
    for (double mark = left_; mark <= right_ * 1.000001; mark *= step_) marks.push_back(mark);
    return marks;
  }
  [[nodiscard]] std::vector<double> rows() const {
    std::vector<double> marks;
    for (double mark = low_; mark <= high_ * 1.000001; mark = vertical_ == Ticks::kDecades ? mark * 10 : mark + tick_)
      marks.push_back(mark);
    return marks;
  }

 private:
  double step_;
  Ticks vertical_;
  double left_{1e18};
  double right_{0};
  double low_{1e18};
  double high_{0};
  double tick_{1};
};

std::string with_commas(double value) {
  std::string text = std::to_string(std::llround(value));
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

std::string draw_axes(const LinePlot& plot, const Scale& scale) {
  std::string svg;
  for (const double mark : scale.rows()) {
    const double y = scale.y(mark);
    svg += "<line x1=\"" + number(kLeft) + "\" y1=\"" + number(y) + "\" x2=\"" + number(kWidth - kRight) + "\" y2=\"" +
           number(y) + "\" stroke=\"#ddd\"/>\n";
    svg += text_at(kLeft - 8, y + 4, "end", plot.label(mark));
  }
  for (const double mark : scale.columns())
    svg += text_at(scale.x(mark), kHeight - kBottom + 20, "middle", with_commas(mark));
  svg += text_at((kLeft + kWidth - kRight) / 2, kHeight - 12, "middle", plot.below);
  return svg;
}

std::string draw_line(const Scale& scale, const PlotLine& line, const char* colour) {
  std::string points;
  std::string dots;
  for (const auto& [at, value] : line.points) {
    const std::string x = number(scale.x(at));
    const std::string y = number(scale.y(value));
    points += (points.empty() ? "" : " ") + x + "," + y;
    dots += "<circle cx=\"" + x + "\" cy=\"" + y + "\" r=\"3\" fill=\"" + colour + "\"/>\n";
  }
  return "<polyline points=\"" + points + "\" fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"2\"" +
         (line.is_dashed ? " stroke-dasharray=\"6 3\"" : "") + "/>\n" + dots;
}

/// Names at the lines' right ends, pushed apart where they would overlap: downwards, and up again from the bottom.
std::string draw_names(const Scale& scale, const std::vector<PlotLine>& lines) {
  std::vector<std::pair<double, std::size_t>> places;
  for (std::size_t i = 0; i < lines.size(); ++i) places.emplace_back(scale.y(lines[i].points.rbegin()->second) + 4, i);
  std::sort(places.begin(), places.end());
  double limit = 0;
  for (auto& [y, i] : places) {
    y = std::max(y, limit);
    limit = y + kLineHeight;
  }
  limit = kHeight - kBottom + 4;
  for (auto place = places.rbegin(); place != places.rend(); ++place) {
    place->first = std::min(place->first, limit);
    limit = place->first - kLineHeight;
  }
  std::string svg;
  for (const auto& [y, i] : places)
    svg += text_at(kWidth - kRight + 12, y, "start", lines[i].name, std::string(" fill=\"") + colour_of(i) + "\"");
  return svg;
}

}  // namespace

std::string to_line_plot(const LinePlot& plot) {
  if (plot.lines.empty()) return "";
  const Scale scale(plot);
  std::string svg = open_svg(kWidth, kHeight);
  svg += text_at(kLeft, 26, "start", plot.title, " font-weight=\"bold\"");
  svg += draw_axes(plot, scale);
  for (std::size_t i = 0; i < plot.lines.size(); ++i) svg += draw_line(scale, plot.lines[i], colour_of(i));
  return svg + draw_names(scale, plot.lines) + "</svg>\n";
}

}  // namespace entra::bench
