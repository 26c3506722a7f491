#include <fstream>

#include "fixture.hpp"

namespace entra::idp::testing {
namespace {

class Keys : public MockIdpTest {
 protected:
  std::vector<std::string> published(const std::string& tenant = "common") {
    std::vector<std::string> kids;
    const Json keys = get("/" + tenant + "/discovery/v2.0/keys").body;
    for (const Json& key : keys.at("keys")) kids.push_back(key.at("kid").get<std::string>());
    return kids;
  }
  bool publishes(const std::string& kid) {
    const auto kids = published();
    return std::find(kids.begin(), kids.end(), kid) != kids.end();
  }
  std::string new_token() { return daemon_token("https://graph.microsoft.com/.default").text("access_token"); }
  std::string signing_kid() { return peek(new_token(), 0).at("kid").get<std::string>(); }
  int organization(const std::string& token) { return call("/graph/v1.0/organization", token).response.status; }
};

TEST_F(Keys, TheNextOneIsAnnouncedBeforeItSigns) {
  const auto kids = published();
  ASSERT_EQ(kids.size(), 2u);
  EXPECT_TRUE(std::is_sorted(kids.begin(), kids.end())) << "no meaningful order, yet the same each time";
  EXPECT_EQ(published(), kids);
  const std::string signing = signing_kid();
  const std::string announced = kids[0] == signing ? kids[1] : kids[0];
  EXPECT_TRUE(publishes(signing));
  EXPECT_EQ(control("POST", "/_mock/keys/rotate").text("kid"), announced);
  EXPECT_EQ(signing_kid(), announced);
  EXPECT_EQ(published().size(), 3u) << "the old one overlaps, and a next one is announced";
}

TEST_F(Keys, RolloverPublishesBothUntilTheOldOneRetires) {
  const std::string old_token = new_token();
  const std::string old_kid = signing_kid();
  const Answer rotated = control("POST", "/_mock/keys/rotate", {{"retire_after_seconds", 600}});
  ASSERT_EQ(rotated.response.status, 200) << rotated.response.body;
  EXPECT_NE(rotated.text("kid"), old_kid);
  EXPECT_EQ(rotated.text("previous_kid"), old_kid);
  const std::string token = new_token();
  EXPECT_EQ(peek(token, 0).at("kid"), rotated.text("kid"));
  EXPECT_TRUE(publishes(old_kid) && publishes(rotated.text("kid")));
  EXPECT_EQ(organization(old_token), 200);
  advance(seconds(600));
  EXPECT_FALSE(publishes(old_kid));
  EXPECT_EQ(organization(old_token), 401);
  EXPECT_EQ(organization(token), 200);
}

TEST_F(Keys, AnnouncementDelaysTheFirstSignature) {
  const std::string old_kid = signing_kid();
  const Answer rotated =
      control("POST", "/_mock/keys/rotate", {{"announce_seconds", 300}, {"retire_after_seconds", 100}});
  EXPECT_EQ(rotated.text("signs_from"), "2025-03-01T00:05:00Z");
  advance(seconds(299));
  EXPECT_TRUE(publishes(rotated.text("kid")));
  EXPECT_EQ(signing_kid(), old_kid);
  advance(seconds(1));
  EXPECT_EQ(signing_kid(), rotated.text("kid"));
  advance(seconds(99));
  EXPECT_TRUE(publishes(old_kid));
  advance(seconds(1));
  EXPECT_FALSE(publishes(old_kid));
}

/// What a service does when a key has leaked: nobody has seen the new one, so that caches of key sets are of no use.
TEST_F(Keys, RetirementAtOnceIsAnEmergencyRollover) {
  const auto before = published();
  const std::string old_token = new_token();
  const std::string kid = control("POST", "/_mock/keys/rotate", {{"retire_after_seconds", 0}}).text("kid");
  EXPECT_EQ(std::count(before.begin(), before.end(), kid), 0);
  for (const std::string& old : before) EXPECT_FALSE(publishes(old)) << old;
  EXPECT_EQ(signing_kid(), kid);
  EXPECT_EQ(organization(old_token), 401);
}

TEST_F(Keys, ResetBringsBackTheFirst) {
  const auto before = published();
  const std::string first = signing_kid();
  for (int i = 0; i < 3; ++i) (void)control("POST", "/_mock/keys/rotate", {{"retire_after_seconds", i * 100}});
  (void)control("POST", "/_mock/reset");
  EXPECT_EQ(signing_kid(), first);
  EXPECT_EQ(published(), before);
}

TEST_F(Keys, RefusesWrongTimes) {
  for (const char* name : {"retire_after_seconds", "announce_seconds"}) {
    const Answer answer = control("POST", "/_mock/keys/rotate", {{name, -1}});
    EXPECT_EQ(answer.response.status, 400);
    EXPECT_EQ(answer.body.at("error").at("pointer"), "/" + std::string(name));
  }
  EXPECT_EQ(control("POST", "/_mock/keys/rotate", {{"tenant", "nowhere.example"}}).response.status, 404);
}

TEST_F(Keys, PerTenantEachHasItsOwn) {
  start(directory_text("[]", R"("signingKeys": "perTenant",)"));
  const std::string token = new_token();
  const auto own = published(kPartner);
  const auto other = published(kCustomer);
  ASSERT_EQ(own.size(), 2u);
  for (const std::string& kid : own) EXPECT_EQ(std::count(other.begin(), other.end(), kid), 0);
  EXPECT_EQ(published("common").size(), 8u) << "four tenants, two keys each";
  EXPECT_EQ(std::count(own.begin(), own.end(), peek(token, 0).at("kid")), 1);
  EXPECT_EQ(organization(token), 200);
  const Json keys = get("/common/discovery/v2.0/keys").body;
  for (const Json& key : keys.at("keys")) {
    const bool is_own = std::count(own.begin(), own.end(), key.at("kid")) == 1;
    EXPECT_EQ(key.at("issuer") == origin_ + "/" + kPartner + "/v2.0", is_own);
  }
  const Answer unnamed = control("POST", "/_mock/keys/rotate");
  EXPECT_EQ(unnamed.response.status, 400);
  EXPECT_EQ(control("POST", "/_mock/keys/rotate", {{"tenant", kPartner}}).response.status, 200);
  EXPECT_EQ(published(kCustomer), other);
}

/// A folder's keys and their times outlive the server: a rollover under way goes on after a restart.
TEST_F(Keys, KeptRingGoesOnAfterARestart) {
  const std::string folder = ::testing::TempDir() + "key_ring_" + SystemRandom().guid();
  const auto start_again = [&] {
    auto config = parse_config("test", directory_text());
    auto keys = make_stored_keys(folder);
    ASSERT_TRUE(config && keys);
    auto idp = MockIdp::make(std::move(*config), {&clock_, &random_, *keys, nullptr});
    ASSERT_TRUE(idp) << idp.error().message;
    idp_ = std::move(*idp);
  };
  start_again();
  const std::string old_token = new_token();
  const std::string old_kid = signing_kid();
  const Answer rotated = control("POST", "/_mock/keys/rotate", {{"retire_after_seconds", 600}});
  const Answer planned = control("POST", "/_mock/keys/rotate", {{"announce_seconds", 300}});
  const auto before = published();
  start_again();
  EXPECT_EQ(signing_kid(), rotated.text("kid"));
  EXPECT_EQ(organization(old_token), 200) << "a key that has retired from signing still verifies";
  EXPECT_EQ(published(), before);
  clock_.advance(seconds(300));
  EXPECT_EQ(signing_kid(), planned.text("kid"));
  clock_.advance(seconds(300));
  EXPECT_FALSE(publishes(old_kid));

  std::ofstream(folder + "/signing-ring.json") << "{}";
  auto config = parse_config("test", directory_text());
  const auto broken = MockIdp::make(std::move(*config), {&clock_, &random_, *make_stored_keys(folder), nullptr});
  ASSERT_FALSE(broken);
  EXPECT_NE(broken.error().message.find("state of the signing keys"), std::string::npos) << broken.error().message;
}

}  // namespace
}  // namespace entra::idp::testing
