// Callers who all at once ask for a token that nobody has: how long until all have their answer, and how many requests
// it took, of an authority that takes ten milliseconds and then works or fails.

#include <benchmark/benchmark.h>

#include <atomic>
#include <chrono>
#include <memory>

#include "support/callers.hpp"
#include "support/filled_client.hpp"
#include "support/slow_authority.hpp"

namespace entra::bench {
namespace {

constexpr std::chrono::milliseconds kRoundTrip{10};

void measure(benchmark::State& state, bool is_to_fail) {
  const auto authority = std::make_shared<SlowAuthority>(kRoundTrip, is_to_fail);
  const SystemClock clock;
  SystemRandom random;
  auto token_client = make_stub_client(authority, clock, random);
  const auto request = *token_client.prepare(request_of(0, Over::kTenants));
  std::atomic<int> surprises{0};
  Callers callers(state.range(0), [&] {
    if (token_client.acquire(request).has_value() == is_to_fail) ++surprises;
  });
  double rounds = 0;
  double reached = 0;
  for (auto _ : state) {
    token_client.cache().clear();
    state.SetIterationTime(callers.run());
    reached += static_cast<double>(authority->take_count());
    rounds += 1;
  }
  if (surprises != 0) state.SkipWithError(is_to_fail ? "a caller got a token" : "a caller got no token");
  state.counters["requests"] = rounds > 0 ? reached / rounds : 0;
}
void BM_ColdWorking(benchmark::State& state) {
  measure(state, false);
}
void BM_ColdFailing(benchmark::State& state) {
  measure(state, true);
}

BENCHMARK(BM_ColdWorking)->ArgName("callers")->Arg(1)->Arg(32)->UseManualTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_ColdFailing)->ArgName("callers")->Arg(1)->Arg(32)->UseManualTime()->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace entra::bench
