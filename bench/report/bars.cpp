#include "report/bars.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace entra::bench {
namespace {

enum class Limit { kAtLeast, kAtMost };

/// One number of a run: a measure by its name, or a figure's time or counter.
struct Pick {
  std::string_view subject;
  std::string_view name;
  std::int64_t size{0};  ///< the figure's argument, whatever it counts; 0: it has none
  int threads{1};
  std::string_view counter{};  ///< instead of the time
};

struct Bar {
  std::string_view what;
  Pick value;
  Limit limit;
  double bound;
  std::string_view unit;  ///< "x": the value is a ratio, of a measure or over the pick that follows
  Pick over{};
};

constexpr auto kAtLeast = Limit::kAtLeast;
constexpr auto kAtMost = Limit::kAtMost;

constexpr Pick hit(std::string_view name, std::int64_t entries, int threads = 1) {
  return {"cache_hit", name, entries, threads};
}
constexpr Pick cold(std::string_view name, std::int64_t callers, std::string_view counter = {}) {
  return {"cold_key", name, callers, 1, counter};
}
constexpr Pick jwt(std::string_view name) {
  return {"peers_jwt", name};
}

constexpr std::array kServerBars = {
    Bar{"tokens a core second, beside bare signing",
        {"tokens", "mock_idp per core / bare OpenSSL"},
        kAtLeast,
        0.85,
        "x"},
    Bar{"tokens a second, beside oidc-provider", {"tokens", "mock_idp / oidc-provider"}, kAtLeast, 1.5, "x"},
    Bar{"tokens a second, beside oauth2-mock-server", {"tokens", "mock_idp / oauth2-mock-server"}, kAtLeast, 1.5, "x"},
    Bar{"p99, beside oidc-provider", {"tokens", "mock_idp p99 / oidc-provider"}, kAtMost, 1, "x"},
    Bar{"p99, beside oauth2-mock-server", {"tokens", "mock_idp p99 / oauth2-mock-server"}, kAtMost, 1, "x"},
    Bar{"start in process, keys given", {"start", "BM_StartKeysGiven"}, kAtMost, 5, "ms"},
    Bar{"start of the program, keys kept", {"start", "BM_StartProcess"}, kAtMost, 20, "ms"},
    Bar{"start of the program, no keys yet", {"start", "BM_StartProcessFresh"}, kAtMost, 500, "ms"},
    Bar{"memory when idle", {"footprint", "memory when idle"}, kAtMost, 12, "MB"},
    // Pages that come and go with the threads' heaps; a leak of four bytes a token would show.
    Bar{"growth over a million tokens (--soak)", {"footprint", "growth over 1000000 more tokens"}, kAtMost, 4, "MB"},
    Bar{"500 idle connections", {"footprint", "500 idle connections"}, kAtMost, 1, "% of a core"},
};

constexpr std::array kCacheBars = {
    Bar{"hit, a view of the token", hit("BM_HitView", 1), kAtMost, 20, "ns"},
    Bar{"hit, a token to keep", hit("BM_HitOwned", 1), kAtMost, 45, "ns"},
    Bar{"hit, by a handle", hit("BM_HitHandle", 1), kAtMost, 6, "ns"},
    Bar{"hit of 10,000 tenants", hit("BM_HitView", 10'000), kAtMost, 60, "ns"},
    Bar{"hit of 10,000 scopes of one tenant", hit("BM_HitViewScopes", 10'000), kAtMost, 60, "ns"},
    Bar{"hit of 100,000, beside 10,000", hit("BM_HitView", 100'000), kAtMost, 3.5, "x", hit("BM_HitView", 10'000)},
    Bar{"two threads view one token, beside one", hit("BM_HitView", 1), kAtLeast, 1.8, "x", hit("BM_HitView", 1, 2)},
    Bar{"two threads keep one token, beside one", hit("BM_HitOwned", 1), kAtLeast, 1.8, "x", hit("BM_HitOwned", 1, 2)},
    Bar{"hit while tokens are replaced, of 10,000", hit("BM_HitViewWhileReplacing", 10'000), kAtMost, 130, "ns"},
    Bar{"memory of an entry, beyond its token and its key",
        {"cache_hit", "BM_EntryMemory", 10'000, 1, "bytes_beyond_token_and_key"},
        kAtMost,
        256,
        "bytes"},
    // Most of it is the token's other members and the key's text.
    Bar{"memory of an entry, beyond its token's text",
        {"cache_hit", "BM_EntryMemory", 10'000, 1, "bytes_beyond_token_text"},
        kAtMost,
        256,
        "bytes"},
    Bar{"requests for one cold key of 32 callers", cold("BM_ColdWorking", 32, "requests"), kAtMost, 1, "requests"},
    Bar{"the same, beside one caller", cold("BM_ColdWorking", 32), kAtMost, 1.2, "x", cold("BM_ColdWorking", 1)},
    Bar{"requests that fail, of 32 callers", cold("BM_ColdFailing", 32, "requests"), kAtMost, 1, "requests"},
    Bar{"the same, beside one caller", cold("BM_ColdFailing", 32), kAtMost, 1.2, "x", cold("BM_ColdFailing", 1)},
    Bar{"reader's p99.9 during a refresh of 50 ms",
        {"refresh_wait", "reader's p99.9 during a refresh"},
        kAtMost,
        5,
        "µs"},
    Bar{"signing, beside bare OpenSSL", {"crypto", "BM_SignOurs"}, kAtMost, 1.03, "x", {"crypto", "BM_SignOpenssl"}},
};

constexpr Pick validate(std::string_view name, std::int64_t entries = 0, int threads = 1) {
  return {"validate", name, entries, threads};
}

constexpr std::array kValidatorBars = {
    Bar{"validation, beside the bare signature", validate("BM_ValidateToken"), kAtMost, 1.25, "x",
        validate("BM_BareSignature")},
    Bar{"two threads validate, beside one", validate("BM_ValidateToken"), kAtLeast, 1.8, "x",
        validate("BM_ValidateToken", 0, 2)},
    Bar{"a token that was validated before", validate("BM_VerifiedHit", 1), kAtMost, 150, "ns"},
    Bar{"the same, one of 10,000", validate("BM_VerifiedHit", 10'000), kAtMost, 400, "ns"},
};

/// Others' time over ours.
constexpr std::array kPeerBars = {
    Bar{"hit, beside msal-node", hit("BM_HitMsalNode", 1), kAtLeast, 100, "x", hit("BM_HitOwned", 1)},
    Bar{"hit of 10,000, beside msal-node", hit("BM_HitMsalNode", 10'000), kAtLeast, 10'000, "x",
        hit("BM_HitOwned", 10'000)},
    Bar{"hit, beside azure-identity", hit("BM_HitAzure", 1), kAtLeast, 15, "x", hit("BM_HitView", 1)},
    Bar{"hit of 10,000, beside azure-identity", hit("BM_HitAzure", 10'000), kAtLeast, 20, "x",
        hit("BM_HitView", 10'000)},
    Bar{"validation, beside cjose, which reads no claims", jwt("BM_ValidateCjose"), kAtLeast, 1, "x",
        jwt("BM_ValidateOurs")},
    Bar{"validation, beside cpp-jwt", jwt("BM_ValidateCppJwt"), kAtLeast, 10, "x", jwt("BM_ValidateOurs")},
    Bar{"validation, beside libjwt 1", jwt("BM_ValidateLibjwt"), kAtLeast, 10, "x", jwt("BM_ValidateOurs")},
    Bar{"validation, beside jose", jwt("BM_ValidateJose"), kAtLeast, 3, "x", jwt("BM_ValidateOurs")},
};

bool has_size(const Figure& figure, std::int64_t size) {
  if (size == 0) return figure.arguments.empty();
  return std::any_of(figure.arguments.begin(), figure.arguments.end(),
                     [size](const auto& argument) { return argument.second == size; });
}

double in_unit(double nanoseconds, std::string_view unit) {
  if (unit == "ms") return nanoseconds / 1e6;
  if (unit == "µs") return nanoseconds / 1e3;
  return nanoseconds;
}

/// A time is in `unit`, any other number as it was measured. Peers' figures are of their own programs' subjects.
std::optional<double> find(const Pick& pick, std::string_view unit, const std::vector<Figure>& figures,
                           const std::vector<Measure>& measures) {
  for (const Measure& measure : measures)
    if (measure.subject == pick.subject && measure.name == pick.name) return measure.median;
  for (const Figure& figure : figures) {
    if (figure.name != pick.name || figure.threads != pick.threads || !has_size(figure, pick.size)) continue;
    if (figure.subject != pick.subject && !figure.subject.starts_with("peers_")) continue;
    if (pick.counter.empty()) return in_unit(figure.median_ns, unit);
    if (const auto counter = figure.counters.find(std::string(pick.counter)); counter != figure.counters.end())
      return counter->second;
  }
  return std::nullopt;
}

std::optional<double> value_of(const Bar& bar, const std::vector<Figure>& figures,
                               const std::vector<Measure>& measures) {
  const auto value = find(bar.value, bar.unit, figures, measures);
  if (bar.over.name.empty() || !value) return value;
  const auto over = find(bar.over, bar.unit, figures, measures);
  if (!over || *over <= 0) return std::nullopt;
  return *value / *over;
}

Verdict judge_one(const Bar& bar, const std::vector<Figure>& figures, const std::vector<Measure>& measures) {
  const std::string unit(bar.unit);
  const bool is_floor = bar.limit == Limit::kAtLeast;
  Verdict verdict{std::string(bar.what), "not measured",
                  (is_floor ? "at least " : "at most ") + format_value(bar.bound, unit), ""};
  if (const auto value = value_of(bar, figures, measures)) {
    verdict.measured = format_value(*value, unit);
    verdict.outcome = (is_floor ? *value >= bar.bound : *value <= bar.bound) ? "met" : "NOT MET";
  }
  return verdict;
}

}  // namespace

std::vector<Verdict> judge(const std::vector<Figure>& figures, const std::vector<Measure>& measures) {
  std::vector<Verdict> verdicts;
  const auto judge_all = [&](const auto& bars) {
    for (const Bar& bar : bars) verdicts.push_back(judge_one(bar, figures, measures));
  };
  judge_all(kCacheBars);
  judge_all(kValidatorBars);
  judge_all(kPeerBars);
  judge_all(kServerBars);
  return verdicts;
}

}  // namespace entra::bench
