#include "grants_fixture.hpp"

namespace entra::idp::testing {
namespace {

constexpr const char* kDeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
constexpr const char* kPage = "https://localhost:8443/devicelogin";

class DeviceFlow : public GrantsTest {
 protected:
  Answer begin(const std::string& client = kPhone, const std::string& tenant = kPartner) {
    return post_form("/" + tenant + "/oauth2/v2.0/devicecode",
                     {{"client_id", client}, {"scope", "User.Read openid offline_access"}});
  }
  Answer poll(const std::string& code, const std::string& client = kPhone, const std::string& tenant = kPartner) {
    return token({{"grant_type", kDeviceGrant}, {"client_id", client}, {"device_code", code}}, tenant);
  }
  Answer approve(const std::string& user_code, const Json& more = Json::object()) {
    Json body = {{"user_code", user_code}, {"user", "ada@contoso.onmicrosoft.com"}};
    body.update(more);
    return control("POST", "/_mock/device-codes", body);
  }
};
using DeviceCodeEndpoint = DeviceFlow;
using DeviceCodeGrant = DeviceFlow;
using DeviceCodes = DeviceFlow;

std::vector<std::string> names(const std::string& body) {
  std::vector<std::string> all;
  const OrderedJson document = OrderedJson::parse(body);
  for (const auto& [name, value] : document.items()) all.push_back(name);
  return all;
}

TEST_F(DeviceCodeEndpoint, AnswersV2WithNumbers) {
  const Answer answer = begin();
  ASSERT_EQ(answer.response.status, 200) << answer.response.body;
  EXPECT_EQ(names(answer.response.body), (std::vector<std::string>{"user_code", "device_code", "verification_uri",
                                                                   "expires_in", "interval", "message"}));
  EXPECT_EQ(answer.body.at("expires_in"), 900);
  EXPECT_EQ(answer.body.at("interval"), 5);
  EXPECT_EQ(answer.text("verification_uri"), kPage);
  const std::string code = answer.text("user_code");
  EXPECT_EQ(code.size(), 9u);
  EXPECT_EQ(code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"), std::string::npos) << code;
  EXPECT_EQ(answer.text("message"), std::string("To sign in, use a web browser to open the page ") + kPage +
                                        " and enter the code " + code + " to authenticate.");
}

TEST_F(DeviceCodeEndpoint, AnswersV1WithStringsToGetAndPost) {
  const std::string target = "/" + std::string(kPartner) + "/oauth2/devicecode";
  const Form form{{"client_id", kPhone}, {"resource", "https://graph.microsoft.com"}};
  for (const Answer& answer : {get(target + "?" + form.encode()), post_form(target, form)}) {
    ASSERT_EQ(answer.response.status, 200) << answer.response.body;
    EXPECT_EQ(answer.text("verification_url"), kPage);
    EXPECT_EQ(answer.text("expires_in"), "900");
    EXPECT_EQ(answer.text("interval"), "5");
  }
}

TEST_F(DeviceCodeEndpoint, SpeaksTheLanguageOfTheMarket) {
  const auto message = [&](const std::string& market) {
    return post_form("/" + std::string(kPartner) + "/oauth2/v2.0/devicecode?mkt=" + market,
                     {{"client_id", kPhone}, {"scope", "User.Read"}})
        .text("message");
  };
  EXPECT_TRUE(message("de-DE").starts_with("Öffnen Sie zur Anmeldung"));
  EXPECT_TRUE(message("fr").starts_with("Pour vous connecter"));
  EXPECT_TRUE(message("xx-XX").starts_with("To sign in"));
}

TEST_F(DeviceCodeEndpoint, NamesTheRealPageWithRealIssuers) {
  start(grants_directory_text("[]", R"("issuer": "entra",)"));
  EXPECT_EQ(begin().text("verification_uri"), "https://microsoft.com/devicelogin");
}

TEST_F(DeviceCodeEndpoint, RefusesV1OnCommon) {
  for (const std::string tenant : {"common", "consumers"}) {
    EXPECT_EQ(post_form("/" + tenant + "/oauth2/devicecode", {{"client_id", kPhone}}).code(), 90133);
  }
  EXPECT_EQ(begin(kPhone, "common").response.status, 200) << "v2 may";
}

TEST_F(DeviceCodeEndpoint, RefusesWhatItCannotServe) {
  const std::string v2 = "/" + std::string(kPartner) + "/oauth2/v2.0/devicecode";
  EXPECT_EQ(post_form(v2, {{"scope", "User.Read"}}).code(), 900144);
  EXPECT_EQ(post_form(v2, {{"client_id", kPhone}}).code(), 900144);
  EXPECT_EQ(post_form(v2, {{"client_id", kPartner}, {"scope", "User.Read"}}).code(), 700016);
  EXPECT_EQ(post_form(v2, {{"client_id", kPhone}, {"scope", "api://nothing/x"}}).code(), 500011);
  EXPECT_EQ(post_form(v2, {{"client_id", kPhone}, {"scope", "User.Read"}, {"resource", "x"}}).code(), 901002);
  EXPECT_EQ(post_form(v2, {{"client_id", kPhone}, {"client_id", kPhone}}).code(), 9002313);
  EXPECT_EQ(get(v2).code(), 900561);
}

TEST_F(DeviceCodeGrant, WaitsThenGivesTokens) {
  const Answer device = begin();
  const Answer waiting = poll(device.text("device_code"));
  EXPECT_EQ(waiting.response.status, 400);
  EXPECT_EQ(waiting.text("error"), "authorization_pending");
  EXPECT_EQ(waiting.code(), 70016);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(poll(device.text("device_code")).code(), 70016) << "no rate limit";

  std::string typed = device.text("user_code");
  for (char& c : typed) c = static_cast<char>(std::tolower(c));
  ASSERT_EQ(approve(typed.insert(4, "-"), {{"mfa", true}}).response.status, 200) << "as a person types it";
  const Answer answer = poll(device.text("device_code"));
  ASSERT_EQ(answer.response.status, 200) << answer.response.body;
  EXPECT_EQ(peek(answer.text("access_token")).at("amr"), Json::array({"pwd", "mfa"}));
  EXPECT_FALSE(answer.text("refresh_token").empty());
  EXPECT_FALSE(answer.text("id_token").empty());
  const Answer again = poll(device.text("device_code"));
  EXPECT_EQ(again.code(), 54005);
  EXPECT_EQ(again.text("error"), "invalid_grant");
}

TEST_F(DeviceCodeGrant, BothSpellingsAndBothParametersServe) {
  for (const std::string grant : {"device_code", kDeviceGrant}) {
    for (const std::string parameter : {"code", "device_code"}) {
      const Answer device = post_form("/" + std::string(kPartner) + "/oauth2/devicecode",
                                      {{"client_id", kPhone}, {"resource", "https://graph.microsoft.com"}});
      approve(device.text("user_code"));
      const Answer answer = token({{"grant_type", grant},
                                   {"client_id", kPhone},
                                   {"resource", "https://graph.microsoft.com"},
                                   {parameter, device.text("device_code")}},
                                  kPartner, "/oauth2/token");
      ASSERT_EQ(answer.response.status, 200) << answer.response.body;
      EXPECT_TRUE(answer.body.at("expires_in").is_string());
      EXPECT_EQ(answer.text("resource"), "https://graph.microsoft.com");
    }
  }
}

TEST_F(DeviceCodeGrant, OnCommonTheTokensAreOfThePersonsTenant) {
  const Answer device = begin(kPhone, "organizations");
  ASSERT_EQ(approve(device.text("user_code"), {{"user", "fran@fabrikam.onmicrosoft.com"}}).response.status, 200);
  const Answer answer = poll(device.text("device_code"), kPhone, "organizations");
  EXPECT_EQ(peek(answer.text("access_token")).at("tid"), kCustomer) << answer.response.body;
}

TEST_F(DeviceCodeGrant, IsDeclined) {
  const Answer device = begin();
  EXPECT_EQ(control("POST", "/_mock/device-codes", {{"user_code", device.text("user_code")}, {"decline", true}})
                .response.status,
            200);
  const Answer answer = poll(device.text("device_code"));
  EXPECT_EQ(answer.text("error"), "authorization_declined");
  EXPECT_EQ(answer.response.status, 400);
}

TEST_F(DeviceCodeGrant, ExpiresAtTheConfiguredLifetime) {
  start(grants_directory_text("[]", R"("tokenLifetimes": { "deviceCode": 60 },)"));
  const Answer device = begin();
  EXPECT_EQ(device.body.at("expires_in"), 60);
  advance(seconds(59));
  EXPECT_EQ(poll(device.text("device_code")).code(), 70016);
  advance(seconds(1));
  const Answer late = poll(device.text("device_code"));
  EXPECT_EQ(late.code(), 70020);
  EXPECT_EQ(late.text("error"), "expired_token");
}

TEST_F(DeviceCodeGrant, RefusesUnknownCodes) {
  const Answer unknown = poll("nonsense");
  EXPECT_EQ(unknown.code(), 70018);
  EXPECT_EQ(unknown.text("error"), "bad_verification_code");
  EXPECT_EQ(poll("").code(), 900144);
  const Answer device = begin();
  approve(device.text("user_code"));
  EXPECT_EQ(token({{"grant_type", kDeviceGrant},
                   {"client_id", kPortal},
                   {"client_secret", "portal-secret"},
                   {"device_code", device.text("device_code")}})
                .code(),
            70018)
      << "of another client";
  EXPECT_EQ(poll(device.text("device_code"), kPhone, kCustomer).code(), 700005);
}

TEST_F(DeviceCodeGrant, NeedsPublicClientFlowsOrASecret) {
  const Answer kiosk = begin(kKiosk);
  EXPECT_EQ(poll(kiosk.text("device_code"), kKiosk).code(), 7000218);
  const Answer portal = begin(kPortal);
  EXPECT_EQ(poll(portal.text("device_code"), kPortal).code(), 7000218);
  EXPECT_EQ(token({{"grant_type", kDeviceGrant},
                   {"client_id", kPortal},
                   {"client_secret", "portal-secret"},
                   {"device_code", portal.text("device_code")}})
                .code(),
            70016);
}

TEST_F(DeviceCodeGrant, GivesTokensToOneOfSixteenPollers) {
  const Answer device = begin();
  approve(device.text("user_code"));
  int served = 0;
  for (const Answer& answer : race([&] { return poll(device.text("device_code")); })) {
    served += answer.response.status == 200 ? 1 : 0;
    if (answer.response.status != 200) {
      EXPECT_EQ(answer.code(), 54005);
    }
  }
  EXPECT_EQ(served, 1);
}

TEST_F(DeviceCodes, ApprovalJudgesTheCode) {
  EXPECT_EQ(approve("").code(), 90119);
  EXPECT_EQ(approve(" - ").code(), 90119);
  EXPECT_EQ(approve("ABCDEFGHJ").code(), 70018);
  const Answer device = begin();
  EXPECT_EQ(approve(device.text("user_code")).response.status, 200);
  EXPECT_EQ(approve(device.text("user_code")).code(), 90120);
  const Answer late = begin();
  advance(seconds(900));
  EXPECT_EQ(approve(late.text("user_code")).code(), 70019);
}

TEST_F(DeviceCodes, ApprovalPassesThroughThePolicies) {
  start(grants_directory_text(R"([{ "displayName": "MFA", "conditions": { "users": { "includeUsers": ["All"] },
      "applications": { "includeApplications": ["All"] } }, "grantControls": { "builtInControls": ["mfa"] } }])"));
  const Answer device = begin();
  EXPECT_EQ(approve(device.text("user_code")).code(), 50076);
  EXPECT_EQ(poll(device.text("device_code")).code(), 70016) << "a failed sign-in decides nothing";
  EXPECT_EQ(approve(device.text("user_code"), {{"mfa", true}, {"password", "wrong"}}).code(), 50126);
  EXPECT_EQ(approve(device.text("user_code"), {{"user", "dan@contoso.onmicrosoft.com"}}).code(), 50057);
  EXPECT_EQ(approve(device.text("user_code"), {{"mfa", true}}).response.status, 200);
  EXPECT_EQ(poll(device.text("device_code")).response.status, 200);
}

TEST_F(DeviceCodes, ControlRefusesUnknownMembers) {
  EXPECT_EQ(control("POST", "/_mock/device-codes", {{"usercode", "x"}}).response.status, 400);
  EXPECT_EQ(control("POST", "/_mock/device-codes", {{"user_code", "x"}}).response.status, 400);
}

}  // namespace
}  // namespace entra::idp::testing
