#pragma once
// Signed tokens per second of server time, ours beside the others, as an SVG without scripts or fonts of its own.

#include <string>
#include <vector>

#include "report/measures.hpp"

namespace entra::bench {

/// One bar for every measure of the subject "tokens" whose name ends in " per core". Empty when there is none.
[[nodiscard]] std::string to_chart(const std::vector<Measure>& measures);

}  // namespace entra::bench
