#include "persist/cache_document.hpp"

#include "persist/testing/store_fixture.hpp"

namespace entra::client {
namespace {

using namespace testing;

CacheDocument document_of(const std::string& name) {
  return CacheDocument::parse(golden(name)).value();
}

Json written(const CacheDocument& document) {
  return parse_json(document.text()).value();
}

class WrittenByMsal : public ::testing::TestWithParam<const char*> {};

TEST_P(WrittenByMsal, IsFound) {
  const CacheDocument document = document_of(GetParam());
  const auto app = document.find_access_token(app_query());
  ASSERT_TRUE(app);
  EXPECT_EQ(app->secret, "app-token");
  EXPECT_EQ(app->token_type, "Bearer");
  EXPECT_EQ(app->cached_at, kThen);
  EXPECT_EQ(app->expires_on, kThen + std::chrono::hours(1));
  EXPECT_FALSE(app->refresh_on);

  const auto user = document.find_access_token(user_query({"user.read", "offline_access"}));
  ASSERT_TRUE(user);
  EXPECT_EQ(user->secret, "user-read-token");
  EXPECT_EQ(document.find_access_token(user_query({"api://interop-api/access_as_user"}))->secret, "interop-api-token");
  EXPECT_EQ(document.find_refresh_tokens(credential_query()), std::vector<std::string>{"refresh-token"});
  EXPECT_TRUE(document.find_id_token(credential_query()));

  const auto accounts = document.accounts(public_cloud());
  ASSERT_EQ(accounts.size(), 1u);
  EXPECT_EQ(accounts[0].home_account_id, kHome);
  EXPECT_EQ(accounts[0].local_account_id, kUser);
  EXPECT_EQ(accounts[0].realm, kTenant);
  EXPECT_EQ(accounts[0].username, "ada@interop.onmicrosoft.com");
}

TEST_P(WrittenByMsal, IsNobodyElses) {
  const CacheDocument document = document_of(GetParam());
  auto other_client = app_query();
  other_client.client_id = "5a1f0c52-0002-4b0c-9d5e-000000000002";
  EXPECT_FALSE(document.find_access_token(other_client));
  auto other_tenant = app_query();
  other_tenant.realm = "11111111-0000-4000-8000-000000000001";
  EXPECT_FALSE(document.find_access_token(other_tenant));
  auto other_cloud = app_query();
  other_cloud.authority = {.environment = "login.microsoftonline.us"};
  EXPECT_FALSE(document.find_access_token(other_cloud));
  EXPECT_TRUE(document.accounts(other_cloud.authority).empty());
  EXPECT_FALSE(document.find_access_token(app_query("User.Read"))) << "a user's token is not the application's";
  EXPECT_FALSE(document.find_access_token(user_query({"https://graph.microsoft.com/.default"})));
  EXPECT_FALSE(document.find_access_token(user_query({"Mail.Read"})));
  auto other_user = credential_query();
  other_user.home_account_id = "x." + std::string(kTenant);
  EXPECT_TRUE(document.find_refresh_tokens(other_user).empty());
  EXPECT_FALSE(document.find_id_token(other_user));
}

TEST_P(WrittenByMsal, IsReplacedNotDoubled) {
  CacheDocument document = document_of(GetParam());
  document.write(user_answer("new-user-token", {"User.Read", "openid", "profile"}));
  document.write(app_answer("new-app-token"));
  EXPECT_EQ(document.find_access_token(user_query({"User.Read"}))->secret, "new-user-token");
  EXPECT_EQ(document.find_access_token(app_query())->secret, "new-app-token");
  EXPECT_EQ(document.find_access_token(user_query({"api://interop-api/access_as_user"}))->secret, "interop-api-token")
      << "openid is nothing that two tokens have in common";
  EXPECT_EQ(document.find_refresh_tokens(credential_query()), std::vector<std::string>{"new-refresh-token"});
  EXPECT_EQ(document.find_id_token(credential_query()), "new-id-token");
  const Json json = written(document);
  EXPECT_EQ(json["RefreshToken"].size(), 1u);
  EXPECT_EQ(json["IdToken"].size(), 1u);
  EXPECT_EQ(json["AccessToken"].size(), 4u) << "the application's own has a form for Python and one for Node";
}

TEST_P(WrittenByMsal, SurvivesAReadAndWriteUntouched) {
  const Json before = parse_json(golden(GetParam())).value();
  EXPECT_EQ(written(document_of(GetParam())), before);
}

TEST_P(WrittenByMsal, IsForgottenWithTheAccount) {
  CacheDocument document = document_of(GetParam());
  EXPECT_EQ(document.remove_account(credential_query()), 5u) << "an account, an id and a refresh token, two tokens";
  EXPECT_TRUE(document.accounts(public_cloud()).empty());
  EXPECT_TRUE(document.find_refresh_tokens(credential_query()).empty());
  EXPECT_FALSE(document.find_access_token(user_query({"User.Read"})));
  EXPECT_TRUE(document.find_access_token(app_query())) << "the application's own stays";
  EXPECT_EQ(document.remove_account(credential_query()), 0u);
}

INSTANTIATE_TEST_SUITE_P(All, WrittenByMsal, ::testing::Values("msal_python.json", "msal_node.json"));

TEST(CacheDocument, FindsWhatMsalNamesByHostOrByHostAndPort) {
  auto query = app_query();
  query.authority = {.environment = "localhost", .aliases = {"localhost:18443"}, .origin = "https://localhost:18443"};
  EXPECT_TRUE(document_of("msal_python_port.json").find_access_token(query)) << "Python writes no port";
  EXPECT_TRUE(document_of("msal_node_port.json").find_access_token(query)) << "Node does";
}

TEST(CacheDocument, TellsAuthoritiesOfOneHostApart) {
  auto answer = app_answer("first");
  answer.authority = {.environment = "localhost", .aliases = {}, .origin = "https://localhost:8443"};
  CacheDocument document;
  document.write(answer);
  auto query = app_query();
  query.authority = answer.authority;
  EXPECT_TRUE(document.find_access_token(query));
  query.authority.origin = "https://localhost:9443";
  EXPECT_FALSE(document.find_access_token(query));
}

TEST(CacheDocument, WritesTheFieldsAndKeysOfTheSchema) {
  CacheDocument document;
  auto answer = user_answer("AT", {"profile", "User.Read", "openid", "openid"});
  answer.family_id = "1";
  answer.client_info = "client-info";
  answer.refresh_on = kThen + std::chrono::minutes(30);
  answer.extended_expires_on = kThen + std::chrono::hours(2);
  document.write(answer);
  const Json expected = parse_json(R"({
    "AccessToken": {"HOME-login.microsoftonline.com-accesstoken-CLIENT-TENANT-user.read openid profile": {
      "credential_type": "AccessToken", "home_account_id": "HOME", "environment": "login.microsoftonline.com",
      "client_id": "CLIENT", "secret": "AT", "realm": "TENANT", "target": "User.Read openid profile",
      "token_type": "Bearer", "cached_at": "1740819600", "expires_on": "1740823200",
      "extended_expires_on": "1740826800", "refresh_on": "1740821400"}},
    "RefreshToken": {"HOME-login.microsoftonline.com-refreshtoken-CLIENT--": {
      "credential_type": "RefreshToken", "home_account_id": "HOME", "environment": "login.microsoftonline.com",
      "client_id": "CLIENT", "secret": "new-refresh-token", "last_modification_time": "1740819600", "family_id": "1"}},
    "IdToken": {"HOME-login.microsoftonline.com-idtoken-CLIENT-TENANT-": {
      "credential_type": "IdToken", "home_account_id": "HOME", "environment": "login.microsoftonline.com",
      "client_id": "CLIENT", "secret": "new-id-token", "realm": "TENANT"}},
    "Account": {"HOME-login.microsoftonline.com-TENANT": {
      "home_account_id": "HOME", "environment": "login.microsoftonline.com", "realm": "TENANT",
      "local_account_id": "USER", "username": "ada@interop.onmicrosoft.com", "name": "Ada Admin",
      "authority_type": "MSSTS", "client_info": "client-info"}},
    "AppMetadata": {"appmetadata-login.microsoftonline.com-CLIENT": {
      "client_id": "CLIENT", "environment": "login.microsoftonline.com", "family_id": "1"}}})")
                            .value();
  std::string text = expected.dump();
  for (const auto& [word, value] : std::vector<std::pair<std::string, std::string>>{
           {"HOME", kHome}, {"CLIENT", kClient}, {"TENANT", kTenant}, {"USER", kUser}}) {
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at)) {
      text.replace(at, word.size(), value);
    }
  }
  EXPECT_EQ(written(document).dump(1), parse_json(text)->dump(1));
}

TEST(CacheDocument, WritesTheApplicationsOwnTokenForPythonAndForNode) {
  CacheDocument document;
  document.write(app_answer("AT"));
  const Json tokens = written(document)["AccessToken"];
  const std::string key = std::string("-login.microsoftonline.com-accesstoken-") + kClient + "-" + kTenant +
                          "-https://graph.microsoft.com/.default";
  ASSERT_EQ(tokens.size(), 2u);
  EXPECT_TRUE(tokens[key]["home_account_id"].is_null());
  EXPECT_EQ(tokens[key + "-"]["home_account_id"], "");
  EXPECT_EQ(document.remove_access_token("AT"), 2u);
}

TEST(CacheDocument, KeepsMembersAndSectionsThatItDoesNotKnow) {
  auto document = CacheDocument::parse(R"({"Future": {"a": [1, {"b": null}]}, "AccessToken": {"odd": 7, "odder": {}},
                                           "IdToken": null})")
                      .value();
  document.write(user_answer("AT", {"User.Read"}));
  Json json = written(document);
  for (const char* section : {"AccessToken", "RefreshToken", "IdToken", "Account", "AppMetadata"}) {
    for (auto& entry : json[section]) {
      if (entry.is_object()) entry["invented_later"] = {1, 2};
    }
  }
  auto again = CacheDocument::parse(json.dump()).value();
  again.write(user_answer("AT2", {"User.Read"}));
  const Json after = written(again);
  EXPECT_EQ(after["Future"], json["Future"]);
  EXPECT_EQ(after["AccessToken"]["odd"], 7);
  for (const char* section : {"AccessToken", "RefreshToken", "IdToken", "Account", "AppMetadata"}) {
    for (const auto& entry : after[section]) {
      if (!entry.is_object() || entry.empty()) continue;
      EXPECT_EQ(entry.value("invented_later", Json()), Json({1, 2})) << section;
    }
  }
  EXPECT_EQ(again.find_access_token(user_query({"User.Read"}))->secret, "AT2");
}

TEST(CacheDocument, PassesOverTokensOfASpecialKind) {
  for (const char* member :
       {R"("token_type":"pop")", R"("key_id":"k")", R"("userAssertionHash":"h")", R"("ext_cache_key":"e")",
        R"("additionalCacheKeyComponents":{"fmi_path":"p"})", R"("credential_type":"AccessToken_With_AuthScheme")"}) {
    Json json = parse_json(golden("msal_node.json")).value();
    const Json change = parse_json("{" + std::string(member) + "}").value();
    for (auto& entry : json["AccessToken"]) entry.update(change);
    const auto document = CacheDocument::parse(json.dump()).value();
    EXPECT_FALSE(document.find_access_token(app_query())) << member;
  }
}

TEST(CacheDocument, TakesTheTokenThatExpiresLast) {
  Json json = parse_json(golden("msal_python.json")).value();
  Json twin = *json["AccessToken"].begin();
  twin["secret"] = "later";
  twin["expires_on"] = 1'740'829'999;  // some write numbers
  json["AccessToken"]["another key"] = twin;
  twin["secret"] = "no time";
  twin["expires_on"] = "soon";
  json["AccessToken"]["a third key"] = twin;
  EXPECT_EQ(CacheDocument::parse(json.dump())->find_access_token(app_query())->secret, "later");
}

TEST(CacheDocument, DropsExpiredAccessTokensWhenItWrites) {
  CacheDocument document = document_of("msal_python.json");
  auto answer = app_answer("AT", "api://other/.default");
  answer.cached_at = kThen + std::chrono::hours(2);
  answer.expires_on = kThen + std::chrono::hours(3);
  document.write(answer);
  EXPECT_EQ(written(document)["AccessToken"].size(), 2u);
}

TEST(CacheDocument, DoesNotBringBackAnAccountThatWasRemovedMeanwhile) {
  CacheDocument document = document_of("msal_python.json");
  document.remove_account(credential_query());
  auto answer = user_answer("AT", {"User.Read"});
  answer.establishes_account = false;
  document.write(answer);
  EXPECT_TRUE(document.accounts(public_cloud()).empty());
  EXPECT_TRUE(document.find_refresh_tokens(credential_query()).empty());
}

TEST(CacheDocument, OffersTheFamilysRefreshTokensBehindTheClientsOwn) {
  CacheDocument document;
  auto sibling = user_answer("AT", {"User.Read"});
  sibling.client_id = "sibling";
  sibling.refresh_token = "siblings";
  sibling.family_id = "1";
  document.write(sibling);
  EXPECT_EQ(document.find_refresh_tokens(credential_query()), std::vector<std::string>{"siblings"})
      << "nothing says yet that we are not in the family";
  auto own = user_answer("AT", {"User.Read"});
  own.family_id = "1";
  document.write(own);
  EXPECT_EQ(document.find_refresh_tokens(credential_query()),
            (std::vector<std::string>{"new-refresh-token", "siblings"}));
  own.family_id = "";
  document.write(own);
  EXPECT_EQ(document.find_refresh_tokens(credential_query()), std::vector<std::string>{"new-refresh-token"})
      << "the last answer told that we are in none";
}

TEST(CacheDocument, ForgetsWhatOneRefreshTokenBrought) {
  CacheDocument document = document_of("msal_node.json");
  EXPECT_EQ(document.remove_refresh_token("refresh-token"), 3u);
  EXPECT_TRUE(document.find_access_token(app_query()));
  EXPECT_EQ(document.accounts(public_cloud()).size(), 1u);
  EXPECT_EQ(document.remove_refresh_token("refresh-token"), 0u);
}

TEST(CacheDocument, ClearsOneClientAndLeavesTheOthers) {
  CacheDocument document = document_of("msal_python.json");
  auto other = user_answer("others", {"User.Read"});
  other.client_id = "other-client";
  document.write(other);
  EXPECT_GT(document.clear(public_cloud(), kClient), 0u);
  EXPECT_FALSE(document.find_access_token(app_query()));
  EXPECT_EQ(document.accounts(public_cloud()).size(), 1u) << "the other client still has tokens of it";
  EXPECT_GT(document.clear(public_cloud(), "other-client"), 0u);
  EXPECT_TRUE(document.accounts(public_cloud()).empty());
  EXPECT_EQ(document.clear(public_cloud(), kClient), 0u);
}

TEST(CacheDocument, SaysWhatIsWrongWithADamagedFile) {
  for (const char* text : {"{", "[]", "7", R"({"AccessToken":[]})", R"({"a":1,"a":2})", "{}x", "\xff"}) {
    const auto document = CacheDocument::parse(text);
    ASSERT_FALSE(document) << text;
    EXPECT_EQ(document.error().code, Errc::kMalformed);
    EXPECT_EQ(document.error().message.find("the token cache is damaged: "), 0u) << document.error().message;
  }
  EXPECT_TRUE(CacheDocument::parse("")) << "made beforehand, for its mode";
  EXPECT_TRUE(CacheDocument::parse("{}\n"));
}

}  // namespace
}  // namespace entra::client
