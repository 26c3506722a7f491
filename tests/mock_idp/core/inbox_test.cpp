#include "grants/inbox.hpp"

#include "pages_fixture.hpp"

namespace entra::idp::testing {
namespace {

class InboxRoutes : public PagesTest {
 protected:
  void SetUp() override { start_with(requires_control("mfa")); }
};

TEST_F(InboxRoutes, ListNarrowAndForget) {
  register_methods(kBob, {{{"method", "sms"}, {"phoneNumber", "+1 555 0142"}}});
  register_methods(kTom, {{{"method", "push"}}});
  Browser bob(*idp_);
  begin(bob, kBob, "pass-bob");
  Browser tom(*idp_);
  begin(tom, kTom, "pass-tom");
  EXPECT_EQ(control("GET", "/_mock/inbox").body.at("count"), 2);
  ASSERT_EQ(inbox(kTom).size(), 1U);
  EXPECT_EQ(inbox(kTom).at(0).at("kind"), "push");
  EXPECT_EQ(inbox(kBob).at(0).at("state"), "pending");
  advance(seconds(300));
  EXPECT_EQ(inbox(kBob).at(0).at("state"), "expired");
  EXPECT_EQ(control("DELETE", "/_mock/inbox").response.status, 204);
  EXPECT_EQ(control("GET", "/_mock/inbox").body.at("count"), 0);
}

TEST_F(InboxRoutes, ResetForgetsIt) {
  register_methods(kBob, {{{"method", "sms"}, {"phoneNumber", "+1 555 0142"}}});
  Browser bob(*idp_);
  begin(bob, kBob, "pass-bob");
  ASSERT_EQ(control("POST", "/_mock/reset").response.status, 200);
  EXPECT_EQ(control("GET", "/_mock/inbox").body.at("count"), 0);
}

TEST_F(InboxRoutes, RefuseWhatCannotBeDecided) {
  register_methods(kBob, {{{"method", "sms"}, {"phoneNumber", "+1 555 0142"}}});
  Browser bob(*idp_);
  begin(bob, kBob, "pass-bob");
  EXPECT_EQ(decide({{"approve", true}, {"number", 12}}).response.status, 409) << "a code is typed, not approved";
  EXPECT_EQ(decide(Json::object()).response.status, 400);
  EXPECT_EQ(control("POST", "/_mock/inbox/nothing", {{"approve", false}}).response.status, 404);
}

TEST(Inbox, IsBounded) {
  Inbox inbox;
  SeededRandom random(1);
  for (int i = 0; i < 600; ++i) {
    InboxMessage message;
    message.method = "sms";
    message.session = std::to_string(i);
    (void)inbox.send(message, random);
  }
  ASSERT_EQ(inbox.list().size(), 500U);
  EXPECT_EQ(inbox.list().front().session, "100");
  EXPECT_EQ(inbox.take("5", "sms", "", "", Instant{}), Inbox::Check::kWrong) << "forgotten";
}

}  // namespace
}  // namespace entra::idp::testing
