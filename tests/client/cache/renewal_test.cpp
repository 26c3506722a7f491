// Renewal ahead of expiry: when, how often, and that no caller waits for it or fails by it.

#include <set>
#include <thread>

#include "testing/token_cache_fixture.hpp"

namespace entra::client {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::key_of;

class TokenRenewal : public testing::TokenCacheTest {
 protected:
  TokenCacheOptions options() { return {.retry_backoff = seconds(30), .renew_spread = 0, .executor = executor_}; }
  std::string served(TokenCache& cache, const TokenCache::Fetch& fetch) {
    const auto token = cache.get_or_fetch(key_of("r"), fetch);
    return token ? (*token)->access_token : "error: " + token.error().message();
  }
};

TEST_F(TokenRenewal, CallersGetTheAgingTokenWhileOneRenewalIsUnderWay) {
  TokenCache cache(clock_, options());
  EXPECT_EQ(served(cache, fetch_for(hours(24), hours(12))), "AT1");
  clock_.advance(hours(12) - milliseconds(1));
  EXPECT_EQ(served(cache, fetch_for(hours(24))), "AT1");
  EXPECT_EQ(cache.statistics().refreshes, 0u);
  clock_.advance(milliseconds(1));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(served(cache, fetch_for(hours(24))), "AT1");
  EXPECT_EQ(cache.statistics().refreshes, 1u);
  EXPECT_EQ(executor_->run(), 1u);
  EXPECT_EQ(served(cache, fetch_for(hours(24))), "AT2");
  EXPECT_EQ(cache.statistics().misses, 1u);
  EXPECT_EQ(cache.statistics().hits, 12u);
}

TEST_F(TokenRenewal, BeginsAtHalfOfALifeOfTwoHoursOrMore) {
  TokenCache cache(clock_, options());
  EXPECT_EQ(served(cache, fetch_for(hours(2))), "AT1");
  clock_.advance(hours(1));
  EXPECT_EQ(served(cache, fetch_for(hours(2))), "AT1");
  EXPECT_EQ(executor_->run(), 1u);
}

TEST_F(TokenRenewal, AShorterLifeHasNone) {
  TokenCache cache(clock_, options());
  EXPECT_EQ(served(cache, fetch_for(seconds(7199))), "AT1");
  clock_.advance(seconds(7199 - 301));
  EXPECT_EQ(served(cache, fetch_for(hours(2))), "AT1");
  EXPECT_EQ(executor_->run(), 0u);
}

TEST_F(TokenRenewal, WhileTheAuthorityFailsAGoodTokenIsServedUntilItEnds) {
  TokenCache cache(clock_, options());
  EXPECT_EQ(served(cache, fetch_for(hours(24), hours(12))), "AT1");
  clock_.advance(hours(12));
  const Instant ends = clock_.now() + hours(12) - seconds(300);
  for (; clock_.now() < ends; clock_.advance(seconds(1789))) {
    EXPECT_EQ(served(cache, failing()), "AT1");
    executor_->run();
  }
  EXPECT_EQ(cache.statistics().failures, 24u) << "one attempt a round";
  clock_.set(ends);
  EXPECT_EQ(served(cache, failing()).substr(0, 5), "error");
}

TEST_F(TokenRenewal, AFailedOneIsTriedAgainAfterThePause) {
  TokenCache cache(clock_, options());
  EXPECT_EQ(served(cache, fetch_for(hours(24), hours(12))), "AT1");
  clock_.advance(hours(12));
  EXPECT_EQ(served(cache, failing()), "AT1");
  EXPECT_EQ(executor_->run(), 1u);
  clock_.advance(seconds(30) - milliseconds(1));
  EXPECT_EQ(served(cache, failing()), "AT1");
  EXPECT_EQ(executor_->run(), 0u);
  clock_.advance(milliseconds(1));
  EXPECT_EQ(served(cache, failing()), "AT1");
  EXPECT_EQ(executor_->run(), 1u);
}

TEST_F(TokenRenewal, AThrottledOneWaitsForItsRetryAfter) {
  TokenCache cache(clock_, options());
  EXPECT_EQ(served(cache, fetch_for(hours(24), hours(12))), "AT1");
  clock_.advance(hours(12));
  ClientError error;
  error.kind = ClientErrorKind::kThrottled;
  error.retry_after = seconds(600);
  EXPECT_EQ(served(cache, failing(error)), "AT1");
  EXPECT_EQ(executor_->run(), 1u);
  clock_.advance(seconds(599));
  EXPECT_EQ(served(cache, failing(error)), "AT1");
  EXPECT_EQ(executor_->run(), 0u);
  clock_.advance(seconds(1));
  EXPECT_EQ(served(cache, fetch_for(hours(24))), "AT1");
  EXPECT_EQ(executor_->run(), 1u);
  EXPECT_EQ(served(cache, fetch_for(hours(24))), "AT3");
}

TEST_F(TokenRenewal, ATokenThatExpiresDuringItsRenewalIsWaitedFor) {
  TokenCache cache(clock_, options());
  EXPECT_EQ(served(cache, fetch_for(hours(24), hours(12))), "AT1");
  clock_.advance(hours(12));
  EXPECT_EQ(served(cache, fetch_for(hours(48))), "AT1");
  clock_.advance(hours(12));
  std::thread caller([&] { EXPECT_EQ(served(cache, fetch_for(hours(48))), "AT2"); });
  while (cache.statistics().waits < 1) std::this_thread::yield();
  EXPECT_EQ(executor_->run(), 1u);
  caller.join();
  EXPECT_EQ(fetches_, 2);
}

TEST_F(TokenRenewal, TokensOfOneMomentAreRenewedAtDifferentOnesInTheFirstTenth) {
  TokenCache cache(clock_, {.skew = seconds(0), .executor = executor_});
  constexpr int kTokens = 50;
  const auto get = [&](int n) {
    return cache.get_or_fetch(key_of(std::to_string(n)), fetch_for(hours(24), hours(14)));
  };
  for (int n = 0; n < kTokens; ++n) ASSERT_TRUE(get(n));
  clock_.advance(hours(14) - milliseconds(1));
  for (int n = 0; n < kTokens; ++n) ASSERT_TRUE(get(n));
  EXPECT_EQ(cache.statistics().refreshes, 0u) << "never before refresh_on";
  std::set<std::uint64_t> steps;
  for (int minute = 0; minute <= 60; ++minute) {
    for (int n = 0; n < kTokens; ++n) ASSERT_TRUE(get(n));
    steps.insert(cache.statistics().refreshes);
    clock_.advance(seconds(60));
  }
  EXPECT_EQ(cache.statistics().refreshes, static_cast<std::uint64_t>(kTokens));
  EXPECT_GT(steps.size(), 5u) << "not all at once";
}

TEST_F(TokenRenewal, TheCachesOwnThreadsRenew) {
  TokenCache cache(clock_, {.renew_spread = 0});
  EXPECT_EQ(served(cache, fetch_for(hours(24), hours(12))), "AT1");
  clock_.advance(hours(12));
  while (served(cache, fetch_for(hours(24))) != "AT2") std::this_thread::yield();
  EXPECT_EQ(fetches_, 2);
}

TEST(InlineExecutor, RenewsWithinTheCall) {
  ManualClock clock(from_epoch_seconds(1'740'819'600));
  TokenCache cache(clock, {.renew_spread = 0, .executor = std::make_shared<InlineExecutor>()});
  int calls = 0;
  const TokenCache::Fetch fetch = [&]() -> Result<Token, ClientError> {
    return Token{.access_token = std::to_string(++calls), .expires_on = clock.now() + hours(24)};
  };
  ASSERT_TRUE(cache.get_or_fetch(key_of("r"), fetch));
  clock.advance(hours(12));
  const auto renewed = cache.get_or_fetch(key_of("r"), fetch);
  ASSERT_TRUE(renewed);
  EXPECT_EQ((*renewed)->access_token, "2");
  EXPECT_EQ(renewed->source, TokenSource::kNetwork);
}

}  // namespace
}  // namespace entra::client
