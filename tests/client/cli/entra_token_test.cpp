#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "cli/local_authority.hpp"
#include "cli/run_program.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/json_access.hpp"
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

TEST_F(EntraToken, ValidateFollowsTheAuthoritysMetadata) {
  const testing::LocalAuthority authority;
  const auto call = [&](const std::string& token) {
    return run_program("entra_token", {"validate", "--authority", authority.origin() + "/t", "--audience",
                                       "api://orders", "--at", kAt, "--json", token});
  };
  EXPECT_EQ(call(good_token()).exit_code, 0);
  EXPECT_EQ(json_of(call(good_token({{"iss", "https://evil.example/"}}))).at("reason"), "issuer_mismatch");
}

}  // namespace
}  // namespace entra::client
