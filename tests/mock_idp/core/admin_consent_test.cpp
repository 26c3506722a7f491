#include "browser.hpp"

namespace entra::idp::testing {
namespace {

class AdminConsent : public MockIdpTest {
 protected:
  void SetUp() override { start(directory_with_hybrid()); }

  static std::string target(const std::string& version, std::initializer_list<Form::Field> more = {},
                            const std::string& tenant = kPartner) {
    Form form{{"client_id", kHybrid}, {"redirect_uri", kHybridRedirect}, {"state", "12 345"}};
    for (const auto& [name, value] : more) form.add(name, value);
    return "/" + tenant + version + "/adminconsent?" + form.encode();
  }
  Json roles_of(const std::string& scope) {
    const Answer tokens =
        post_form("/" + std::string(kPartner) + "/oauth2/v2.0/token", {{"grant_type", "client_credentials"},
                                                                       {"client_id", kHybrid},
                                                                       {"client_secret", kHybridSecret},
                                                                       {"scope", scope}});
    return peek(tokens.text("access_token")).value("roles", Json::array());
  }
};

TEST_F(AdminConsent, V1GrantsWhatTheRegistrationLists) {
  EXPECT_EQ(roles_of("api://orders/.default"), Json::array());
  Browser browser(*idp_);
  const Page page = browser.sign_in(browser.open(target("")), kAda, "pass-ada");
  ASSERT_TRUE(page.shows("Permissions requested")) << page.response.body;
  EXPECT_TRUE(page.shows("User.Read.All (without a signed-in user)"));
  EXPECT_TRUE(page.shows("for all users in Contoso"));
  const Page back = browser.press(page, "accept");
  EXPECT_EQ(back.location(),
            "https://hybrid.example/cb?admin_consent=True&tenant=" + std::string(kPartner) + "&state=12%20345#");
  EXPECT_EQ(roles_of("api://orders/.default"), Json::array({"Orders.Read.All"}));
  EXPECT_EQ(roles_of("https://graph.microsoft.com/.default"), Json::array({"User.Read.All"}));
}

/// Nobody is asked any more.
TEST_F(AdminConsent, HoldsForEverybody) {
  Browser admin(*idp_);
  admin.press(admin.sign_in(admin.open(target("")), kAda, "pass-ada"), "accept");
  const Form form{{"client_id", kHybrid},
                  {"response_type", "code"},
                  {"redirect_uri", kHybridRedirect},
                  {"scope", "openid User.Read"}};
  Browser user(*idp_);
  const Page page = user.sign_in(user.open("/common/oauth2/v2.0/authorize?" + form.encode()), kBob, "pass-bob");
  EXPECT_TRUE(page.returned().has("code")) << page.response.body;
}

TEST_F(AdminConsent, V2GrantsTheScopesAskedFor) {
  Browser browser(*idp_);
  const std::string scope = "https://graph.microsoft.com/Directory.Read.All";
  const Page page = browser.sign_in(browser.open(target("/v2.0", {{"scope", scope}})), kAda, "pass-ada");
  ASSERT_TRUE(page.shows("<li>Directory.Read.All</li>")) << page.response.body;
  EXPECT_FALSE(page.shows("User.Read.All"));
  const Form back = browser.press(page, "accept").returned();
  EXPECT_EQ(back.get("admin_consent"), "True");
  EXPECT_EQ(back.get("tenant"), kPartner);
  EXPECT_EQ(back.get("scope"), scope);
  EXPECT_EQ(back.get("state"), "12 345");
  EXPECT_EQ(roles_of("https://graph.microsoft.com/.default"), Json::array()) << "none was asked for";
}

TEST_F(AdminConsent, RefusalHasItsOwnForms) {
  Browser browser(*idp_);
  const Page v1 = browser.sign_in(browser.open(target("")), kAda, "pass-ada");
  EXPECT_EQ(browser.press(v1, "decline").location(),
            "https://hybrid.example/cb?error=permission_denied&error_description=The%20admin%20canceled%20the%20request"
            "&state=12%20345#");
  const Form v2 = browser.press(browser.open(target("/v2.0", {{"scope", "User.Read"}})), "decline").returned();
  EXPECT_EQ(v2.get("admin_consent"), "True");
  EXPECT_EQ(v2.get("error"), "consent_required");
  EXPECT_TRUE(v2.get_or("error_description").starts_with("AADSTS65004: ")) << v2.get_or("error_description");
}

TEST_F(AdminConsent, OthersThanAdministratorsAreTurnedAway) {
  Browser browser(*idp_);
  const Page page = browser.sign_in(browser.open(target("")), kBob, "pass-bob");
  EXPECT_TRUE(page.shows("AADSTS90094"));
  EXPECT_FALSE(page.shows("value=\"accept\""));
  EXPECT_EQ(browser.press(page, "cancel").returned().get("error"), "permission_denied");
  Page forged = page;
  EXPECT_TRUE(browser.press(forged, "accept").shows("AADSTS90094"));
}

/// The consent is what puts the service principal into the tenant.
TEST_F(AdminConsent, PutsTheAppIntoAnotherTenant) {
  std::string text = directory_with_hybrid("[]", R"("signIn": "automatic",)");
  const std::string fran = R"("displayName": "Fran", )";
  start(text.insert(text.find(fran), R"("directoryRoles": ["Cloud Application Administrator"], )"));
  const auto app_token = [&] {
    return post_form("/" + std::string(kCustomer) + "/oauth2/v2.0/token",
                     {{"grant_type", "client_credentials"},
                      {"client_id", kHybrid},
                      {"client_secret", kHybridSecret},
                      {"scope", "https://graph.microsoft.com/.default"}});
  };
  EXPECT_EQ(app_token().code(), 700016);
  const Page refused = Browser(*idp_).open(target("", {{"login_hint", kAda}}, kCustomer));
  EXPECT_TRUE(refused.returned().get_or("error_description").starts_with("AADSTS50020")) << refused.location();
  const Page granted = Browser(*idp_).open(target("", {{"login_hint", "fran@fabrikam.onmicrosoft.com"}}, "common"));
  EXPECT_EQ(granted.returned().get("tenant"), kCustomer) << granted.response.body;
  EXPECT_EQ(peek(app_token().text("access_token")).at("roles"), Json::array({"User.Read.All"}));
  const Page bob = Browser(*idp_).open(target("", {{"login_hint", kBob}}));
  EXPECT_TRUE(bob.returned().get_or("error_description").starts_with("AADSTS90094")) << bob.location();
}

TEST_F(AdminConsent, NeverRedirectsToAnUnregisteredAddress) {
  const Answer page =
      get("/common/adminconsent?client_id=" + std::string(kHybrid) + "&redirect_uri=https://evil.example/");
  EXPECT_EQ(page.response.status, 400);
  EXPECT_NE(page.response.body.find("AADSTS50011"), std::string::npos);
  EXPECT_NE(get("/common/adminconsent").response.body.find("AADSTS900144"), std::string::npos);
  EXPECT_NE(get("/common/adminconsent?state=a&state=b").response.body.find("AADSTS9002313"), std::string::npos);
}

TEST_F(AdminConsent, UsersCannotGrantWhatIsForAdministrators) {
  const auto target = [](const std::string& prompt) {
    Form form{{"client_id", kHybrid},
              {"response_type", "code"},
              {"redirect_uri", kHybridRedirect},
              {"scope", "openid Directory.Read.All"}};
    if (!prompt.empty()) form.add("prompt", prompt);
    return "/common/oauth2/v2.0/authorize?" + form.encode();
  };
  Browser bob(*idp_);
  const Page stop = bob.sign_in(bob.open(target("")), kBob, "pass-bob");
  EXPECT_TRUE(stop.shows("AADSTS90094")) << stop.response.body;
  EXPECT_EQ(bob.open(target("none")).returned().get("error"), "consent_required");
  Browser ada(*idp_);
  EXPECT_TRUE(ada.sign_in_and_accept(ada.open(target("")), kAda, "pass-ada").returned().has("code"));
  EXPECT_TRUE(bob.open(target("")).shows("AADSTS90094")) << "she agreed for herself";
}

TEST_F(AdminConsent, PromptOfV1DoesTheSame) {
  const Form form{{"client_id", kHybrid},
                  {"response_type", "code"},
                  {"redirect_uri", kHybridRedirect},
                  {"resource", "https://graph.microsoft.com"},
                  {"prompt", "admin_consent"}};
  Browser browser(*idp_);
  const Page page = browser.sign_in(browser.open("/common/oauth2/authorize?" + form.encode()), kAda, "pass-ada");
  ASSERT_TRUE(page.shows("for all users in Contoso")) << page.response.body;
  const Form back = browser.press(page, "accept").returned();
  EXPECT_EQ(back.get("admin_consent"), "True");
  EXPECT_TRUE(back.has("code"));
  EXPECT_EQ(roles_of("api://orders/.default"), Json::array({"Orders.Read.All"}));
}

}  // namespace
}  // namespace entra::idp::testing
