// A token that is not in the cache, end to end: the client's request, the mock's answer with its RS256 signature.

#include <benchmark/benchmark.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include "entra/client/token_client.hpp"
#include "support/callers.hpp"
#include "support/running_mock.hpp"

namespace entra::bench {
namespace {

RunningMock& mock() {
  static RunningMock running;
  return running;
}

/// The client's transport without a socket: what the two ends cost by themselves.
class InProcess final : public client::Transport {
 public:
  explicit InProcess(idp::MockIdp& idp) : idp_(idp) {}
  [[nodiscard]] Result<http::Response> send(const http::Request& request, std::chrono::milliseconds) override {
    return idp_.handle(request);
  }

 private:
  idp::MockIdp& idp_;
};

void acquire_anew(benchmark::State& state, client::TokenClient& token_client) {
  const auto request = graph_request(/*force_refresh=*/true);
  // The first call opens the connection that the others keep.
  static_cast<void>(token_client.client_credentials(request));
  for (auto _ : state) {
    auto acquired = token_client.client_credentials(request);
    if (!acquired) return state.SkipWithError(acquired.error().message().c_str());
    benchmark::DoNotOptimize(acquired);
  }
}

void BM_MissInProcess(benchmark::State& state) {
  auto token_client = mock().make_client(*mock().endpoints().https, std::make_shared<InProcess>(mock().idp()));
  acquire_anew(state, token_client);
}

void BM_MissHttp(benchmark::State& state) {
  auto token_client = mock().make_client(*mock().endpoints().http, mock().make_transport());
  acquire_anew(state, token_client);
}

void BM_MissHttps(benchmark::State& state) {
  auto token_client = mock().make_client(*mock().endpoints().https, mock().make_transport());
  acquire_anew(state, token_client);
}

/// A transport of its own for each call, and so a TLS context, a connection and a handshake.
void BM_MissHttpsNewConnection(benchmark::State& state) {
  const auto request = graph_request(/*force_refresh=*/true);
  for (auto _ : state) {
    auto token_client = mock().make_client(*mock().endpoints().https, mock().make_transport());
    auto acquired = token_client.client_credentials(request);
    if (!acquired) return state.SkipWithError(acquired.error().message().c_str());
    benchmark::DoNotOptimize(acquired);
  }
}

/// 32 callers at once of a key that nobody has: until all have the token.
void BM_MissTogether(benchmark::State& state) {
  auto token_client = mock().make_client(*mock().endpoints().https, mock().make_transport());
  const auto request = *token_client.prepare(graph_request(/*force_refresh=*/false));
  std::atomic<int> failures{0};
  Callers callers(state.range(0), [&] {
    if (!token_client.acquire(request)) ++failures;
  });
  double rounds = 0;
  double reached = 0;
  for (auto _ : state) {
    token_client.cache().clear();
    mock().forget_requests();
    state.SetIterationTime(callers.run());
    reached += static_cast<double>(mock().count_token_requests());
    rounds += 1;
  }
  if (failures != 0) state.SkipWithError("a caller got no token");
  state.counters["requests"] = rounds > 0 ? reached / rounds : 0;
}

BENCHMARK(BM_MissInProcess)->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_MissHttp)->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_MissHttps)->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_MissHttpsNewConnection)->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_MissTogether)->ArgName("callers")->Arg(32)->UseManualTime()->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace entra::bench
