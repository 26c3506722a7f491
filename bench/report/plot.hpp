#pragma once
// Cost against the number of entries, as an SVG without scripts or fonts of its own.

#include <string>
#include <vector>

#include "report/figures.hpp"

namespace entra::bench {

/// One line per benchmark and number of threads that has an argument "entries" with at least two values; the x axis is
/// logarithmic. Empty when there is no such line.
[[nodiscard]] std::string to_svg(const std::vector<Figure>& figures);

}  // namespace entra::bench
