#include <algorithm>

#include "fixture.hpp"

namespace entra::idp::testing {
namespace {

using Console = MockIdpTest;

TEST_F(Console, IsAPageOfItsOwnScriptAndStyleAlone) {
  const Answer page = get("/_mock/");
  EXPECT_EQ(page.response.status, 200);
  EXPECT_EQ(page.response.headers.get("Content-Type"), "text/html; charset=utf-8");
  const std::string policy = page.response.headers.get_or("Content-Security-Policy");
  EXPECT_NE(policy.find("default-src 'none'"), std::string::npos);
  EXPECT_EQ(policy.find("unsafe"), std::string::npos) << policy;
  EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
  for (const char* const file : {"console.css", "console.js"}) {
    EXPECT_NE(page.response.body.find(file), std::string::npos);
    EXPECT_EQ(get(std::string("/_mock/") + file).response.status, 200);
  }
  EXPECT_EQ(page.response.body.find(" style="), std::string::npos) << "the policy allows no inline style";
}

TEST_F(Console, IsFoundWithoutItsLastSlash) {
  const Answer answer = get("/_mock");
  EXPECT_EQ(answer.response.status, 308);
  EXPECT_EQ(answer.response.headers.get("Location"), "/_mock/");
}

TEST_F(Console, IsClosedToPagesOfOtherSites) {
  EXPECT_EQ(get("/_mock/directory", {{"Origin", "https://evil.example"}}).response.status, 403);
  EXPECT_EQ(get("/_mock/", {{"Sec-Fetch-Site", "cross-site"}}).response.status, 403);
  EXPECT_EQ(get("/_mock/directory", {{"Sec-Fetch-Site", "same-origin"}}).response.status, 200);
}

TEST_F(Console, DirectoryAndUsersShowNoSecret) {
  for (const char* const path : {"/_mock/directory", "/_mock/users"}) {
    const Answer answer = get(path);
    ASSERT_EQ(answer.response.status, 200);
    for (const char* const secret : {kSecret, kDaemonSecret, "\"password\"", "totp", "123456"}) {
      EXPECT_EQ(answer.response.body.find(secret), std::string::npos) << path << " " << secret;
    }
  }
  EXPECT_EQ(get("/_mock/directory").body.at("tenants").at(0).at("id"), kPartner);
}

/// A secret is taken away and another one given while the server runs; a wrong change leaves all as it was.
TEST_F(Console, ApplicationsChangeWhileTheServerRuns) {
  const std::string path = std::string("/_mock/applications/") + kDaemon;
  const std::string scope = "api://orders/.default";
  const Answer broken = control("PATCH", path, {{"passwordCredentials", {{{"secretTextt", "x"}}}}});
  EXPECT_EQ(broken.response.status, 400);
  EXPECT_NE(broken.response.body.find("secretText"), std::string::npos) << broken.response.body;
  EXPECT_EQ(daemon_token(scope).response.status, 200);
  EXPECT_EQ(control("PATCH", path, {{"accountEnabled", false}}).response.status, 200);
  EXPECT_NE(daemon_token(scope).response.status, 200);
  EXPECT_EQ(control("PATCH", path, {{"accountEnabled", true}}).response.status, 200);
  const Answer rotated = control("PATCH", path, {{"passwordCredentials", {{{"secretText", "another-one"}}}}});
  EXPECT_EQ(rotated.response.status, 200);
  EXPECT_EQ(rotated.response.body.find("another-one"), std::string::npos) << "secrets are never shown";
  EXPECT_EQ(daemon_token(scope).code(), 7000215);
  EXPECT_EQ(control("PATCH", "/_mock/applications/nobody", Json::object()).response.status, 404);
  (void)control("POST", "/_mock/reset");
  EXPECT_EQ(daemon_token(scope).response.status, 200);
}

TEST_F(Console, KeysSayWhichOneSigns) {
  const Json keys = get("/_mock/keys").body.at("keys");
  ASSERT_EQ(keys.size(), 2u) << "the one that signs and the announced one";
  const std::string signing =
      peek(daemon_token("api://orders/.default").text("access_token"), 0).at("kid").get<std::string>();
  for (const Json& key : keys) EXPECT_EQ(key.at("signs"), key.at("kid") == signing);
}

}  // namespace
}  // namespace entra::idp::testing
