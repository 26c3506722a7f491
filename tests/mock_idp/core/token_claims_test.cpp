// Claims of every kind of token against the members and types of real ones.

#include "token_fixture.hpp"

namespace entra::idp::testing {
namespace {

class TokenClaims : public TokenTest {};

const char* const kBareV1User =
    "acr:s aio:s amr:a appid:s appidacr:s aud:s exp:i family_name:s given_name:s iat:i ipaddr:s iss:s name:s nbf:i "
    "oid:s "
    "rh:s scp:s sid:s sub:s tid:s unique_name:s upn:s uti:s ver:s";

TEST_F(TokenClaims, UserTokenOfAnOwnV1Api) {
  const Json claims = user_claims({"api://notes"});
  EXPECT_EQ(shape(claims), kBareV1User);
  EXPECT_EQ(claims.at("aud"), "api://notes");
  EXPECT_EQ(claims.at("amr"), Json::array({"pwd", "mfa"}));
  EXPECT_EQ(claims.at("appidacr"), "1");
  EXPECT_EQ(claims.at("scp"), "access_as_user");
  EXPECT_EQ(claims.at("iat"), claims.at("nbf"));
  EXPECT_EQ(claims.at("uti").get<std::string>().size(), 22u);
}

TEST_F(TokenClaims, UserTokenForGraph) {
  const Json claims = user_claims({kGraph});
  EXPECT_EQ(
      shape(claims),
      "acct:i acr:s aio:s amr:a app_displayname:s appid:s appidacr:s aud:s exp:i family_name:s given_name:s iat:i "
      "idtyp:s ipaddr:s iss:s name:s nbf:i oid:s platf:s puid:s rh:s scp:s sid:s signin_state:a sub:s "
      "tenant_region_scope:s tid:s unique_name:s upn:s uti:s ver:s wids:a xms_idrel:s xms_st:o xms_tcdt:i");
  EXPECT_EQ(claims.at("acct"), 0);
  EXPECT_EQ(claims.at("idtyp"), "user");
  EXPECT_EQ(claims.at("puid").get<std::string>().size(), 16u);
  EXPECT_EQ(claims.at("xms_tcdt"), 1638981353);
  EXPECT_EQ(claims.at("wids"),
            Json::array({"62e90394-69f5-4237-9190-012177145e10", "b79fbf4d-3ef9-4689-8143-76b194e85509"}));
  const Json id = peek(user_tokens({kGraph}).text("id_token"));
  EXPECT_EQ(claims.at("xms_st").at("sub"), id.at("sub")) << "the sub that the client knows the user by";
}

TEST_F(TokenClaims, UserTokenForPartnerCenter) {
  Json claims = user_claims({kPartnerCenter});
  EXPECT_EQ(claims.erase("http://schemas.microsoft.com/ws/2008/06/identity/claims/authenticationmethod"), 1u);
  EXPECT_EQ(claims.erase("tenant_region_scope"), 1u);
  EXPECT_EQ(shape(claims), kBareV1User);
}

TEST_F(TokenClaims, UserTokenForResourceManager) {
  Json claims = user_claims({"https://management.azure.com/"});
  EXPECT_EQ(claims.erase("wids"), 1u);
  EXPECT_EQ(claims.erase("xms_tcdt"), 1u);
  EXPECT_EQ(shape(claims), kBareV1User);
}

TEST_F(TokenClaims, UserTokenOfAV2Api) {
  const std::string bare =
      "aio:s aud:s azp:s azpacr:s exp:i iat:i iss:s nbf:i oid:s rh:s scp:s sid:s sub:s tid:s uti:s ver:s";
  EXPECT_EQ(shape(user_claims(Wish("api://orders").with_scopes("openid offline_access"))), bare);
  const Json claims = user_claims({"api://orders"});
  EXPECT_EQ(
      shape(claims),
      "aio:s aud:s azp:s azpacr:s exp:i iat:i iss:s name:s nbf:i oid:s preferred_username:s rh:s scp:s sid:s sub:s "
      "tid:s uti:s ver:s")
      << "the profile scope names the person; amr is for version 1";
  EXPECT_EQ(claims.at("aud"), kOrders);
}

TEST_F(TokenClaims, AppTokenForGraph) {
  const Json claims = app_claims(kGraph);
  EXPECT_EQ(shape(claims),
            "aio:s app_displayname:s appid:s appidacr:s aud:s exp:i iat:i idp:s idtyp:s iss:s nbf:i oid:s rh:s sub:s "
            "tenant_region_scope:s tid:s uti:s ver:s wids:a xms_idrel:s xms_tcdt:i");
  EXPECT_EQ(claims.at("idp"), claims.at("iss"));
  EXPECT_EQ(claims.at("wids"), Json::array({"0997a1d0-0d1d-4acb-b408-d5ca73121e90"}));
  EXPECT_EQ(claims.at("xms_idrel"), "7 24");
  EXPECT_EQ(claims.at("exp").get<int>() - claims.at("iat").get<int>(), 3900);
}

TEST_F(TokenClaims, AppTokensOfOwnApis) {
  EXPECT_EQ(shape(app_claims("api://notes")),
            "aio:s appid:s appidacr:s aud:s exp:i iat:i idp:s iss:s nbf:i oid:s rh:s sub:s tid:s uti:s ver:s");
  EXPECT_EQ(shape(app_claims("api://orders")),
            "aio:s aud:s azp:s azpacr:s exp:i iat:i iss:s nbf:i oid:s rh:s roles:a sub:s tid:s uti:s ver:s");
}

TEST_F(TokenClaims, IdTokens) {
  const std::string code = sign_in(true).text("code");
  EXPECT_EQ(
      shape(peek(redeem(code).text("id_token"))),
      "aio:s amr:a aud:s exp:i family_name:s given_name:s iat:i ipaddr:s iss:s name:s nbf:i oid:s rh:s sid:s sub:s "
      "tid:s unique_name:s upn:s uti:s ver:s");
  EXPECT_EQ(
      shape(peek(user_tokens({kGraph}).text("id_token"))),
      "aio:s aud:s email:s exp:i iat:i iss:s name:s nbf:i oid:s preferred_username:s rh:s sid:s sub:s tid:s uti:s "
      "ver:s");
  EXPECT_EQ(shape(peek(user_tokens(Wish(kGraph).with_scopes("openid")).text("id_token"))),
            "aio:s aud:s exp:i iat:i iss:s nbf:i rh:s sid:s sub:s tid:s uti:s ver:s");
}

class Guests : public TokenTest {
 protected:
  Wish abroad(const std::string& resource) { return {resource, kCustomer}; }
};

TEST_F(Guests, SignInWithTheirHomeName) {
  const Json claims = user_claims(abroad("api://notes"));
  EXPECT_EQ(shape(claims),
            "acr:s aio:s amr:a appid:s appidacr:s aud:s email:s exp:i family_name:s given_name:s iat:i idp:s ipaddr:s "
            "iss:s name:s nbf:i oid:s rh:s scp:s sid:s sub:s tid:s unique_name:s uti:s ver:s")
      << "no upn, but email and idp";
  EXPECT_EQ(claims.at("iss"), origin_ + "/" + kCustomer + "/");
  EXPECT_EQ(claims.at("tid"), kCustomer);
  EXPECT_EQ(claims.at("oid"), "22222222-aaaa-4222-8222-000000000001");
  EXPECT_EQ(claims.at("idp"), origin_ + "/" + kPartner + "/");
  EXPECT_EQ(claims.at("unique_name"), kAda);
  EXPECT_EQ(claims.at("email"), kAda);
  EXPECT_EQ(claims.at("amr"), Json::array({"pwd", "mfa"})) << "the second factor of home counts";
  EXPECT_EQ(user_claims(abroad(kGraph)).at("acct"), 1);
  const Json v2 = user_claims(abroad("api://orders"));
  EXPECT_EQ(v2.at("preferred_username"), kAda);
  EXPECT_EQ(v2.at("idp"), origin_ + "/" + kPartner + "/");
}

TEST_F(Guests, KeepTheAccountKeyOfHome) {
  const auto info = base64url_decode(user_tokens(abroad("api://notes")).text("client_info"));
  ASSERT_TRUE(info);
  EXPECT_EQ(Json::parse(*info), (Json{{"uid", "11111111-aaaa-4111-8111-000000000001"}, {"utid", kPartner}}));
}

TEST_F(Guests, UseOneRefreshTokenInBothTenants) {
  const std::string token = user_tokens({"api://notes"}).text("refresh_token");
  const Answer there = refresh(token, "api://notes", kCustomer);
  ASSERT_EQ(there.response.status, 200) << there.response.body;
  EXPECT_EQ(peek(there.text("access_token")).at("oid"), "22222222-aaaa-4222-8222-000000000001");
  EXPECT_EQ(refresh(token, "api://notes", kStranger).code(), 50020);
  const Answer back = refresh(there.text("refresh_token"), "api://notes");
  EXPECT_EQ(peek(back.text("access_token")).at("oid"), "11111111-aaaa-4111-8111-000000000001");
}

TEST_F(Guests, AreServedByGraphAsTheirGuestObject) {
  const Answer me = call("/graph/v1.0/me", user_tokens(abroad(kGraph)).text("access_token"));
  EXPECT_EQ(me.text("id"), "22222222-aaaa-4222-8222-000000000001") << me.response.body;
}

TEST_F(Guests, LoseAccessWithTheirHomeAccount) {
  Json directory = base();
  directory["tenants"][0]["users"][0]["accountEnabled"] = false;
  start_with(directory);
  EXPECT_EQ(user_tokens(abroad("api://notes")).code(), 50057);
  start_with(base());
  const std::string token = user_tokens(abroad("api://notes")).text("refresh_token");
  (void)control("POST", "/_mock/revocations", {{"user", kAda}});
  EXPECT_EQ(refresh(token, "api://notes", kCustomer).code(), 50173);
}

TEST_F(Guests, NeedAHomeAccountThatExists) {
  const auto error_of = [&](const Json& guest) {
    Json directory = base();
    directory["tenants"][1]["users"][0].update(guest);
    const auto config = parse_config("c", directory.dump());
    return config ? "" : config.error().one_line;
  };
  const auto identity = [](const char* issuer, const char* account) {
    return Json{{"identities", Json::array({{{"issuer", issuer}, {"issuerAssignedId", account}}})}};
  };
  EXPECT_NE(error_of(identity("nowhere.example", kAda)).find("no tenant"), std::string::npos);
  EXPECT_NE(error_of(identity("contoso.onmicrosoft.com", "eve@contoso.onmicrosoft.com")).find("no member"),
            std::string::npos);
  EXPECT_NE(error_of(identity(kCustomer, kAda)).find("home is another tenant"), std::string::npos);
  EXPECT_NE(error_of({{"identities", Json::array()}}).find("exactly one home account"), std::string::npos);
  EXPECT_NE(error_of({{"userType", "Member"}}).find("goes with"), std::string::npos);
}

}  // namespace
}  // namespace entra::idp::testing
