// Callers who all at once ask for a token that nobody has: how long until all have their answer, and how many requests
// it took. Of the mock over HTTPS, and of an authority that takes ten milliseconds and then works or fails.

#include <benchmark/benchmark.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "support/callers.hpp"
#include "support/filled_client.hpp"
#include "support/running_mock.hpp"
#include "support/slow_authority.hpp"

namespace entra::bench {
namespace {

constexpr std::chrono::milliseconds kRoundTrip{10};

/// What the rounds of a benchmark share.
struct Round {
  client::TokenClient& token_client;
  client::PreparedRequest request;
  bool is_to_fail;
  std::function<std::size_t()> count_requests;  ///< since it was last asked
};

void measure(benchmark::State& state, const Round& round) {
  std::atomic<int> surprises{0};
  Callers callers(state.range(0), [&] {
    if (round.token_client.acquire(round.request).has_value() == round.is_to_fail) ++surprises;
  });
  double rounds = 0;
  double reached = 0;
  static_cast<void>(round.count_requests());
  for (auto _ : state) {
    round.token_client.cache().clear();
    state.SetIterationTime(callers.run());
    reached += static_cast<double>(round.count_requests());
    rounds += 1;
  }
  if (surprises != 0) state.SkipWithError(round.is_to_fail ? "a caller got a token" : "a caller got no token");
  state.counters["requests"] = rounds > 0 ? reached / rounds : 0;
}

void BM_ColdMock(benchmark::State& state) {
  static RunningMock mock;
  auto token_client = mock.make_client(*mock.endpoints().https, mock.make_transport());
  measure(state,
          {token_client, *token_client.prepare(graph_request(/*force_refresh=*/false)), /*is_to_fail=*/false, [] {
             const std::size_t count = mock.count_token_requests();
             mock.forget_requests();
             return count;
           }});
}

void measure_slow(benchmark::State& state, bool is_to_fail) {
  const auto authority = std::make_shared<SlowAuthority>(kRoundTrip, is_to_fail);
  const SystemClock clock;
  SystemRandom random;
  auto token_client = make_stub_client(authority, clock, random);
  measure(state, {token_client, *token_client.prepare(request_of(0, Over::kTenants)), is_to_fail,
                  [&] { return authority->take_count(); }});
}
void BM_ColdWorking(benchmark::State& state) {
  measure_slow(state, false);
}
void BM_ColdFailing(benchmark::State& state) {
  measure_slow(state, true);
}

BENCHMARK(BM_ColdMock)->ArgName("callers")->Arg(32)->UseManualTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_ColdWorking)->ArgName("callers")->Arg(1)->Arg(32)->UseManualTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_ColdFailing)->ArgName("callers")->Arg(1)->Arg(32)->UseManualTime()->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace entra::bench
