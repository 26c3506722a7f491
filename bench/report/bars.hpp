#pragma once
// What is promised about speed and size, and whether a run kept it.

#include <string>
#include <vector>

#include "report/figures.hpp"
#include "report/measures.hpp"

namespace entra::bench {

struct Verdict {
  std::string what;
  std::string measured;  ///< "0.91 x"; "not measured" when the run had no such figure
  std::string bar;       ///< "at least 0.85 x"
  std::string outcome;   ///< "met", "NOT MET", or nothing when not measured
};

/// Every bar there is, in one order. What was not measured is listed too.
[[nodiscard]] std::vector<Verdict> judge(const std::vector<Figure>& figures, const std::vector<Measure>& measures);

}  // namespace entra::bench
