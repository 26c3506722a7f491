#include "entra/client/caching_validator.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "testing/sample_token.hpp"

namespace entra::client {
namespace {

using testing::kHeader;
using testing::kNow;
using testing::options;
using testing::payload;
using testing::sample_keys;
using testing::sign;

/// Keys whose set can be told to have changed, and that count how often they are asked for one.
class WatchedKeys final : public KeyProvider {
 public:
  Result<FoundKey, ClientError> find_key(std::string_view kid, EndpointVersion version) override {
    ++asked;
    auto found = keys_->find_key(kid, version);
    found->epoch = current;
    found->trusted_until = trusted_until;
    return found;
  }
  std::uint64_t epoch(EndpointVersion) override { return current; }

  std::atomic<std::uint64_t> current{1};
  std::atomic<int> asked{0};
  std::optional<Instant> trusted_until;

 private:
  std::shared_ptr<StaticKeys> keys_ = sample_keys();
};

class CachingValidatorTest : public ::testing::Test {
 protected:
  ManualClock clock_{from_epoch_seconds(kNow)};
  std::shared_ptr<WatchedKeys> keys_ = std::make_shared<WatchedKeys>();
  std::string token_ = sign(kHeader, payload());
};

TEST_F(CachingValidatorTest, VerifiesATokenOnce) {
  CachingValidator validator(options(), keys_, clock_);
  const auto first = validator.validate(token_);
  ASSERT_TRUE(first);
  const auto second = validator.validate(std::string(token_));
  ASSERT_TRUE(second);
  EXPECT_EQ(*first, *second) << "the same object";
  EXPECT_EQ((*second)->subject, "subject-1");
  EXPECT_EQ(keys_->asked, 1);
  std::string seen;
  EXPECT_FALSE(validator.with_token(token_, [&](const ValidatedToken& good) { seen = good.object_id; }));
  EXPECT_EQ(seen, "object-1");
  EXPECT_EQ(keys_->asked, 1);
  EXPECT_EQ(validator.statistics().entries, 1u);
  EXPECT_EQ(validator.statistics().validations, 1u);
  validator.clear();
  EXPECT_EQ(validator.statistics().entries, 0u);
  EXPECT_TRUE(validator.validate(token_));
  EXPECT_EQ(keys_->asked, 2);
}

TEST_F(CachingValidatorTest, ComparesTheWholeText) {
  CachingValidator validator(options(), keys_, clock_);
  ASSERT_TRUE(validator.validate(token_));
  // The signature of a good token behind other claims: its hash is the same.
  const std::string other = sign(kHeader, payload({{"sub", "subject-2"}}));
  const std::string forged = other.substr(0, other.rfind('.')) + token_.substr(token_.rfind('.'));
  EXPECT_EQ(testing::verdict_of(validator.validate(forged)), "signature_invalid");
  EXPECT_EQ(testing::verdict_of(validator.validate(token_ + "\n")), "trailing_bytes");
  EXPECT_EQ(testing::verdict_of(validator.validate(token_ + "=")), "base64_padding");
  const auto refusal = validator.with_token(forged, [](const ValidatedToken&) { FAIL(); });
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->reason, Reason::kSignatureInvalid);
}

TEST_F(CachingValidatorTest, LooksAtTheClockAtEveryHit) {
  CachingValidator validator(options(), keys_, clock_);
  ASSERT_TRUE(validator.validate(token_));
  clock_.set(from_epoch_seconds(kNow + 3600 + 299));
  EXPECT_TRUE(validator.validate(token_));
  clock_.set(from_epoch_seconds(kNow + 3600 + 300));
  EXPECT_EQ(testing::verdict_of(validator.validate(token_)), "token_expired");
  clock_.set(from_epoch_seconds(kNow - 601));
  EXPECT_EQ(testing::verdict_of(validator.validate(token_)), "not_yet_valid") << "the clock was turned back";
}

TEST_F(CachingValidatorTest, LooksAtTheAgeOfTheSignInAtEveryHit) {
  auto rules = options();
  rules.mfa = MfaPolicy{.amr_any = {}, .max_age = std::chrono::seconds(600)};
  CachingValidator validator(rules, keys_, clock_);
  const std::string token = sign(kHeader, payload({{"auth_time", kNow - 300}}));
  ASSERT_TRUE(validator.validate(token));
  clock_.advance(std::chrono::seconds(299));
  EXPECT_TRUE(validator.validate(token));
  EXPECT_EQ(keys_->asked, 1);
  clock_.advance(std::chrono::seconds(1));
  EXPECT_EQ(testing::verdict_of(validator.validate(token)), "mfa_missing");
}

TEST_F(CachingValidatorTest, AWithdrawnKeyTakesItsTokensWithIt) {
  CachingValidator validator(options(), keys_, clock_);
  const std::string other = sign(kHeader, payload({{"sub", "subject-2"}}));
  ASSERT_TRUE(validator.validate(token_));
  ASSERT_TRUE(validator.validate(other));
  keys_->current = 2;
  ASSERT_TRUE(validator.validate(token_));
  EXPECT_EQ(keys_->asked, 3);
  EXPECT_EQ(validator.statistics().entries, 1u) << "the other one went, too";
}

TEST_F(CachingValidatorTest, AKeyThatIsServedForAWhileHoldsItsTokensAsLong) {
  keys_->trusted_until = from_epoch_seconds(kNow + 60);
  CachingValidator validator(options(), keys_, clock_);
  ASSERT_TRUE(validator.validate(token_));
  clock_.advance(std::chrono::seconds(59));
  EXPECT_TRUE(validator.validate(token_));
  EXPECT_EQ(keys_->asked, 1);
  clock_.advance(std::chrono::seconds(1));
  static_cast<void>(validator.validate(token_));
  EXPECT_EQ(keys_->asked, 2);
}

TEST_F(CachingValidatorTest, KeysWithoutAnEpochAreNeverCached) {
  keys_->current = 0;
  CachingValidator validator(options(), keys_, clock_);
  EXPECT_TRUE(validator.validate(token_));
  EXPECT_TRUE(validator.validate(token_));
  EXPECT_EQ(keys_->asked, 2);
  EXPECT_EQ(validator.statistics().entries, 0u);
}

TEST_F(CachingValidatorTest, RefusalsAndLongTokensAreNotRemembered) {
  CachingValidator validator(options(), keys_, clock_, {.max_token_bytes = token_.size()});
  EXPECT_FALSE(validator.validate(sign(kHeader, payload({{"aud", "api://other"}}))));
  EXPECT_TRUE(validator.validate(sign(kHeader, payload({{"x", "longer"}}))));
  EXPECT_EQ(validator.statistics().entries, 0u);
  EXPECT_TRUE(validator.validate(token_));
  EXPECT_EQ(validator.statistics().entries, 1u);
}

TEST_F(CachingValidatorTest, MakesRoomByWhatWasNotAskedForLately) {
  CachingValidator validator(options(), keys_, clock_, {.max_entries = 4});
  std::vector<std::string> tokens;
  for (int n = 0; n < 5; ++n) tokens.push_back(sign(kHeader, payload({{"sub", "subject-" + std::to_string(n)}})));
  for (int n = 0; n < 4; ++n) ASSERT_TRUE(validator.validate(tokens.at(static_cast<std::size_t>(n))));
  for (const std::size_t hot : {0u, 1u, 3u}) ASSERT_TRUE(validator.validate(tokens.at(hot)));
  ASSERT_TRUE(validator.validate(tokens.at(4)));
  EXPECT_EQ(keys_->asked, 5);
  EXPECT_EQ(validator.statistics().entries, 4u);
  EXPECT_EQ(validator.statistics().evictions, 1u);
  for (const std::size_t kept : {0u, 1u, 3u, 4u}) EXPECT_TRUE(validator.validate(tokens.at(kept)));
  EXPECT_EQ(keys_->asked, 5) << "the third had to go";
  ASSERT_TRUE(validator.validate(tokens.at(2)));
  EXPECT_EQ(keys_->asked, 6);
}

TEST_F(CachingValidatorTest, ThreadsShareItWhileItChanges) {
  CachingValidator validator(options(), keys_, clock_, {.max_entries = 3});
  std::vector<std::string> tokens;
  for (int n = 0; n < 8; ++n) tokens.push_back(sign(kHeader, payload({{"sub", "subject-" + std::to_string(n)}})));
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (std::size_t round = 0; round < 400; ++round) {
        const std::size_t n = (round * (thread + 1)) % tokens.size();
        const std::string wanted = "subject-" + std::to_string(n);
        const auto good = validator.validate(tokens[n]);
        if (!good || (*good)->subject != wanted) ++wrong;
        if (validator.with_token(tokens[n], [&](const auto& seen) { wrong += seen.subject != wanted; })) ++wrong;
        if (round % 100 == 99) keys_->current = round;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_LE(validator.statistics().entries, 3u);
}

}  // namespace
}  // namespace entra::client
