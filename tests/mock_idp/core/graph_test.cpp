// Microsoft Graph: who may read what, and how lists are asked for.

#include "token_fixture.hpp"

namespace entra::idp::testing {
namespace {

using Graph = MockIdpTest;

TEST_F(Graph, ServesMeToAUser) {
  const std::string token = refresh(refresh_token(true), "https://graph.microsoft.com").text("access_token");
  const Answer answer = call("/graph/v1.0/me", token);
  ASSERT_EQ(answer.response.status, 200) << answer.response.body;
  EXPECT_EQ(answer.text("userPrincipalName"), "ada@contoso.onmicrosoft.com");
  EXPECT_EQ(answer.text("givenName"), "Ada");
  EXPECT_TRUE(answer.body.at("jobTitle").is_null());
}

TEST_F(Graph, ServesTheCustomersOrganizationToAPartner) {
  const std::string token = refresh(refresh_token(true), "https://graph.microsoft.com", kCustomer).text("access_token");
  const Answer answer = call("/graph/v1.0/organization", token);
  EXPECT_EQ(answer.body.at("value").at(0).at("id"), kCustomer);
  EXPECT_TRUE(answer.body.at("value").at(0).at("countryLetterCode").is_null()) << "User.Read sees the basics only";
}

TEST_F(Graph, MeNeedsAUser) {
  const std::string token = daemon_token("https://graph.microsoft.com/.default").text("access_token");
  EXPECT_EQ(call("/graph/v1.0/me", token).response.status, 400);
  EXPECT_EQ(call("/graph/v1.0/organization", token).body.at("value").at(0).at("countryLetterCode"), "US");
}

TEST_F(Graph, EnforcesPermissions) {
  const Answer token =
      post_form("/" + std::string(kPartner) + "/oauth2/token", {{"grant_type", "client_credentials"},
                                                                {"client_id", kCsp},
                                                                {"client_secret", kSecret},
                                                                {"resource", "https://graph.microsoft.com"}});
  const Answer answer = call("/graph/v1.0/organization", token.text("access_token"));
  EXPECT_EQ(answer.response.status, 403);
  EXPECT_EQ(answer.body.at("error").at("code"), "Authorization_RequestDenied");
}

TEST_F(Graph, SaysWhyATokenIsRefused) {
  const auto message = [&](const std::string& token) {
    return call("/graph/v1.0/organization", token).body.at("error").at("message").get<std::string>();
  };
  EXPECT_EQ(get("/graph/v1.0/organization").body.at("error").at("message"), "Access token is empty.");
  EXPECT_EQ(message("abc"), "CompactToken parsing failed with error code: 80049217");
  EXPECT_EQ(message(daemon_token("https://vault.azure.net/.default").text("access_token")),
            "Access token validation failure. Invalid audience.");
  const std::string token = daemon_token("https://graph.microsoft.com/.default").text("access_token");
  advance(seconds(3600));
  EXPECT_EQ(message(token), "Access token has expired or is not yet valid.");
}

/// A directory whose CSP app may ask for `scopes` in a person's name, and whose daemon holds `roles`.
class GraphDirectory : public TokenTest {
 protected:
  void start_graph(const std::string& scopes, const std::vector<std::string>& roles = {}, int people = 0) {
    Json directory = base();
    Json& tenant = directory["tenants"][0];
    tenant["oauth2PermissionGrants"][0]["scope"] = scopes;
    for (const std::string& role : roles)
      tenant["appRoleAssignments"].push_back({{"clientAppId", kDaemon}, {"resource", kGraph}, {"appRole", role}});
    for (int i = 0; i < people; ++i)
      tenant["users"].push_back({{"userPrincipalName", "p" + std::to_string(i) + "@contoso.onmicrosoft.com"}});
    start_with(directory);
    if (!roles.empty()) app_ = app_tokens(kGraph).text("access_token");
  }
  std::string person(const std::string& user = kAda) {
    Wish wish{kGraph};
    wish.user = user;
    wish.mfa = user == kAda;
    return user_tokens(wish).text("access_token");
  }
  Answer graph(const std::string& path, const std::string& token) { return call("/graph/v1.0" + path, token); }
  Answer post(const std::string& path, const std::string& token) {
    return send({"POST", origin_, "/graph/v1.0" + path, {{"Authorization", "Bearer " + token}}, "", "127.0.0.1"});
  }
  static std::string code(const Answer& answer) {
    return std::to_string(answer.response.status) + " " + answer.body.at("error").at("code").get<std::string>();
  }
  std::string last_reason() {
    return control("GET", "/_mock/requests?limit=1&path=/graph/*")
        .body.at("requests")
        .at(0)
        .at("reason")
        .get<std::string>();
  }

  std::string app_;
};

TEST_F(GraphDirectory, PermissionsAreEnforcedByOperation) {
  start_graph("User.Read", {"Application.Read.All"});
  const std::string ada = person();
  const struct {
    const char* path;
    int person;
    int app;
  } rows[] = {{"/me", 200, 400},
              {"/users", 403, 403},
              {"/organization", 200, 403},
              {"/domains", 403, 403},
              {"/applications", 403, 200},
              {"/servicePrincipals", 403, 200},
              {"/me/messages", 400, 400},
              {"/users/ada@contoso.onmicrosoft.com", 200, 403},
              {"/users/bob@contoso.onmicrosoft.com", 403, 403}};
  for (const auto& row : rows) {
    EXPECT_EQ(graph(row.path, ada).response.status, row.person) << row.path;
    EXPECT_EQ(graph(row.path, app_).response.status, row.app) << row.path;
  }
  EXPECT_EQ(code(graph("/users", ada)), "403 Authorization_RequestDenied");
  EXPECT_NE(last_reason().find("needs User.ReadBasic.All User.Read.All"), std::string::npos) << last_reason();
  EXPECT_EQ(graph("/users", ada).body.at("error").at("message"), "Insufficient privileges to complete the operation.");
}

TEST_F(GraphDirectory, UsersAreFoundByIdAndName) {
  start_graph("User.Read", {"User.Read.All"});
  const Answer bob = graph("/users/bob%40contoso.onmicrosoft.com", app_);
  ASSERT_EQ(bob.response.status, 200) << bob.response.body;
  EXPECT_EQ(shape(bob.body),
            "@odata.context:s businessPhones:a displayName:s givenName:s id:s jobTitle:o mail:s mobilePhone:o "
            "officeLocation:o preferredLanguage:s surname:s userPrincipalName:s");
  EXPECT_EQ(graph("/users/" + bob.text("id"), app_).text("displayName"), "Bob Builder");
  const Answer none = graph("/users/nobody@contoso.onmicrosoft.com", app_);
  EXPECT_EQ(code(none), "404 Request_ResourceNotFound");
}

TEST_F(GraphDirectory, SelectShowsWhatIsAskedFor) {
  start_graph("User.Read", {"User.Read.All"});
  const Answer me = graph("/me?$select=id,accountEnabled,UserType", person());
  EXPECT_EQ(
      me.body,
      Json({{"@odata.context", "https://graph.microsoft.com/v1.0/$metadata#users(id,accountEnabled,UserType)/$entity"},
            {"id", "11111111-aaaa-4111-8111-000000000001"},
            {"accountEnabled", true},
            {"userType", "Member"}}));
  const Answer wrong = graph("/users?$select=shoeSize", app_);
  EXPECT_EQ(code(wrong), "400 BadRequest");
  EXPECT_EQ(wrong.body.at("error").at("message"),
            "Could not find a property named 'shoeSize' on type 'microsoft.graph.user'.");
}

TEST_F(GraphDirectory, ListsAreFilteredAndPaged) {
  start_graph("User.Read", {"User.Read.All"}, 5);
  const auto names = [](const Answer& page) {
    std::string text;
    for (const Json& user : page.body.at("value")) {
      const auto name = user.at("userPrincipalName").get<std::string>();
      text += name.substr(0, name.find('@')) + " ";
    }
    return text;
  };
  EXPECT_EQ(names(graph("/users", app_)), "ada bob p0 p1 p2 p3 p4 ");
  const Answer first = graph("/users?$top=3&$count=true", app_);
  EXPECT_EQ(names(first), "ada bob p0 ");
  EXPECT_EQ(first.body.at("@odata.count"), 7);
  const std::string next = first.text("@odata.nextLink");
  ASSERT_TRUE(next.starts_with(origin_ + "/graph/v1.0/users?")) << next;
  const Answer second = call(next.substr(origin_.size()), app_);
  EXPECT_EQ(names(second), "p1 p2 p3 ");
  const Answer last = call(second.text("@odata.nextLink").substr(origin_.size()), app_);
  EXPECT_EQ(names(last), "p4 ");
  EXPECT_FALSE(last.body.contains("@odata.nextLink"));
  EXPECT_EQ(names(graph("/users?$filter=userPrincipalName+eq+'P3@contoso.onmicrosoft.com'", app_)), "p3 ");
  EXPECT_EQ(names(graph("/users?$filter=accountEnabled%20eq%20false", app_)), "");
  EXPECT_EQ(code(graph("/users?$filter=startswith(displayName,'A')", app_)), "400 BadRequest");
  for (const char* const bad : {"$top=0", "$top=1000", "$top=x", "$orderby=displayName", "$skiptoken=eA", "$count=1"})
    EXPECT_EQ(code(graph("/users?" + std::string(bad), app_)), "400 BadRequest") << bad;
}

TEST_F(GraphDirectory, DescribesTheTenant) {
  start_graph("User.Read", {"Organization.Read.All", "Domain.Read.All"});
  const Answer one = graph("/organization/" + std::string(kPartner), app_);
  EXPECT_EQ(one.text("displayName"), "Contoso");
  EXPECT_EQ(one.text("createdDateTime"), "2021-12-08T16:35:53Z");
  EXPECT_EQ(graph("/organization/" + std::string(kCustomer), app_).response.status, 404) << "only one's own";
  EXPECT_EQ(graph("/domains", app_).body.at("value").at(0).at("id"), "contoso.onmicrosoft.com");
  const Answer domain = graph("/domains/Contoso.onmicrosoft.com", app_);
  EXPECT_EQ(domain.body.at("isInitial"), true);
  EXPECT_EQ(domain.text("authenticationType"), "Managed");
  EXPECT_EQ(graph("/domains/fabrikam.onmicrosoft.com", app_).response.status, 404);
}

TEST_F(GraphDirectory, DescribesApplicationsWithoutTheirSecrets) {
  start_graph("User.Read", {"Application.Read.All"});
  const Answer list = graph("/applications?$filter=appId+eq+'" + std::string(kCsp) + "'", app_);
  ASSERT_EQ(list.body.at("value").size(), 1u) << list.response.body;
  EXPECT_EQ(list.response.body.find("csp-secret-value"), std::string::npos);
  const Json& app = list.body.at("value").at(0);
  EXPECT_EQ(app.at("passwordCredentials").at(0).at("hint"), "csp");
  EXPECT_EQ(app.at("web").at("redirectUris").at(0), kRedirect);
  EXPECT_EQ(graph("/applications/" + app.at("id").get<std::string>(), app_).text("appId"), kCsp);
  EXPECT_EQ(graph("/applications(appId='" + std::string(kCsp) + "')", app_).text("displayName"), "Portal");
  const Answer identity = graph("/servicePrincipals(appId='aaaaaaaa-0000-4000-8000-00000000000a')", app_);
  EXPECT_EQ(identity.text("id"), "99999999-0002-4000-8000-000000000001");
  EXPECT_EQ(identity.text("servicePrincipalType"), "ManagedIdentity");
  EXPECT_EQ(graph("/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')", app_).text("displayName"),
            "Microsoft Graph");
  EXPECT_EQ(graph("/servicePrincipals(appId='" + std::string(kDaemon) + "')", app_).text("id"),
            peek(app_).at("oid").get<std::string>());
}

/// An administrator may end anybody's sessions, a person without a role his own, an application those of all.
TEST_F(GraphDirectory, RevokingSessionsNeedsPermissionAndRole) {
  start_graph("User.RevokeSessions.All", {"User.RevokeSessions.All"});
  const std::string bob = person("bob@contoso.onmicrosoft.com");
  EXPECT_EQ(code(post("/users/ada@contoso.onmicrosoft.com/revokeSignInSessions", bob)),
            "403 Authorization_RequestDenied");
  EXPECT_NE(last_reason().find("a directory role"), std::string::npos);
  const Answer own = post("/me/revokeSignInSessions", bob);
  ASSERT_EQ(own.response.status, 200) << own.response.body;
  EXPECT_EQ(own.body.at("value"), true);
  EXPECT_EQ(post("/users/bob@contoso.onmicrosoft.com/revokeSignInSessions", person()).response.status, 200);
  EXPECT_EQ(post("/users/ada@contoso.onmicrosoft.com/revokeSignInSessions", app_).response.status, 200);
  EXPECT_EQ(code(post("/me/revokeSignInSessions", app_)), "400 BadRequest");
  EXPECT_EQ(graph("/me/revokeSignInSessions", bob).response.status, 405);
  start_graph("User.Read");
  EXPECT_EQ(code(post("/me/revokeSignInSessions", person())), "403 Authorization_RequestDenied");
}

}  // namespace
}  // namespace entra::idp::testing
