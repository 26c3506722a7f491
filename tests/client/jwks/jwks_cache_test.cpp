#include "entra/client/jwks_cache.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "testing/forge.hpp"
#include "testing/scripted_transport.hpp"

namespace entra::client {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using testing::json_response;
using testing::jwk;
using testing::key_set;
using testing::other_key;
using testing::ScriptedTransport;
using testing::test_key;

constexpr const char* kMetadataUrl = "https://login.example/t/v2.0/.well-known/openid-configuration";
constexpr const char* kMetadata =
    R"({"issuer":"https://login.example/{tenantid}/v2.0","jwks_uri":"https://login.example/t/discovery/v2.0/keys"})";

class JwksCacheTest : public ::testing::Test {
 protected:
  void publish(std::string metadata, std::string keys) {
    transport_->answer_with([metadata = std::move(metadata), keys = std::move(keys)](const http::Request& request) {
      return json_response(200, request.target.find("openid-configuration") != std::string::npos ? metadata : keys);
    });
  }
  void break_down() {
    transport_->answer_with(
        [](const http::Request&) -> Result<http::Response> { return fail(Errc::kNetwork, "connection refused"); });
  }
  bool finds(JwksCache& cache, std::string_view kid) {
    const auto found = cache.find(kid);
    return found && found->key != nullptr;
  }

  ManualClock clock_{from_epoch_seconds(1'740'819'600)};
  std::shared_ptr<ScriptedTransport> transport_ =
      std::make_shared<ScriptedTransport>([](const http::Request&) { return json_response(404, ""); });
};

TEST_F(JwksCacheTest, FollowsTheDiscoveryDocumentAndRemembersForADay) {
  publish(kMetadata, key_set(jwk(test_key(), "one")));
  JwksCache cache(kMetadataUrl, transport_, clock_);
  const auto found = cache.find("one");
  ASSERT_TRUE(found) << found.error().message();
  ASSERT_NE(found->key, nullptr);
  EXPECT_EQ(found->issuer, "https://login.example/{tenantid}/v2.0");
  clock_.advance(hours(24) - seconds(1));
  EXPECT_TRUE(finds(cache, "one"));
  EXPECT_EQ(transport_->count(), 2u);
  EXPECT_EQ(transport_->requests().at(1).target, "/t/discovery/v2.0/keys");
  clock_.advance(seconds(1));
  EXPECT_TRUE(finds(cache, "one"));
  EXPECT_EQ(transport_->count(), 4u);
}

TEST_F(JwksCacheTest, FindsANewKeyByOneRefetchOfTheKeysAlone) {
  publish(kMetadata, key_set(jwk(test_key(), "old")));
  JwksCache cache(kMetadataUrl, transport_, clock_);
  ASSERT_TRUE(finds(cache, "old"));
  publish(kMetadata, key_set(jwk(test_key(), "old") + "," + jwk(other_key(), "new")));
  EXPECT_TRUE(finds(cache, "new")) << "a rotation just after the first fetch";
  EXPECT_EQ(transport_->count(), 3u);
}

TEST_F(JwksCacheTest, UnknownKidsCostOneRequestPerCoolDown) {
  publish(kMetadata, key_set(jwk(test_key(), "one")));
  JwksCache cache(kMetadataUrl, transport_, clock_);
  ASSERT_TRUE(finds(cache, "one"));
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(finds(cache, "forged-" + std::to_string(i)));
  EXPECT_EQ(transport_->count(), 3u);
  clock_.advance(seconds(29));
  EXPECT_FALSE(finds(cache, "forged"));
  EXPECT_EQ(transport_->count(), 3u);
  clock_.advance(seconds(1));
  EXPECT_FALSE(finds(cache, "forged"));
  EXPECT_EQ(transport_->count(), 4u);
  EXPECT_TRUE(finds(cache, "one"));
  EXPECT_EQ(transport_->count(), 4u);
}

TEST_F(JwksCacheTest, ARemovedKeyIsGoneAfterTheRefetch) {
  publish(kMetadata, key_set(jwk(test_key(), "old")));
  JwksCache cache(kMetadataUrl, transport_, clock_);
  ASSERT_TRUE(finds(cache, "old"));
  publish(kMetadata, key_set(jwk(other_key(), "new")));
  EXPECT_TRUE(finds(cache, "new"));
  EXPECT_FALSE(finds(cache, "old"));
}

TEST_F(JwksCacheTest, ABrokenOrEmptyAnswerNeverReplacesAGoodSet) {
  publish(kMetadata, key_set(jwk(test_key(), "one")));
  JwksCache cache(kMetadataUrl, transport_, clock_);
  ASSERT_TRUE(finds(cache, "one"));
  for (const char* bad : {"", "<html>", R"({"keys":[]})"}) {
    publish(kMetadata, bad);
    clock_.advance(seconds(30));
    EXPECT_FALSE(finds(cache, "two")) << bad;
    EXPECT_TRUE(finds(cache, "one")) << bad;
  }
  break_down();
  clock_.advance(hours(24));
  EXPECT_TRUE(finds(cache, "one")) << "old, and still served while nothing newer can be had";
}

TEST_F(JwksCacheTest, AnOldSetDoesNotServeForEver) {
  publish(kMetadata, key_set(jwk(test_key(), "one")));
  JwksCache cache(kMetadataUrl, transport_, clock_);
  ASSERT_TRUE(finds(cache, "one"));
  break_down();
  clock_.advance(hours(48));
  const auto found = cache.find("one");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ClientErrorKind::kNetwork);
}

TEST_F(JwksCacheTest, RecoversByItselfFromAFailedFirstFetch) {
  break_down();
  JwksCache cache(kMetadataUrl, transport_, clock_);
  EXPECT_FALSE(cache.find("one"));
  publish(kMetadata, key_set(jwk(test_key(), "one")));
  EXPECT_TRUE(finds(cache, "one"));
}

TEST_F(JwksCacheTest, DoesNotFollowKeysToAnotherHostOrToPlainHttp) {
  for (const char* uri : {"https://evil.example/keys", "http://login.example/keys", "file:///etc/passwd", ""}) {
    publish(R"({"issuer":"https://sts.example/t/","jwks_uri":")" + std::string(uri) + "\"}",
            key_set(jwk(test_key(), "one")));
    JwksCache cache(kMetadataUrl, transport_, clock_);
    EXPECT_FALSE(cache.find("one")) << uri;
  }
  publish(R"({"issuer":"https://sts.example/t/","jwks_uri":"https://sts.example/keys"})",
          key_set(jwk(test_key(), "one")));
  JwksCache on_issuers_host(kMetadataUrl, transport_, clock_);
  EXPECT_TRUE(finds(on_issuers_host, "one"));
}

TEST_F(JwksCacheTest, PlainHttpNeedsTheOptionAndALoopbackHost) {
  const std::string metadata = R"({"issuer":"http://127.0.0.1:8400/t/v2.0","jwks_uri":"http://127.0.0.1:8400/keys"})";
  publish(metadata, key_set(jwk(test_key(), "one")));
  const std::string url = "http://127.0.0.1:8400/t/v2.0/.well-known/openid-configuration";
  JwksCache strict(url, transport_, clock_);
  EXPECT_FALSE(strict.find("one"));
  EXPECT_EQ(transport_->count(), 0u);
  JwksCache loopback(url, transport_, clock_, {.allow_loopback_http = true});
  EXPECT_TRUE(finds(loopback, "one"));
}

TEST_F(JwksCacheTest, ManyThreadsOnAColdSetMakeOneFetch) {
  std::atomic<int> callers{0};
  const std::string keys = key_set(jwk(test_key(), "one"));
  transport_->answer_with([&](const http::Request& request) {
    while (callers < 16) std::this_thread::yield();  // all are on their way before anything is answered
    return json_response(200, request.target.find("openid-configuration") != std::string::npos ? kMetadata : keys);
  });
  JwksCache cache(kMetadataUrl, transport_, clock_);
  std::vector<std::thread> threads;
  std::atomic<int> found{0};
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      ++callers;
      if (finds(cache, "one")) ++found;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(found, 16);
  EXPECT_EQ(transport_->count(), 2u);
}

/// Keeps tasks until they are told to run.
class HeldExecutor final : public Executor {
 public:
  void post(std::function<void()> task) override { tasks.push_back(std::move(task)); }
  void run_all() {
    for (const auto& task : std::exchange(tasks, {})) task();
  }
  std::vector<std::function<void()>> tasks;
};

TEST_F(JwksCacheTest, FetchesAheadSoThatNobodyWaits) {
  const auto executor = std::make_shared<HeldExecutor>();
  publish(kMetadata, key_set(jwk(test_key(), "one")));
  JwksCache cache(kMetadataUrl, transport_, clock_, {.executor = executor});
  ASSERT_TRUE(finds(cache, "one"));
  clock_.advance(hours(18) - seconds(1));
  EXPECT_TRUE(finds(cache, "one"));
  EXPECT_TRUE(executor->tasks.empty());
  clock_.advance(seconds(1));
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(finds(cache, "one"));
  EXPECT_EQ(cache.epoch(), 1u);
  EXPECT_EQ(executor->tasks.size(), 1u);
  EXPECT_EQ(transport_->count(), 2u) << "no caller has fetched";
  clock_.advance(hours(7));
  EXPECT_TRUE(finds(cache, "one")) << "and nobody waits when the age has passed";
  publish(kMetadata, key_set(jwk(test_key(), "one") + "," + jwk(other_key(), "two")));
  executor->run_all();
  EXPECT_EQ(transport_->count(), 4u);
  EXPECT_TRUE(finds(cache, "two"));
  EXPECT_EQ(transport_->count(), 4u);
}

TEST_F(JwksCacheTest, TriesAheadOncePerCoolDownWhileTheProviderIsDown) {
  const auto executor = std::make_shared<HeldExecutor>();
  publish(kMetadata, key_set(jwk(test_key(), "one")));
  JwksCache cache(kMetadataUrl, transport_, clock_, {.executor = executor});
  ASSERT_TRUE(finds(cache, "one"));
  break_down();
  clock_.advance(hours(20));
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(finds(cache, "one"));
    executor->run_all();
  }
  EXPECT_EQ(transport_->count(), 3u);
  clock_.advance(seconds(30));
  EXPECT_TRUE(finds(cache, "one"));
  executor->run_all();
  EXPECT_EQ(transport_->count(), 4u);
}

TEST_F(JwksCacheTest, ATaskThatIsDroppedOrOutlivesTheCacheHarmsNobody) {
  const auto executor = std::make_shared<HeldExecutor>();
  publish(kMetadata, key_set(jwk(test_key(), "one")));
  {
    JwksCache cache(kMetadataUrl, transport_, clock_, {.executor = executor});
    ASSERT_TRUE(finds(cache, "one"));
    clock_.advance(hours(20));
    EXPECT_TRUE(finds(cache, "one"));
    executor->tasks.clear();
    clock_.advance(seconds(30));
    EXPECT_TRUE(finds(cache, "one"));
    EXPECT_EQ(executor->tasks.size(), 1u) << "the dropped one is asked for again";
    EXPECT_FALSE(finds(cache, "two")) << "an unknown kid does not wait for the executor";
  }
  executor->run_all();
}

TEST_F(JwksCacheTest, TheAnswersMaxAgeCountsFromFiveMinutesToADay) {
  struct Row {
    const char* header;
    seconds age;
  };
  for (const Row& row : {Row{"max-age=600", seconds(600)}, Row{"private, Max-Age=7200", hours(2)},
                         Row{"max-age=0", seconds(300)}, Row{"max-age=999999", hours(24)}, Row{"max-age=x", hours(24)},
                         Row{"no-store", hours(24)}, Row{"s-maxage=60", hours(24)}}) {
    transport_->answer_with([&](const http::Request& request) {
      auto response = json_response(200, request.target.find("openid-configuration") != std::string::npos
                                             ? kMetadata
                                             : key_set(jwk(test_key(), "one")));
      response.headers.add("Cache-Control", row.header);
      return response;
    });
    JwksCache cache(kMetadataUrl, transport_, clock_);
    ASSERT_TRUE(finds(cache, "one"));
    const std::size_t before = transport_->count();
    clock_.advance(row.age - seconds(1));
    EXPECT_TRUE(finds(cache, "one"));
    EXPECT_EQ(transport_->count(), before) << row.header;
    clock_.advance(seconds(1));
    EXPECT_TRUE(finds(cache, "one"));
    EXPECT_EQ(transport_->count(), before + 2) << row.header;
  }
}

TEST_F(JwksCacheTest, AVanishedKeyCanBeServedForAWhile) {
  publish(kMetadata, key_set(jwk(test_key(), "old")));
  JwksCache cache(kMetadataUrl, transport_, clock_, {.overlap = seconds(600)});
  ASSERT_TRUE(finds(cache, "old"));
  EXPECT_EQ(cache.epoch(), 1u);
  publish(kMetadata, key_set(jwk(other_key(), "new")));
  ASSERT_TRUE(finds(cache, "new"));
  EXPECT_EQ(cache.epoch(), 2u);
  const auto old = cache.find("old");
  ASSERT_TRUE(old);
  ASSERT_NE(old->key, nullptr);
  EXPECT_EQ(old->trusted_until, clock_.now() + seconds(600));
  EXPECT_EQ(cache.find("new")->trusted_until, std::nullopt);
  clock_.advance(seconds(600));
  EXPECT_FALSE(finds(cache, "old"));
}

TEST_F(JwksCacheTest, AnotherKeyUnderTheSameKidReplacesItAtOnce) {
  publish(kMetadata, key_set(jwk(test_key(), "one")));
  JwksCache cache(kMetadataUrl, transport_, clock_, {.overlap = seconds(600)});
  ASSERT_TRUE(finds(cache, "one"));
  publish(kMetadata, key_set(jwk(other_key(), "one")));
  EXPECT_FALSE(finds(cache, "two"));
  EXPECT_TRUE(cache.find("one")->key->key == other_key().public_key());
  EXPECT_EQ(cache.epoch(), 2u);
}

TEST_F(JwksCacheTest, ItsEpochMovesOnlyWhenAKeyIsWithdrawn) {
  publish(kMetadata, key_set(jwk(test_key(), "one")));
  JwksCache cache(kMetadataUrl, transport_, clock_);
  EXPECT_EQ(cache.epoch(), 0u) << "nothing was fetched";
  ASSERT_TRUE(finds(cache, "one"));
  EXPECT_EQ(cache.find("one")->epoch, 1u);
  publish(kMetadata, key_set(jwk(test_key(), "one") + "," + jwk(other_key(), "two")));
  ASSERT_TRUE(finds(cache, "two"));
  EXPECT_EQ(cache.epoch(), 1u);
  clock_.advance(hours(24));
  EXPECT_EQ(cache.epoch(), 0u) << "due: the next token is validated anew, and fetches";
  break_down();
  ASSERT_TRUE(finds(cache, "one"));
  EXPECT_EQ(cache.epoch(), 1u) << "tried, and still usable";
  clock_.advance(hours(24));
  EXPECT_EQ(cache.epoch(), 0u) << "too old";
}

TEST_F(JwksCacheTest, AFloodOfForgedKidsCostsOneFetchPerCoolDownAndNoGoodToken) {
  publish(kMetadata, key_set(jwk(test_key(), "one")));
  JwksCache cache(kMetadataUrl, transport_, clock_);
  ASSERT_TRUE(finds(cache, "one"));
  for (int i = 0; i < 10'000; ++i) {
    ASSERT_FALSE(finds(cache, "forged-" + std::to_string(i)));
    ASSERT_TRUE(finds(cache, "one"));
    clock_.advance(std::chrono::milliseconds(1));
  }
  EXPECT_EQ(transport_->count(), 3u);
}

TEST_F(JwksCacheTest, AnAuthorityHasOneDocumentPerTokenVersion) {
  publish(kMetadata, key_set(jwk(test_key(), "one")));
  AuthorityKeys keys(Authority::parse("https://login.example/t").value(), transport_, clock_);
  ASSERT_TRUE(keys.find_key("one", EndpointVersion::kV1));
  EXPECT_EQ(transport_->requests().at(0).target, "/t/.well-known/openid-configuration");
  ASSERT_TRUE(keys.find_key("one", EndpointVersion::kV2));
  EXPECT_EQ(transport_->requests().at(2).target, "/t/v2.0/.well-known/openid-configuration");
}

}  // namespace
}  // namespace entra::client
