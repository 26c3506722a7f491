#include "entra/client/validator.hpp"

#include <gtest/gtest.h>

#include "entra/support/base64.hpp"
#include "entra/support/json_access.hpp"
#include "testing/forge.hpp"
#include "testing/sample_token.hpp"

namespace entra::client {
namespace {

using testing::jwk;
using testing::key_set;
using testing::kHeader;
using testing::kNow;
using testing::kTenant;
using testing::options;
using testing::other_key;
using testing::payload;
using testing::sample_keys;
using testing::sign;
using testing::test_key;

class ValidatorTest : public ::testing::Test {
 protected:
  Result<ValidatedToken, Refusal> validate(const std::string& token, ValidatorOptions rules = options(),
                                           std::string_view key_extra = "") {
    return Validator(std::move(rules), sample_keys(key_extra, metadata_issuer_), clock_).validate(token);
  }
  std::string verdict(const std::string& token, ValidatorOptions rules = options(), std::string_view key_extra = "") {
    return testing::verdict_of(validate(token, std::move(rules), key_extra));
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
      {R"({"alg":"none","kid":"k1"})", "algorithm_none"},
      {R"({"alg":"NoNe","kid":"k1"})", "algorithm_none"},
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
      {R"({"alg":"RS256","alg":"RS256","kid":"k1"})", "duplicate_member"},
      {R"({"alg":"HS256","kid":"k1"})", "algorithm_symmetric"},
      {R"({"alg":"ES256","kid":"k1"})", "algorithm_not_allowed"},
      {R"(["RS256"])", "not_an_object"},
      {R"("RS256")", "not_an_object"},
      {R"({"alg":"RS256","kid":"k1")", "invalid_json"},
      {R"({"alg":"RS256","kid":"k1"}x)", "trailing_bytes"},
      {R"({"alg":"RS256","kid":"k1"}{})", "trailing_bytes"},
      {R"({"alg":"RS256","kid":"k1","x":{"y":1,"y":2}})", "duplicate_member"},
      {R"({"alg":"RS256","kid":"k1"})", "accepted"},
      {R"({"alg":"RS256","kid":"k1","typ":"at+JWT"})", "accepted"},
      // A key or an address that the token brings along is never used, and its presence is an attack (RFC 8725 §3.10).
      {R"({"alg":"RS256","kid":"k1","jku":"https://evil.example/keys"})", "embedded_key"},
      {R"({"alg":"RS256","kid":"k1","x5u":"https://evil.example/cert"})", "embedded_key"},
      {R"({"alg":"RS256","kid":"k1","jwk":{"kty":"RSA"}})", "embedded_key"},
      {R"({"alg":"RS256","kid":"k1","x5c":[]})", "embedded_key"},
      {R"({"alg":"RS256","kid":"k1","x5t":"k1"})", "accepted"},
  };
  for (const HeaderRow& row : rows) EXPECT_EQ(verdict(sign(row.header, payload())), row.verdict) << row.header;
}

TEST_F(ValidatorTest, RefusesHs256KeyedWithThePublicKey) {
  const std::string input = base64url_encode(R"({"alg":"HS256","kid":"k1"})") + "." + base64url_encode(payload());
  const std::string mac = crypto::hmac_sha256(test_key().public_key().modulus(), input);
  EXPECT_EQ(verdict(input + "." + base64url_encode(mac)), "algorithm_symmetric");
  EXPECT_EQ(verdict("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
                    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
                    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "algorithm_symmetric")
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
  EXPECT_EQ(verdict(good + "="), "base64_padding");
  EXPECT_EQ(verdict(good + "=="), "base64_padding");
  EXPECT_EQ(verdict(good + "\n"), "trailing_bytes");
  EXPECT_EQ(verdict(good + ".AA"), "malformed");
  EXPECT_EQ(verdict(good + "AAA"), "base64_length");
  EXPECT_EQ(verdict(" " + good), "base64_alphabet");
  // 256 bytes leave two letters' worth of spare bits in the last one: A, Q, g or w, and nothing between.
  std::string spare = good;
  spare.back() = static_cast<char>(spare.back() + 1);
  EXPECT_EQ(verdict(spare), "base64_spare_bits");
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
  EXPECT_EQ(verdict(sign(kHeader, twice)), "duplicate_member");
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

TEST_F(ValidatorTest, AllowsOtherAlgorithmsByNameOnly) {
  const std::string header = R"({"alg":"PS256","kid":"k1"})";
  const std::string input = base64url_encode(header) + "." + base64url_encode(payload());
  const std::string pss = input + "." + base64url_encode(test_key().sign_ps256(input).value());
  EXPECT_EQ(verdict(pss), "algorithm_not_allowed");
  auto rules = options();
  rules.algorithms = {"RS256", "PS256"};
  EXPECT_EQ(verdict(pss, rules), "accepted");
  EXPECT_EQ(verdict(sign(header, payload()), rules), "signature_invalid") << "PKCS #1 under the name of PSS";
  EXPECT_EQ(verdict(sign(kHeader, payload()), rules, R"(,"alg":"PS256")"), "algorithm_not_allowed")
      << "the key is for another algorithm (RFC 7517 section 4.4)";
  rules.algorithms = {"none", "HS256"};
  EXPECT_EQ(verdict(sign(R"({"alg":"none","kid":"k1"})", payload()), rules), "algorithm_none");
  EXPECT_EQ(verdict(sign(R"({"alg":"HS256","kid":"k1"})", payload()), rules), "algorithm_symmetric");
}

TEST_F(ValidatorTest, ServesOneKindOfTokenWhenToldTo) {
  const std::string user = sign(kHeader, payload());
  const std::string app = sign(kHeader, payload({{"scp", nullptr}, {"idtyp", "app"}}));
  auto rules = options();
  rules.accept = TokenKind::kUser;
  EXPECT_EQ(verdict(user, rules), "accepted");
  EXPECT_EQ(verdict(app, rules), "kind_not_allowed");
  rules.accept = TokenKind::kApp;
  EXPECT_EQ(verdict(user, rules), "kind_not_allowed");
  EXPECT_EQ(verdict(app, rules), "accepted");
}

TEST_F(ValidatorTest, ServesListedClientsOnly) {
  auto rules = options();
  rules.allowed_clients = {"CLIENT-1"};
  EXPECT_EQ(verdict(sign(kHeader, payload()), rules), "accepted");
  EXPECT_EQ(verdict(sign(kHeader, payload({{"azp", "client-2"}})), rules), "client_not_allowed");
  EXPECT_EQ(verdict(sign(kHeader, payload({{"azp", nullptr}})), rules), "client_not_allowed");
  EXPECT_EQ(verdict(sign(kHeader, payload({{"ver", "1.0"}, {"azp", nullptr}, {"appid", "client-1"}})), rules),
            "accepted");
  EXPECT_EQ(verdict(sign(kHeader, payload({{"ver", "1.0"}, {"appid", "client-2"}})), rules), "client_not_allowed")
      << "appid is the client of a v1 token, whatever azp says";
}

TEST_F(ValidatorTest, ServesOneVersionWhenToldTo) {
  auto rules = options();
  rules.required_version = EndpointVersion::kV2;
  EXPECT_EQ(verdict(sign(kHeader, payload()), rules), "accepted");
  EXPECT_EQ(verdict(sign(kHeader, payload({{"ver", "1.0"}})), rules), "version_not_allowed");
}

TEST_F(ValidatorTest, KnowsTheAudienceFormsOfV1Tokens) {
  auto rules = options();
  rules.audiences = {"11111111-2222-3333-4444-555555555555", "https://api.example/"};
  const auto of = [&](const char* version, const char* audience) {
    return verdict(sign(kHeader, payload({{"ver", version}, {"aud", audience}})), rules);
  };
  EXPECT_EQ(of("1.0", "https://api.example"), "accepted");
  EXPECT_EQ(of("1.0", "https://api.example/"), "accepted");
  EXPECT_EQ(of("1.0", "spn:11111111-2222-3333-4444-555555555555"), "accepted");
  EXPECT_EQ(of("2.0", "11111111-2222-3333-4444-555555555555"), "accepted");
  EXPECT_EQ(of("2.0", "spn:11111111-2222-3333-4444-555555555555"), "audience_mismatch");
  EXPECT_EQ(of("1.0", "spn:spn:11111111-2222-3333-4444-555555555555"), "audience_mismatch");
}

TEST_F(ValidatorTest, OneOfSeveralPermissionsCanBeEnough) {
  auto rules = options();
  rules.required_scopes = {"orders.admin", "orders.read"};
  rules.required_roles = {"R.All", "R.Some"};
  const std::string app =
      sign(kHeader, payload({{"scp", nullptr}, {"idtyp", "app"}, {"roles", Json::array({"R.Some"})}}));
  EXPECT_EQ(verdict(sign(kHeader, payload()), rules), "scope_missing");
  EXPECT_EQ(verdict(app, rules), "role_missing");
  rules.scopes_match = Match::kAny;
  rules.roles_match = Match::kAny;
  EXPECT_EQ(verdict(sign(kHeader, payload()), rules), "accepted");
  EXPECT_EQ(verdict(app, rules), "accepted");
  rules.required_scopes = {"orders.admin"};
  EXPECT_EQ(verdict(sign(kHeader, payload()), rules), "scope_missing");
}

TEST_F(ValidatorTest, TellsHowLongItsVerdictHolds) {
  auto rules = options();
  rules.skew = std::chrono::seconds(60);
  const auto token = validate(sign(kHeader, payload({{"nbf", kNow - 100}})), rules);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->holds_from, from_epoch_seconds(kNow - 160));
  EXPECT_EQ(token->holds_until, from_epoch_seconds(kNow + 3660));
  rules.mfa = MfaPolicy{.amr_any = {}, .max_age = std::chrono::seconds(900)};
  const auto fresh = validate(sign(kHeader, payload({{"auth_time", kNow - 300}})), rules);
  ASSERT_TRUE(fresh);
  EXPECT_EQ(fresh->holds_until, from_epoch_seconds(kNow + 600));
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
