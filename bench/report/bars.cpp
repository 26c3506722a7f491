#include "report/bars.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace entra::bench {
namespace {

enum class Limit { kAtLeast, kAtMost };

struct Bar {
  std::string_view what;
  std::string_view subject;
  std::string_view name;  ///< of a measure, or of a figure in milliseconds
  Limit limit;
  double value;
  std::string_view unit;
};

constexpr std::array kBars = {
    Bar{"tokens a core second, beside bare signing", "tokens", "mock_idp per core / bare OpenSSL", Limit::kAtLeast,
        0.85, "x"},
    Bar{"tokens a second, beside oidc-provider", "tokens", "mock_idp / oidc-provider", Limit::kAtLeast, 1.5, "x"},
    Bar{"tokens a second, beside oauth2-mock-server", "tokens", "mock_idp / oauth2-mock-server", Limit::kAtLeast, 1.5,
        "x"},
    Bar{"p99, beside oidc-provider", "tokens", "mock_idp p99 / oidc-provider", Limit::kAtMost, 1, "x"},
    Bar{"p99, beside oauth2-mock-server", "tokens", "mock_idp p99 / oauth2-mock-server", Limit::kAtMost, 1, "x"},
    Bar{"start in process, keys given", "start", "BM_StartKeysGiven", Limit::kAtMost, 5, "ms"},
    Bar{"start of the program, keys kept", "start", "BM_StartProcess", Limit::kAtMost, 20, "ms"},
    Bar{"start of the program, no keys yet", "start", "BM_StartProcessFresh", Limit::kAtMost, 500, "ms"},
    Bar{"memory when idle", "footprint", "memory when idle", Limit::kAtMost, 12, "MB"},
    // Pages that come and go with the threads' heaps; a leak of four bytes a token would show.
    Bar{"growth over a million tokens (--soak)", "footprint", "growth over 1000000 more tokens", Limit::kAtMost, 4,
        "MB"},
    Bar{"500 idle connections", "footprint", "500 idle connections", Limit::kAtMost, 1, "% of a core"},
};

std::optional<double> find_value(const Bar& bar, const std::vector<Figure>& figures,
                                 const std::vector<Measure>& measures) {
  for (const Measure& measure : measures)
    if (measure.subject == bar.subject && measure.name == bar.name) return measure.median;
  for (const Figure& figure : figures)
    if (figure.subject == bar.subject && figure.name == bar.name) return figure.median_ns / 1e6;
  return std::nullopt;
}

}  // namespace

std::vector<Verdict> judge(const std::vector<Figure>& figures, const std::vector<Measure>& measures) {
  std::vector<Verdict> verdicts;
  for (const Bar& bar : kBars) {
    const std::string unit(bar.unit);
    const bool is_floor = bar.limit == Limit::kAtLeast;
    Verdict verdict{std::string(bar.what), "not measured",
                    (is_floor ? "at least " : "at most ") + format_value(bar.value, unit), ""};
    if (const auto value = find_value(bar, figures, measures)) {
      verdict.measured = format_value(*value, unit);
      verdict.outcome = (is_floor ? *value >= bar.value : *value <= bar.value) ? "met" : "NOT MET";
    }
    verdicts.push_back(std::move(verdict));
  }
  return verdicts;
}

}  // namespace entra::bench
