// The key ring by itself: what its callers wait for, and what it remembers.

#include "tokens/key_ring.hpp"

#include <future>

#include "fixture.hpp"

namespace entra::idp::testing {
namespace {

constexpr Instant kNow{std::chrono::sys_days(std::chrono::year(2025) / 3 / 1)};

/// A source whose key number 1 takes as long as the test wants.
class SlowSource final : public SigningKeySource {
 public:
  Result<std::string> private_key_pem(std::size_t n) override {
    if (n == 1) {
      begun.set_value();
      finish.get_future().wait();
    }
    return shared_keys()->private_key_pem(n);
  }
  std::promise<void> begun;
  std::promise<void> finish;
};

TEST(KeyRing, SignsWhileTheNextKeyIsBeingMade) {
  const auto source = std::make_shared<SlowSource>();
  const auto ring = KeyRing::make(source, kNow);
  ASSERT_TRUE(ring) << "the next key is not made at the start";
  auto keys = std::async(std::launch::async, [&] { return (*ring)->published(kNow).size(); });
  source->begun.get_future().wait();
  // With the maker's lock in the way neither of these would return.
  const auto signing = (*ring)->current(kNow);
  ASSERT_NE(signing, nullptr);
  EXPECT_EQ((*ring)->find(signing->kid, kNow), signing);
  source->finish.set_value();
  EXPECT_EQ(keys.get(), 2u);
}

class FailingSource final : public SigningKeySource {
 public:
  Result<std::string> private_key_pem(std::size_t n) override {
    if (n > 0) return fail(Errc::kIo, "the disk is full");
    return shared_keys()->private_key_pem(n);
  }
};

TEST(KeyRing, GoesOnWithTheOldKeyWhenTheNextCannotBeMade) {
  const auto ring = KeyRing::make(std::make_shared<FailingSource>(), kNow);
  ASSERT_TRUE(ring);
  EXPECT_EQ((*ring)->published(kNow).size(), 1u);
  const auto rotated = (*ring)->rotate({seconds{60}, seconds{0}, ""}, kNow);
  ASSERT_FALSE(rotated);
  EXPECT_EQ(rotated.error().code, Errc::kIo);
  EXPECT_NE((*ring)->current(kNow), nullptr);
  EXPECT_EQ((*ring)->published(kNow + seconds{120}).size(), 1u) << "the old key was not retired";
}

TEST(KeyRing, AClockSetBackFindsTheKeyOfThatTime) {
  const auto ring = KeyRing::make(shared_keys(), kNow);
  const std::string first = (*ring)->current(kNow)->kid;
  const auto rotated = (*ring)->rotate({seconds{3600}, seconds{0}, ""}, kNow);
  ASSERT_TRUE(rotated);
  EXPECT_EQ((*ring)->current(kNow)->kid, rotated->kid);
  EXPECT_EQ((*ring)->current(kNow - seconds{1})->kid, first);
  const auto withdrawn = (*ring)->rotate({seconds{0}, seconds{0}, ""}, kNow);
  ASSERT_TRUE(withdrawn);
  EXPECT_NE((*ring)->current(kNow - seconds{1}), nullptr);
}

TEST(KeyRingState, IsReadBackAsItWasWritten) {
  KeyRingState state{3, {{"", {0, {{1, Instant{}, kNow}, {2, std::nullopt, std::nullopt}}}}}};
  const auto again = KeyRingState::parse(state.to_text());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->to_text(), state.to_text());
  EXPECT_EQ(again->rings.at("").current(kNow).n, 1u);
  EXPECT_EQ(again->rings.at("").next(kNow)->n, 2u);
}

TEST(KeyRingState, RefusesWhatIsNoState) {
  for (const char* text :
       {"", "x", "[]", "{}", R"({"made":-1,"rings":{}})", R"({"made":1,"rings":[]})",
        R"({"made":1,"rings":{"":{"first":0,"keys":[]}}})", R"({"made":1,"rings":{"":{"first":0,"keys":[{"n":"0"}]}}})",
        R"({"made":1,"rings":{"":{"first":0,"keys":[{"n":0,"signsFrom":"now"}]}}})"}) {
    EXPECT_FALSE(KeyRingState::parse(text)) << text;
  }
}

}  // namespace
}  // namespace entra::idp::testing
