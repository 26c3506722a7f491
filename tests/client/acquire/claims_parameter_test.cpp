#include "acquire/claims_parameter.hpp"

#include "testing/token_client_fixture.hpp"

namespace entra::client {
namespace {

TEST(ClaimsParameter, MergesCapabilitiesIntoAChallenge) {
  struct Row {
    std::vector<std::string> capabilities;
    const char* challenge;
    const char* merged;
  };
  const Row rows[] = {
      {{}, "", ""},
      {{}, R"({ "as" : "it is" })", R"({ "as" : "it is" })"},
      {{"CP1"}, "", R"({"access_token":{"xms_cc":{"values":["CP1"]}}})"},
      {{"CP1", "CP2"},
       R"({"access_token":{"nbf":{"essential":true,"value":"1604106651"}}})",
       R"({"access_token":{"nbf":{"essential":true,"value":"1604106651"},"xms_cc":{"values":["CP1","CP2"]}}})"},
      {{"CP1"},
       R"({"id_token":{"auth_time":{"essential":true}}})",
       R"({"access_token":{"xms_cc":{"values":["CP1"]}},"id_token":{"auth_time":{"essential":true}}})"},
  };
  for (const Row& row : rows) EXPECT_EQ(merge_claims(row.capabilities, row.challenge), row.merged);
}

TEST(ClaimsParameter, RefusesAChallengeThatIsNoObject) {
  for (const char* bad : {"{", "[]", "1", R"({"access_token":[]})", R"({"a":1,"a":2})"}) {
    const auto merged = merge_claims({"CP1"}, bad);
    ASSERT_FALSE(merged) << bad;
    EXPECT_EQ(merged.error().kind, ClientErrorKind::kInvalidArgument);
  }
}

class ClaimsOfAClient : public testing::TokenClientFixture {};

TEST_F(ClaimsOfAClient, SendsItsCapabilitiesWithEveryGrantAndKeepsThemInTheKey) {
  ClientOptions able = options();
  able.capabilities = {"CP1"};
  auto client = make(able);
  ASSERT_TRUE(client.client_credentials({.target = {.resource = "r"}}));
  ASSERT_TRUE(client.refresh({.refresh_token = "RT"}));
  ASSERT_TRUE(client.redeem_code({.code = "c", .redirect_uri = "http://localhost"}));
  for (std::size_t n = 0; n < 3; ++n) {
    EXPECT_EQ(form(n).get("claims"), R"({"access_token":{"xms_cc":{"values":["CP1"]}}})");
  }
  ASSERT_TRUE(make(options()).client_credentials({.target = {.resource = "r"}}));
  EXPECT_EQ(transport_->count(), 4u) << "a token that lives long must not go to a client that handles no challenge";
  EXPECT_FALSE(form(3).has("claims"));
}

TEST_F(ClaimsOfAClient, AChallengePassesByTheTokenThatWasGotWithoutIt) {
  auto client = make(options());
  const std::string challenge = R"({"access_token":{"acrs":{"essential":true,"value":"c1"}}})";
  ASSERT_TRUE(client.refresh({.refresh_token = "RT"}));
  ASSERT_TRUE(client.refresh({.refresh_token = "RT", .claims = challenge}));
  EXPECT_EQ(transport_->count(), 2u);
  EXPECT_EQ(form(1).get("claims"), challenge);
  ASSERT_TRUE(client.refresh({.refresh_token = "RT", .claims = challenge}));
  EXPECT_EQ(transport_->count(), 2u);
}

}  // namespace
}  // namespace entra::client
