// What leaves the cache on request, and what the books say.

#include <algorithm>

#include "testing/token_cache_fixture.hpp"

namespace entra::client {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using testing::key_of;
using TokenCacheClearing = testing::TokenCacheTest;

TokenKey key_for(std::string_view tenant, std::string_view account) {
  return TokenKey({.tenant = tenant, .client_id = "c", .resource = "r", .account = account});
}

TEST_F(TokenCacheClearing, ByTenantByAccountAndAll) {
  TokenCache cache(clock_);
  for (const char* tenant : {"t1", "t2"}) {
    for (const char* account : {"", "anna", "bert"}) {
      ASSERT_TRUE(cache.get_or_fetch(key_for(tenant, account), fetch_for(hours(1))));
    }
  }
  EXPECT_EQ(cache.clear_account("anna"), 2u);
  EXPECT_EQ(cache.find(key_for("t1", "anna")), nullptr);
  EXPECT_NE(cache.find(key_for("t1", "bert")), nullptr);
  EXPECT_EQ(cache.clear_tenant("t1"), 2u);
  EXPECT_EQ(cache.find(key_for("t1", "")), nullptr);
  EXPECT_NE(cache.find(key_for("t2", "")), nullptr);
  EXPECT_EQ(cache.clear_tenant("c"), 0u) << "a part of another name";
  cache.clear();
  EXPECT_EQ(cache.statistics().entries, 0u);
  EXPECT_EQ(cache.find(key_for("t2", "")), nullptr);
}

TEST_F(TokenCacheClearing, ARefusedTokenIsDroppedOnceAndItsSuccessorStays) {
  TokenCache cache(clock_);
  ASSERT_TRUE(cache.get_or_fetch(key_of("r"), fetch_for(hours(1))));
  ASSERT_TRUE(cache.get_or_fetch(key_of("other"), fetch_for(hours(1))));
  EXPECT_TRUE(cache.invalidate("AT1"));
  EXPECT_EQ(cache.find(key_of("r")), nullptr);
  EXPECT_NE(cache.find(key_of("other")), nullptr);
  const auto next = cache.get_or_fetch(key_of("r"), fetch_for(hours(1)));
  ASSERT_TRUE(next);
  EXPECT_EQ((*next)->access_token, "AT3");
  for (int storm = 0; storm < 10; ++storm) EXPECT_FALSE(cache.invalidate("AT1"));
  EXPECT_NE(cache.find(key_of("r")), nullptr);
}

TEST_F(TokenCacheClearing, ARefusedTokenIsNotServedWhileItsRenewalIsUnderWay) {
  TokenCache cache(clock_, {.renew_spread = 0, .executor = executor_});
  ASSERT_TRUE(cache.get_or_fetch(key_of("r"), fetch_for(hours(24), hours(12))));
  clock_.advance(hours(12));
  ASSERT_TRUE(cache.get_or_fetch(key_of("r"), fetch_for(hours(24))));
  EXPECT_TRUE(cache.invalidate("AT1"));
  EXPECT_EQ(cache.find(key_of("r")), nullptr);
  EXPECT_EQ(executor_->run(), 1u);
  ASSERT_NE(cache.find(key_of("r")), nullptr);
  EXPECT_EQ(cache.find(key_of("r"))->access_token, "AT2");
}

TEST_F(TokenCacheClearing, TheBoundHoldsWhateverIsPutAndNoMoreGoesThanMust) {
  TokenCache cache(clock_, {.max_entries = 64});
  for (int n = 0; n < 1000; ++n) {
    ASSERT_TRUE(cache.get_or_fetch(key_of(std::to_string(n)), fetch_for(hours(1))));
    ASSERT_LE(cache.statistics().entries, 64u);
    ASSERT_GE(cache.statistics().entries, n < 64 ? 1u : 56u);
    // All that is there is used, so that no two can be told apart by their use.
    for (int m = std::max(0, n - 64); m <= n; ++m) static_cast<void>(cache.find(key_of(std::to_string(m))));
  }
  EXPECT_EQ(cache.statistics().evictions + cache.statistics().entries, 1000u);
}

TEST_F(TokenCacheClearing, AViewSeesGoodTokensOnly) {
  TokenCache cache(clock_);
  std::string seen;
  const auto look = [&](const Token& token) { seen = token.access_token; };
  EXPECT_FALSE(cache.with_token(key_of("r"), look));
  ASSERT_TRUE(cache.get_or_fetch(key_of("r"), fetch_for(hours(1))));
  EXPECT_TRUE(cache.with_token(key_of("r"), look));
  EXPECT_EQ(seen, "AT1");
  EXPECT_TRUE(cache.with_token(key_of("r"), [&](const Token& token) {
    cache.clear();
    seen += token.access_token;  // stays while it is looked at
  }));
  EXPECT_EQ(seen, "AT1AT1");
  ASSERT_TRUE(cache.get_or_fetch(key_of("r"), fetch_for(hours(1))));
  clock_.advance(hours(1) - seconds(300));
  EXPECT_FALSE(cache.with_token(key_of("r"), look));
}

TEST(TokenCacheStatistics, AsPrometheusText) {
  const std::string text = to_prometheus({.hits = 7, .misses = 2, .refreshes = 1, .entries = 3}, "tokens");
  EXPECT_NE(text.find("# HELP tokens_hits_total Calls served from memory at once.\n# TYPE tokens_hits_total counter\n"
                      "tokens_hits_total 7\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("tokens_refreshes_total 1\n"), std::string::npos);
  EXPECT_NE(text.find("# TYPE tokens_entries gauge\ntokens_entries 3\n"), std::string::npos);
  EXPECT_TRUE(text.ends_with('\n'));
}

TEST_F(TokenCacheClearing, TheObserverHearsOfEverythingButHits) {
  using Kind = TokenCacheEvent::Kind;
  std::vector<Kind> heard;
  std::size_t evicted = 0;
  std::string failed;
  TokenCache* asked = nullptr;
  TokenCache cache(clock_, {.max_entries = 2, .executor = executor_, .observer = [&](const TokenCacheEvent& event) {
                              heard.push_back(event.kind);
                              if (event.kind == Kind::kEvicted) evicted += event.count;
                              if (event.error != nullptr) failed = event.error->error;
                              EXPECT_EQ(event.key == nullptr, event.kind == Kind::kEvicted);
                              EXPECT_LE(asked->statistics().entries, 2u) << "under no lock";
                            }});
  asked = &cache;
  ASSERT_TRUE(cache.get_or_fetch(key_of("a"), fetch_for(hours(1), seconds(600))));
  ASSERT_TRUE(cache.get_or_fetch(key_of("a"), fetch_for(hours(1))));
  EXPECT_EQ(heard, (std::vector{Kind::kMiss, Kind::kFetched}));

  heard.clear();
  clock_.advance(seconds(1500));
  ASSERT_TRUE(cache.get_or_fetch(key_of("a"), failing()));
  executor_->run();
  EXPECT_EQ(heard, (std::vector{Kind::kRefresh, Kind::kFailed}));
  EXPECT_EQ(failed, "invalid_client");

  heard.clear();
  ASSERT_TRUE(cache.get_or_fetch(key_of("b"), fetch_for(hours(1))));
  ASSERT_TRUE(cache.get_or_fetch(key_of("c"), fetch_for(hours(1))));
  EXPECT_EQ(evicted, cache.statistics().evictions);
  EXPECT_GE(evicted, 1u);
}

TEST_F(TokenCacheClearing, BytesGrowWithWhatIsHeld) {
  TokenCache cache(clock_);
  EXPECT_EQ(cache.statistics().bytes, 0u);
  Token token;
  token.access_token = std::string(1500, 'a');
  token.expires_on = clock_.now() + hours(1);
  cache.put(key_of("a"), std::make_shared<const Token>(token));
  const std::size_t one = cache.statistics().bytes;
  EXPECT_GE(one, 1500 + key_of("a").text().size());
  cache.put(key_of("b"), std::make_shared<const Token>(token));
  EXPECT_EQ(cache.statistics().bytes, 2 * one);
  cache.clear();
  EXPECT_EQ(cache.statistics().bytes, 0u);
}

}  // namespace
}  // namespace entra::client
