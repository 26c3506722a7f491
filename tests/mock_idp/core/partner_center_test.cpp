#include "entra/support/evp.hpp"
#include "fixture.hpp"
#include "resources/mfa_rule.hpp"
#include "tokens/claims.hpp"

namespace entra::idp::testing {
namespace {

class PartnerCenter : public MockIdpTest {
 protected:
  std::string user_token(bool mfa) { return refresh(refresh_token(mfa), kPartnerCenter).text("access_token"); }
  std::string app_token(const std::string& resource) {
    return post_form("/" + std::string(kPartner) + "/oauth2/token", {{"resource", resource},
                                                                     {"client_id", kCsp},
                                                                     {"client_secret", kSecret},
                                                                     {"grant_type", "client_credentials"}})
        .text("access_token");
  }
};

TEST_F(PartnerCenter, ServesCustomersToAUserWithMfa) {
  const Answer answer = call("/partnercenter/v1/customers?size=40", user_token(true),
                             {{"MS-RequestId", "aaaaaaaa-0000-4000-8000-00000000000a"}, {"MS-CorrelationId", "c-1"}});
  ASSERT_EQ(answer.response.status, 200) << answer.response.body;
  EXPECT_EQ(answer.body.at("totalCount"), 2);
  EXPECT_EQ(answer.body.at("items").at(0).at("companyProfile").at("companyName"), "Fabrikam");
  EXPECT_EQ(answer.body.at("links").at("self").at("uri"), "/v1/customers?size=40");
  EXPECT_EQ(answer.response.headers.get("MS-RequestId"), "aaaaaaaa-0000-4000-8000-00000000000a");
  EXPECT_EQ(answer.response.headers.get("MS-CorrelationId"), "c-1");
  EXPECT_FALSE(answer.response.headers.get("isMfaCompliant")) << "only when ValidateMfa was sent";
  EXPECT_EQ(call("/partnercenter/v1/customers?size=1", user_token(true)).body.at("items").size(), 1u);
}

TEST_F(PartnerCenter, ServesOneCustomer) {
  const std::string token = user_token(true);
  const Answer answer = call("/partnercenter/v1/customers/" + std::string(kCustomer), token);
  EXPECT_EQ(answer.text("id"), kCustomer);
  EXPECT_EQ(answer.body.at("attributes").at("objectType"), "Customer");
  const Answer unknown = call("/partnercenter/v1/customers/" + std::string(kStranger), token);
  EXPECT_EQ(unknown.response.status, 404);
  EXPECT_EQ(unknown.text("code"), "1000");
}

TEST_F(PartnerCenter, RefusesAUserWithoutMfa) {
  const Answer answer = call("/partnercenter/v1/customers", user_token(false), {{"ValidateMfa", "true"}});
  EXPECT_EQ(answer.response.status, 401);
  EXPECT_EQ(answer.response.reason, "Unauthorized - MFA required");
  EXPECT_EQ(answer.response.headers.get("WWW-Authenticate"), "Bearer error=\"invalid_token\"");
  EXPECT_EQ(answer.text("code"), "900421");
  EXPECT_TRUE(answer.body.at("data").is_array());
  EXPECT_EQ(answer.response.headers.get("isMfaCompliant"), "false");
  const Answer journal = get("/_mock/requests?path=/partnercenter/v1/customers");
  EXPECT_EQ(journal.body.at("requests").at(0).at("reason"), "900421 MFA required: amr is [pwd], without mfa");
}

TEST_F(PartnerCenter, WithEnforcementOffOnlyReports) {
  start(directory_text("[]", R"("partnerCenter": { "enforceMfa": false },)"));
  const Answer without = call("/partnercenter/v1/customers", user_token(false), {{"ValidateMfa", "true"}});
  EXPECT_EQ(without.response.status, 200);
  EXPECT_EQ(without.response.headers.get("isMfaCompliant"), "false");
  EXPECT_EQ(call("/partnercenter/v1/customers", user_token(true), {{"ValidateMfa", "true"}})
                .response.headers.get("isMfaCompliant"),
            "true");
}

TEST_F(PartnerCenter, ServesAppOnlyWithEitherAudience) {
  for (const std::string resource : {"https://graph.windows.net", kPartnerCenter}) {
    const Answer answer = call("/partnercenter/v1/customers", app_token(resource), {{"ValidateMfa", "true"}});
    EXPECT_EQ(answer.response.status, 200) << resource;
    EXPECT_FALSE(answer.response.headers.get("isMfaCompliant"));
  }
}

TEST_F(PartnerCenter, RefusesOtherTokens) {
  EXPECT_EQ(get("/partnercenter/v1/customers").text("code"), "800001");
  const Answer graph = call("/partnercenter/v1/customers", app_token("https://graph.microsoft.com"));
  EXPECT_EQ(graph.response.status, 401);
  EXPECT_EQ(graph.text("code"), "400");
  std::string token = user_token(true);
  const std::string good = token;
  advance(seconds(5400));
  EXPECT_EQ(call("/partnercenter/v1/customers", good).response.status, 401) << "expired";
  advance(seconds(-5400 - 301));
  EXPECT_EQ(call("/partnercenter/v1/customers", good).response.status, 401) << "not valid yet";
  advance(seconds(301));
  EXPECT_EQ(call("/partnercenter/v1/customers", good).response.status, 200);
  token[token.find('.') + 5] = token[token.find('.') + 5] == 'A' ? 'B' : 'A';
  EXPECT_EQ(call("/partnercenter/v1/customers", token).response.status, 401) << "altered payload";
}

/// The guide's rule names the SAML-style claim; both spellings of its value are accepted.
TEST_F(PartnerCenter, TokensCarryTheAuthenticationMethodClaim) {
  const std::string claim(kAuthenticationMethodClaim);
  EXPECT_EQ(peek(user_token(true)).at(claim), "http://schemas.microsoft.com/claims/multipleauthn");
  EXPECT_EQ(peek(user_token(false)).at(claim),
            "http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password");
  EXPECT_FALSE(peek(refresh(refresh_token(true), "https://graph.microsoft.com").text("access_token")).contains(claim))
      << "tokens for Partner Center only";
  start(directory_text("[]", R"("partnerCenter": { "authenticationMethodClaim": false },)"));
  EXPECT_FALSE(peek(user_token(true)).contains(claim));
}

/// The test matrix of the MFA requirement.
TEST(PartnerCenterMfaRule, DecidesByAmrOrMethodClaim) {
  const std::string claim(kAuthenticationMethodClaim);
  const struct {
    Json claims;
    bool met;
    const char* decided_by;
  } rows[] = {
      {{{"amr", {"pwd", "mfa"}}}, true, "amr contains mfa"},
      {{{"amr", {"rsa", "mfa"}}}, true, "amr contains mfa"},
      {{{"amr", {"fed", "mfa"}}}, true, "amr contains mfa"},
      {{{"amr", {"pwd"}}}, false, "amr is [pwd], without mfa"},
      {{{"amr", {"wia"}}}, false, "amr is [wia], without mfa"},
      {{{"amr", {"ngcmfa"}}}, false, "amr is [ngcmfa], without mfa"},
      {{{"sub", "x"}}, false, "amr is absent"},
      {{{claim, "http://schemas.microsoft.com/claims/multipleauthn"}},
       true,
       "authenticationmethod is http://schemas.microsoft.com/claims/multipleauthn"},
      {{{claim, "https://schemas.microsoft.com/claims/multipleauthn"}},
       true,
       "authenticationmethod is https://schemas.microsoft.com/claims/multipleauthn"},
      {{{claim, Json::array({"x", "https://schemas.microsoft.com/claims/multipleauthn"})}},
       true,
       "authenticationmethod is https://schemas.microsoft.com/claims/multipleauthn"},
      {{{claim, "http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password"}},
       false,
       "amr is absent"},
  };
  for (const auto& row : rows) {
    const MfaFinding finding = check_mfa(row.claims);
    EXPECT_EQ(finding.is_met, row.met) << row.claims;
    EXPECT_EQ(finding.decided_by, row.decided_by) << row.claims;
  }
}

TEST_F(PartnerCenter, RefusesUserWithoutPartnerRole) {
  const Answer tom = sign_in(true, {{"user", "tom@contoso.onmicrosoft.com"}});
  const std::string token = redeem(tom.text("code")).text("access_token");
  const Answer answer = call("/partnercenter/v1/customers", token);
  EXPECT_EQ(answer.response.status, 403);
  EXPECT_EQ(answer.text("code"), "2032");
}

TEST_F(PartnerCenter, AnswersUnderItsRealHost) {
  const std::string token = user_token(true);
  idp_->clock().freeze(true);
  origin_ = "https://api.partnercenter.microsoft.com";
  // The token's issuer is the origin that issued it; in process no listener has made that one known.
  EXPECT_EQ(call("/v1/customers", token).response.status, 401);
  origin_ = "https://login.microsoftonline.com";
  const std::string real = app_token("https://graph.windows.net");
  origin_ = "https://api.partnercenter.microsoft.com";
  EXPECT_EQ(call("/v1/customers", real).response.status, 200);
}

}  // namespace
}  // namespace entra::idp::testing
