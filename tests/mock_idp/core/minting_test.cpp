#include <fstream>
#include <iterator>
#include <map>

#include "fixture.hpp"
#include "tokens/defects.hpp"

namespace entra::idp::testing {
namespace {

class Minting : public MockIdpTest {
 protected:
  Answer mint(const Json& overrides = Json::object()) {
    Json body = {{"tenant", kPartner}, {"client_id", kDaemon}, {"resource", "https://graph.microsoft.com"}};
    body.update(overrides);
    for (auto item = body.begin(); item != body.end();) item = item->is_null() ? body.erase(item) : std::next(item);
    return control("POST", "/_mock/tokens", body);
  }
  Answer organization(const std::string& token) { return call("/graph/v1.0/organization", token); }
  std::string why() {
    const Json journal = get("/_mock/requests?limit=1").body;
    return journal.at("requests").at(0).at("reason").get<std::string>();
  }
};

/// The members that differ from one token to the next, whoever makes them.
Json without_chance(Json claims) {
  for (const char* name : {"aio", "uti", "rh", "sid"}) claims.erase(name);
  return claims;
}

TEST_F(Minting, AppTokenIsWhatTheServerIssues) {
  const Answer minted = mint();
  ASSERT_EQ(minted.response.status, 200) << minted.response.body;
  const std::string issued = daemon_token("https://graph.microsoft.com/.default").text("access_token");
  const std::string token = minted.text("access_token");
  EXPECT_EQ(without_chance(peek(token)), without_chance(peek(issued)));
  EXPECT_EQ(peek(token, 0), peek(issued, 0));
  EXPECT_EQ(minted.body.at("kid"), peek(issued, 0).at("kid"));
  EXPECT_EQ(minted.body.at("expires_on"), peek(token).at("exp"));
  EXPECT_EQ(organization(token).response.status, 200);
}

TEST_F(Minting, UserTokenIsWhatTheServerIssues) {
  const Answer minted = mint({{"client_id", kCsp},
                              {"user", "ada@contoso.onmicrosoft.com"},
                              {"resource", kPartnerCenter},
                              {"mfa", true},
                              {"lifetime_seconds", 3600}});
  ASSERT_EQ(minted.response.status, 200) << minted.response.body;
  const std::string issued = redeem(sign_in(true).text("code")).text("access_token");
  Json expected = without_chance(peek(issued));
  Json actual = without_chance(peek(minted.text("access_token")));
  expected.erase("exp");  // of a random lifetime
  actual.erase("exp");
  EXPECT_EQ(actual, expected);
  EXPECT_EQ(call("/partnercenter/v1/customers", minted.text("access_token")).response.status, 200);
  const Answer weak =
      mint({{"client_id", kCsp}, {"user", "ada@contoso.onmicrosoft.com"}, {"resource", kPartnerCenter}});
  EXPECT_EQ(call("/partnercenter/v1/customers", weak.text("access_token")).response.status, 401);
}

TEST_F(Minting, IdTokenIsForTheClient) {
  const Answer minted = mint({{"kind", "id"},
                              {"resource", nullptr},
                              {"client_id", kCsp},
                              {"user", "ada@contoso.onmicrosoft.com"},
                              {"nonce", "n-1"}});
  ASSERT_EQ(minted.response.status, 200) << minted.response.body;
  const Json claims = peek(minted.text("id_token"));
  EXPECT_EQ(claims.at("aud"), kCsp);
  EXPECT_EQ(claims.at("nonce"), "n-1");
  EXPECT_EQ(claims.at("ver"), "2.0");
  EXPECT_EQ(claims.at("preferred_username"), "ada@contoso.onmicrosoft.com");
  const Answer v1 =
      mint({{"kind", "id"}, {"resource", nullptr}, {"user", "bob@contoso.onmicrosoft.com"}, {"version", "1.0"}});
  EXPECT_EQ(peek(v1.text("id_token")).at("ver"), "1.0");
}

TEST_F(Minting, OverridesMembersAndTakesThemAway) {
  const Answer minted = mint({{"claims", {{"custom", {{"a", 1}}}, {"uti", nullptr}, {"exp", 4102444800}}},
                              {"header", {{"typ", "at+jwt"}, {"x5t", nullptr}}},
                              {"roles", {"Organization.Read.All"}}});
  const Json claims = peek(minted.text("access_token"));
  EXPECT_EQ(claims.at("custom"), (Json{{"a", 1}}));
  EXPECT_FALSE(claims.contains("uti"));
  EXPECT_EQ(minted.body.at("expires_on"), 4102444800);
  EXPECT_EQ(claims.at("roles"), Json::array({"Organization.Read.All"}));
  const Json header = peek(minted.text("access_token"), 0);
  EXPECT_EQ(header.at("typ"), "at+jwt");
  EXPECT_FALSE(header.contains("x5t"));
  EXPECT_EQ(organization(minted.text("access_token")).response.status, 200) << "the signature covers them";
}

TEST_F(Minting, TakesVersionScopeAuthenticationAndLifetime) {
  const Answer v2 = mint({{"version", "2.0"}, {"lifetime_seconds", 60}});
  const Json claims = peek(v2.text("access_token"));
  EXPECT_EQ(claims.at("ver"), "2.0");
  EXPECT_EQ(claims.at("exp").get<int>() - claims.at("iat").get<int>(), 360);
  const Answer user = mint({{"user", "ada@contoso.onmicrosoft.com"},
                            {"resource", nullptr},
                            {"scope", "https://graph.microsoft.com/Mail.Read openid"},
                            {"amr", {"fido", "mfa"}},
                            {"acrs", {"c1"}}});
  ASSERT_EQ(user.response.status, 200) << user.response.body;
  const Json of_user = peek(user.text("access_token"));
  EXPECT_EQ(of_user.at("scp"), "Mail.Read");
  EXPECT_EQ(of_user.at("amr"), Json::array({"fido", "mfa"}));
  EXPECT_EQ(of_user.at("acrs"), Json::array({"c1"}));
}

TEST_F(Minting, EveryDefectIsRefusedForItsReason) {
  ASSERT_EQ(control("POST", "/_mock/keys/rotate", {{"retire_after_seconds", 0}}).response.status, 200);
  const std::map<std::string, std::string> reasons = {
      {"expired", "the token has expired"},
      {"not_yet_valid", "the token is not valid yet"},
      {"bad_signature", "the signature does not hold"},
      {"alg_none", "the algorithm is not RS256"},
      {"hs256_confusion", "the algorithm is not RS256"},
      {"unknown_kid", "no published key has the token's kid"},
      {"no_kid", "no published key has the token's kid"},
      {"embedded_jwk", "no published key has the token's kid"},
      {"jku", "no published key has the token's kid"},
      {"x5u", "no published key has the token's kid"},
      {"crit", "a critical header is not understood"},
      {"wrong_issuer", "iss is not of this server"},
      {"wrong_audience", "is another resource's"},
      {"wrong_tenant", "tid names no tenant"},
      {"missing_exp", "exp is missing or no number"},
      {"missing_aud", "aud is missing"},
      {"string_exp", "exp is missing or no number"},
      {"duplicate_claim", "payload: "},
      {"padded_base64", "a character outside the base64 alphabet"},
      {"trailing_bytes", "the signature does not hold"},
      {"truncated", "the signature does not hold"},
      {"not_json", "payload: "},
      {"v2_for_v1", "this API takes tokens of the other version"},
      {"unpublished_key", "no published key has the token's kid"},
      {"retired_key", "no published key has the token's kid"},
  };
  const Json unknown = mint({{"defect", "ugly"}}).body;
  const std::string known = unknown.at("error").at("message").get<std::string>();
  for (const auto& [defect, reason] : reasons) {
    EXPECT_NE(known.find(defect), std::string::npos) << defect;
    const Answer minted = mint({{"defect", defect}});
    ASSERT_EQ(minted.response.status, 200) << defect << minted.response.body;
    EXPECT_EQ(organization(minted.text("access_token")).response.status, 401) << defect;
    EXPECT_NE(why().find(reason), std::string::npos) << defect << ": " << why();
  }
  EXPECT_EQ(std::count(known.begin(), known.end(), ','), static_cast<std::ptrdiff_t>(reasons.size()))
      << "a defect without a row: " << known;
  EXPECT_EQ(organization(mint({{"defect", "none"}}).text("access_token")).response.status, 200);
}

TEST_F(Minting, DefectiveTokensAreWhatTheyClaimToBe) {
  const auto token = [&](const char* defect) { return mint({{"defect", defect}}).text("access_token"); };
  const std::string none = token("alg_none");
  EXPECT_EQ(peek(none, 0).at("alg"), "none");
  EXPECT_TRUE(none.ends_with('.'));
  EXPECT_TRUE(peek(token("embedded_jwk"), 0).at("jwk").contains("n"));
  EXPECT_TRUE(peek(token("jku"), 0).contains("jku"));
  EXPECT_TRUE(peek(token("x5u"), 0).contains("x5u"));
  EXPECT_TRUE(peek(token("crit"), 0).contains("crit"));
  EXPECT_FALSE(peek(token("no_kid"), 0).contains("kid"));
  EXPECT_TRUE(peek(token("string_exp")).at("exp").is_string());
  EXPECT_NE(token("padded_base64").find('='), std::string::npos);
  EXPECT_EQ(peek(token("v2_for_v1")).at("ver"), "2.0");

  // RFC 8725 §2.1: what a validator accepts that takes the public key's PEM for an HMAC secret.
  const std::string confused = token("hs256_confusion");
  const Json keys = get("/common/discovery/keys").body;
  const Json kid = peek(confused, 0).at("kid");
  for (const Json& key : keys.at("keys")) {
    if (key.at("kid") != kid) continue;
    const auto public_key = crypto::RsaPublicKey::from_components(*base64url_decode(key.at("n").get<std::string>()),
                                                                  *base64url_decode(key.at("e").get<std::string>()));
    ASSERT_TRUE(public_key);
    const std::size_t dot = confused.rfind('.');
    EXPECT_EQ(confused.substr(dot + 1),
              base64url_encode(crypto::hmac_sha256(public_key->to_pem(), confused.substr(0, dot))));
  }
}

TEST_F(Minting, RetiredKeyNeedsOneThatRetired) {
  const Answer none = mint({{"defect", "retired_key"}});
  EXPECT_EQ(none.response.status, 409);
  EXPECT_EQ(none.body.at("error").at("pointer"), "/defect");
}

TEST_F(Minting, NamesTheMemberThatIsWrong) {
  const std::vector<std::pair<Json, const char*>> rows = {
      {{{"tenant", "nobody.example"}}, "/tenant"},
      {{{"tenant", nullptr}}, "/tenant"},
      {{{"client_id", "aaaaaaaa-0000-4000-8000-00000000ffff"}}, "/client_id"},
      {{{"user", "nobody@contoso.onmicrosoft.com"}}, "/user"},
      {{{"resource", "https://nothing.example"}}, "/resource"},
      {{{"resource", nullptr}}, "/resource"},
      {{{"scope", "x/.default"}}, "/scope"},
      {{{"resource", nullptr}, {"scope", "User.Read"}}, "/scope"},
      {{{"version", "3.0"}}, "/version"},
      {{{"kind", "refresh"}}, "/kind"},
      {{{"kind", "id"}}, "/user"},
      {{{"mfa", true}}, "/mfa"},
      {{{"user", "ada@contoso.onmicrosoft.com"}, {"mfa", true}, {"amr", {"pwd"}}}, "/mfa"},
      {{{"nonce", "x"}}, "/nonce"},
      {{{"roles", "x"}}, "/roles"},
      {{{"claims", "x"}}, "/claims"},
      {{{"lifetime_seconds", 0}}, "/lifetime_seconds"},
      {{{"defect", "ugly"}}, "/defect"},
      {{{"colour", "red"}}, "/colour"},
  };
  for (const auto& [overrides, pointer] : rows) {
    const Answer answer = mint(overrides);
    EXPECT_EQ(answer.response.status, 400) << overrides;
    EXPECT_EQ(answer.body.at("error").value("pointer", ""), pointer) << overrides << answer.response.body;
  }
}

TEST(ControlPlaneDocument, NamesEveryDefect) {
  std::ifstream file(std::string(ENTRA_SOURCE_DIR) + "/docs/control-plane.md", std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  for (const std::string& name : defect_names()) {
    EXPECT_NE(text.find("`" + name + "`"), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace entra::idp::testing
