#include "fixture.hpp"

namespace entra::idp::testing {
namespace {

using Keys = MockIdpTest;

TEST_F(Keys, RolloverPublishesBothUntilTheOldOneRetires) {
  const std::string old_token = daemon_token("https://graph.microsoft.com/.default").text("access_token");
  const std::string old_kid = peek(old_token, 0).at("kid").get<std::string>();
  const Answer rotated = control("POST", "/_mock/keys/rotate", {{"retire_after_seconds", 600}});
  ASSERT_EQ(rotated.response.status, 200) << rotated.response.body;
  const std::string new_kid = rotated.text("kid");
  EXPECT_NE(old_kid, new_kid);
  const std::string new_token = daemon_token("https://graph.microsoft.com/.default").text("access_token");
  EXPECT_EQ(peek(new_token, 0).at("kid"), new_kid);
  const auto published = [&] {
    std::vector<std::string> kids;
    const Json keys = get("/common/discovery/v2.0/keys").body;
    for (const Json& key : keys.at("keys")) kids.push_back(key.at("kid").get<std::string>());
    return kids;
  };
  EXPECT_EQ(published(), (std::vector<std::string>{old_kid, new_kid}));
  EXPECT_EQ(call("/graph/v1.0/organization", old_token).response.status, 200);
  advance(seconds(600));
  EXPECT_EQ(published(), (std::vector<std::string>{new_kid}));
  EXPECT_EQ(call("/graph/v1.0/organization", old_token).response.status, 401);
  EXPECT_EQ(call("/graph/v1.0/organization", new_token).response.status, 200);
}

TEST_F(Keys, RetirementAtOnceIsAnEmergencyRollover) {
  (void)control("POST", "/_mock/keys/rotate", {{"retire_after_seconds", 0}});
  EXPECT_EQ(get("/common/discovery/v2.0/keys").body.at("keys").size(), 1u);
}

TEST_F(Keys, RefusesNegativeRetirement) {
  EXPECT_EQ(control("POST", "/_mock/keys/rotate", {{"retire_after_seconds", -1}}).response.status, 400);
}

}  // namespace
}  // namespace entra::idp::testing
