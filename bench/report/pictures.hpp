#pragma once
// Which figures of a run are drawn, and how.

#include <string>
#include <vector>

#include "report/figures.hpp"
#include "report/measures.hpp"

namespace entra::bench {

struct Picture {
  std::string name;  ///< of the file, without ".svg"
  std::string svg;
};

/// Those for which the run has figures: a hit against entries and against threads, a token's verification by each
/// library, the servers' signatures.
[[nodiscard]] std::vector<Picture> draw_pictures(const std::vector<Figure>& figures,
                                                 const std::vector<Measure>& measures);

}  // namespace entra::bench
