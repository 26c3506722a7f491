#include "entra/client/token_cache.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

#include "testing/token_cache_fixture.hpp"

namespace entra::client {
namespace {

using testing::key_of;
using testing::TokenCacheTest;

TEST(TokenKey, IgnoresOrderAndDuplicatesOfScopesOnly) {
  EXPECT_EQ(key_of("", {"a", "b"}), key_of("", {"b", "a", "b"}));
  EXPECT_FALSE(key_of("", {"a"}) == key_of("", {"a", "b"}));
  EXPECT_FALSE(key_of("a") == key_of("", {"a"}));
}

TEST(TokenKey, TakesTheCaseOfAScopesNameAsEntraDoesAndOfNothingElse) {
  EXPECT_EQ(key_of("", {"User.Read"}), key_of("", {"user.read"}));
  EXPECT_EQ(key_of("", {"https://graph.microsoft.com/User.Read"}),
            key_of("", {"https://graph.microsoft.com/user.read"}));
  EXPECT_FALSE(key_of("", {"api://App/x"}) == key_of("", {"api://app/x"})) << "it can come back as the audience";
  EXPECT_FALSE(key_of("https://R") == key_of("https://r"));
  EXPECT_FALSE(key_of("https://r") == key_of("https://r/")) << "another audience";
}

TEST(TokenKey, EveryPartTellsApart) {
  const std::vector<std::string> scopes{"s"};
  const TokenKeyParts base{.authority_origin = "o",
                           .tenant = "t",
                           .client_id = "c",
                           .credential = "f",
                           .version = "v",
                           .grant = "g",
                           .resource = "r",
                           .scopes = scopes,
                           .account = "a",
                           .claims = "{}"};
  std::vector<TokenKey> keys{TokenKey(base)};
  for (auto part : {&TokenKeyParts::authority_origin, &TokenKeyParts::tenant, &TokenKeyParts::client_id,
                    &TokenKeyParts::credential, &TokenKeyParts::version, &TokenKeyParts::grant,
                    &TokenKeyParts::resource, &TokenKeyParts::account, &TokenKeyParts::claims}) {
    TokenKeyParts other = base;
    other.*part = "x";
    keys.emplace_back(other);
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) EXPECT_FALSE(keys[i] == keys[j]) << keys[i].text() << " " << keys[j].text();
  }
  EXPECT_EQ(keys[0].tenant(), "t");
  EXPECT_EQ(keys[0].account(), "a");
}

TEST(TokenKey, CannotBeConfusedByWhereAPartEnds) {
  EXPECT_FALSE(TokenKey({.tenant = "ab", .client_id = "c"}) == TokenKey({.tenant = "a", .client_id = "bc"}));
  EXPECT_FALSE(key_of("", {"a b"}) == key_of("", {"a", "b"}));
  EXPECT_FALSE(TokenKey({.tenant = "1:", .client_id = ""}) == TokenKey({.tenant = "", .client_id = "1:"}));
}

TEST(TokenKey, OfManyScopesIsThatOfTheSameFew) {
  std::vector<std::string> many;
  for (int n = 0; n < 40; ++n)
    many.push_back("https://graph.microsoft.com/" + std::string(n % 2 == 0 ? "Mail" : "MAIL"));
  EXPECT_EQ(key_of("", many), key_of("", {"https://graph.microsoft.com/mail"}));
  many.emplace_back("https://graph.microsoft.com/mail.Read");
  EXPECT_EQ(key_of("", many),
            key_of("", {"https://graph.microsoft.com/mail.read", "https://graph.microsoft.com/MAIL"}));
}

TEST(TokenKey, HashesAnyLengthByEachOfItsBytes) {
  std::set<std::size_t> hashes;
  const std::string tenant(100, 'a');
  for (std::size_t size = 0; size <= tenant.size(); ++size) {
    const std::string_view shorter = std::string_view(tenant).substr(0, size);
    EXPECT_EQ(TokenKey({.tenant = shorter}).hash(), TokenKey({.tenant = shorter}).hash());
    hashes.insert(TokenKey({.tenant = shorter}).hash());
  }
  for (std::size_t at = 0; at < tenant.size(); ++at) {
    std::string other = tenant;
    other[at] = 'b';
    hashes.insert(TokenKey({.tenant = other}).hash());
  }
  EXPECT_EQ(hashes.size(), 2 * tenant.size() + 1);
}

TEST_F(TokenCacheTest, AHitIsTheSameObject) {
  TokenCache cache(clock_);
  const auto first = cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600)));
  const auto second = cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600)));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->token, second->token);
  EXPECT_EQ(first->source, TokenSource::kNetwork);
  EXPECT_EQ(second->source, TokenSource::kCache);
  EXPECT_EQ(cache.statistics().hits, 1u);
  EXPECT_EQ(cache.statistics().misses, 1u);
}

TEST_F(TokenCacheTest, ATokenCountsAsExpiredExactlyAtTheSkew) {
  TokenCache cache(clock_, {.skew = seconds(300)});
  ASSERT_TRUE(cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600))));
  clock_.advance(seconds(3299));
  EXPECT_NE(cache.find(key_of("r")), nullptr);
  clock_.advance(seconds(1));
  EXPECT_EQ(cache.find(key_of("r")), nullptr);
}

TEST_F(TokenCacheTest, AFailureIsNotStored) {
  TokenCache cache(clock_);
  const auto failed = cache.get_or_fetch(key_of("r"), failing());
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().error, "invalid_client");
  EXPECT_EQ(cache.statistics().entries, 0u);
  EXPECT_TRUE(cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600))));
  EXPECT_EQ(fetches_, 2);
  EXPECT_EQ(cache.statistics().failures, 1u);
}

TEST_F(TokenCacheTest, AFetchThatThrowsIsAFailureToo) {
  TokenCache cache(clock_);
  const auto failed =
      cache.get_or_fetch(key_of("r"), []() -> Result<Token, ClientError> { throw std::runtime_error("boom"); });
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().description.find("boom"), std::string::npos);
  EXPECT_TRUE(cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600)))) << "the entry must not stay blocked";
}

/// 32 callers on a cold key. The fetch lands only when all others are known to wait for it.
void run_callers(TokenCache& cache, const TokenCache::Fetch& fetch, std::atomic<int>& fetches, std::size_t callers,
                 const std::function<void(const Result<Acquired, ClientError>&)>& check) {
  const auto held = [&]() -> Result<Token, ClientError> {
    while (cache.statistics().waits + 1 < callers) std::this_thread::yield();
    return fetch();
  };
  std::vector<std::thread> threads;
  std::mutex mutex;
  for (std::size_t i = 0; i < callers; ++i) {
    threads.emplace_back([&] {
      const auto outcome = cache.get_or_fetch(key_of("cold"), held);
      const std::scoped_lock lock(mutex);
      check(outcome);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(fetches, 1);
  EXPECT_EQ(cache.statistics().misses, 1u);
  EXPECT_EQ(cache.statistics().waits, callers - 1);
}

TEST_F(TokenCacheTest, ThirtyTwoCallersOnAColdKeyMakeOneRequest) {
  TokenCache cache(clock_);
  run_callers(cache, fetch_for(seconds(3600)), fetches_, 32, [](const auto& outcome) {
    ASSERT_TRUE(outcome);
    EXPECT_EQ((*outcome)->access_token, "AT1");
  });
}

TEST_F(TokenCacheTest, AFailureReachesAllWaiters) {
  TokenCache cache(clock_);
  run_callers(cache, failing(), fetches_, 32, [](const auto& outcome) {
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().error, "invalid_client");
  });
  EXPECT_EQ(cache.statistics().entries, 0u);
}

TEST_F(TokenCacheTest, AnAgingTokenIsRenewedByOneCallerAndServedWhenThatFails) {
  TokenCache cache(clock_,
                   {.retry_backoff = seconds(30), .renew_spread = 0, .executor = std::make_shared<InlineExecutor>()});
  ASSERT_TRUE(cache.get_or_fetch(key_of("r"), fetch_for(seconds(86'400), seconds(43'200))));
  clock_.advance(seconds(43'200));
  const auto served = cache.get_or_fetch(key_of("r"), failing());
  ASSERT_TRUE(served) << "the token is good for hours";
  EXPECT_EQ((*served)->access_token, "AT1");
  EXPECT_EQ(served->source, TokenSource::kCache);
  ASSERT_TRUE(cache.get_or_fetch(key_of("r"), failing()));
  EXPECT_EQ(fetches_, 2) << "no second attempt within the back-off";
  clock_.advance(seconds(30));
  const auto renewed = cache.get_or_fetch(key_of("r"), fetch_for(seconds(86'400)));
  ASSERT_TRUE(renewed);
  EXPECT_EQ((*renewed)->access_token, "AT3");
}

TEST_F(TokenCacheTest, FreshModeFailsOpenly) {
  TokenCache cache(clock_);
  ASSERT_TRUE(cache.get_or_fetch(key_of("r"), fetch_for(seconds(3600))));
  EXPECT_FALSE(cache.get_or_fetch(key_of("r"), failing(), TokenCache::Mode::kFresh));
  EXPECT_NE(cache.find(key_of("r")), nullptr) << "the good token stays";
}

TEST_F(TokenCacheTest, WhenFullExpiredTokensGoFirst) {
  TokenCache cache(clock_, {.max_entries = 3, .skew = seconds(0)});
  ASSERT_TRUE(cache.get_or_fetch(key_of("long"), fetch_for(seconds(3600))));
  ASSERT_TRUE(cache.get_or_fetch(key_of("short"), fetch_for(seconds(10))));
  ASSERT_TRUE(cache.get_or_fetch(key_of("long2"), fetch_for(seconds(3600))));
  clock_.advance(seconds(11));
  ASSERT_TRUE(cache.get_or_fetch(key_of("new"), fetch_for(seconds(3600))));
  EXPECT_NE(cache.find(key_of("long")), nullptr);
  EXPECT_NE(cache.find(key_of("long2")), nullptr);
  EXPECT_NE(cache.find(key_of("new")), nullptr);
  EXPECT_EQ(cache.statistics().evictions, 1u);
}

TEST_F(TokenCacheTest, WhenFullOfGoodTokensTheLeastUsedGo) {
  TokenCache cache(clock_, {.max_entries = 3});
  for (const char* name : {"a", "b", "c"}) {
    ASSERT_TRUE(cache.get_or_fetch(key_of(name), fetch_for(seconds(3600))));
  }
  ASSERT_NE(cache.find(key_of("a")), nullptr);
  ASSERT_TRUE(cache.get_or_fetch(key_of("d"), fetch_for(seconds(3600))));
  EXPECT_EQ(cache.find(key_of("b")), nullptr);
  EXPECT_NE(cache.find(key_of("a")), nullptr);
  EXPECT_LE(cache.statistics().entries, 3u);
}

TEST_F(TokenCacheTest, AFlightThatLandsAfterEraseIsNotStored) {
  TokenCache cache(clock_);
  const auto outcome = cache.get_or_fetch(key_of("r"), [&]() -> Result<Token, ClientError> {
    cache.erase(key_of("r"));
    return fetch_for(seconds(3600))();
  });
  EXPECT_TRUE(outcome);
  EXPECT_EQ(cache.find(key_of("r")), nullptr);
}

}  // namespace
}  // namespace entra::client
