// 32 callers at once ask for a token that nobody has: how long until all have it, and how many requests reach the mock.

#include <benchmark/benchmark.h>

#include <atomic>
#include <barrier>
#include <chrono>
#include <cstddef>
#include <thread>
#include <vector>

#include "entra/client/token_client.hpp"
#include "support/running_mock.hpp"

namespace entra::bench {
namespace {

constexpr std::ptrdiff_t kCallers = 32;

void BM_ColdKey(benchmark::State& state) {
  static RunningMock mock;
  auto token_client = mock.make_client(*mock.endpoints().https, mock.make_transport());
  const auto request = graph_request(/*force_refresh=*/false);

  // The callers exist before the clock starts; both barriers include the thread that measures.
  std::barrier begin(kCallers + 1);
  std::barrier end(kCallers + 1);
  std::atomic<bool> over{false};
  std::atomic<int> failures{0};
  std::vector<std::jthread> callers;
  for (std::ptrdiff_t n = 0; n < kCallers; ++n) {
    callers.emplace_back([&] {
      for (;;) {
        begin.arrive_and_wait();
        if (over) return;
        if (!token_client.client_credentials(request)) ++failures;
        end.arrive_and_wait();
      }
    });
  }

  double rounds = 0;
  double reached = 0;
  for (auto _ : state) {
    token_client.cache().clear();
    mock.forget_requests();
    const auto started = std::chrono::steady_clock::now();
    begin.arrive_and_wait();
    end.arrive_and_wait();
    state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
    reached += static_cast<double>(mock.count_token_requests());
    rounds += 1;
  }
  over = true;
  begin.arrive_and_wait();
  if (failures != 0) state.SkipWithError("a caller got no token");
  state.counters["callers"] = static_cast<double>(kCallers);
  state.counters["requests"] = rounds > 0 ? reached / rounds : 0;
}

BENCHMARK(BM_ColdKey)->UseManualTime()->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace entra::bench
