// What a vault may not make its client do, and answers that are none.

#include "vault/secret_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/scripted_transport.hpp"
#include "vault/vault_challenge.hpp"

namespace entra::client {
namespace {

using ::testing::HasSubstr;
using testing::json_response;
using testing::ScriptedTransport;

http::Response challenge(const std::string& value) {
  http::Response response;
  response.status = 401;
  response.headers.add("WWW-Authenticate", value);
  return response;
}

const std::string kTenantUrl = "https://login.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47";

TEST(VaultChallenge, TheResourceMustBeTheVaultsOwnDomain) {
  struct Row {
    std::string vault;
    std::string resource;
    bool is_good;
  };
  const std::vector<Row> rows = {
      {"https://myvault.vault.azure.net", "https://vault.azure.net", true},
      {"https://MYVAULT.vault.azure.net:443", "https://vault.azure.net/", true},
      {"https://myvault.vault.azure.cn", "https://vault.azure.cn", true},
      {"https://myvault.vault.azure.net", "https://vault.azure.net/.default", true},
      {"https://myvault.vault.azure.net", "https://graph.microsoft.com", false},
      {"https://evil-vault.azure.net", "https://vault.azure.net", false},
      {"https://vault.azure.net", "https://vault.azure.net", false},
      {"https://myvault.vault.azure.net.evil.example", "https://vault.azure.net", false},
      {"https://myvault.vault.azure.net", "vault.azure.net", false},
      {"https://myvault.vault.azure.net", "", false},
  };
  for (const Row& row : rows) {
    const auto wanted = read_vault_challenge(
        challenge("Bearer authorization=\"" + kTenantUrl + "\", resource=\"" + row.resource + "\""),
        *parse_url(row.vault), true);
    EXPECT_EQ(wanted.has_value(), row.is_good) << row.vault << " " << row.resource;
    if (wanted) {
      EXPECT_EQ(wanted->tenant, "72f988bf-86f1-41af-91ab-2d7cd011db47");
    }
  }
}

TEST(VaultChallenge, OtherSpellingsAndWhatIsNone) {
  const Url vault = *parse_url("https://myvault.vault.azure.net");
  const auto scope = read_vault_challenge(
      challenge("Basic realm=x, Bearer authorization_uri=\"https://login.microsoftonline.com/contoso.com/oauth2/x\", "
                "scope=\"https://vault.azure.net/.default\""),
      vault, true);
  ASSERT_TRUE(scope) << scope.error().message();
  EXPECT_EQ(scope->resource, "https://vault.azure.net");
  EXPECT_EQ(scope->tenant, "contoso.com");
  for (const std::string value : {"", "Basic realm=x", "Bearer realm=\"open", "Bearer"})
    EXPECT_FALSE(read_vault_challenge(challenge(value), vault, true)) << value;
}

class SecretClientTest : public ::testing::Test {
 protected:
  SecretClient over(ScriptedTransport::Handler handler) {
    transport_ = std::make_shared<ScriptedTransport>([handler](const http::Request& request) {
      if (request.headers.get("Authorization")) return handler(request);
      return Result<http::Response>(
          challenge("Bearer authorization=\"" + kTenantUrl + "\", resource=\"https://vault.azure.net\""));
    });
    const VaultTokens tokens = [](const VaultTokenRequest&) -> Result<Acquired, ClientError> {
      return Acquired{std::make_shared<const Token>(Token{.access_token = "AT"})};
    };
    return {{.secret_name = "s"}, *parse_url("https://v.vault.azure.net"), tokens, transport_, clock_};
  }
  static std::string version(const std::string& id, int created) {
    return R"({"id":"https://v.vault.azure.net/secrets/s/)" + id + R"(","attributes":{"enabled":true,"created":)" +
           std::to_string(created) + "}}";
  }

  ManualClock clock_{from_epoch_seconds(1'740'819'600)};
  std::shared_ptr<ScriptedTransport> transport_;
};

TEST_F(SecretClientTest, APageElsewhereIsNotFetched) {
  auto client = over([](const http::Request&) {
    return json_response(
        200, R"({"value":[)" + version("a", 1) + R"(],"nextLink":"https://evil.example/secrets/s/versions?x=y"})");
  });
  const auto versions = client.list();
  ASSERT_FALSE(versions);
  EXPECT_THAT(versions.error().description, HasSubstr("not in this vault"));
  for (const auto& request : transport_->requests()) EXPECT_EQ(request.origin, "https://v.vault.azure.net");
}

TEST_F(SecretClientTest, AListWithoutAnEndIsGivenUp) {
  auto client = over([](const http::Request&) {
    return json_response(200,
                         R"({"value":[],"nextLink":"https://v.vault.azure.net:443/secrets/s/versions?$skiptoken=x"})");
  });
  EXPECT_FALSE(client.list());
  EXPECT_EQ(transport_->count(), 41u);
}

TEST_F(SecretClientTest, AnswersThatAreNoneAreNamed) {
  struct Row {
    std::string body;
    std::string expected;
  };
  const std::vector<Row> rows = {
      {"<html>", "no secret with id"},
      {R"({"value":"x"})", "no secret with id"},
      {R"({"value":"x","id":"https://v.vault.azure.net/secrets/s/1"})", "no secret with id"},
      {version("1", 1), "without its value"},
  };
  for (const Row& row : rows) {
    const auto got = over([&](const http::Request&) { return json_response(200, row.body); }).get();
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().kind, ClientErrorKind::kBadResponse);
    EXPECT_THAT(got.error().description, HasSubstr(row.expected));
  }
  EXPECT_FALSE(over([](const http::Request&) { return json_response(200, R"({"value":{}})"); }).list());
  EXPECT_FALSE(over([](const http::Request&) { return json_response(200, R"({"value":[{}]})"); }).list());
}

TEST_F(SecretClientTest, RefusalsKeepTheVaultsWords) {
  struct Row {
    int status;
    std::string retry_after;
    ClientErrorKind kind;
  };
  const std::vector<Row> rows = {{403, "", ClientErrorKind::kRefused},
                                 {404, "", ClientErrorKind::kRefused},
                                 {429, "9", ClientErrorKind::kThrottled},
                                 {500, "", ClientErrorKind::kServerError},
                                 {503, "9", ClientErrorKind::kThrottled}};
  for (const Row& row : rows) {
    const auto got = over([&](const http::Request&) {
                       auto response = json_response(row.status, R"({"error":{"code":"C","message":"M"}})");
                       if (!row.retry_after.empty()) response.headers.add("Retry-After", row.retry_after);
                       return response;
                     }).get();
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().kind, row.kind) << row.status;
    EXPECT_EQ(got.error().error, "C");
    EXPECT_EQ(got.error().description, "M");
    EXPECT_EQ(got.error().retry_after.has_value(), !row.retry_after.empty());
  }
}

}  // namespace
}  // namespace entra::client
