// A token that is in the cache, through the client's own functions, with one entry to a hundred thousand.

#include <benchmark/benchmark.h>

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "support/filled_client.hpp"

namespace entra::bench {
namespace {

/// Filled by whichever thread asks first, and kept for the repetitions that follow.
FilledClient& client_with(std::int64_t entries, Over over) {
  static std::mutex mutex;
  static std::map<std::pair<std::int64_t, Over>, std::unique_ptr<FilledClient>> made;
  const std::scoped_lock lock(mutex);
  auto& client = made[{entries, over}];
  if (!client) client = std::make_unique<FilledClient>(static_cast<std::size_t>(entries), over);
  return *client;
}

/// A look at the token while the cache keeps it.
template <Over kOver>
void view(benchmark::State& state) {
  FilledClient& filled = client_with(state.range(0), kOver);
  Wander wander(state.thread_index(), filled.prepared.size());
  for (auto _ : state) {
    const bool hit = filled.token_client.with_token(filled.prepared[wander.next()], [](const client::Token& token) {
      benchmark::DoNotOptimize(token.access_token.data());
    });
    if (!hit) state.SkipWithError("not a cache hit");
  }
}
void BM_HitView(benchmark::State& state) {
  view<Over::kTenants>(state);
}
void BM_HitViewScopes(benchmark::State& state) {
  view<Over::kScopes>(state);
}

/// A token to keep, by a request that was prepared once.
void BM_HitOwned(benchmark::State& state) {
  FilledClient& filled = client_with(state.range(0), Over::kTenants);
  Wander wander(state.thread_index(), filled.prepared.size());
  for (auto _ : state) {
    auto acquired = filled.token_client.acquire(filled.prepared[wander.next()]);
    if (!acquired || acquired->source != client::TokenSource::kCache) state.SkipWithError("not a cache hit");
    benchmark::DoNotOptimize(acquired);
  }
}

/// A handle for each of the entries, for each of the threads.
void BM_HitHandle(benchmark::State& state) {
  FilledClient& filled = client_with(state.range(0), Over::kTenants);
  std::vector<client::TokenHandle> handles;
  handles.reserve(filled.prepared.size());
  for (const auto& request : filled.prepared) {
    handles.push_back(filled.token_client.handle(request));
    static_cast<void>(handles.back().get());
  }
  Wander wander(state.thread_index(), handles.size());
  for (auto _ : state) {
    auto token = handles[wander.next()].get();
    if (!token) state.SkipWithError("not a cache hit");
    benchmark::DoNotOptimize(token);
  }
}

/// A request that nobody prepared: its tenant is checked and its key made for every call.
void BM_HitUnprepared(benchmark::State& state) {
  FilledClient& filled = client_with(state.range(0), Over::kTenants);
  Wander wander(state.thread_index(), filled.requests.size());
  for (auto _ : state) {
    auto acquired = filled.token_client.client_credentials(filled.requests[wander.next()]);
    if (!acquired || acquired->source != client::TokenSource::kCache) state.SkipWithError("not a cache hit");
    benchmark::DoNotOptimize(acquired);
  }
}

/// Work that shares nothing: what more threads gain on this machine at this moment, whatever the cache does.
void BM_SharedNothing(benchmark::State& state) {
  for (auto _ : state)
    for (int i = 0; i < 1000; ++i) benchmark::DoNotOptimize(i);
}

constexpr int kMost = 100'000;

void up_to_most(benchmark::internal::Benchmark* hit) {
  hit->ArgName("entries")->RangeMultiplier(10)->Range(1, kMost)->UseRealTime();
}
void with_threads(benchmark::internal::Benchmark* hit) {
  hit->ArgName("entries")->Arg(1)->Arg(10'000)->Threads(2)->Threads(4)->UseRealTime();
}

BENCHMARK(BM_SharedNothing)->Threads(1)->Threads(2)->Threads(4)->UseRealTime();
BENCHMARK(BM_HitView)->Apply(up_to_most);
BENCHMARK(BM_HitView)->Apply(with_threads);
BENCHMARK(BM_HitViewScopes)->ArgName("entries")->Arg(10'000)->Arg(kMost)->UseRealTime();
BENCHMARK(BM_HitOwned)->Apply(up_to_most);
BENCHMARK(BM_HitOwned)->Apply(with_threads);
BENCHMARK(BM_HitHandle)->Apply(up_to_most);
BENCHMARK(BM_HitHandle)->Apply(with_threads);
BENCHMARK(BM_HitUnprepared)->Apply(up_to_most);

}  // namespace
}  // namespace entra::bench
