// The token cache while it changes: what a replacement costs, what readers notice of it, what an entry occupies.

#include <benchmark/benchmark.h>
#include <malloc.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

#include "support/filled_cache.hpp"

namespace entra::bench {
namespace {

void BM_Replace(benchmark::State& state) {
  FilledCache filled(static_cast<std::size_t>(state.range(0)));
  const auto token = token_until(filled.clock.now() + seconds(3599));
  Wander wander(0, filled.keys.size());
  for (auto _ : state) filled.cache->put(filled.keys[wander.next()], token);
}

/// Hits by key while another thread replaces tokens without a pause.
void BM_HitViewWhileReplacing(benchmark::State& state) {
  FilledCache filled(static_cast<std::size_t>(state.range(0)));
  const auto token = token_until(filled.clock.now() + seconds(3599));
  std::atomic<bool> over{false};
  std::thread writer([&] {
    Wander wander(1, filled.keys.size());
    while (!over.load(std::memory_order_relaxed)) filled.cache->put(filled.keys[wander.next()], token);
  });
  Wander wander(0, filled.keys.size());
  for (auto _ : state) {
    const bool hit = filled.cache->with_token(filled.keys[wander.next()], [](const client::Token& found) {
      benchmark::DoNotOptimize(found.access_token.data());
    });
    if (!hit) state.SkipWithError("not a cache hit");
  }
  over = true;
  writer.join();
}

/// What the allocator gave for an entry: beyond the token that was handed in, and beyond the text of its key too.
void BM_EntryMemory(benchmark::State& state) {
  const auto entries = static_cast<std::size_t>(state.range(0));
  const ManualClock clock{from_epoch_seconds(1'700'000'000)};
  const auto token = token_until(clock.now() + seconds(3599));
  std::vector<client::TokenKey> keys;
  for (std::size_t n = 0; n < entries; ++n) keys.push_back(key_of(n));
  double each = 0;
  for (auto _ : state) {
    const std::size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
    client::TokenCache cache(clock);
    for (const auto& key : keys) cache.put(key, token);
    each = static_cast<double>(mallinfo2().uordblks + mallinfo2().hblkhd - before) / static_cast<double>(entries);
  }
  state.counters["bytes"] = each;
  state.counters["bytes_beyond_key"] = each - static_cast<double>(keys.front().text().size());
}

BENCHMARK(BM_Replace)->ArgName("entries")->Arg(1)->Arg(10'000);
BENCHMARK(BM_HitViewWhileReplacing)->ArgName("entries")->Arg(1)->Arg(10'000)->UseRealTime();
BENCHMARK(BM_EntryMemory)->ArgName("entries")->Arg(10'000)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace entra::bench
