// entra_token get against a token endpoint on a real socket.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "cli/local_authority.hpp"
#include "cli/run_program.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/json_access.hpp"
#include "testing/forge.hpp"

namespace entra::client {
namespace {

using testing::Outcome;
using testing::run_program;
using testing::test_key;
using testing::write_temporary;

Json json_of(const Outcome& outcome) {
  const auto json = parse_json(outcome.out);
  EXPECT_TRUE(json) << outcome.out;
  return json.value_or(Json::object());
}

class EntraTokenGet : public ::testing::Test {
 protected:
  Outcome get(std::vector<std::string> more, const std::map<std::string, std::string>& variables) {
    std::vector<std::string> arguments{"get", "--authority", authority_.origin() + "/t", "--client-id", "client-1"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_program("entra_token", arguments, "", variables);
  }
  testing::LocalAuthority authority_;
};

TEST_F(EntraTokenGet, PrintsTheTokenAndNothingElse) {
  const Outcome outcome = get({"--resource", "r", "--secret-env", "APP_SECRET"}, {{"APP_SECRET", "s3cret"}});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "AT\n");
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(authority_.path(), "/t/oauth2/token");
  EXPECT_EQ(authority_.form().get("client_secret"), "s3cret");
  EXPECT_EQ(authority_.form().get("resource"), "r");
}

TEST_F(EntraTokenGet, TakesScopesToV2AndASecretFromAFile) {
  const std::string file = write_temporary("secret", "s3cret\n");
  const Outcome outcome = get({"--scope", "api://a/.default", "--secret-file", file, "--json"}, {});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(authority_.path(), "/t/oauth2/v2.0/token");
  EXPECT_EQ(authority_.form().get("client_secret"), "s3cret");
  EXPECT_EQ(authority_.form().get("scope"), "api://a/.default");
  EXPECT_EQ(json_of(outcome).at("access_token"), "AT");
}

TEST_F(EntraTokenGet, SignsWithACertificate) {
  const Instant now = SystemClock().now();
  const auto der = crypto::make_self_signed_certificate(test_key(), "app", now, now + std::chrono::hours(1)).value();
  const Outcome outcome =
      get({"--scope", "api://a/.default", "--certificate", write_temporary("app.pem", testing::to_pem(der)), "--key",
           write_temporary("app.key", test_key().to_pem())},
          {});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(authority_.form().has("client_assertion"));
}

TEST_F(EntraTokenGet, RefreshesAndRedeems) {
  const Outcome refreshed =
      get({"--flow", "refresh_token", "--refresh-token-env", "RT", "--resource", "r", "--secret-env", "S", "--json"},
          {{"RT", "RT0"}, {"S", "x"}});
  EXPECT_EQ(refreshed.exit_code, 0) << refreshed.err;
  EXPECT_EQ(authority_.form().get("grant_type"), "refresh_token");
  EXPECT_EQ(authority_.form().get("refresh_token"), "RT0");
  EXPECT_EQ(json_of(refreshed).at("refresh_token"), "RT");
  const Outcome redeemed = get({"--flow", "authorization_code", "--code-env", "CODE", "--code-verifier-env", "V",
                                "--redirect-uri", "http://localhost/cb", "--api", "v2"},
                               {{"CODE", "c0"}, {"V", "v0"}});
  EXPECT_EQ(redeemed.exit_code, 0) << redeemed.err;
  EXPECT_EQ(authority_.form().get("code"), "c0");
  EXPECT_EQ(authority_.form().get("code_verifier"), "v0");
}

TEST_F(EntraTokenGet, TellsARefusalWithoutTheSecret) {
  authority_.answer_with(
      401,
      R"({"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided.\r\nTrace ID: t",)"
      R"("error_codes":[7000215]})");
  const Outcome outcome = get({"--resource", "r", "--secret-env", "S", "--json"}, {{"S", "wr0ng-secret"}});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(json_of(outcome).at("aadsts"), 7000215);
  EXPECT_EQ(outcome.err,
            "entra_token: refused (HTTP 401) invalid_client: AADSTS7000215: Invalid client secret provided. Trace ID: "
            "t\n");
  EXPECT_EQ((outcome.out + outcome.err).find("wr0ng"), std::string::npos);
}

TEST_F(EntraTokenGet, FromNobodyIsExitCodeOne) {
  const Outcome outcome = run_program(
      "entra_token",
      {"get", "--authority", "http://127.0.0.1:1/t", "--client-id", "c", "--resource", "r", "--secret-env", "S"}, "",
      {{"S", "s3cret"}});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(outcome.err.rfind("entra_token: network: ", 0), 0u) << outcome.err;
}

TEST_F(EntraTokenGet, PresentsAFederatedToken) {
  const std::string file = write_temporary("token", "assertion.of.pod\n");
  const Outcome outcome = get({"--scope", "api://a/.default", "--federated-token-file", file}, {});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(authority_.form().get("client_assertion"), "assertion.of.pod");
  const Outcome absent = get({"--scope", "s", "--federated-token-file", "/nowhere"}, {});
  EXPECT_EQ(absent.exit_code, 2) << absent.err;
  EXPECT_NE(absent.err.find("/nowhere"), std::string::npos);
}

TEST_F(EntraTokenGet, ActsOnBehalfOf) {
  const Outcome outcome = get({"--flow", "on_behalf_of", "--assertion-env", "USER_TOKEN", "--scope", "api://b/read",
                               "--secret-env", "S", "--claims", R"({"access_token":{}})"},
                              {{"USER_TOKEN", "user.token.x"}, {"S", "x"}});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(authority_.form().get("assertion"), "user.token.x");
  EXPECT_EQ(authority_.form().get("requested_token_use"), "on_behalf_of");
  EXPECT_EQ(authority_.form().get("claims"), R"({"access_token":{}})");
}

TEST_F(EntraTokenGet, SendsAPasswordFromAVariable) {
  const std::vector<std::string> call{"--flow",  "password",  "--username",     "ada@contoso.example",
                                      "--scope", "User.Read", "--password-env", "PASSWORD"};
  const Outcome outcome = get(call, {{"PASSWORD", "p&ss"}});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(authority_.form().get("grant_type"), "password");
  EXPECT_EQ(authority_.form().get("username"), "ada@contoso.example");
  EXPECT_EQ(authority_.form().get("password"), "p&ss");
  authority_.answer_with(400, R"({"error":"invalid_grant","suberror":"basic_action","error_codes":[50076]})");
  const Outcome person = get(call, {{"PASSWORD", "p&ss"}});
  EXPECT_EQ(person.exit_code, 1);
  EXPECT_NE(person.err.find("only a new interactive sign-in or consent helps"), std::string::npos);
  EXPECT_EQ(person.err.find("p&ss"), std::string::npos);
}

TEST_F(EntraTokenGet, ShowsADeviceCodeOnStandardErrorAndWaits) {
  const Outcome outcome = get({"--flow", "device_code", "--scope", "User.Read"}, {});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "AT\n");
  EXPECT_EQ(outcome.err, "Go to https://microsoft.com/devicelogin and enter C45FGVYJR\n");
  EXPECT_EQ(authority_.form().get("device_code"), "DC");
}

TEST_F(EntraTokenGet, AsksForAManagedIdentitysTokenWhereTheEnvironmentSays) {
  const std::vector<std::string> call{"get", "--flow", "managed_identity", "--resource", "https://vault.azure.net"};
  const Outcome imds =
      run_program("entra_token", call, "", {{"AZURE_POD_IDENTITY_AUTHORITY_HOST", authority_.origin()}});
  EXPECT_EQ(imds.exit_code, 0) << imds.err;
  EXPECT_EQ(imds.out, "AT\n");
  EXPECT_EQ(authority_.form().get("resource"), "https://vault.azure.net");
  EXPECT_EQ(authority_.path(), "/metadata/identity/oauth2/token");

  std::vector<std::string> named = call;
  named.insert(named.end(), {"--client-id", "identity-1"});
  const Outcome app = run_program(
      "entra_token", named, "", {{"IDENTITY_ENDPOINT", authority_.origin() + "/msi/token"}, {"IDENTITY_HEADER", "h"}});
  EXPECT_EQ(app.exit_code, 0) << app.err;
  EXPECT_EQ(authority_.path(), "/msi/token");
  EXPECT_EQ(authority_.form().get("client_id"), "identity-1");

  const Outcome arc = run_program("entra_token", call, "", {{"IDENTITY_ENDPOINT", "http://localhost:1/t"}});
  EXPECT_EQ(arc.exit_code, 2);
  EXPECT_NE(arc.err.find("Azure Arc"), std::string::npos);
}

TEST_F(EntraTokenGet, NamesWhatAFlowMisses) {
  const std::vector<std::pair<std::vector<std::string>, const char*>> rows{
      {{"--flow", "refresh_token"}, "--refresh-token-env"},
      {{"--flow", "authorization_code", "--code-env", "C"}, "--redirect-uri"},
      {{"--flow", "on_behalf_of"}, "--assertion-env"},
      {{"--flow", "password", "--password-env", "P"}, "--username"},
      {{"--flow", "password", "--username", "u"}, "--password-env"},
      {{"--flow", "device_code"}, "scope"},
      {{"--flow", "managed_identity"}, "resource"},
      {{"--flow", "managed_identity", "--scope", "s"}, "--resource"},
      {{"--scope", "s", "--send-x5c"}, "--certificate"},
      {{"--scope", "s", "--secret-env", "C", "--federated-token-file", "f"}, "--federated-token-file"},
  };
  for (const auto& [call, missing] : rows) {
    const Outcome outcome = get(call, {{"C", "c"}, {"P", "p"}});
    EXPECT_EQ(outcome.exit_code, 2) << missing;
    EXPECT_NE(outcome.err.find(missing), std::string::npos) << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  }
  EXPECT_NE(run_program("entra_token", {"get", "--client-id", "c"}).err.find("--authority"), std::string::npos);
  EXPECT_NE(run_program("entra_token", {"get", "--authority", "https://h/t"}).err.find("--client-id"),
            std::string::npos);
}

TEST_F(EntraTokenGet, KeepsTokensInAFileForTheNextCall) {
  const std::string file = write_temporary("tokens.json", "");
  const std::map<std::string, std::string> secret{{"APP_SECRET", "s3cret"}};
  const std::vector<std::string> asked{
      "--scope", "api://a/.default", "--secret-env", "APP_SECRET", "--cache-file", file, "--json"};
  EXPECT_EQ(json_of(get(asked, secret)).at("source"), "network");
  authority_.answer_with(500, "{}");
  const Outcome again = get(asked, secret);
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(json_of(again).at("source"), "cache");
  EXPECT_EQ(json_of(again).at("access_token"), "AT");
}

TEST_F(EntraTokenGet, SilentlySaysWhoIsInTheFile) {
  const Outcome no_file = get({"--flow", "silent", "--scope", "User.Read"}, {});
  EXPECT_EQ(no_file.exit_code, 2);
  EXPECT_EQ(no_file.err, "entra_token: --flow silent needs --cache-file\n");
  const std::string file = write_temporary("nobody", "") + ".json";
  const Outcome nobody = get({"--flow", "silent", "--scope", "User.Read", "--cache-file", file}, {});
  EXPECT_EQ(nobody.exit_code, 2);
  EXPECT_EQ(nobody.err, "entra_token: " + file + " holds no account of this authority\n");
  const Json account = {{"home_account_id", "u.t"}, {"environment", "localhost"}, {"realm", "t"},
                        {"local_account_id", "u"},  {"username", "ada@t"},        {"authority_type", "MSSTS"}};
  Json accounts = {{"a", account}, {"b", account}, {"c", account}};
  const std::string host = authority_.origin().substr(authority_.origin().find("://") + 3);
  for (auto& entry : accounts) entry["environment"] = host;
  accounts["b"]["home_account_id"] = "v.t";
  accounts["b"]["username"] = "bob@t";
  const std::string two = write_temporary("two.json", Json({{"Account", accounts}}).dump());
  const auto ask = [&](std::vector<std::string> more) {
    more.insert(more.end(), {"--flow", "silent", "--scope", "User.Read", "--cache-file", two});
    return get(more, {});
  };
  ask({});  // the file's mode is put right, and told
  EXPECT_EQ(ask({}).err, "entra_token: give --account; known: ada@t, bob@t\n");
  EXPECT_EQ(ask({"--account", "eve@t"}).err, "entra_token: no account 'eve@t' is kept; known: ada@t, bob@t\n");
  const Outcome known = ask({"--account", "BOB@t"});
  EXPECT_EQ(known.exit_code, 1) << "a person must sign in";
  EXPECT_NE(known.err.find("only a new interactive sign-in or consent helps"), std::string::npos) << known.err;
}

}  // namespace
}  // namespace entra::client
