// Callers that share a request: deadlines of their own, and what a throttled request leaves behind.

#include <thread>

#include "testing/token_cache_fixture.hpp"

namespace entra::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::key_of;

class TokenFlight : public testing::TokenCacheTest {
 protected:
  static ClientError throttled(std::optional<seconds> retry_after) {
    ClientError error;
    error.kind = ClientErrorKind::kThrottled;
    error.status = 429;
    error.retry_after = retry_after;
    return error;
  }
};

TEST_F(TokenFlight, ACallerThatGivesUpDoesNotEndTheRequest) {
  TokenCache cache(clock_, {.executor = executor_});
  const TokenCache::Asking briefly{.patience = milliseconds(0)};
  const auto first = cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600)), briefly);
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().kind, ClientErrorKind::kTimeout);
  const auto second = cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600)), briefly);
  ASSERT_FALSE(second) << "joins the same request";

  std::thread patient([&] {
    const auto token = cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600)));
    ASSERT_TRUE(token);
    EXPECT_EQ((*token)->access_token, "AT1");
  });
  while (cache.statistics().waits < 2) std::this_thread::yield();
  EXPECT_EQ(executor_->run(), 1u);
  patient.join();
  EXPECT_EQ(fetches_, 1);
  EXPECT_NE(cache.find(key_of("r")), nullptr) << "kept for those who come later";
  EXPECT_EQ(cache.statistics().gave_up, 2u);
}

TEST_F(TokenFlight, ACallerThatIsStoppedLeavesAtOnceAndTheRequestGoesOn) {
  TokenCache cache(clock_, {.executor = executor_});
  std::stop_source stop;
  std::thread leader([&] {
    const auto outcome =
        cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600)), TokenCache::Asking{.stop = stop.get_token()});
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ClientErrorKind::kCancelled);
  });
  while (cache.statistics().misses < 1) std::this_thread::yield();
  std::thread patient([&] {
    const TokenCache::Asking asking{.patience = seconds(600), .stop = std::stop_source().get_token()};
    const auto token = cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600)), asking);
    ASSERT_TRUE(token);
    EXPECT_EQ((*token)->access_token, "AT1");
  });
  while (cache.statistics().waits < 1) std::this_thread::yield();
  stop.request_stop();
  leader.join();
  EXPECT_EQ(cache.statistics().cancelled, 1u);
  EXPECT_EQ(cache.statistics().gave_up, 0u);
  EXPECT_EQ(executor_->run(), 1u);
  patient.join();
  EXPECT_EQ(fetches_, 1);
}

TEST_F(TokenFlight, AStopThatCameBeforeTheCallLeavesAHitAHit) {
  TokenCache cache(clock_, {.executor = executor_});
  std::stop_source stop;
  stop.request_stop();
  const TokenCache::Asking stopped{.stop = stop.get_token()};
  const auto cold = cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600)), stopped);
  ASSERT_FALSE(cold);
  EXPECT_EQ(cold.error().kind, ClientErrorKind::kCancelled);
  EXPECT_EQ(to_string(cold.error().kind), "cancelled");
  EXPECT_EQ(cache.statistics().entries, 0u);

  ASSERT_TRUE(cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600), seconds(1800))));
  EXPECT_TRUE(cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600)), stopped));
  clock_.advance(seconds(3200));  // due for renewal, and still good
  EXPECT_TRUE(cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600)), stopped));
  EXPECT_EQ(executor_->run(), 0u) << "nothing is sent for who has left";
  EXPECT_EQ(fetches_, 1);
  const TokenCache::Asking stopped_fresh{.mode = TokenCache::Mode::kFresh, .stop = stop.get_token()};
  EXPECT_FALSE(cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600)), stopped_fresh));
}

TEST_F(TokenFlight, ARequestThatIsDroppedUnrunFailsItsWaiters) {
  TokenCache cache(clock_, {.executor = executor_});
  std::thread caller([&] {
    const auto outcome =
        cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600)), TokenCache::Asking{.patience = seconds(600)});
    ASSERT_FALSE(outcome);
    EXPECT_NE(outcome.error().description.find("dropped"), std::string::npos);
  });
  while (executor_->take().empty()) std::this_thread::yield();
  caller.join();
  EXPECT_TRUE(cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600)))) << "the entry must not stay blocked";
}

TEST_F(TokenFlight, RetryAfterIsRememberedUntilItHasPassed) {
  TokenCache cache(clock_);
  ASSERT_FALSE(cache.get_or_fetch(key_of("r"), failing(throttled(seconds(30)))));
  clock_.advance(milliseconds(10'500));
  const auto again = cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600)));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ClientErrorKind::kThrottled);
  EXPECT_EQ(again.error().status, 429);
  EXPECT_EQ(again.error().retry_after, seconds(20)) << "what is left, rounded up";
  EXPECT_NE(again.error().description.find("remembered"), std::string::npos);
  EXPECT_FALSE(cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600)), TokenCache::Mode::kFresh));
  EXPECT_EQ(fetches_, 1);
  EXPECT_EQ(cache.statistics().throttled, 2u);
  EXPECT_TRUE(cache.get_or_fetch(key_of("other"), fetch_for(seconds(3600)))) << "of one key only";
  clock_.advance(milliseconds(19'500));
  EXPECT_TRUE(cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600))));
}

TEST_F(TokenFlight, AThrottledAnswerWithoutATimeIsRememberedForFiveSeconds) {
  TokenCache cache(clock_);
  ASSERT_FALSE(cache.get_or_fetch(key_of("r"), failing(throttled(std::nullopt))));
  clock_.advance(milliseconds(4'999));
  EXPECT_FALSE(cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600))));
  clock_.advance(milliseconds(1));
  EXPECT_TRUE(cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600))));
}

TEST_F(TokenFlight, AClockThatIsTurnedBackForgetsTheThrottling) {
  TokenCache cache(clock_);
  ASSERT_FALSE(cache.get_or_fetch(key_of("r"), failing(throttled(seconds(30)))));
  clock_.advance(-seconds(60));
  EXPECT_TRUE(cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600))));
}

TEST_F(TokenFlight, ABackgroundThreadServesTheImpatient) {
  TokenCache cache(clock_);
  const auto token =
      cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600)), TokenCache::Asking{.patience = seconds(600)});
  ASSERT_TRUE(token);
  EXPECT_EQ(token->source, TokenSource::kNetwork);
}

}  // namespace
}  // namespace entra::client
