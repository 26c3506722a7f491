#include <atomic>
#include <set>
#include <thread>

#include "fixture.hpp"

namespace entra::idp::testing {
namespace {

using AuthorizationCodeGrant = MockIdpTest;

constexpr const char* kVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";  // RFC 7636 appendix B
constexpr const char* kChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

TEST_F(AuthorizationCodeGrant, AnswersV1WithEveryMemberInOrder) {
  const Answer tokens = redeem(sign_in(true).text("code"));
  ASSERT_EQ(tokens.response.status, 200) << tokens.response.body;
  std::vector<std::string> names;
  const OrderedJson document = OrderedJson::parse(tokens.response.body);
  for (const auto& [name, value] : document.items()) {
    names.push_back(name);
    EXPECT_TRUE(value.is_string()) << name;
  }
  EXPECT_EQ(names, (std::vector<std::string>{"token_type", "scope", "expires_in", "ext_expires_in", "expires_on",
                                             "not_before", "resource", "access_token", "refresh_token", "id_token"}));
  EXPECT_EQ(tokens.text("scope"), "user_impersonation");
  const Json claims = peek(tokens.text("access_token"));
  EXPECT_EQ(claims.at("aud"), kPartnerCenter);
  EXPECT_EQ(claims.at("amr"), Json::array({"pwd", "mfa"}));
  EXPECT_EQ(claims.at("scp"), "user_impersonation");
  EXPECT_EQ(claims.at("upn"), "ada@contoso.onmicrosoft.com");
  EXPECT_EQ(claims.at("exp").get<std::int64_t>() - claims.at("iat").get<std::int64_t>(),
            std::stoll(tokens.text("expires_on")) - std::stoll(tokens.text("not_before")));
  const Json id = peek(tokens.text("id_token"));
  EXPECT_EQ(id.at("ver"), "1.0");
  EXPECT_EQ(id.at("aud"), kCsp);
  EXPECT_EQ(id.at("amr"), Json::array({"pwd", "mfa"}));
}

/// Lifetimes of users' tokens are spread between 60 and 90 minutes.
TEST_F(AuthorizationCodeGrant, SpreadsLifetimes) {
  std::set<int> seen;
  for (int i = 0; i < 20; ++i) {
    const int life = std::stoi(redeem(sign_in(true).text("code")).text("expires_in"));
    EXPECT_GE(life, 3599);
    EXPECT_LE(life, 5400);
    seen.insert(life);
  }
  EXPECT_GT(seen.size(), 10u);
}

TEST_F(AuthorizationCodeGrant, AnswersV2WithIdTokenNonceAndScopes) {
  const Answer signed_in = sign_in(true, {{"scope", "openid profile offline_access User.Read"}, {"nonce", "n-1"}});
  ASSERT_EQ(signed_in.response.status, 200) << signed_in.response.body;
  const Answer tokens =
      post_form("/" + std::string(kPartner) + "/oauth2/v2.0/token", {{"grant_type", "authorization_code"},
                                                                     {"client_id", kCsp},
                                                                     {"client_secret", kSecret},
                                                                     {"code", signed_in.text("code")},
                                                                     {"redirect_uri", kRedirect},
                                                                     {"client_info", "1"}});
  ASSERT_EQ(tokens.response.status, 200) << tokens.response.body;
  EXPECT_EQ(tokens.text("scope"), "User.Read openid profile");
  EXPECT_TRUE(tokens.body.at("expires_in").is_number_integer());
  const Json id = peek(tokens.text("id_token"));
  EXPECT_EQ(id.at("ver"), "2.0");
  EXPECT_EQ(id.at("nonce"), "n-1");
  EXPECT_EQ(id.at("preferred_username"), "ada@contoso.onmicrosoft.com");
  EXPECT_FALSE(id.contains("amr")) << "v2 id tokens carry none";
  EXPECT_FALSE(peek(tokens.text("id_token"), 0).contains("x5t"));
  const Json info = *parse_json(*base64url_decode(tokens.text("client_info")));
  EXPECT_EQ(info.at("utid"), kPartner);
  EXPECT_EQ(info.at("uid"), id.at("oid"));
  EXPECT_FALSE(tokens.text("refresh_token").empty());
}

TEST_F(AuthorizationCodeGrant, WithoutOfflineAccessNoRefreshToken) {
  const Answer signed_in = sign_in(true, {{"scope", "openid User.Read"}});
  const Answer tokens =
      post_form("/" + std::string(kPartner) + "/oauth2/v2.0/token", {{"grant_type", "authorization_code"},
                                                                     {"client_id", kCsp},
                                                                     {"client_secret", kSecret},
                                                                     {"code", signed_in.text("code")},
                                                                     {"redirect_uri", kRedirect}});
  EXPECT_FALSE(tokens.body.contains("refresh_token"));
  EXPECT_TRUE(tokens.body.contains("id_token"));
}

/// The documented Partner Center redemption: code from common, no redirect_uri.
TEST_F(AuthorizationCodeGrant, AcceptsCodeOfCommonWithoutRedirectUri) {
  const Answer signed_in = sign_in(true, {{"tenant", "common"}});
  const Answer tokens = post_form("/" + std::string(kPartner) + "/oauth2/token", {{"resource", kPartnerCenter},
                                                                                  {"client_id", kCsp},
                                                                                  {"client_secret", kSecret},
                                                                                  {"grant_type", "authorization_code"},
                                                                                  {"code", signed_in.text("code")}});
  EXPECT_EQ(tokens.response.status, 200) << tokens.response.body;
}

TEST_F(AuthorizationCodeGrant, RefusesSecondRedemption) {
  const std::string code = sign_in(true).text("code");
  EXPECT_EQ(redeem(code).response.status, 200);
  const Answer again = redeem(code);
  EXPECT_EQ(again.response.status, 400);
  EXPECT_EQ(again.code(), 54005);
  EXPECT_EQ(again.text("error"), "invalid_grant");
}

TEST_F(AuthorizationCodeGrant, OfSixteenSimultaneousCallersOneIsServed) {
  const std::string code = sign_in(true).text("code");
  std::atomic<int> served{0};
  std::atomic<int> refused{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 16; ++i) {
    callers.emplace_back([&] {
      const Answer answer = redeem(code);
      if (answer.response.status == 200) ++served;
      if (answer.code() == 54005) ++refused;
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(served, 1);
  EXPECT_EQ(refused, 15);
}

TEST_F(AuthorizationCodeGrant, RefusesStaleCode) {
  const std::string code = sign_in(true).text("code");
  advance(seconds(599));
  const std::string late = sign_in(true).text("code");
  EXPECT_EQ(redeem(code).response.status, 200);
  advance(seconds(600));
  EXPECT_EQ(redeem(late).code(), 70008);
}

TEST_F(AuthorizationCodeGrant, RefusesUnknownCodeAndAnotherClients) {
  EXPECT_EQ(redeem("nonsense").code(), 70000);
  const std::string code =
      sign_in(true, {{"client_id", kDaemon}, {"redirect_uri", "https://daemon.example/cb"}}).text("code");
  EXPECT_EQ(redeem(code).code(), 70000);
}

TEST_F(AuthorizationCodeGrant, RefusesAnotherRedirectUri) {
  const Answer answer =
      post_form("/" + std::string(kPartner) + "/oauth2/token", {{"grant_type", "authorization_code"},
                                                                {"client_id", kCsp},
                                                                {"client_secret", kSecret},
                                                                {"code", sign_in(true).text("code")},
                                                                {"redirect_uri", "http://localhost:3000/cb"}});
  EXPECT_EQ(answer.code(), 50011);
}

TEST_F(AuthorizationCodeGrant, RefusesAnotherTenant) {
  const Answer answer = post_form("/" + std::string(kCustomer) + "/oauth2/token", {{"grant_type", "authorization_code"},
                                                                                   {"client_id", kCsp},
                                                                                   {"client_secret", kSecret},
                                                                                   {"code", sign_in(true).text("code")},
                                                                                   {"redirect_uri", kRedirect}});
  EXPECT_EQ(answer.code(), 700005);
}

TEST_F(AuthorizationCodeGrant, ChecksPkce) {
  const auto redeem_with = [&](const std::string& verifier) {
    const std::string code =
        sign_in(true, {{"code_challenge", kChallenge}, {"code_challenge_method", "S256"}}).text("code");
    Form form{{"grant_type", "authorization_code"},
              {"client_id", kCsp},
              {"client_secret", kSecret},
              {"code", code},
              {"redirect_uri", kRedirect}};
    if (!verifier.empty()) form.add("code_verifier", verifier);
    return post_form("/" + std::string(kPartner) + "/oauth2/token", form);
  };
  EXPECT_EQ(redeem_with(kVerifier).response.status, 200);
  EXPECT_EQ(redeem_with("").code(), 501481);
  EXPECT_EQ(redeem_with(std::string(43, 'a')).code(), 501481);
  // A refused redemption leaves the code usable.
  const std::string code =
      sign_in(true, {{"code_challenge", kVerifier}, {"code_challenge_method", "plain"}}).text("code");
  const auto plain = [&](const std::string& verifier) {
    return post_form("/" + std::string(kPartner) + "/oauth2/token", {{"grant_type", "authorization_code"},
                                                                     {"client_id", kCsp},
                                                                     {"client_secret", kSecret},
                                                                     {"code", code},
                                                                     {"redirect_uri", kRedirect},
                                                                     {"code_verifier", verifier}});
  };
  EXPECT_EQ(plain("wrong").code(), 501481);
  EXPECT_EQ(plain(kVerifier).response.status, 200);
}

TEST_F(AuthorizationCodeGrant, SpaRules) {
  const auto redeem_spa = [&](bool with_challenge, bool with_origin) {
    Json overrides = {
        {"client_id", kSpa}, {"redirect_uri", "http://localhost:5173/"}, {"scope", "openid offline_access"}};
    if (with_challenge) overrides["code_challenge"] = kChallenge;
    Form form{{"grant_type", "authorization_code"},
              {"client_id", kSpa},
              {"code", sign_in(true, overrides).text("code")},
              {"redirect_uri", "http://localhost:5173/"}};
    if (with_challenge) form.add("code_verifier", kVerifier);
    http::Headers headers;
    if (with_origin) headers.add("Origin", "http://localhost:5173");
    return post_form("/" + std::string(kPartner) + "/oauth2/v2.0/token", form, headers);
  };
  EXPECT_EQ(redeem_spa(true, true).response.status, 200);
  EXPECT_EQ(redeem_spa(true, false).code(), 9002327);
  EXPECT_EQ(redeem_spa(false, true).code(), 9002325);
  const Answer web = post_form("/" + std::string(kPartner) + "/oauth2/token",
                               {{"grant_type", "authorization_code"},
                                {"client_id", kCsp},
                                {"client_secret", kSecret},
                                {"code", sign_in(true).text("code")},
                                {"redirect_uri", kRedirect}},
                               {{"Origin", "https://app.example"}});
  EXPECT_EQ(web.code(), 9002326);
}

TEST_F(AuthorizationCodeGrant, RefusesTwoResources) {
  const Answer answer = sign_in(true, {{"scope", "https://graph.microsoft.com/User.Read api://orders/access_as_user"}});
  EXPECT_EQ(answer.code(), 700022);
}

TEST_F(AuthorizationCodeGrant, RefusesEmptyScopeOnV2) {
  const Answer signed_in = sign_in(true, {{"resource", ""}});
  const Answer answer =
      post_form("/" + std::string(kPartner) + "/oauth2/v2.0/token", {{"grant_type", "authorization_code"},
                                                                     {"client_id", kCsp},
                                                                     {"client_secret", kSecret},
                                                                     {"code", signed_in.text("code")},
                                                                     {"redirect_uri", kRedirect}});
  EXPECT_EQ(answer.code(), 28003);
  EXPECT_EQ(answer.text("error"), "invalid_scope");
}

}  // namespace
}  // namespace entra::idp::testing
