// The token cache while it changes: what a replacement costs, what readers notice of it, what an entry occupies.

#include <benchmark/benchmark.h>
#include <malloc.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

#include "support/filled_client.hpp"

namespace entra::bench {
namespace {

std::shared_ptr<const client::Token> token_of(FilledClient& filled) {
  return filled.token_client.cache().find(filled.prepared.front().key);
}

void BM_Replace(benchmark::State& state) {
  FilledClient filled(static_cast<std::size_t>(state.range(0)), Over::kTenants);
  const auto token = token_of(filled);
  Wander wander(0, filled.prepared.size());
  for (auto _ : state) filled.token_client.cache().put(filled.prepared[wander.next()].key, token);
}

/// Hits while another thread replaces tokens without a pause.
void BM_HitViewWhileReplacing(benchmark::State& state) {
  FilledClient filled(static_cast<std::size_t>(state.range(0)), Over::kTenants);
  const auto token = token_of(filled);
  std::atomic<bool> over{false};
  std::thread writer([&] {
    Wander wander(1, filled.prepared.size());
    while (!over.load(std::memory_order_relaxed))
      filled.token_client.cache().put(filled.prepared[wander.next()].key, token);
  });
  Wander wander(0, filled.prepared.size());
  for (auto _ : state) {
    const bool hit = filled.token_client.with_token(filled.prepared[wander.next()], [](const client::Token& found) {
      benchmark::DoNotOptimize(found.access_token.data());
    });
    if (!hit) state.SkipWithError("not a cache hit");
  }
  over = true;
  writer.join();
}

/// What the allocator gave for an entry: token, key and all, and what of it is the cache's alone.
void BM_EntryMemory(benchmark::State& state) {
  const auto entries = static_cast<std::size_t>(state.range(0));
  FilledClient filled(entries, Over::kTenants);
  const auto token = token_of(filled);
  const auto in_use = [] { return mallinfo2().uordblks + mallinfo2().hblkhd; };
  const auto each = [&](std::size_t bytes) { return static_cast<double>(bytes) / static_cast<double>(entries); };
  double whole = 0;
  double books = 0;
  for (auto _ : state) {
    filled.token_client.cache().clear();
    std::size_t before = in_use();
    for (const auto& request : filled.requests) static_cast<void>(filled.token_client.client_credentials(request));
    whole = each(in_use() - before);

    const SystemClock clock;
    client::TokenCache cache(clock);
    before = in_use();
    // The prepared request and the entry share the key's text, all entries the token.
    for (const auto& request : filled.prepared) cache.put(request.key, token);
    books = each(in_use() - before);
  }
  state.counters["bytes"] = whole;
  state.counters["bytes_beyond_token_text"] = whole - static_cast<double>(token->access_token.size());
  state.counters["bytes_beyond_token_and_key"] = books;
}

BENCHMARK(BM_Replace)->ArgName("entries")->Arg(1)->Arg(10'000);
BENCHMARK(BM_HitViewWhileReplacing)->ArgName("entries")->Arg(1)->Arg(10'000)->UseRealTime();
BENCHMARK(BM_EntryMemory)->ArgName("entries")->Arg(10'000)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace entra::bench
