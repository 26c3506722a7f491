// What Graph says of a long-lived token whose sign-in is no longer good, and the way from there to a good one.

#include "token_fixture.hpp"

namespace entra::idp::testing {
namespace {

constexpr const char* kCp1 = R"({"access_token":{"xms_cc":{"values":["CP1"]}}})";

class ClaimsChallenge : public TokenTest {
 protected:
  struct Held {
    std::string access;
    std::string refresh;
  };
  Held obtain(const std::string& claims = kCp1) {
    Wish wish{kGraph};
    wish.claims = claims;
    const Answer answer = user_tokens(wish);
    EXPECT_EQ(answer.response.status, 200) << answer.response.body;
    return {answer.text("access_token"), answer.text("refresh_token")};
  }
  Answer me(const std::string& token, http::Headers headers = {}) {
    return call("/graph/v1.0/me", token, std::move(headers));
  }
  void revoke() { EXPECT_LT(control("POST", "/_mock/revocations", {{"user", kAda}}).response.status, 300); }

  /// The claims of a challenge, decoded; empty when it is none.
  static std::string claims_of(const Answer& answer) {
    const std::string header = answer.response.headers.get_or("WWW-Authenticate");
    const std::size_t from = header.find("claims=\"");
    if (from == std::string::npos || header.find("error=\"insufficient_claims\"") == std::string::npos) return "";
    return base64_decode(header.substr(from + 8, header.find('"', from + 8) - from - 8)).value_or("");
  }
};

TEST_F(ClaimsChallenge, ComesWhenTheSignInWasRevoked) {
  const Held held = obtain();
  EXPECT_EQ(me(held.access).response.status, 200);
  advance(seconds(60));
  revoke();
  advance(seconds(1));
  const Answer refused = me(held.access);
  EXPECT_EQ(refused.response.status, 401);
  const std::string message =
      "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: "
      "TokenIssuedBeforeRevocationTimestamp";
  EXPECT_EQ(refused.body.at("error").at("code"), "InvalidAuthenticationToken");
  EXPECT_EQ(refused.body.at("error").at("message"), message);
  const std::string claims = R"({"access_token":{"nbf":{"essential":true, "value":"1740787260"}}})";
  EXPECT_EQ(refused.response.headers.get("WWW-Authenticate"),
            "Bearer realm=\"\", authorization_uri=\"" + origin_ +
                "/common/oauth2/authorize\", client_id=\"00000003-0000-0000-c000-000000000000\", error_description=\"" +
                message + "\", error=\"insufficient_claims\", claims=\"" + base64_encode(claims) + "\"");
}

TEST_F(ClaimsChallenge, IsMetByANewSignIn) {
  const Held held = obtain();
  advance(seconds(60));
  revoke();
  advance(seconds(1));
  const std::string claims = claims_of(me(held.access));
  ASSERT_FALSE(claims.empty());
  const Answer silent =
      post_form("/" + std::string(kPartner) + "/oauth2/v2.0/token", {{"grant_type", "refresh_token"},
                                                                     {"client_id", kCsp},
                                                                     {"client_secret", kSecret},
                                                                     {"refresh_token", held.refresh},
                                                                     {"scope", "https://graph.microsoft.com/.default"},
                                                                     {"claims", claims}});
  EXPECT_EQ(silent.code(), 50173) << silent.response.body;
  // As MSALs merge the challenge with what the client can do.
  Json merged = Json::parse(claims);
  merged["access_token"].update(Json::parse(kCp1)["access_token"]);
  const Held fresh = obtain(merged.dump());
  const Json token = peek(fresh.access);
  EXPECT_LT(token.at("nbf").get<int>(), 1740787260) << "back-dated, as always; the sign-in is what counts";
  EXPECT_EQ(me(fresh.access).response.status, 200);
}

TEST_F(ClaimsChallenge, IsForClientsThatCanHandleIt) {
  const Held plain = obtain("");
  advance(seconds(60));
  revoke();
  advance(seconds(1));
  EXPECT_EQ(me(plain.access).response.status, 200) << "good until it expires";
}

TEST_F(ClaimsChallenge, ComesAfterRevokeSignInSessions) {
  Json directory = base();
  directory["tenants"][0]["oauth2PermissionGrants"][0]["scope"] = "User.Read User.RevokeSessions.All";
  start_with(directory);
  const Held held = obtain();
  advance(seconds(60));
  EXPECT_EQ(send({"POST",
                  origin_,
                  "/graph/v1.0/me/revokeSignInSessions",
                  {{"Authorization", "Bearer " + held.access}},
                  "",
                  "127.0.0.1"})
                .response.status,
            200);
  EXPECT_FALSE(claims_of(me(held.access)).empty());
}

TEST_F(ClaimsChallenge, FollowsTheCallersAddress) {
  Json directory = base();
  Json& tenant = directory["tenants"][0];
  tenant["namedLocations"] =
      Json::parse(R"([{"displayName": "Office", "ipRanges": ["10.0.0.0/8"], "isTrusted": true}])");
  tenant["conditionalAccessPolicies"] = Json::parse(R"([
    {"displayName": "Office only", "state": "enabled",
     "conditions": {"users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["https://graph.microsoft.com"]},
                    "locations": {"includeLocations": ["All"], "excludeLocations": ["Office"]}},
     "grantControls": {"operator": "OR", "builtInControls": ["block"]}}])");
  start_with(directory);
  const Answer signed_in = sign_in(
      true, {{"scope", "https://graph.microsoft.com/.default offline_access openid"}, {"ip_address", "10.1.2.3"}});
  const Answer tokens = post_form("/" + std::string(kPartner) + "/oauth2/v2.0/token",
                                  {{"grant_type", "authorization_code"},
                                   {"client_id", kCsp},
                                   {"client_secret", kSecret},
                                   {"code", signed_in.text("code")},
                                   {"redirect_uri", kRedirect},
                                   {"claims", kCp1}},
                                  {{"X-Forwarded-For", "10.1.2.3"}});
  ASSERT_EQ(tokens.response.status, 200) << tokens.response.body;
  const std::string token = tokens.text("access_token");
  EXPECT_EQ(me(token, {{"X-Forwarded-For", "10.9.9.9"}}).response.status, 200);
  const Answer outside = me(token, {{"X-Forwarded-For", "203.0.113.7"}});
  EXPECT_EQ(outside.response.status, 401);
  EXPECT_NE(outside.response.body.find("LocationConditionEvaluationSatisfied"), std::string::npos);
  EXPECT_FALSE(claims_of(outside).empty());
  const Answer journal = control("GET", "/_mock/requests?limit=1&path=/graph/*");
  const auto reason = journal.body.at("requests").at(0).at("reason").get<std::string>();
  EXPECT_NE(reason.find("policy \"Office only\" refuses 203.0.113.7"), std::string::npos) << reason;
}

}  // namespace
}  // namespace entra::idp::testing
