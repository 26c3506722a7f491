#include "entra/client/validator.hpp"

#include <gtest/gtest.h>

#include "entra/support/base64.hpp"
#include "entra/support/json_access.hpp"
#include "testing/forge.hpp"

namespace entra::client {
namespace {

using testing::jwk;
using testing::key_set;
using testing::other_key;
using testing::sign;
using testing::test_key;

constexpr std::int64_t kNow = 1'740'819'600;
constexpr const char* kTenant = "9b3b1a4e-0f1c-4c62-9a53-0a5f7f0a1c11";
constexpr const char* kHeader = R"({"typ":"JWT","alg":"RS256","kid":"k1"})";

/// The claims of a good v2 user token, with `changes` merged in (null removes a member).
std::string payload(const Json& changes = Json::object()) {
  Json claims = {{"aud", "api://orders"}, {"iss", std::string("https://login.example/") + kTenant + "/v2.0"},
                 {"iat", kNow - 300},     {"nbf", kNow - 300},
                 {"exp", kNow + 3600},    {"sub", "subject-1"},
                 {"oid", "object-1"},     {"azp", "client-1"},
                 {"tid", kTenant},        {"scp", "orders.read orders.write"},
                 {"ver", "2.0"}};
  claims.merge_patch(changes);
  return claims.dump();
}

class ValidatorTest : public ::testing::Test {
 protected:
  static ValidatorOptions options() {
    return {.audiences = {"api://orders"}, .issuers = {"https://login.example/{tenantid}/v2.0"}};
  }
  Result<ValidatedToken, Refusal> validate(const std::string& token, ValidatorOptions rules = options(),
                                           std::string_view key_extra = "") {
    auto keys = std::make_shared<StaticKeys>(KeySet::parse(key_set(jwk(test_key(), "k1", key_extra))).value(),
                                             metadata_issuer_);
    return Validator(std::move(rules), std::move(keys), clock_).validate(token);
  }
  std::string verdict(const std::string& token, ValidatorOptions rules = options(), std::string_view key_extra = "") {
    const auto outcome = validate(token, std::move(rules), key_extra);
    return outcome ? "accepted" : std::string(to_string(outcome.error().reason));
  }
  std::string verdict_of(const Json& changes) { return verdict(sign(kHeader, payload(changes))); }

  ManualClock clock_{from_epoch_seconds(kNow)};
  std::string metadata_issuer_;
};

TEST_F(ValidatorTest, AcceptsAGoodTokenAndTellsWhatItSays) {
  const auto token = validate(sign(kHeader, payload()));
  ASSERT_TRUE(token) << token.error().detail;
  EXPECT_EQ(token->tenant_id, kTenant);
  EXPECT_EQ(token->client_id, "client-1");
  EXPECT_EQ(token->object_id, "object-1");
  EXPECT_EQ(token->scopes, (std::vector<std::string>{"orders.read", "orders.write"}));
  EXPECT_FALSE(token->app_only);
  EXPECT_EQ(token->expires_on, from_epoch_seconds(kNow + 3600));
  EXPECT_EQ(token->claims.text("sub"), "subject-1");
}

struct HeaderRow {
  const char* header;
  const char* verdict;
};

TEST_F(ValidatorTest, RefusesHeadersThatItMustNotTrust) {
  const HeaderRow rows[] = {
      {R"({"alg":"none","kid":"k1"})", "algorithm_not_allowed"},
      {R"({"alg":"None","kid":"k1"})", "algorithm_not_allowed"},
      {R"({"alg":"rs256","kid":"k1"})", "algorithm_not_allowed"},
      {R"({"alg":"RS384","kid":"k1"})", "algorithm_not_allowed"},
      {R"({"alg":"PS256","kid":"k1"})", "algorithm_not_allowed"},
      {R"({"alg":["RS256"],"kid":"k1"})", "algorithm_not_allowed"},
      {R"({"kid":"k1"})", "algorithm_not_allowed"},
      {R"({"alg":"RS256","kid":"k1","crit":["exp"]})", "critical_header"},
      {R"({"alg":"RS256","kid":"k1","crit":[]})", "critical_header"},
      {R"({"alg":"RS256","kid":"k1","b64":false})", "critical_header"},
      {R"({"alg":"RS256","kid":"k1","typ":"dpop+jwt"})", "type_not_allowed"},
      {R"({"alg":"RS256","kid":"k1","typ":5})", "type_not_allowed"},
      {R"({"alg":"RS256"})", "unknown_key"},
      {R"({"alg":"RS256","kid":"k2"})", "unknown_key"},
      {R"({"alg":"RS256","kid":""})", "unknown_key"},
      {R"({"alg":"RS256","alg":"RS256","kid":"k1"})", "malformed"},
      {R"({"alg":"RS256","kid":"k1"})", "accepted"},
      {R"({"alg":"RS256","kid":"k1","typ":"at+JWT"})", "accepted"},
      // A key or an address that the token brings along is never used.
      {R"({"alg":"RS256","kid":"k1","jku":"https://evil.example/keys","x5u":"https://evil.example"})", "accepted"},
  };
  for (const HeaderRow& row : rows) EXPECT_EQ(verdict(sign(row.header, payload())), row.verdict) << row.header;
}

TEST_F(ValidatorTest, RefusesHs256KeyedWithThePublicKey) {
  const std::string input = base64url_encode(R"({"alg":"HS256","kid":"k1"})") + "." + base64url_encode(payload());
  const std::string mac = crypto::hmac_sha256(test_key().public_key().modulus(), input);
  EXPECT_EQ(verdict(input + "." + base64url_encode(mac)), "algorithm_not_allowed");
  EXPECT_EQ(verdict("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
                    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
                    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "algorithm_not_allowed")
      << "RFC 7519 section 3.1";
}

TEST_F(ValidatorTest, RefusesAlteredTokens) {
  const std::string good = sign(kHeader, payload());
  ASSERT_EQ(verdict(good), "accepted");
  const std::size_t last_dot = good.rfind('.');
  EXPECT_EQ(verdict(sign(kHeader, payload(), other_key())), "signature_invalid");
  EXPECT_EQ(verdict(good.substr(0, last_dot + 1)), "signature_invalid");
  std::string flipped = good;
  flipped[last_dot + 5] = flipped[last_dot + 5] == 'A' ? 'B' : 'A';
  EXPECT_EQ(verdict(flipped), "signature_invalid");
  const std::string other = sign(kHeader, payload({{"sub", "admin"}}));
  EXPECT_EQ(verdict(other.substr(0, other.rfind('.')) + good.substr(last_dot)), "signature_invalid");
  EXPECT_EQ(verdict(good + "="), "malformed");
  EXPECT_EQ(verdict(good + "=="), "malformed");
  EXPECT_EQ(verdict(good + "\n"), "malformed");
  EXPECT_EQ(verdict(good + ".AA"), "malformed");
  // 256 bytes leave two letters' worth of spare bits in the last one: A, Q, g or w, and nothing between.
  std::string spare = good;
  spare.back() = static_cast<char>(spare.back() + 1);
  EXPECT_EQ(verdict(spare), "malformed");
  EXPECT_EQ(verdict(good,
                    [] {
                      auto rules = options();
                      rules.max_token_bytes = 100;
                      return rules;
                    }()),
            "too_large");
}

TEST_F(ValidatorTest, SignatureComesBeforeClaims) {
  EXPECT_EQ(verdict(sign(kHeader, payload({{"exp", 1}}), other_key())), "signature_invalid");
}

TEST_F(ValidatorTest, ChecksTimesWithFiveMinutesOfSkew) {
  EXPECT_EQ(verdict_of({{"exp", kNow - 299}}), "accepted");
  EXPECT_EQ(verdict_of({{"exp", kNow - 300}}), "token_expired");
  EXPECT_EQ(verdict_of({{"nbf", kNow + 300}}), "accepted");
  EXPECT_EQ(verdict_of({{"nbf", kNow + 301}}), "not_yet_valid");
  EXPECT_EQ(verdict_of({{"iat", kNow + 301}}), "not_yet_valid");
  EXPECT_EQ(verdict_of({{"nbf", nullptr}, {"iat", nullptr}}), "accepted");
  EXPECT_EQ(verdict_of({{"exp", nullptr}}), "claim_missing");
  for (const Json& odd :
       {Json("1740823200"), Json(1e300), Json(-1), Json(1740823200.5), Json(true), Json::array({1})}) {
    EXPECT_EQ(verdict_of({{"exp", odd}}), "claim_malformed") << odd;
    EXPECT_EQ(verdict_of({{"nbf", odd}}), "claim_malformed") << odd;
  }
  EXPECT_EQ(verdict_of({{"exp", std::uint64_t{18446744073709551615u}}}), "claim_malformed");
}

TEST_F(ValidatorTest, NeverAllowsMoreSkewThanFiveMinutes) {
  auto rules = options();
  rules.skew = std::chrono::hours(24);
  EXPECT_EQ(verdict(sign(kHeader, payload({{"exp", kNow - 300}})), rules), "token_expired");
  rules.skew = std::chrono::seconds(0);
  EXPECT_EQ(verdict(sign(kHeader, payload({{"exp", kNow}})), rules), "token_expired");
}

TEST_F(ValidatorTest, MatchesTheIssuerExactlyOrByItsTemplate) {
  const std::string v2 = std::string("https://login.example/") + kTenant + "/v2.0";
  EXPECT_EQ(verdict_of({{"iss", v2 + "/"}}), "issuer_mismatch");
  EXPECT_EQ(verdict_of({{"iss", "https://login.example/{tenantid}/v2.0"}}), "issuer_mismatch");
  EXPECT_EQ(verdict_of({{"iss", nullptr}}), "claim_missing");
  EXPECT_EQ(verdict_of({{"iss", 5}}), "claim_malformed");
  EXPECT_EQ(verdict_of({{"tid", "11111111-1111-1111-1111-111111111111"}}), "issuer_mismatch");
  EXPECT_EQ(verdict_of({{"tid", nullptr}}), "issuer_mismatch") << "the template needs a tenant";
  EXPECT_EQ(verdict_of({{"tid", "evil"}, {"iss", "https://login.example/evil/v2.0"}}), "claim_malformed");
  auto exact = options();
  exact.issuers = {"https://sts.example/x/", v2};
  EXPECT_EQ(verdict(sign(kHeader, payload()), exact), "accepted");
  EXPECT_EQ(verdict(sign(kHeader, payload({{"tid", "11111111-1111-1111-1111-111111111111"}})), exact),
            "issuer_mismatch")
      << "tid is not the tenant of iss";
}

TEST_F(ValidatorTest, TakesTheMetadatasIssuerWhenNoneIsConfigured) {
  auto rules = options();
  rules.issuers.clear();
  EXPECT_EQ(verdict(sign(kHeader, payload()), rules), "issuer_mismatch");
  metadata_issuer_ = "https://login.example/{tenantid}/v2.0";
  EXPECT_EQ(verdict(sign(kHeader, payload()), rules), "accepted");
  metadata_issuer_ = "https://other.example/{tenantid}/v2.0";
  EXPECT_EQ(verdict(sign(kHeader, payload()), rules), "issuer_mismatch");
}

TEST_F(ValidatorTest, AKeySignsOnlyForItsOwnIssuer) {
  const std::string token = sign(kHeader, payload());
  EXPECT_EQ(verdict(token, options(), R"(,"issuer":"https://login.example/{tenantid}/v2.0")"), "accepted");
  EXPECT_EQ(verdict(token, options(), R"(,"issuer":"https://login.example/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0")"),
            "issuer_mismatch");
}

TEST_F(ValidatorTest, AdmitsListedTenantsOnly) {
  auto rules = options();
  rules.allowed_tenants = {"11111111-1111-1111-1111-111111111111"};
  EXPECT_EQ(verdict(sign(kHeader, payload()), rules), "tenant_not_allowed");
  rules.allowed_tenants.push_back("9B3B1A4E-0F1C-4C62-9A53-0A5F7F0A1C11");
  EXPECT_EQ(verdict(sign(kHeader, payload()), rules), "accepted");
}

TEST_F(ValidatorTest, ChecksTheAudience) {
  EXPECT_EQ(verdict_of({{"aud", "api://other"}}), "audience_mismatch");
  EXPECT_EQ(verdict_of({{"aud", Json::array({"x", "api://orders"})}}), "accepted") << "RFC 7519 section 4.1.3";
  EXPECT_EQ(verdict_of({{"aud", Json::array()}}), "audience_mismatch");
  EXPECT_EQ(verdict_of({{"aud", nullptr}}), "claim_missing");
  EXPECT_EQ(verdict_of({{"aud", 5}}), "claim_malformed");
  EXPECT_EQ(verdict_of({{"aud", "api://orders/"}}), "accepted");
  EXPECT_EQ(verdict_of({{"aud", "api://orders//"}}), "audience_mismatch");
  EXPECT_EQ(verdict_of({{"aud", "API://orders"}}), "audience_mismatch");
  auto none = options();
  none.audiences.clear();
  EXPECT_EQ(verdict(sign(kHeader, payload()), none), "audience_mismatch");
}

TEST_F(ValidatorTest, RefusesAMemberGivenTwice) {
  std::string twice = payload();
  twice.insert(1, R"("aud":"api://orders",)");
  EXPECT_EQ(verdict(sign(kHeader, twice)), "malformed");
}

TEST_F(ValidatorTest, RefusesAVersionThatEntraDoesNotHave) {
  EXPECT_EQ(verdict_of({{"ver", "3.0"}}), "claim_malformed");
  EXPECT_EQ(verdict_of({{"ver", 2}}), "claim_malformed");
}

TEST_F(ValidatorTest, AsksScopesOfUsersAndRolesOfApplications) {
  const std::string user = sign(kHeader, payload());
  const std::string app =
      sign(kHeader, payload({{"scp", nullptr}, {"idtyp", "app"}, {"roles", Json::array({"R.All"})}}));
  auto scopes = options();
  scopes.required_scopes = {"orders.read"};
  EXPECT_EQ(verdict(user, scopes), "accepted");
  EXPECT_EQ(verdict(app, scopes), "scope_missing");
  scopes.required_scopes = {"orders"};
  EXPECT_EQ(verdict(user, scopes), "scope_missing") << "whole words only";
  auto roles = options();
  roles.required_roles = {"R.All"};
  EXPECT_EQ(verdict(app, roles), "accepted");
  EXPECT_EQ(verdict(user, roles), "role_missing");
  auto both = roles;
  both.required_scopes = {"orders.read"};
  EXPECT_EQ(verdict(user, both), "accepted");
  EXPECT_EQ(verdict(app, both), "accepted");
}

TEST_F(ValidatorTest, AppliesTheMfaPolicy) {
  auto rules = options();
  rules.mfa = MfaPolicy{};
  EXPECT_EQ(verdict(sign(kHeader, payload({{"amr", Json::array({"pwd"})}})), rules), "mfa_missing");
  EXPECT_EQ(verdict(sign(kHeader, payload()), rules), "mfa_missing");
  const auto token = validate(sign(kHeader, payload({{"amr", Json::array({"pwd", "mfa"})}})), rules);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->mfa->decided_by, MfaClaim::kAmr);
}

TEST_F(ValidatorTest, ComparesTheNonceOfAnIdToken) {
  const Validator validator(
      options(), std::make_shared<StaticKeys>(KeySet::parse(key_set(jwk(test_key(), "k1"))).value()), clock_);
  const std::string token = sign(kHeader, payload({{"nonce", "n-1"}}));
  EXPECT_TRUE(validator.validate(token, "n-1"));
  EXPECT_EQ(validator.validate(token, "n-2").error().reason, Reason::kNonceMismatch);
  EXPECT_EQ(validator.validate(sign(kHeader, payload()), "n-1").error().reason, Reason::kNonceMismatch);
}

TEST_F(ValidatorTest, KeepsControlCharactersOfATokenOutOfTheLog) {
  const auto outcome = validate(sign(kHeader, payload({{"aud", "x\ny\x1b[31m"}})));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().detail.find('\n'), std::string::npos);
  EXPECT_EQ(outcome.error().detail.find('\x1b'), std::string::npos);
}

TEST_F(ValidatorTest, SaysWhenNoKeysCouldBeHad) {
  class NoKeys final : public KeyProvider {
    Result<FoundKey, ClientError> find_key(std::string_view, EndpointVersion) override {
      return tl::unexpected(ClientError{.kind = ClientErrorKind::kTimeout});
    }
  };
  const auto outcome = Validator(options(), std::make_shared<NoKeys>(), clock_).validate(sign(kHeader, payload()));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().reason, Reason::kKeysUnavailable);
}

}  // namespace
}  // namespace entra::client
