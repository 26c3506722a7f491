#pragma once
// Named values as horizontal bars, ours among them, as an SVG without scripts or fonts of its own.

#include <string>
#include <vector>

namespace entra::bench {

struct ChartRow {
  std::string name;
  double value;
  std::string text;  ///< the value for people
  bool is_ours;
};

/// In the rows' order, on a scale from zero to the largest. Empty when there is no row, or none above zero.
[[nodiscard]] std::string to_bar_chart(const std::string& title, const std::vector<ChartRow>& rows);

}  // namespace entra::bench
