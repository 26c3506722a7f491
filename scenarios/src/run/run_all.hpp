#pragma once
// Many scenarios at once, each with its own mock.

#include <atomic>
#include <functional>
#include <optional>

#include "report/report.hpp"
#include "run/idp_provider.hpp"

namespace entra::scenarios {

struct RunOptions {
  unsigned jobs{1};
  unsigned repeat{1};
  std::optional<std::uint64_t> shuffle;  ///< the seed of the order
};

/// Called as scenarios begin and end, one call at a time.
struct RunListener {
  std::function<void(const Scenario&)> began;
  std::function<void(const ScenarioReport&, std::size_t done, std::size_t total)> ended;
};

/// Reports come in the order of `scenarios` (after shuffling), whatever order they end in. `stop` ends the run early;
/// what was not run is reported as skipped.
[[nodiscard]] RunReport run_all(const std::vector<Scenario>& scenarios, IdpProvider& provider,
                                const RunOptions& options, const RunListener& listener, const std::atomic<bool>& stop);

}  // namespace entra::scenarios
