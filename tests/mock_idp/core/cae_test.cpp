// Lifetimes, client capabilities and the claims parameter.

#include "grants/claims_request.hpp"
#include "token_fixture.hpp"

namespace entra::idp::testing {
namespace {

constexpr const char* kCp1 = R"({"access_token":{"xms_cc":{"values":["CP1"]}}})";

class ContinuousAccess : public TokenTest {};

TEST_F(ContinuousAccess, GivesCapableClientsOfGraphADayOrSo) {
  Wish wish{kGraph};
  wish.claims = kCp1;
  const Answer answer = user_tokens(wish);
  ASSERT_EQ(answer.response.status, 200) << answer.response.body;
  const auto life = answer.body.at("expires_in").get<int>();
  EXPECT_GE(life, 20 * 3600 - 1);
  EXPECT_LE(life, 28 * 3600);
  EXPECT_EQ(answer.body.at("refresh_in"), life / 2);
  const Json claims = peek(answer.text("access_token"));
  EXPECT_EQ(claims.at("xms_cc"), Json::array({"CP1"}));
  EXPECT_EQ(claims.at("exp").get<int>() - claims.at("iat").get<int>(), life + 301);
}

TEST_F(ContinuousAccess, GivesApplicationsADay) {
  const Answer answer = app_tokens(kGraph, kCp1);
  EXPECT_EQ(answer.text("expires_in"), "86399");
  EXPECT_EQ(answer.text("refresh_in"), "43199");
  EXPECT_EQ(peek(answer.text("access_token")).at("xms_cc"), Json::array({"CP1"}));
}

TEST_F(ContinuousAccess, NeedsTheResourceToo) {
  Wish wish{"api://orders"};
  wish.claims = kCp1;
  const Answer answer = user_tokens(wish);
  EXPECT_LE(answer.body.at("expires_in").get<int>(), 5400);
  EXPECT_FALSE(answer.body.contains("refresh_in"));
  EXPECT_FALSE(peek(answer.text("access_token")).contains("xms_cc"));
  Json directory = base();
  application(directory, kOrders)["optionalClaims"]["accessToken"] = Json::array({{{"name", "xms_cc"}}});
  start_with(directory);
  EXPECT_EQ(user_claims(wish).at("xms_cc"), Json::array({"CP1"}));
  EXPECT_FALSE(user_claims({"api://orders"}).contains("xms_cc")) << "and the client";
}

TEST_F(ContinuousAccess, YieldsToAConfiguredLifetime) {
  Json directory = base();
  directory["tokenLifetimes"]["accessToken"] = 600;
  start_with(directory);
  EXPECT_EQ(app_tokens(kGraph, kCp1).text("expires_in"), "600");
  directory["tokenLifetimes"]["accessToken"] = 7200;
  start_with(directory);
  EXPECT_EQ(app_tokens(kGraph).text("refresh_in"), "3600") << "long-lived, whatever the reason";
}

TEST_F(ContinuousAccess, RefusesMalformedClaims) {
  for (const char* text :
       {"x", "[]", "{", R"({"access_token":[]})", R"({"access_token":{"xms_cc":[]}})",
        R"({"access_token":{"xms_cc":{"values":"CP1"}}})", R"({"access_token":{"acrs":{"essential":1,"value":"c1"}}})",
        R"({"access_token":{"nbf":{"essential":true,"value":"soon"}}})",
        R"({"access_token":{"nbf":{"essential":true}}})", R"({"id_token":7})"}) {
    const Answer answer = app_tokens(kGraph, text);
    EXPECT_EQ(answer.code(), 90023) << text;
    EXPECT_EQ(answer.text("error"), "invalid_request") << text;
  }
}

TEST(ClaimsRequest, ReadsCapabilitiesAndChallenges) {
  const auto request = parse_claims_request(
      R"({"access_token":{"nbf":{"essential":true,"value":"1604106651"},"xms_cc":{"values":["cp1","x"]},
          "acrs":{"essential":true,"value":"c1"},"capolids":{"essential":true,"values":["p"]},"other":null},
          "id_token":{"auth_time":{"essential":true}}})");
  ASSERT_TRUE(request);
  EXPECT_TRUE(request->handles_challenges());
  EXPECT_EQ(request->capabilities, (std::vector<std::string>{"cp1", "x"}));
  EXPECT_EQ(request->contexts, std::vector<std::string>{"c1"});
  EXPECT_TRUE(request->contexts_are_essential);
  EXPECT_EQ(request->not_before, from_epoch_seconds(1604106651));
  const auto nothing = parse_claims_request("");
  ASSERT_TRUE(nothing);
  EXPECT_FALSE(nothing->handles_challenges() || nothing->not_before || !nothing->contexts.empty());
}

}  // namespace
}  // namespace entra::idp::testing
