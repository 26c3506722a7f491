// optionalClaims, groupMembershipClaims and app roles of users.

#include "token_fixture.hpp"
#include "tokens/membership_claims.hpp"

namespace entra::idp::testing {
namespace {

class OptionalClaims : public TokenTest {
 protected:
  /// Starts with these optional claims of one application, for one kind of token.
  void want(const std::string& app, const std::string& kind, const Json& claims) {
    Json directory = base();
    application(directory, app)["optionalClaims"][kind] = claims;
    start_with(directory);
  }
};

TEST_F(OptionalClaims, ComeFromTheResourcesRegistration) {
  want(kOrders, "accessToken",
       Json::parse(
           R"([{"name":"acct"},{"name":"auth_time"},{"name":"email"},{"name":"family_name"},{"name":"given_name"},
                       {"name":"ipaddr"},{"name":"login_hint"},{"name":"tenant_region_scope"},{"name":"upn"},
                       {"name":"verified_primary_email"},{"name":"wids"},{"name":"xms_edov"},{"name":"ctry"}])"));
  const Json claims = user_claims({"api://orders"});
  EXPECT_EQ(
      shape(claims),
      "acct:i aio:s aud:s auth_time:i azp:s azpacr:s email:s exp:i family_name:s given_name:s iat:i ipaddr:s iss:s "
      "login_hint:s name:s nbf:i oid:s preferred_username:s rh:s scp:s sid:s sub:s tenant_region_scope:s tid:s upn:s "
      "uti:s ver:s verified_primary_email:a wids:a xms_edov:b");
  EXPECT_EQ(claims.at("upn"), kAda);
  EXPECT_EQ(claims.at("auth_time"), to_epoch_seconds(idp_->clock().now()));
  EXPECT_EQ(claims.at("xms_edov"), true);
  EXPECT_FALSE(user_claims({"api://notes"}).contains("auth_time")) << "another resource's";
}

TEST_F(OptionalClaims, OfIdTokensComeFromTheClients) {
  want(kCsp, "idToken", Json::parse(R"([{"name":"auth_time"},{"name":"upn"}])"));
  const Answer answer = user_tokens({kGraph});
  EXPECT_EQ(peek(answer.text("id_token")).at("upn"), kAda);
  EXPECT_TRUE(peek(answer.text("id_token")).contains("auth_time"));
  EXPECT_FALSE(peek(answer.text("access_token")).contains("auth_time"));
}

TEST_F(OptionalClaims, AudienceByGuid) {
  want(kNotes, "accessToken", Json::parse(R"([{"name":"aud","additionalProperties":["use_guid"]}])"));
  EXPECT_EQ(user_claims({"api://notes"}).at("aud"), kNotes);
  EXPECT_EQ(app_claims("api://notes").at("aud"), kNotes);
}

TEST_F(OptionalClaims, TokenTypeTellsAppsAndOnDemandUsers) {
  want(kNotes, "accessToken", Json::parse(R"([{"name":"idtyp"}])"));
  EXPECT_EQ(app_claims("api://notes").at("idtyp"), "app");
  EXPECT_FALSE(user_claims({"api://notes"}).contains("idtyp"));
  want(kNotes, "accessToken", Json::parse(R"([{"name":"idtyp","additionalProperties":["include_user_token"]}])"));
  EXPECT_EQ(user_claims({"api://notes"}).at("idtyp"), "user");
}

TEST_F(OptionalClaims, GuestsHaveAUpnOnDemandOnly) {
  const Wish guest{"api://notes", kCustomer};
  want(kNotes, "accessToken", Json::parse(R"([{"name":"upn"}])"));
  EXPECT_FALSE(user_claims(guest).contains("upn"));
  want(kNotes, "accessToken",
       Json::parse(R"([{"name":"upn","additionalProperties":["include_externally_authenticated_upn"]}])"));
  EXPECT_EQ(user_claims(guest).at("upn"), "ada_contoso.onmicrosoft.com#EXT#@fabrikam.onmicrosoft.com");
  want(kNotes, "accessToken",
       Json::parse(R"([{"name":"upn","additionalProperties":["include_externally_authenticated_upn_without_hash"]}])"));
  EXPECT_EQ(user_claims(guest).at("upn"), "ada_contoso.onmicrosoft.com_EXT_@fabrikam.onmicrosoft.com");
}

TEST_F(OptionalClaims, AreNamesOfEntrasList) {
  Json directory = base();
  application(directory, kNotes)["optionalClaims"]["accessToken"] = Json::array({{{"name", "emial"}}});
  const auto config = parse_config("c", directory.dump());
  ASSERT_FALSE(config);
  EXPECT_NE(config.error().one_line.find("did you mean \"email\""), std::string::npos) << config.error().one_line;
}

class GroupClaims : public TokenTest {
 protected:
  void start_with_groups(const std::string& wanted, std::size_t count, const Json& optional = Json::array()) {
    Json directory = base();
    application(directory, kOrders)["groupMembershipClaims"] = wanted;
    application(directory, kOrders)["optionalClaims"]["accessToken"] = optional;
    Json groups = Json::array({kStaff});
    for (std::size_t i = 1; i < count; ++i) groups.push_back(derive_guid("group " + std::to_string(i)));
    directory["tenants"][0]["users"][0]["groups"] = groups;
    directory["tenants"][0]["oauth2PermissionGrants"].push_back(
        {{"clientAppId", kCsp}, {"resource", "https://graph.windows.net"}, {"scope", "User.Read"}});
    start_with(directory);
  }
};

TEST_F(GroupClaims, AppearAsTheRegistrationAsks) {
  EXPECT_FALSE(user_claims({"api://orders"}).contains("groups"));
  start_with_groups("SecurityGroup", 1);
  EXPECT_EQ(user_claims({"api://orders"}).at("groups"), Json::array({kStaff}));
  EXPECT_FALSE(user_claims({"api://orders"}).contains("wids"));
  Wish bob{"api://orders"};
  bob.user = "bob@contoso.onmicrosoft.com";
  bob.mfa = false;
  EXPECT_FALSE(user_claims(bob).contains("groups"));
  start_with_groups("All", 1);
  EXPECT_EQ(user_claims({"api://orders"}).at("wids").size(), 2u);
  start_with_groups("DirectoryRole", 1);
  EXPECT_FALSE(user_claims({"api://orders"}).contains("groups"));
  start_with_groups("SecurityGroup", 1, Json::parse(R"([{"name":"groups","additionalProperties":["emit_as_roles"]}])"));
  EXPECT_EQ(user_claims({"api://orders"}).at("roles"), Json::array({kStaff}));
}

TEST_F(GroupClaims, OfIdTokensFollowTheClient) {
  Json directory = base();
  application(directory, kCsp)["groupMembershipClaims"] = "SecurityGroup";
  start_with(directory);
  const Answer answer = user_tokens({"api://orders"});
  EXPECT_EQ(peek(answer.text("id_token")).at("groups"), Json::array({kStaff}));
  EXPECT_FALSE(peek(answer.text("access_token")).contains("groups"));
}

/// In a fragment there is room for six.
TEST_F(GroupClaims, OfImplicitFlowAreSixAtMost) {
  Application app;
  app.group_membership_claims.security_groups = true;
  const Tenant tenant;
  User person;
  TokenFacts facts;
  facts.tenant = &tenant;
  facts.is_implicit = true;
  for (int i = 0; i < 6; ++i) person.groups.push_back(*ObjectId::parse(derive_guid("group " + std::to_string(i))));
  OrderedJson claims;
  put_memberships(claims, facts, app, {}, {&person, &tenant, {}});
  EXPECT_EQ(claims.at("groups").size(), 6u);
  person.groups.push_back(*ObjectId::parse(kStaff));
  claims.clear();
  put_memberships(claims, facts, app, {}, {&person, &tenant, {}});
  EXPECT_EQ(claims, (OrderedJson{{"hasgroups", true}}));
}

TEST_F(GroupClaims, OfTheApplicationAreThoseAssignedToIt) {
  Json directory = base();
  application(directory, kOrders)["groupMembershipClaims"] = "ApplicationGroup";
  directory["tenants"][0]["users"][0]["groups"].push_back("99999999-0000-4000-8000-000000000002");
  directory["tenants"][0]["appRoleAssignments"].push_back(
      {{"principalId", kStaff}, {"principalType", "Group"}, {"resource", "api://orders"}});
  start_with(directory);
  EXPECT_EQ(user_claims({"api://orders"}).at("groups"), Json::array({kStaff}));
}

TEST_F(GroupClaims, BeyondTwoHundredLeadToALiveList) {
  start_with_groups("SecurityGroup", 200);
  EXPECT_EQ(user_claims({"api://orders"}).at("groups").size(), 200u);
  start_with_groups("SecurityGroup", 201);
  const Json claims = user_claims({"api://orders"});
  EXPECT_FALSE(claims.contains("groups"));
  ASSERT_EQ(claims.at("_claim_names"), (Json{{"groups", "src1"}}));
  const auto endpoint = claims.at("_claim_sources").at("src1").at("endpoint").get<std::string>();
  EXPECT_EQ(endpoint, origin_ + "/graph/" + kPartner + "/users/11111111-aaaa-4111-8111-000000000001/getMemberObjects");

  const std::string target = endpoint.substr(origin_.size()) + "?api-version=1.6";
  for (const char* resource : {"https://graph.windows.net", kGraph}) {
    const std::string token = user_tokens({resource}).text("access_token");
    const Answer list = send({"POST",
                              origin_,
                              target,
                              {{"Authorization", "Bearer " + token}},
                              R"({"securityEnabledOnly":true})",
                              "127.0.0.1"});
    ASSERT_EQ(list.response.status, 200) << list.response.body;
    EXPECT_EQ(list.body.at("value").size(), 201u);
    EXPECT_EQ(call(target, token).body.at("value").size(), 202u) << "without a body the role counts as well";
  }
  EXPECT_EQ(get(target).response.status, 401);
  EXPECT_EQ(call(target, user_tokens({"api://orders"}).text("access_token")).response.status, 401);
}

/// Redirected to this server host by host, the clients of the real names find the list under a real name.
TEST_F(GroupClaims, OverageUnderRealHostsLeadsToARealHost) {
  start_with_groups("SecurityGroup", 201);
  const std::string refresh_token = user_tokens({"api://orders"}).text("refresh_token");
  origin_ = "https://login.microsoftonline.com";
  const Json claims = peek(refresh(refresh_token, "api://orders").text("access_token"));
  const auto endpoint = claims.at("_claim_sources").at("src1").at("endpoint").get<std::string>();
  const std::string token = refresh(refresh_token, "https://graph.windows.net").text("access_token");
  origin_ = "https://graph.windows.net";
  ASSERT_TRUE(endpoint.starts_with(origin_ + "/")) << endpoint;
  EXPECT_EQ(call(endpoint.substr(origin_.size()), token).body.at("value").size(), 202u);
  EXPECT_EQ(call("/myorganization/users/" + std::string(kAda) + "/getMemberGroups", token).body.at("value").size(),
            201u);
  EXPECT_EQ(call("/" + std::string(kCustomer) + "/users/x/getMemberObjects", token).response.status, 404);
}

TEST_F(GroupClaims, OverageOfIssuerModeEntraIsOnTheRealHost) {
  Json directory = base();
  directory["issuer"] = "entra";
  application(directory, kOrders)["groupMembershipClaims"] = "All";
  for (int i = 0; i < 200; ++i)
    directory["tenants"][0]["users"][0]["groups"].push_back(derive_guid("group " + std::to_string(i)));
  start_with(directory);
  const Json claims = user_claims({"api://orders"});
  const auto endpoint = claims.at("_claim_sources").at("src1").at("endpoint").get<std::string>();
  EXPECT_TRUE(endpoint.starts_with("https://graph.windows.net/" + std::string(kPartner) + "/users/")) << endpoint;
}

TEST_F(GroupClaims, GraphListsThem) {
  const std::string token = user_tokens({kGraph}).text("access_token");
  const auto post = [&](const std::string& path, const std::string& body) {
    return send({"POST", origin_, "/graph/v1.0" + path, {{"Authorization", "Bearer " + token}}, body, "127.0.0.1"});
  };
  EXPECT_EQ(post("/me/getMemberObjects", R"({"securityEnabledOnly":true})").body.at("value"), Json::array({kStaff}));
  EXPECT_EQ(post("/me/getMemberGroups", R"({"securityEnabledOnly":false})").body.at("value"), Json::array({kStaff}));
  EXPECT_EQ(post("/users/" + std::string(kAda) + "/getMemberObjects", R"({"securityEnabledOnly":false})")
                .body.at("value")
                .size(),
            2u);
  EXPECT_EQ(post("/me/getMemberObjects", "[]").response.status, 400);
  EXPECT_EQ(post("/users/bob@contoso.onmicrosoft.com/getMemberObjects", "").response.status, 403);
  EXPECT_EQ(post("/users/eve@contoso.onmicrosoft.com/getMemberObjects", "").response.status, 404);
  const Json members = call("/graph/v1.0/me/memberOf", token).body.at("value");
  ASSERT_EQ(members.size(), 2u);
  EXPECT_EQ(members.at(0).at("displayName"), "Staff");
  EXPECT_EQ(members.at(1).at("@odata.type"), "#microsoft.graph.directoryRole");
}

class AppRoles : public TokenTest {
 protected:
  static Json with_assignment(const Json& assignment) {
    Json directory = base();
    directory["tenants"][0]["appRoleAssignments"].push_back(assignment);
    return directory;
  }
};

TEST_F(AppRoles, OfUsersStandInTokensForTheResource) {
  EXPECT_FALSE(user_claims({"api://orders"}).contains("roles"));
  start_with(with_assignment({{"principalId", kAda}, {"resource", "api://orders"}, {"appRole", "Orders.Approver"}}));
  EXPECT_EQ(user_claims({"api://orders"}).at("roles"), Json::array({"Orders.Approver"}));
  EXPECT_FALSE(user_claims({"api://notes"}).contains("roles"));
  start_with(with_assignment(
      {{"principalId", kStaff}, {"principalType", "Group"}, {"resource", kOrders}, {"appRole", "Orders.Approver"}}));
  EXPECT_EQ(user_claims({"api://orders"}).at("roles"), Json::array({"Orders.Approver"})) << "through a group";
  start_with(with_assignment({{"principalId", kAda}, {"resource", kCsp}, {"appRole", "Portal.Editor"}}));
  EXPECT_EQ(peek(user_tokens({kGraph}).text("id_token")).at("roles"), Json::array({"Portal.Editor"}))
      << "the client's own roles are in the id token";
}

TEST_F(AppRoles, RefusesUserWithoutRequiredAssignment) {
  for (const char* app : {kCsp, kOrders}) {
    Json directory = base();
    application(directory, app)["appRoleAssignmentRequired"] = true;
    start_with(directory);
    const Answer refused = user_tokens({"api://orders"});
    EXPECT_EQ(refused.code(), 50105) << refused.response.body;
    EXPECT_EQ(refused.text("error"), "invalid_grant");
    directory["tenants"][0]["appRoleAssignments"].push_back({{"principalId", kAda}, {"resource", app}});
    start_with(directory);
    EXPECT_EQ(user_tokens({"api://orders"}).response.status, 200) << "default access, without a role";
  }
}

TEST_F(AppRoles, RefusesClientWithoutRequiredAssignment) {
  Json directory = base();
  application(directory, kOrders)["appRoleAssignmentRequired"] = true;
  application(directory, kNotes)["appRoleAssignmentRequired"] = true;
  start_with(directory);
  EXPECT_EQ(app_tokens("api://notes").code(), 501051);
  EXPECT_EQ(app_tokens("api://orders").response.status, 200) << "it holds a role there";
}

}  // namespace
}  // namespace entra::idp::testing
