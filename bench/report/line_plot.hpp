#pragma once
// Lines over a logarithmic axis, as an SVG without scripts or fonts of its own.

#include <map>
#include <string>
#include <vector>

namespace entra::bench {

enum class Ticks { kLinear, kDecades };

struct PlotLine {
  std::string name;
  std::map<double, double> points;  ///< at least two; for decades all above zero
  bool is_dashed{false};
};

struct LinePlot {
  std::string title;
  std::string below;  ///< what the x axis counts
  double step{10};    ///< from one mark of the x axis to the next, as a factor
  Ticks vertical{Ticks::kDecades};
  std::string (*label)(double) = nullptr;  ///< of a mark of the y axis
  std::vector<PlotLine> lines;
};

/// Empty when there is no line.
[[nodiscard]] std::string to_line_plot(const LinePlot& plot);

}  // namespace entra::bench
