#include "entra/client/token_handle.hpp"

#include "testing/token_cache_fixture.hpp"

namespace entra::client {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using testing::key_of;

class TokenHandleTest : public testing::TokenCacheTest {
 protected:
  static std::string text(TokenHandle& handle) {
    const auto token = handle.get();
    return token ? (*token)->access_token : "error: " + token.error().message();
  }
  std::shared_ptr<TokenCache> cache_ = std::make_shared<TokenCache>(
      clock_, TokenCacheOptions{.retry_backoff = seconds(30), .renew_spread = 0, .executor = executor_});
};

TEST_F(TokenHandleTest, FetchesOnceAndServesUntilTheTokenEnds) {
  TokenHandle handle(cache_, key_of("r"), fetch_for(seconds(3600)));
  EXPECT_EQ(handle.peek(), nullptr);
  EXPECT_EQ(fetches_, 0) << "asks nobody before it is asked";
  for (int i = 0; i < 5; ++i) EXPECT_EQ(text(handle), "AT1");
  clock_.advance(seconds(3299));
  EXPECT_EQ(text(handle), "AT1");
  clock_.advance(seconds(1));
  EXPECT_EQ(handle.peek(), nullptr);
  EXPECT_EQ(text(handle), "AT2");
  EXPECT_EQ(fetches_, 2);
}

TEST_F(TokenHandleTest, SeesWhatHappensToItsEntry) {
  TokenHandle handle(cache_, key_of("r"), fetch_for(seconds(3600)));
  EXPECT_EQ(text(handle), "AT1");
  EXPECT_EQ(text(handle), "AT1");
  cache_->put(key_of("r"),
              std::make_shared<Token>(Token{.access_token = "put", .expires_on = clock_.now() + hours(1)}));
  EXPECT_EQ(text(handle), "put");
  EXPECT_EQ(text(handle), "put");
  cache_->erase(key_of("r"));
  EXPECT_EQ(text(handle), "AT2");
  EXPECT_EQ(text(handle), "AT2");
  cache_->clear();
  EXPECT_EQ(text(handle), "AT3");
  EXPECT_EQ(text(handle), "AT3");
  handle.invalidate();
  EXPECT_EQ(text(handle), "AT4");
}

TEST_F(TokenHandleTest, StartsRenewalsAndFollowsThem) {
  TokenHandle handle(cache_, key_of("r"), fetch_for(hours(24), hours(12)));
  EXPECT_EQ(text(handle), "AT1");
  EXPECT_EQ(text(handle), "AT1");
  clock_.advance(hours(12));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(text(handle), "AT1");
  EXPECT_EQ(executor_->run(), 1u);
  EXPECT_EQ(text(handle), "AT2");
}

TEST_F(TokenHandleTest, AFailedRenewalIsTriedAgainAfterThePause) {
  TokenHandle first(cache_, key_of("r"), fetch_for(hours(24), hours(12)));
  EXPECT_EQ(text(first), "AT1");
  TokenHandle handle(cache_, key_of("r"), failing());
  clock_.advance(hours(12));
  EXPECT_EQ(text(handle), "AT1");
  EXPECT_EQ(executor_->run(), 1u);
  EXPECT_EQ(text(handle), "AT1");
  EXPECT_EQ(executor_->run(), 0u);
  clock_.advance(seconds(30));
  EXPECT_EQ(text(handle), "AT1");
  EXPECT_EQ(executor_->run(), 1u);
}

TEST_F(TokenHandleTest, ErrorsAreTheCaches) {
  TokenHandle handle(cache_, key_of("r"), failing());
  const auto token = handle.get_shared();
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().error, "invalid_client");
}

TEST_F(TokenHandleTest, ItsHitsAreCountedWhenItEnds) {
  {
    TokenHandle handle(cache_, key_of("r"), fetch_for(seconds(3600)));
    for (int i = 0; i < 10; ++i) EXPECT_EQ(text(handle), "AT1");
    TokenHandle moved(std::move(handle));
    EXPECT_EQ(text(moved), "AT1");
  }
  EXPECT_EQ(cache_->statistics().hits, 10u);
  EXPECT_EQ(cache_->statistics().misses, 1u);
}

}  // namespace
}  // namespace entra::client
