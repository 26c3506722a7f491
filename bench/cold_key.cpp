// Callers who all at once ask for a token that nobody has: how long until all have their answer, and how many requests
// it took. Of the mock over HTTPS, and of an authority that takes ten milliseconds and then works or fails.

#include <benchmark/benchmark.h>

#include <atomic>
#include <barrier>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "support/filled_client.hpp"
#include "support/running_mock.hpp"
#include "support/slow_authority.hpp"

namespace entra::bench {
namespace {

constexpr std::chrono::milliseconds kRoundTrip{10};

/// Threads that exist before the clock starts and make one call a round. Both barriers include the thread that
/// measures.
class Callers {
 public:
  Callers(std::ptrdiff_t count, const std::function<void()>& call) : begin_(count + 1), end_(count + 1) {
    for (std::ptrdiff_t n = 0; n < count; ++n) {
      threads_.emplace_back([this, call] {
        for (;;) {
          begin_.arrive_and_wait();
          if (is_over_) return;
          call();
          end_.arrive_and_wait();
        }
      });
    }
  }
  ~Callers() {
    is_over_ = true;
    begin_.arrive_and_wait();
  }
  Callers(const Callers&) = delete;
  Callers& operator=(const Callers&) = delete;

  /// Seconds until the last has returned.
  double run() {
    const auto started = std::chrono::steady_clock::now();
    begin_.arrive_and_wait();
    end_.arrive_and_wait();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  }

 private:
  std::barrier<> begin_;
  std::barrier<> end_;
  std::atomic<bool> is_over_{false};
  std::vector<std::jthread> threads_;
};

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
