#include "fixture.hpp"

namespace entra::idp::testing {
namespace {

using SignIns = MockIdpTest;

TEST_F(SignIns, AnswersWithACodeAndWhereItGoes) {
  const Answer answer = sign_in(true);
  ASSERT_EQ(answer.response.status, 200) << answer.response.body;
  EXPECT_EQ(answer.text("redirect_uri"), kRedirect);
  EXPECT_EQ(answer.text("tenant"), kPartner);
  EXPECT_TRUE(is_guid(answer.text("session_state")));
}

TEST_F(SignIns, RefusesUnknownUser) {
  const Answer answer = sign_in(false, {{"user", "nobody@contoso.onmicrosoft.com"}});
  EXPECT_EQ(answer.code(), 50034);
  EXPECT_EQ(answer.text("suberror"), "bad_token");
}

TEST_F(SignIns, RefusesUserOfAnotherTenant) {
  EXPECT_EQ(sign_in(false, {{"user", "fran@fabrikam.onmicrosoft.com"}}).code(), 50020);
}

TEST_F(SignIns, RefusesDisabledUser) {
  EXPECT_EQ(sign_in(false, {{"user", "dan@contoso.onmicrosoft.com"}}).code(), 50057);
}

TEST_F(SignIns, RefusesWrongPassword) {
  EXPECT_EQ(sign_in(false, {{"password", "wrong"}}).code(), 50126);
  EXPECT_EQ(sign_in(false, {{"password", "pass-ada"}}).response.status, 200);
}

/// MFA is earned: who has registered no second factor cannot present one.
TEST_F(SignIns, RefusesMfaOfUnregisteredUser) {
  EXPECT_EQ(sign_in(true, {{"user", "bob@contoso.onmicrosoft.com"}}).code(), 50079);
}

TEST_F(SignIns, RefusesUnregisteredRedirect) {
  EXPECT_EQ(sign_in(true, {{"redirect_uri", "https://elsewhere.example/"}}).code(), 50011);
}

TEST_F(SignIns, RefusesAppWithoutReplyAddress) {
  EXPECT_EQ(sign_in(true, {{"client_id", kNoReply}, {"redirect_uri", ""}}).code(), 900971);
}

TEST_F(SignIns, RefusesShortChallenge) {
  EXPECT_EQ(sign_in(true, {{"code_challenge", "short"}}).code(), 501491);
}

TEST_F(SignIns, RefusesUnknownScope) {
  EXPECT_EQ(sign_in(true, {{"scope", "https://graph.microsoft.com/Unheard.Of"}}).code(), 650053);
}

TEST_F(SignIns, DeclinedConsentIsAccessDenied) {
  const Answer answer = sign_in(true, {{"scope", "openid Mail.Read"}, {"consent", false}});
  EXPECT_EQ(answer.code(), 65004);
  EXPECT_EQ(answer.text("error"), "access_denied");
}

TEST_F(SignIns, NamesUnknownAndMistypedFields) {
  const Answer unknown = sign_in(true, {{"redirect_url", "x"}});
  EXPECT_EQ(unknown.response.status, 400);
  EXPECT_NE(unknown.response.body.find("did you mean 'redirect_uri'?"), std::string::npos) << unknown.response.body;
  EXPECT_EQ(sign_in(true, {{"mfa", "yes"}}).body.at("error").at("pointer"), "/mfa");
  EXPECT_EQ(control("POST", "/_mock/sign-ins", {{"user", "x"}}).response.status, 400);
}

TEST_F(SignIns, OnCommonTheUsersOwnTenantCounts) {
  const Answer answer =
      sign_in(false, {{"tenant", "common"}, {"user", "fran@fabrikam.onmicrosoft.com"}, {"scope", "openid"}});
  ASSERT_EQ(answer.response.status, 200) << answer.response.body;
  EXPECT_EQ(answer.text("tenant"), kCustomer);
}

}  // namespace
}  // namespace entra::idp::testing
