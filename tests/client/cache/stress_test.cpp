// Readers, writers, evictions and clock moves at once: for the sanitizers, and for the promise that a key never gives
// another key's token.

#include <array>
#include <atomic>
#include <thread>

#include "entra/client/token_handle.hpp"
#include "testing/token_cache_fixture.hpp"

namespace entra::client {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kKeys = 48;
constexpr int kRounds = 4000;

class TokenCacheStress : public testing::TokenCacheTest {
 protected:
  TokenCacheStress() {
    for (std::size_t n = 0; n < kKeys; ++n) keys_.push_back(testing::key_of(name(n)));
  }
  static std::string name(std::size_t n) { return "key-" + std::to_string(n); }
  Token token_of(std::size_t n) const {
    return {.access_token = name(n), .expires_on = clock_.now() + hours(3), .refresh_on = clock_.now() + hours(1)};
  }
  TokenCache::Fetch fetch_of(std::size_t n) {
    return [this, n]() -> Result<Token, ClientError> {
      if (++fetches_ % 7 == 0) return tl::unexpected(testing::refused());
      return token_of(n);
    };
  }
  void expect(std::size_t n, const std::string& text) {
    if (text != name(n)) ++wrong_;
  }

  std::vector<TokenKey> keys_;
  std::atomic<int> wrong_{0};
};

TEST_F(TokenCacheStress, EveryKeyGivesItsOwnTokenWhateverHappensBesideIt) {
  const auto cache =
      std::make_shared<TokenCache>(clock_, TokenCacheOptions{.max_entries = 32, .retry_backoff = seconds(1)});
  std::vector<std::thread> threads;
  const auto run = [&](std::size_t seed, auto step) {
    threads.emplace_back([=, this] {
      std::size_t n = seed;
      for (int round = 0; round < kRounds; ++round) {
        n = (n * 29 + 17) % kKeys;
        step(n, round);
      }
    });
  };
  for (std::size_t reader = 0; reader < 2; ++reader) {
    run(reader, [&](std::size_t n, int) {
      cache->with_token(keys_[n], [&](const Token& token) { expect(n, token.access_token); });
      if (const auto token = cache->find(keys_[n])) expect(n, token->access_token);
    });
    run(reader + 5, [&](std::size_t n, int round) {
      const TokenCache::Asking asking{.mode = round % 61 == 0 ? TokenCache::Mode::kFresh : TokenCache::Mode::kCached,
                                      .patience = round % 13 == 0 ? std::optional(milliseconds(0)) : std::nullopt};
      if (const auto token = cache->get_or_fetch(keys_[n], fetch_of(n), asking)) expect(n, (*token)->access_token);
    });
  }
  threads.emplace_back([&] {
    TokenHandle handle(cache, keys_[3], fetch_of(3));
    for (int round = 0; round < kRounds; ++round) {
      if (const auto token = handle.get()) expect(3, (*token)->access_token);
    }
  });
  run(11, [&](std::size_t n, int round) {
    cache->put(keys_[n], std::make_shared<const Token>(token_of(n)));
    if (round % 50 == 0) cache->erase(keys_[n]);
    if (round % 90 == 0) cache->invalidate(name(n));
    if (round % 400 == 0) cache->clear();
  });
  run(23, [&](std::size_t, int round) {
    clock_.advance(round % 5 == 0 ? -milliseconds(hours(2)) : milliseconds(hours(1)));
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong_, 0);
  EXPECT_LE(cache->statistics().entries, 32u + 4u) << "the bound, and entries with a request under way";
}

}  // namespace
}  // namespace entra::client
