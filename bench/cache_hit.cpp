// A token that is in the cache: the whole call of the client, and the look-up alone, with one entry to ten thousand.

#include <benchmark/benchmark.h>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "entra/client/token_client.hpp"
#include "entra/client/token_handle.hpp"
#include "entra/support/random.hpp"
#include "support/filled_cache.hpp"
#include "support/stub_authority.hpp"

namespace entra::bench {
namespace {

/// A client whose cache holds a token for each of its requests.
struct FilledClient {
  ManualClock clock{from_epoch_seconds(1'700'000'000)};
  SystemRandom random;
  client::TokenClient token_client;
  std::vector<client::ClientCredentialsRequest> requests;

  explicit FilledClient(std::size_t entries)
      : token_client({.authority = *client::Authority::parse("https://login.microsoftonline.com/organizations"),
                      .client_id = "66666666-7777-4888-8999-aaaaaaaaaaaa",
                      .credential = client::ClientSecret{"secret"}},
                     std::make_shared<StubAuthority>(), clock, random) {
    for (std::size_t n = 0; n < entries; ++n) {
      client::ClientCredentialsRequest request;
      request.target.scopes = {"https://graph.microsoft.com/.default"};
      request.tenant = tenant_of(n);
      static_cast<void>(token_client.client_credentials(request));
      requests.push_back(std::move(request));
    }
  }
};

void BM_HitClient(benchmark::State& state) {
  static std::unique_ptr<FilledClient> filled;
  const auto entries = static_cast<std::size_t>(state.range(0));
  if (state.thread_index() == 0) filled = std::make_unique<FilledClient>(entries);
  Wander wander(state.thread_index(), entries);
  // The other threads pass this line's first round only when the first has filled the cache.
  for (auto _ : state) {
    auto acquired = filled->token_client.client_credentials(filled->requests[wander.next()]);
    if (!acquired || acquired->source != client::TokenSource::kCache) state.SkipWithError("not a cache hit");
    benchmark::DoNotOptimize(acquired);
  }
}

void BM_HitLookup(benchmark::State& state) {
  static std::unique_ptr<FilledCache> filled;
  const auto entries = static_cast<std::size_t>(state.range(0));
  if (state.thread_index() == 0) filled = std::make_unique<FilledCache>(entries);
  Wander wander(state.thread_index(), entries);
  for (auto _ : state) {
    auto token = filled->cache->find(filled->keys[wander.next()]);
    if (!token) state.SkipWithError("not a cache hit");
    benchmark::DoNotOptimize(token);
  }
}

void BM_HitView(benchmark::State& state) {
  static std::unique_ptr<FilledCache> filled;
  const auto entries = static_cast<std::size_t>(state.range(0));
  if (state.thread_index() == 0) filled = std::make_unique<FilledCache>(entries);
  Wander wander(state.thread_index(), entries);
  for (auto _ : state) {
    const bool hit = filled->cache->with_token(filled->keys[wander.next()], [](const client::Token& token) {
      benchmark::DoNotOptimize(token.access_token.data());
    });
    if (!hit) state.SkipWithError("not a cache hit");
  }
}

/// A handle for each of the entries, for each of the threads.
void BM_HitHandle(benchmark::State& state) {
  static std::unique_ptr<FilledCache> filled;
  const auto entries = static_cast<std::size_t>(state.range(0));
  if (state.thread_index() == 0) filled = std::make_unique<FilledCache>(entries);
  std::vector<client::TokenHandle> handles;
  Wander wander(state.thread_index(), entries);
  for (auto _ : state) {
    if (handles.empty()) {
      state.PauseTiming();
      for (const auto& key : filled->keys) handles.emplace_back(filled->cache, key, refuse_to_fetch);
      for (auto& handle : handles) static_cast<void>(handle.get());
      state.ResumeTiming();
    }
    auto token = handles[wander.next()].get();
    if (!token) state.SkipWithError("not a cache hit");
    benchmark::DoNotOptimize(token);
  }
}

/// Work that shares nothing: what two threads gain on this machine at this moment, whatever the cache does.
void BM_SharedNothing(benchmark::State& state) {
  for (auto _ : state)
    for (int i = 0; i < 1000; ++i) benchmark::DoNotOptimize(i);
}

BENCHMARK(BM_SharedNothing)->Threads(1)->Threads(2)->UseRealTime();
BENCHMARK(BM_HitClient)
    ->ArgName("entries")
    ->RangeMultiplier(10)
    ->Range(1, 10'000)
    ->Threads(1)
    ->Threads(2)
    ->UseRealTime();
BENCHMARK(BM_HitLookup)
    ->ArgName("entries")
    ->RangeMultiplier(10)
    ->Range(1, 10'000)
    ->Threads(1)
    ->Threads(2)
    ->UseRealTime();

BENCHMARK(BM_HitView)->ArgName("entries")->RangeMultiplier(10)->Range(1, 10'000)->Threads(1)->Threads(2)->UseRealTime();
BENCHMARK(BM_HitHandle)->ArgName("entries")->Arg(1)->Arg(10'000)->Threads(1)->Threads(2)->UseRealTime();

}  // namespace
}  // namespace entra::bench
