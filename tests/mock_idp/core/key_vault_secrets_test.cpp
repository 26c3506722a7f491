// Secrets through their life: versions, attributes, soft delete, recovery, purge, backup, lists.

#include <thread>

#include "vault_fixture.hpp"

namespace entra::idp::testing {
namespace {

class VaultSecretsApi : public VaultTest {
 protected:
  std::vector<std::string> ids(const Answer& page) {
    std::vector<std::string> names;
    for (const Json& entry : page.body.at("value")) {
      const std::string id = entry.at("id").get<std::string>();
      names.push_back(id.substr(id.rfind('/') + 1));
    }
    return names;
  }
};

TEST_F(VaultSecretsApi, BundlesHaveTheRecordedMembers) {
  const Answer answer = vault("PUT", "/secrets/api-key",
                              R"({"value":"v","contentType":"text/plain","tags":{"env":"test"},
                                  "attributes":{"enabled":true,"nbf":1700000000,"exp":1900000000}})");
  ASSERT_EQ(answer.response.status, 200) << answer.response.body;
  const std::string id = answer.text("id");
  EXPECT_TRUE(id.starts_with(origin_ + "/vault/contoso-vault/secrets/api-key/")) << id;
  EXPECT_EQ(answer.body, Json::parse(R"({"value":"v","contentType":"text/plain","id":")" + id + R"(",
      "attributes":{"enabled":true,"nbf":1700000000,"exp":1900000000,"created":1740787200,"updated":1740787200,
                    "recoveryLevel":"Recoverable+Purgeable","recoverableDays":90},
      "tags":{"env":"test"}})"));
  EXPECT_EQ(answer.response.headers.get("x-ms-keyvault-region"), "westus");
  version_ = "7.0";
  EXPECT_FALSE(vault("GET", "/secrets/api-key").body.at("attributes").contains("recoverableDays"));
  version_ = "2016-10-01";
  EXPECT_EQ(vault("GET", "/secrets/api-key/").text("value"), "v");
}

TEST_F(VaultSecretsApi, AttributesOfAVersionAreUpdated) {
  const std::string first = put("api-key", "one");
  put("api-key", "two");
  advance(seconds(60));
  const Answer updated = vault("PATCH", "/secrets/api-key/" + first,
                               R"({"attributes":{"enabled":false},"contentType":"x","tags":{"a":"b"}})");
  ASSERT_EQ(updated.response.status, 200) << updated.response.body;
  EXPECT_FALSE(updated.body.contains("value"));
  EXPECT_EQ(updated.body.at("attributes").at("updated"), 1740787260);
  EXPECT_EQ(updated.body.at("attributes").at("created"), 1740787200);
  EXPECT_EQ(updated.text("contentType"), "x");
  const Answer disabled = vault("GET", "/secrets/api-key/" + first);
  EXPECT_EQ(error(disabled), "403 Forbidden SecretDisabled");
  EXPECT_EQ(disabled.body.at("error").at("message"), "Operation get is not allowed on a disabled secret.");
  EXPECT_EQ(vault("GET", "/secrets/api-key").text("value"), "two") << "the other version is untouched";
  EXPECT_EQ(vault("PATCH", "/secrets/api-key", R"({"attributes":{"exp":5}})").body.at("attributes").at("exp"), 5);
  EXPECT_EQ(vault("GET", "/secrets/api-key").text("value"), "two") << "expiry is told, not enforced";
  EXPECT_EQ(error(vault("PATCH", "/secrets/none", "{}")), "404 SecretNotFound");
  EXPECT_EQ(error(vault("PATCH", "/secrets/api-key/0123", "{}")), "404 SecretNotFound");
}

TEST_F(VaultSecretsApi, ConfiguredSecretsAreLikeOthers) {
  start_vault(
      Json::parse(R"([{"appId": "aaaaaaaa-0000-4000-8000-000000000001", "secrets": ["all"]}])"),
      {{"secrets", {{"plain", "p"}, {"card", {{"value", "1234"}, {"contentType", "pin"}, {"tags", {{"a", "b"}}}}}}}});
  const Answer card = vault("GET", "/secrets/Card");
  EXPECT_EQ(card.text("value"), "1234");
  EXPECT_EQ(card.text("contentType"), "pin");
  EXPECT_EQ(card.body.at("tags"), Json({{"a", "b"}}));
  EXPECT_EQ(card.body.at("attributes").at("created"), 1577836800) << "as old as its tenant";
  put("card", "5678");
  EXPECT_EQ(vault("GET", "/secrets/card/versions").body.at("value").size(), 2u) << "the configured one stays";
  EXPECT_EQ(vault("DELETE", "/secrets/plain").response.status, 200);
  EXPECT_EQ(vault("DELETE", "/deletedsecrets/plain").response.status, 204);
  EXPECT_EQ(error(vault("GET", "/secrets/plain")), "404 SecretNotFound") << "purged, whatever the config says";
  EXPECT_EQ(ids(vault("GET", "/secrets")), std::vector<std::string>{"card"});
  control("POST", "/_mock/reset");
  token_ = token_of(kCsp, kSecret);
  EXPECT_EQ(vault("GET", "/secrets/plain").text("value"), "p");
  EXPECT_EQ(vault("GET", "/secrets/card").text("value"), "1234");
}

TEST_F(VaultSecretsApi, DeletedSecretsCanBeRecovered) {
  const std::string version = put("api-key", "one");
  advance(seconds(10));
  const Answer deleted = vault("DELETE", "/secrets/api-key");
  ASSERT_EQ(deleted.response.status, 200) << deleted.response.body;
  const std::string base = origin_ + "/vault/contoso-vault";
  EXPECT_EQ(deleted.body, Json::parse(R"({"recoveryId":")" + base + R"(/deletedsecrets/api-key",
      "deletedDate":1740787210,"scheduledPurgeDate":1748563210,"id":")" +
                                      base + "/secrets/api-key/" + version + R"(",
      "attributes":{"enabled":true,"created":1740787200,"updated":1740787200,
                    "recoveryLevel":"Recoverable+Purgeable","recoverableDays":90}})"));
  EXPECT_EQ(error(vault("GET", "/secrets/api-key")), "404 SecretNotFound");
  EXPECT_EQ(error(vault("GET", "/secrets/api-key/" + version)), "404 SecretNotFound");
  EXPECT_EQ(error(vault("DELETE", "/secrets/api-key")), "404 SecretNotFound");
  const Answer taken = vault("PUT", "/secrets/api-key", R"({"value":"two"})");
  EXPECT_EQ(error(taken), "409 Conflict ObjectIsDeletedButRecoverable");
  EXPECT_EQ(vault("GET", "/deletedsecrets/api-key").body, deleted.body);
  EXPECT_EQ(vault("GET", "/deletedsecrets").body.at("value").at(0).at("id"), base + "/secrets/api-key");
  EXPECT_TRUE(ids(vault("GET", "/secrets")) == std::vector<std::string>{"greeting"});

  EXPECT_EQ(vault("POST", "/deletedsecrets/api-key/recover").text("id"), base + "/secrets/api-key/" + version);
  EXPECT_EQ(vault("GET", "/secrets/api-key").text("value"), "one");
  const Answer none = vault("GET", "/deletedsecrets/api-key");
  EXPECT_EQ(error(none), "404 SecretNotFound");
  EXPECT_EQ(none.body.at("error").at("message"), "Deleted Secret not found: api-key");
  EXPECT_EQ(error(vault("POST", "/deletedsecrets/api-key/recover")), "404 SecretNotFound");
}

TEST_F(VaultSecretsApi, PurgeFreesTheName) {
  put("api-key", "one");
  EXPECT_EQ(error(vault("DELETE", "/deletedsecrets/api-key")), "404 SecretNotFound") << "only after its deletion";
  vault("DELETE", "/secrets/api-key");
  const Answer purged = vault("DELETE", "/deletedsecrets/api-key");
  EXPECT_EQ(purged.response.status, 204);
  EXPECT_TRUE(purged.response.body.empty());
  EXPECT_EQ(error(vault("POST", "/deletedsecrets/api-key/recover")), "404 SecretNotFound");
  put("api-key", "two");
  EXPECT_EQ(vault("GET", "/secrets/api-key/versions").body.at("value").size(), 1u);
}

TEST_F(VaultSecretsApi, RetentionEndsAfterNinetyDays) {
  put("api-key", "one");
  vault("DELETE", "/secrets/api-key");
  advance(seconds(90 * 86400 - 1));
  token_ = token_of(kCsp, kSecret);
  EXPECT_EQ(vault("GET", "/deletedsecrets/api-key").response.status, 200);
  advance(seconds(1));
  EXPECT_EQ(error(vault("GET", "/deletedsecrets/api-key")), "404 SecretNotFound");
  put("api-key", "two");
  EXPECT_EQ(vault("GET", "/secrets/api-key/versions").body.at("value").size(), 1u) << "nothing of the old one is left";
}

TEST_F(VaultSecretsApi, ProtectedVaultsPurgeNothing) {
  start_vault(Json::parse(R"([{"appId": "aaaaaaaa-0000-4000-8000-000000000001", "secrets": ["all"]}])"),
              {{"enablePurgeProtection", true}});
  put("api-key", "one");
  EXPECT_EQ(vault("DELETE", "/secrets/api-key").body.at("attributes").at("recoveryLevel"), "Recoverable");
  EXPECT_EQ(error(vault("DELETE", "/deletedsecrets/api-key")), "400 NotSupported");
}

TEST_F(VaultSecretsApi, BackupsComeBackWithAllVersions) {
  const std::string first = put("api-key", "one");
  put("api-key", "two");
  const std::string blob = vault("POST", "/secrets/api-key/backup").text("value");
  const std::string body = Json{{"value", blob}}.dump();
  EXPECT_EQ(error(vault("POST", "/secrets/restore", body)), "409 Conflict") << "the name is in use";
  vault("DELETE", "/secrets/api-key");
  vault("DELETE", "/deletedsecrets/api-key");
  EXPECT_EQ(vault("POST", "/secrets/restore", body).response.status, 200);
  EXPECT_EQ(vault("GET", "/secrets/api-key").text("value"), "two");
  EXPECT_EQ(vault("GET", "/secrets/api-key/" + first).text("value"), "one");
  for (const char* const bad : {R"({"value":"bm90IGEgYmFja3Vw"})", R"({"value":"!"})", "{}", "[]"})
    EXPECT_EQ(error(vault("POST", "/secrets/restore", bad)), "400 BadParameter") << bad;
}

TEST_F(VaultSecretsApi, ListsComeInPages) {
  for (const char* const name : {"one", "two", "three", "Four"}) put(name, "x");
  const Answer whole = vault("GET", "/secrets");
  EXPECT_EQ(ids(whole), (std::vector<std::string>{"Four", "greeting", "one", "three", "two"}));
  EXPECT_TRUE(whole.body.at("nextLink").is_null());
  EXPECT_FALSE(whole.body.at("value").at(0).contains("value"));
  const Answer first = vault("GET", "/secrets?maxresults=2");
  EXPECT_EQ(ids(first), (std::vector<std::string>{"Four", "greeting"}));
  const std::string prefix = origin_ + "/vault/contoso-vault";
  std::string next = first.text("nextLink");
  ASSERT_TRUE(next.starts_with(prefix + "/secrets?api-version=7.4&$skiptoken=")) << next;
  vault("DELETE", "/secrets/greeting");
  const Answer second = call(next.substr(origin_.size()), token_);
  EXPECT_EQ(ids(second), (std::vector<std::string>{"one", "three"})) << "although the page's last one went meanwhile";
  EXPECT_EQ(ids(call(second.text("nextLink").substr(origin_.size()), token_)), std::vector<std::string>{"two"});
  for (int i = 0; i < 26; ++i) put("one", std::to_string(i));
  EXPECT_EQ(vault("GET", "/secrets/one/versions").body.at("value").size(), 25u);
  EXPECT_EQ(error(vault("GET", "/secrets?maxresults=26")), "400 BadParameter");
  EXPECT_EQ(error(vault("GET", "/secrets?maxresults=0")), "400 BadParameter");
  EXPECT_EQ(error(vault("GET", "/secrets?$skiptoken=*")), "400 BadParameter");
  EXPECT_EQ(error(vault("GET", "/secrets/none/versions")), "404 SecretNotFound");
}

TEST_F(VaultSecretsApi, MalformedBodiesAreRefused) {
  Json tags;
  for (int i = 0; i < 16; ++i) tags[std::to_string(i)] = "x";
  for (const std::string& body :
       {std::string("{}"), std::string("x"), std::string(R"({"value":1})"),
        std::string(R"({"value":"v","attributes":{"enabled":"yes"}})"),
        std::string(R"({"value":"v","attributes":{"exp":"soon"}})"), std::string(R"({"value":"v","tags":["a"]})"),
        std::string(R"({"value":"v","tags":{"a":1}})"), std::string(R"({"value":"v","contentType":7})"),
        Json{{"value", std::string(25 * 1024 + 1, 'x')}}.dump(), Json{{"value", "v"}, {"tags", tags}}.dump()}) {
    EXPECT_EQ(error(vault("PUT", "/secrets/api-key", body)), "400 BadParameter") << body.substr(0, 80);
  }
  EXPECT_EQ(vault("PUT", "/secrets/api-key", R"({"value":"","attributes":{"nbf":null},"tags":null})").response.status,
            200);
}

TEST_F(VaultSecretsApi, EverySimultaneousCallerLeavesHisVersion) {
  std::vector<std::thread> callers;
  for (int i = 0; i < 16; ++i) {
    callers.emplace_back([this, i] {
      vault("PUT", "/secrets/shared", Json{{"value", std::to_string(i)}}.dump());
      vault("PUT", "/secrets/own-" + std::to_string(i), R"({"value":"x"})");
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(vault("GET", "/secrets/shared/versions").body.at("value").size(), 16u);
  EXPECT_EQ(vault("GET", "/secrets").body.at("value").size(), 18u) << "greeting, shared and sixteen others";
}

}  // namespace
}  // namespace entra::idp::testing
