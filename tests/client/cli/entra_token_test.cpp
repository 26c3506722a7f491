#include <gtest/gtest.h>
#include <httplib.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <mutex>
#include <thread>

#include "cli/run_program.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/json_access.hpp"
#include "entra/support/url.hpp"
#include "testing/forge.hpp"

namespace entra::client {
namespace {

using testing::jwk;
using testing::key_set;
using testing::Outcome;
using testing::run_program;
using testing::sign;
using testing::test_key;
using testing::write_temporary;

constexpr std::int64_t kNow = 1'740'819'600;  // 2025-03-01T09:00:00Z
constexpr const char* kAt = "2025-03-01T09:00:00Z";
constexpr const char* kHeader = R"({"typ":"JWT","alg":"RS256","kid":"k1"})";
constexpr const char* kTenant = "9b3b1a4e-0f1c-4c62-9a53-0a5f7f0a1c11";

std::string good_token(const Json& changes = Json::object()) {
  Json claims = {{"aud", "api://orders"}, {"iss", std::string("https://sts.example/") + kTenant + "/"},
                 {"iat", kNow - 300},     {"nbf", kNow - 300},
                 {"exp", kNow + 3540},    {"oid", "o-1"},
                 {"sub", "s-1"},          {"tid", kTenant},
                 {"amr", {"pwd"}},        {"scp", "user_impersonation"},
                 {"ver", "1.0"},          {"custom", {{"k", 1}}}};
  claims.merge_patch(changes);
  return sign(kHeader, claims.dump());
}

Json json_of(const Outcome& outcome) {
  const auto json = parse_json(outcome.out);
  EXPECT_TRUE(json) << outcome.out;
  return json.value_or(Json::object());
}

class EntraToken : public ::testing::Test {
 protected:
  Outcome validate(const std::string& token, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"validate",     "-",    "--jwks", keys_,   "--audience",
                                       "api://orders", "--at", kAt,      "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_program("entra_token", arguments, token + "\n");
  }
  std::string keys_ = write_temporary("jwks.json", key_set(jwk(test_key(), "k1")));
};

/// ENTRA_UPDATE_GOLDEN=1 writes the file anew instead of comparing.
void expect_golden(const std::string& name, const std::string& actual) {
  const std::string path = std::string(ENTRA_SOURCE_DIR) + "/tests/client/cli/golden/" + name;
  if (std::getenv("ENTRA_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  std::ifstream in(path, std::ios::binary);
  const std::string expected((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  EXPECT_EQ(actual, expected) << path;
}

TEST_F(EntraToken, HelpReadsAsAgreed) {
  expect_golden("help.txt", run_program("entra_token", {"--help"}).out);
  expect_golden("help_get.txt", run_program("entra_token", {"get", "--help"}).out);
  expect_golden("help_decode.txt", run_program("entra_token", {"decode", "--help"}).out);
  expect_golden("help_validate.txt", run_program("entra_token", {"validate", "--help"}).out);
}

TEST_F(EntraToken, ValidateAcceptsAndTellsWhatItDidNotCheck) {
  const Outcome accepted = validate(good_token());
  EXPECT_EQ(accepted.exit_code, 0) << accepted.out << accepted.err;
  EXPECT_EQ(json_of(accepted).at("valid"), true);
  EXPECT_EQ(json_of(accepted).at("tenant"), kTenant);
  EXPECT_EQ(json_of(accepted).at("issuer_checked"), false);
  const Outcome checked = validate(good_token(), {"--issuer", "https://sts.example/{tenantid}/"});
  EXPECT_EQ(checked.exit_code, 0);
  EXPECT_EQ(json_of(checked).at("issuer_checked"), true);
}

TEST_F(EntraToken, ValidateRefusesWithAStableReasonAndExitCodeOne) {
  const auto refuses = [&](const std::string& token, const char* reason, std::vector<std::string> more = {}) {
    const Outcome outcome = validate(token, std::move(more));
    EXPECT_EQ(outcome.exit_code, 1) << reason;
    const Json json = json_of(outcome);
    EXPECT_EQ(json.at("valid"), false);
    EXPECT_EQ(json.at("reason"), reason);
    EXPECT_FALSE(json.at("detail").get<std::string>().empty());
  };
  const std::string token = good_token();
  std::string altered = token;
  altered[altered.rfind('.') + 9] = altered[altered.rfind('.') + 9] == 'A' ? 'B' : 'A';
  refuses(altered, "signature_invalid");
  refuses("nonsense", "malformed");
  refuses(good_token({{"exp", kNow - 301}}), "token_expired");
  refuses(good_token({{"aud", "api://other"}}), "audience_mismatch");
  refuses(token, "issuer_mismatch", {"--issuer", "https://other.example/"});
  refuses(token, "tenant_not_allowed", {"--tenant", "11111111-1111-1111-1111-111111111111"});
  refuses(token, "mfa_missing", {"--require-mfa"});
}

TEST_F(EntraToken, AnAudienceDoesNotSwallowTheTokenBehindIt) {
  const Outcome outcome = run_program(
      "entra_token", {"validate", "--jwks", keys_, "--at", kAt, "--audience", "api://orders", good_token()});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_EQ(outcome.out.rfind("accepted: user o-1 of tenant " + std::string(kTenant), 0), 0u) << outcome.out;
}

TEST_F(EntraToken, BadUsageIsOneLineAndExitCodeTwo) {
  const std::vector<std::vector<std::string>> calls{
      {},
      {"forge"},
      {"validate", "x", "--audience", "a"},
      {"validate", "x", "--jwks", keys_},
      {"validate", "x", "--jwks", keys_, "--authority", "https://h/t", "--audience", "a"},
      {"validate", "x", "--jwks", "/nowhere.json", "--audience", "a"},
      {"validate", "x", "--jwks", keys_, "--audience", "a", "--at", "yesterday"},
      {"validate", "x", "--jwks", keys_, "--audience", "a", "--skew", "301"},
      {"validate", "x", "--authority", "http://login.example/t", "--audience", "a"},
      {"decode"},
      {"get", "--client-id", "c", "--resource", "r"},
      {"get", "--authority", "https://h", "--client-id", "c", "--resource", "r"},
      {"get", "--authority", "https://h/t", "--client-id", "c", "--resource", "r"},
      {"get", "--authority", "https://h/t", "--client-id", "c", "--resource", "r", "--scope", "s"},
      {"get", "--authority", "https://h/t", "--client-id", "c", "--resource", "r", "--secret-env", "UNSET_VARIABLE"},
      {"get", "--authority", "https://h/t", "--client-id", "c", "--resource", "r", "--certificate", "x.pem"},
      {"get", "--authority", "https://h/t", "--client-id", "c", "--resource", "r", "--key", "x.key"},
      {"get", "--authority", "https://h/t", "--client-id", "c", "--resource", "r", "--secret-env", "PATH",
       "--secret-file", "x"},
      {"get", "--authority", "https://h/t", "--client-id", "c", "--flow", "refresh_token"},
      {"get", "--authority", "https://h/t", "--client-id", "c", "--flow", "telepathy"},
      {"get", "--authority", "https://h/t", "--client-id", "c", "--secret", "in-the-open"},
  };
  for (const auto& call : calls) {
    const Outcome outcome = run_program("entra_token", call);
    EXPECT_EQ(outcome.exit_code, 2) << ::testing::PrintToString(call) << outcome.out;
    EXPECT_TRUE(outcome.out.empty()) << outcome.out;
    EXPECT_EQ(outcome.err.rfind("entra_token: ", 0), 0u) << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  }
}

TEST_F(EntraToken, DecodeExplainsEveryClaim) {
  const std::string token = good_token();
  const Outcome outcome = run_program("entra_token", {"decode", "--at", kAt}, token);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_golden("decode.txt", outcome.out);
  EXPECT_EQ(run_program("entra_token", {"decode", token, "--at", kAt}).out, outcome.out);
}

TEST_F(EntraToken, DecodeAsJsonAndOfNonsense) {
  const Json json = json_of(run_program("entra_token", {"decode", "-", "--json"}, good_token()));
  EXPECT_EQ(json.at("header").at("kid"), "k1");
  EXPECT_EQ(json.at("claims").at("aud"), "api://orders");
  const Outcome nonsense = run_program("entra_token", {"decode", "a.b"});
  EXPECT_EQ(nonsense.exit_code, 1);
  EXPECT_TRUE(nonsense.out.empty());
}

/// A token endpoint and metadata on a real socket.
class EntraTokenOverHttp : public EntraToken {
 protected:
  void SetUp() override {
    server_.Post(R"(/t/oauth2/.*)", [this](const httplib::Request& request, httplib::Response& response) {
      const std::scoped_lock lock(mutex_);
      form_ = Form::parse(request.body).value_or(Form());
      path_ = request.path;
      response.status = status_;
      response.set_content(answer_, "application/json");
    });
    server_.Get(
        R"(/t/\.well-known/openid-configuration)", [this](const httplib::Request&, httplib::Response& response) {
          response.set_content(
              R"({"issuer":"https://sts.example/{tenantid}/","jwks_uri":")" + origin_ + R"(/common/discovery/keys"})",
              "application/json");
        });
    server_.Get("/common/discovery/keys", [](const httplib::Request&, httplib::Response& response) {
      response.set_content(key_set(jwk(test_key(), "k1")), "application/json");
    });
    const int port = server_.bind_to_any_port("127.0.0.1");
    origin_ = "http://127.0.0.1:" + std::to_string(port);
    thread_ = std::thread([this] { server_.listen_after_bind(); });
  }
  void TearDown() override {
    server_.stop();
    thread_.join();
  }
  Outcome get(std::vector<std::string> more, const std::map<std::string, std::string>& variables) {
    std::vector<std::string> arguments{"get", "--authority", origin_ + "/t", "--client-id", "client-1"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_program("entra_token", arguments, "", variables);
  }

  Form form() {
    const std::scoped_lock lock(mutex_);
    return form_;
  }
  std::string path() {
    const std::scoped_lock lock(mutex_);
    return path_;
  }
  void answer_with(int status, std::string answer) {
    const std::scoped_lock lock(mutex_);
    status_ = status;
    answer_ = std::move(answer);
  }

  httplib::Server server_;
  std::mutex mutex_;
  std::thread thread_;
  std::string origin_;
  int status_{200};
  std::string answer_{
      R"({"token_type":"Bearer","expires_in":"3599","resource":"r","access_token":"AT","refresh_token":"RT"})"};
  Form form_;
  std::string path_;
};

TEST_F(EntraTokenOverHttp, GetPrintsTheTokenAndNothingElse) {
  const Outcome outcome = get({"--resource", "r", "--secret-env", "APP_SECRET"}, {{"APP_SECRET", "s3cret"}});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "AT\n");
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(path(), "/t/oauth2/token");
  EXPECT_EQ(form().get("client_secret"), "s3cret");
  EXPECT_EQ(form().get("resource"), "r");
}

TEST_F(EntraTokenOverHttp, GetTakesScopesToV2AndASecretFromAFile) {
  const std::string file = write_temporary("secret", "s3cret\n");
  const Outcome outcome = get({"--scope", "api://a/.default", "--secret-file", file, "--json"}, {});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(path(), "/t/oauth2/v2.0/token");
  EXPECT_EQ(form().get("client_secret"), "s3cret");
  EXPECT_EQ(form().get("scope"), "api://a/.default");
  EXPECT_EQ(json_of(outcome).at("access_token"), "AT");
}

TEST_F(EntraTokenOverHttp, GetSignsWithACertificate) {
  const Instant now = SystemClock().now();
  const auto der = crypto::make_self_signed_certificate(test_key(), "app", now, now + std::chrono::hours(1)).value();
  const Outcome outcome =
      get({"--scope", "api://a/.default", "--certificate", write_temporary("app.pem", testing::to_pem(der)), "--key",
           write_temporary("app.key", test_key().to_pem())},
          {});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(form().has("client_assertion"));
}

TEST_F(EntraTokenOverHttp, GetRefreshesAndRedeems) {
  const Outcome refreshed =
      get({"--flow", "refresh_token", "--refresh-token-env", "RT", "--resource", "r", "--secret-env", "S", "--json"},
          {{"RT", "RT0"}, {"S", "x"}});
  EXPECT_EQ(refreshed.exit_code, 0) << refreshed.err;
  EXPECT_EQ(form().get("grant_type"), "refresh_token");
  EXPECT_EQ(form().get("refresh_token"), "RT0");
  EXPECT_EQ(json_of(refreshed).at("refresh_token"), "RT");
  const Outcome redeemed = get({"--flow", "authorization_code", "--code-env", "CODE", "--code-verifier-env", "V",
                                "--redirect-uri", "http://localhost/cb", "--api", "v2"},
                               {{"CODE", "c0"}, {"V", "v0"}});
  EXPECT_EQ(redeemed.exit_code, 0) << redeemed.err;
  EXPECT_EQ(form().get("code"), "c0");
  EXPECT_EQ(form().get("code_verifier"), "v0");
}

TEST_F(EntraTokenOverHttp, GetTellsARefusalWithoutTheSecret) {
  answer_with(
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

TEST_F(EntraTokenOverHttp, ValidateFollowsTheAuthoritysMetadata) {
  const auto call = [&](const std::string& token) {
    return run_program("entra_token", {"validate", "--authority", origin_ + "/t", "--audience", "api://orders", "--at",
                                       kAt, "--json", token});
  };
  EXPECT_EQ(call(good_token()).exit_code, 0);
  EXPECT_EQ(json_of(call(good_token({{"iss", "https://evil.example/"}}))).at("reason"), "issuer_mismatch");
}

TEST_F(EntraToken, GetFromNobodyIsExitCodeOne) {
  const Outcome outcome = run_program(
      "entra_token",
      {"get", "--authority", "http://127.0.0.1:1/t", "--client-id", "c", "--resource", "r", "--secret-env", "S"}, "",
      {{"S", "s3cret"}});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(outcome.err.rfind("entra_token: network: ", 0), 0u) << outcome.err;
}

}  // namespace
}  // namespace entra::client
