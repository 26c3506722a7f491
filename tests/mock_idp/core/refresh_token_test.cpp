#include "fixture.hpp"

namespace entra::idp::testing {
namespace {

using RefreshGrant = MockIdpTest;

/// The heart of the Secure Application Model: what the sign-in proved is in every later token, and nothing else is.
TEST_F(RefreshGrant, CarriesTheSignInsMethodsAcrossResourcesAndTenants) {
  for (const bool mfa : {true, false}) {
    const std::string token = refresh_token(mfa);
    const Json expected = mfa ? Json::array({"pwd", "mfa"}) : Json::array({"pwd"});
    const std::pair<std::string, std::string> targets[] = {{kPartnerCenter, kPartner},
                                                           {"https://graph.microsoft.com", kPartner},
                                                           {"https://graph.microsoft.com", kCustomer}};
    for (const auto& [resource, tenant] : targets) {
      const Answer answer = refresh(token, resource, tenant);
      ASSERT_EQ(answer.response.status, 200) << answer.response.body;
      const Json claims = peek(answer.text("access_token"));
      EXPECT_EQ(claims.at("amr"), expected);
      EXPECT_EQ(claims.at("tid"), tenant);
      EXPECT_EQ(claims.at("iss"), origin_ + "/" + tenant + "/");
      EXPECT_EQ(claims.at("aud"), resource);
    }
  }
}

TEST_F(RefreshGrant, PartnersTokenInTheCustomersTenantNamesHisHome) {
  const Json claims = peek(refresh(refresh_token(true), "https://graph.microsoft.com", kCustomer).text("access_token"));
  EXPECT_EQ(claims.at("idp"), origin_ + "/" + kPartner + "/");
  EXPECT_EQ(claims.at("scp"), "User.Read Directory.AccessAsUser.All");
}

TEST_F(RefreshGrant, GivesANewTokenAndLetsTheOldLive) {
  const std::string first = refresh_token(true);
  const std::string second = refresh(first, kPartnerCenter).text("refresh_token");
  EXPECT_NE(first, second);
  EXPECT_EQ(refresh(first, kPartnerCenter).response.status, 200);
  EXPECT_EQ(refresh(second, kPartnerCenter).response.status, 200);
}

TEST_F(RefreshGrant, ExpiresAfterInactivity) {
  const std::string token = refresh_token(true);
  advance(seconds(90 * 86400 - 1));
  const std::string renewed = refresh(token, kPartnerCenter).text("refresh_token");
  EXPECT_FALSE(renewed.empty());
  advance(seconds(1));
  const Answer dead = refresh(token, kPartnerCenter);
  EXPECT_EQ(dead.code(), 700082);
  EXPECT_EQ(dead.text("error"), "invalid_grant");
  EXPECT_NE(dead.text("error_description").find("was inactive for 90.00:00:00."), std::string::npos);
  EXPECT_EQ(refresh(renewed, kPartnerCenter).response.status, 200) << "each use gives fresh 90 days";
}

TEST_F(RefreshGrant, RefusesUnknownToken) {
  const Answer answer = refresh("0.Anonsense", kPartnerCenter);
  EXPECT_EQ(answer.code(), 70000);
  EXPECT_EQ(answer.response.status, 400);
}

TEST_F(RefreshGrant, RefusesTokenOfAnotherClient) {
  const Answer answer =
      post_form("/" + std::string(kPartner) + "/oauth2/token", {{"grant_type", "refresh_token"},
                                                                {"client_id", kDaemon},
                                                                {"client_secret", kDaemonSecret},
                                                                {"refresh_token", refresh_token(true)},
                                                                {"resource", kPartnerCenter}});
  EXPECT_EQ(answer.code(), 70000);
}

TEST_F(RefreshGrant, RefusesCustomerWithoutRelationship) {
  const Answer answer = refresh(refresh_token(true), "https://graph.microsoft.com", kStranger);
  EXPECT_EQ(answer.code(), 50020);
  EXPECT_EQ(answer.text("error"), "invalid_grant");
}

TEST_F(RefreshGrant, RefusesUserWithoutPartnerRole) {
  const Answer signed_in = sign_in(false, {{"user", "bob@contoso.onmicrosoft.com"}});
  const std::string token = redeem(signed_in.text("code")).text("refresh_token");
  EXPECT_EQ(refresh(token, "https://graph.microsoft.com", kCustomer).code(), 50020);
}

TEST_F(RefreshGrant, RefusesCustomerWithoutPreconsent) {
  EXPECT_EQ(refresh(refresh_token(true), "https://graph.microsoft.com", kBareCustomer).code(), 90099);
}

TEST_F(RefreshGrant, RefusesRevokedSignIn) {
  const std::string token = refresh_token(true);
  EXPECT_EQ(control("POST", "/_mock/revocations", {{"user", "ada@contoso.onmicrosoft.com"}}).response.status, 200);
  const Answer answer = refresh(token, kPartnerCenter);
  EXPECT_EQ(answer.code(), 50173);
  EXPECT_EQ(answer.text("suberror"), "bad_token");
  advance(seconds(1));
  EXPECT_EQ(refresh(refresh_token(true), kPartnerCenter).response.status, 200) << "a later sign-in is not touched";
}

TEST_F(RefreshGrant, AsksForConsentToANewScope) {
  const auto v2_refresh = [&](const std::string& token, const std::string& scope) {
    return post_form("/" + std::string(kPartner) + "/oauth2/v2.0/token", {{"grant_type", "refresh_token"},
                                                                          {"client_id", kCsp},
                                                                          {"client_secret", kSecret},
                                                                          {"refresh_token", token},
                                                                          {"scope", scope}});
  };
  const std::string token = refresh_token(true);
  const Answer refused = v2_refresh(token, "Mail.Read");
  EXPECT_EQ(refused.code(), 65001);
  EXPECT_EQ(refused.text("error"), "invalid_grant");
  EXPECT_EQ(refused.text("suberror"), "consent_required");
  EXPECT_EQ(sign_in(true, {{"scope", "openid offline_access Mail.Read"}, {"consent", false}}).code(), 65004);
  EXPECT_EQ(v2_refresh(token, "Mail.Read").code(), 65001) << "a declined consent changes nothing";
  EXPECT_EQ(sign_in(true, {{"scope", "openid offline_access Mail.Read"}}).response.status, 200);
  const Answer granted = v2_refresh(token, "Mail.Read");
  ASSERT_EQ(granted.response.status, 200) << granted.response.body;
  EXPECT_NE(peek(granted.text("access_token")).at("scp").get<std::string>().find("Mail.Read"), std::string::npos);
}

TEST_F(RefreshGrant, SpaTokensEndAfterADay) {
  const Answer signed_in = sign_in(true, {{"client_id", kSpa},
                                          {"redirect_uri", "http://localhost:5173/"},
                                          {"scope", "openid offline_access"},
                                          {"code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}});
  const http::Headers browser{{"Origin", "http://localhost:5173"}};
  std::string token = post_form("/" + std::string(kPartner) + "/oauth2/v2.0/token",
                                {{"grant_type", "authorization_code"},
                                 {"client_id", kSpa},
                                 {"code", signed_in.text("code")},
                                 {"redirect_uri", "http://localhost:5173/"},
                                 {"code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"}},
                                browser)
                          .text("refresh_token");
  const auto use = [&] {
    return post_form("/" + std::string(kPartner) + "/oauth2/v2.0/token",
                     {{"grant_type", "refresh_token"}, {"client_id", kSpa}, {"refresh_token", token}}, browser);
  };
  advance(seconds(86399));
  token = use().text("refresh_token");
  EXPECT_FALSE(token.empty());
  advance(seconds(1));
  EXPECT_EQ(use().code(), 700084) << "successors inherit the first one's end";
}

/// 365 nights, always with the newest token.
TEST_F(RefreshGrant, LivesForAYearOfNightlyUse) {
  std::string token = refresh_token(true);
  for (int night = 0; night < 365; ++night) {
    advance(seconds(86400));
    token = refresh(token, kPartnerCenter).text("refresh_token");
    ASSERT_FALSE(token.empty()) << night;
  }
}

}  // namespace
}  // namespace entra::idp::testing
