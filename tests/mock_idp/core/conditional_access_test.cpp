#include "policy_fixture.hpp"

namespace entra::idp::testing {
namespace {

std::string policy(const std::string& control, const std::string& application = kPartnerCenter) {
  return R"([{ "displayName": "Guard", "state": "enabled",
      "conditions": { "users": { "includeUsers": ["All"] },
                      "applications": { "includeApplications": [")" +
         application + R"("] }, "locations": { "includeLocations": ["All"], "excludeLocations": ["AllTrusted"] } },
      "grantControls": { "operator": "OR", "builtInControls": [")" +
         control + R"("] } }])";
}

TEST_F(ConditionalAccess, RefusesSignInWithoutMfa) {
  start(directory_text(policy("mfa")));
  const Answer answer = sign_in(false);
  EXPECT_EQ(answer.code(), 50076);
  EXPECT_EQ(answer.text("error"), "interaction_required");
  EXPECT_EQ(answer.text("suberror"), "basic_action");
  EXPECT_NE(answer.text("error_description").find("'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd'"), std::string::npos);
  EXPECT_EQ(sign_in(true).response.status, 200);
}

TEST_F(ConditionalAccess, AsksUnregisteredToEnroll) {
  start(directory_text(policy("mfa")));
  EXPECT_EQ(sign_in(false, {{"user", "bob@contoso.onmicrosoft.com"}}).code(), 50079);
}

/// A trusted location lets the password alone through the policy; the token says so, and the refresh is judged again.
TEST_F(ConditionalAccess, RefusesRefreshWithoutMfa) {
  start(directory_text(policy("mfa")));
  const Answer signed_in = sign_in(false, {{"ip_address", "10.1.2.3"}});
  ASSERT_EQ(signed_in.response.status, 200) << signed_in.response.body;
  const auto redeem_from = [&](const std::string& address, const std::string& path, const Form& form) {
    return post_form(path, form, {{"X-Forwarded-For", address}});
  };
  const std::string v1 = "/" + std::string(kPartner) + "/oauth2/token";
  const Answer tokens = redeem_from("10.1.2.3", v1,
                                    {{"grant_type", "authorization_code"},
                                     {"client_id", kCsp},
                                     {"client_secret", kSecret},
                                     {"code", signed_in.text("code")},
                                     {"redirect_uri", kRedirect},
                                     {"resource", kPartnerCenter}});
  ASSERT_EQ(tokens.response.status, 200) << tokens.response.body;
  EXPECT_EQ(peek(tokens.text("access_token")).at("amr"), Json::array({"pwd"}));

  const Form refresh_form{{"grant_type", "refresh_token"},
                          {"client_id", kCsp},
                          {"client_secret", kSecret},
                          {"refresh_token", tokens.text("refresh_token")},
                          {"resource", kPartnerCenter}};
  EXPECT_EQ(redeem_from("10.9.9.9", v1, refresh_form).response.status, 200);
  const Answer outside = redeem_from("203.0.113.7", v1, refresh_form);
  EXPECT_EQ(outside.code(), 50076);
  EXPECT_EQ(outside.text("error"), "interaction_required");
  const Answer v2 = redeem_from("203.0.113.7", "/" + std::string(kPartner) + "/oauth2/v2.0/token",
                                {{"grant_type", "refresh_token"},
                                 {"client_id", kCsp},
                                 {"client_secret", kSecret},
                                 {"refresh_token", tokens.text("refresh_token")},
                                 {"scope", std::string(kPartnerCenter) + "/.default"}});
  EXPECT_EQ(v2.code(), 50076);
  EXPECT_EQ(v2.text("error"), "invalid_grant") << "v2 says invalid_grant with the suberror";
  EXPECT_EQ(v2.text("suberror"), "basic_action");
}

/// The journal tells which policy decided, and why.
TEST_F(ConditionalAccess, ExplainsItselfInTheJournal) {
  start(directory_text(policy("mfa")));
  const std::string token = refresh_token(true);
  EXPECT_EQ(refresh(token, kPartnerCenter).response.status, 200);
  const Answer journal = control("GET", "/_mock/requests?grant_type=refresh_token");
  const Json& finding = journal.body.at("requests").at(0).at("policies").at(0);
  EXPECT_EQ(finding.at("displayName"), "Guard");
  EXPECT_EQ(finding.at("applies"), true);
  EXPECT_EQ(finding.at("satisfied"), true);
  EXPECT_FALSE(finding.at("why").get<std::string>().empty());
}

TEST_F(ConditionalAccess, BlocksAccess) {
  start(directory_text(policy("block")));
  const Answer answer = sign_in(true);
  EXPECT_EQ(answer.code(), 53003);
  EXPECT_EQ(answer.text("suberror"), "message_only");
}

TEST_F(ConditionalAccess, LooksAtTheResourceOnly) {
  start(directory_text(policy("block", "https://graph.microsoft.com")));
  const std::string token = refresh_token(true);
  EXPECT_EQ(refresh(token, kPartnerCenter).response.status, 200);
  EXPECT_EQ(refresh(token, "https://graph.microsoft.com").code(), 53003);
}

}  // namespace
}  // namespace entra::idp::testing
