#include "grants_fixture.hpp"

namespace entra::idp::testing {
namespace {

class Permissions : public GrantsTest {
 protected:
  /// Asks for something else with the refresh token of a sign-in that was for Graph's User.Read alone.
  Answer ask(const std::string& parameter, const std::string& value, const std::string& client = kPhone) {
    const bool is_middle = client == kMiddle;
    const Json sign_in = {{"tenant", kPartner},
                          {"user", "ada@contoso.onmicrosoft.com"},
                          {"client_id", client},
                          {"redirect_uri", is_middle ? "https://middle.example/cb" : "http://localhost"},
                          {"scope", "User.Read offline_access"}};
    Form form{{"client_id", client}};
    if (is_middle) form.add("client_secret", "middle-secret");
    Form code = form;
    code.add("grant_type", "authorization_code");
    code.add("code", control("POST", "/_mock/sign-ins", sign_in).text("code"));
    form.add("grant_type", "refresh_token");
    form.add("refresh_token", token(code).text("refresh_token"));
    form.add(parameter, value);
    return token(form, kPartner, parameter == "resource" ? "/oauth2/token" : "/oauth2/v2.0/token");
  }
};

TEST_F(Permissions, V1NamesMisconfiguration) {
  const Answer unlisted = ask("resource", kPartnerCenter);
  EXPECT_EQ(unlisted.code(), 650057);
  EXPECT_EQ(unlisted.text("error"), "invalid_resource");
  EXPECT_NE(unlisted.text("error_description").find("Client app ID: " + std::string(kPhone) + "(Phone)"),
            std::string::npos);
  EXPECT_EQ(ask("resource", "https://graph.windows.net").code(), 90008);
  EXPECT_EQ(ask("resource", "api://backend").code(), 65001) << "listed, but nobody has consented";
}

TEST_F(Permissions, V2DefaultNeedsAListedResource) {
  EXPECT_EQ(ask("scope", std::string(kPartnerCenter) + "/.default").code(), 650056);
  EXPECT_EQ(ask("scope", "api://backend/.default").code(), 65001);
  EXPECT_EQ(ask("scope", std::string(kPartnerCenter) + "/user_impersonation").code(), 65001);
}

TEST_F(Permissions, RefusesTokenForItselfByUri) {
  EXPECT_EQ(ask("scope", "api://middle/access_as_user", kMiddle).code(), 90009);
  EXPECT_EQ(ask("resource", "api://middle", kMiddle).code(), 90009);
}

TEST_F(Permissions, PolicyRefusalsCarryAClaimsChallenge) {
  start(grants_directory_text(R"([{ "id": "99999999-0003-4000-8000-000000000000", "displayName": "MFA for the backend",
      "conditions": { "users": { "includeUsers": ["All"] }, "applications": { "includeApplications": ["api://backend"] } },
      "grantControls": { "builtInControls": ["mfa"] } }])"));
  const Answer refused = ask("scope", "api://backend/access_as_user", kMiddle);
  EXPECT_EQ(refused.code(), 50076);
  EXPECT_EQ(refused.text("claims"),
            R"({"access_token":{"capolids":{"essential":true,"values":["99999999-0003-4000-8000-000000000000"]}}})");
}

}  // namespace
}  // namespace entra::idp::testing
