// A token that is in the cache: the whole call of the client, and the look-up alone, with one entry to ten thousand.

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "entra/client/token_client.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/random.hpp"
#include "support/stub_authority.hpp"

namespace entra::bench {
namespace {

/// The tenant of entry `n`: a GUID, as in a program that serves many customers.
std::string tenant_of(std::size_t n) {
  std::string digits = std::to_string(n);
  return "00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

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

/// The keys alone, put into a cache.
struct FilledCache {
  ManualClock clock{from_epoch_seconds(1'700'000'000)};
  client::TokenCache cache{clock};
  std::vector<client::TokenKey> keys;

  explicit FilledCache(std::size_t entries) {
    auto token = std::make_shared<client::Token>();
    token->access_token = std::string(1400, 'a');
    token->expires_on = clock.now() + seconds(3599);
    for (std::size_t n = 0; n < entries; ++n) {
      keys.emplace_back(client::TokenKeyParts{.authority_origin = "https://login.microsoftonline.com",
                                              .tenant = tenant_of(n),
                                              .client_id = "66666666-7777-4888-8999-aaaaaaaaaaaa",
                                              .credential = "fingerprint",
                                              .grant = "client_credentials",
                                              .scopes = {"https://graph.microsoft.com/.default"}});
      cache.put(keys.back(), token);
    }
  }
};

/// Entries in an order that no processor cache foresees, different for each thread.
class Wander {
 public:
  Wander(int thread, std::size_t bound) : state_(static_cast<std::uint64_t>(thread) + 1), bound_(bound) {}
  std::size_t next() {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>(state_ >> 33) % bound_;
  }

 private:
  std::uint64_t state_;
  std::size_t bound_;
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
    auto token = filled->cache.find(filled->keys[wander.next()]);
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

}  // namespace
}  // namespace entra::bench
