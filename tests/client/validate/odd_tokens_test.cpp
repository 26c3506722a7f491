// Tokens that libraries are known to get wrong, each with the reason for which it must be refused, and tokens of other
// people: RFC 7515, RFC 7519, RFC 8725, Project Wycheproof.

#include <gtest/gtest.h>

#include <vector>

#include "entra/client/jwt.hpp"
#include "entra/support/base64.hpp"
#include "testing/sample_token.hpp"

namespace entra::client {
namespace {

using testing::kHeader;
using testing::kNow;
using testing::other_key;
using testing::payload;
using testing::sign;
using testing::test_key;

std::string verdict(std::string_view token) {
  const ManualClock clock(from_epoch_seconds(kNow));
  auto rules = testing::options();
  rules.skew = std::chrono::seconds(60);
  return testing::verdict_of(Validator(rules, testing::sample_keys(), clock).validate(token));
}

std::string with_claims(const Json& changes) {
  return sign(kHeader, payload(changes));
}

/// The payload with a text in front of its members.
std::string payload_with(std::string_view members) {
  return payload().insert(1, members);
}

std::string mac_with_public_key(std::string_view alg) {
  const std::string input =
      base64url_encode(R"({"alg":")" + std::string(alg) + R"(","kid":"k1"})") + "." + base64url_encode(payload());
  return input + "." + base64url_encode(crypto::hmac_sha256(test_key().public_key().to_pem(), input));
}

struct OddToken {
  const char* what;
  std::string token;
  const char* verdict;
};

/// The 25 on which jwt-cpp, cpp-jwt, libjwt and jwt_verify_lib were compared.
std::vector<OddToken> odd_tokens() {
  const std::string good = sign(kHeader, payload());
  std::string altered = good;
  altered[good.rfind('.') + 7] = altered[good.rfind('.') + 7] == 'A' ? 'B' : 'A';
  // 256 bytes leave four spare bits in the last letter: A, Q, g or w when they are zero.
  std::string spare = good;
  spare.back() = static_cast<char>(spare.back() + 1);
  return {
      {"good", good, "accepted"},
      {"alg none", base64url_encode(R"({"alg":"none","kid":"k1"})") + "." + base64url_encode(payload()) + ".",
       "algorithm_none"},
      {"HS256 keyed with the public key", mac_with_public_key("HS256"), "algorithm_symmetric"},
      {"altered signature", altered, "signature_invalid"},
      {"expired", with_claims({{"exp", kNow - 61}}), "token_expired"},
      {"nbf ahead", with_claims({{"nbf", kNow + 61}}), "not_yet_valid"},
      {"iat ahead", with_claims({{"iat", kNow + 61}}), "not_yet_valid"},
      {"no exp", with_claims({{"exp", nullptr}}), "claim_missing"},
      {"exp as text", with_claims({{"exp", std::to_string(kNow + 3600)}}), "claim_malformed"},
      {"exp 1e300", with_claims({{"exp", 1e300}}), "claim_malformed"},
      {"exp negative", with_claims({{"exp", -1}}), "claim_malformed"},
      {"another aud", with_claims({{"aud", "api://other"}}), "audience_mismatch"},
      {"no aud", with_claims({{"aud", nullptr}}), "claim_missing"},
      {"aud in an array", with_claims({{"aud", Json::array({"api://x", "api://orders"})}}), "accepted"},
      {"aud twice", sign(kHeader, payload_with(R"("aud":"api://orders",)")), "duplicate_member"},
      {"another iss", with_claims({{"iss", "https://evil.example/"}}), "issuer_mismatch"},
      {"no iss", with_claims({{"iss", nullptr}}), "claim_missing"},
      {"unknown crit", sign(R"({"alg":"RS256","kid":"k1","crit":["x"],"x":1})", payload()), "critical_header"},
      {"b64 false", sign(R"({"alg":"RS256","kid":"k1","b64":false})", payload()), "critical_header"},
      {"typ dpop+jwt", sign(R"({"alg":"RS256","kid":"k1","typ":"dpop+jwt"})", payload()), "type_not_allowed"},
      {"unknown kid", sign(R"({"alg":"RS256","kid":"k9"})", payload()), "unknown_key"},
      {"padding", good + "=", "base64_padding"},
      {"newline behind", good + "\n", "trailing_bytes"},
      {"spare bits", spare, "base64_spare_bits"},
      {"fourth part", good + ".AA", "malformed"},
  };
}

TEST(OddTokens, AreJudgedForTheRightReason) {
  const auto rows = odd_tokens();
  EXPECT_EQ(rows.size(), 25u);
  for (const OddToken& row : rows) EXPECT_EQ(verdict(row.token), row.verdict) << row.what;
}

// RFC 8725 section 2, by its paragraphs, where the table above does not have them.
TEST(OddTokens, Rfc8725) {
  for (const char* none : {"none", "None", "NONE", "nOnE"}) {
    const std::string header = R"({"alg":")" + std::string(none) + R"(","kid":"k1"})";
    EXPECT_EQ(verdict(base64url_encode(header) + "." + base64url_encode(payload()) + "."), "algorithm_none") << none;
    EXPECT_EQ(verdict(sign(header, payload())), "algorithm_none") << none << ", and signed nevertheless";
  }
  for (const char* mac : {"HS256", "HS384", "HS512"})
    EXPECT_EQ(verdict(mac_with_public_key(mac)), "algorithm_symmetric");
  // 2.4: a token of another issuer's key. 2.7: a token for another recipient. 2.8: an id token where a typ says so.
  EXPECT_EQ(verdict(sign(kHeader, payload(), other_key())), "signature_invalid");
  EXPECT_EQ(verdict(sign(R"({"alg":"RS256","kid":"k1","typ":"secevent+jwt"})", payload())), "type_not_allowed");
  // 2.6: other encodings of JSON than UTF-8.
  EXPECT_EQ(verdict(base64url_encode(kHeader) + "." + base64url_encode(std::string("{\0\"\0a\0\"\0", 8)) + ".AA"),
            "invalid_json");
  EXPECT_EQ(verdict(sign(kHeader, payload_with("\"x\":\"\xff\","))), "invalid_json");
  // 2.9 and 3.10: keys that the token names or brings along.
  for (const char* extra : {R"("jwk":{"kty":"RSA","n":"AQAB","e":"AQAB"})", R"("jku":"https://evil.example/")",
                            R"("x5u":"https://evil.example/")", R"("x5c":["MIIB"])"}) {
    EXPECT_EQ(verdict(sign(R"({"alg":"RS256","kid":"k1",)" + std::string(extra) + "}", payload())), "embedded_key");
  }
}

TEST(OddTokens, HostileShapesAreNamed) {
  const std::string head = base64url_encode(kHeader);
  const auto claims = [&](std::string_view text) { return verdict(head + "." + base64url_encode(text) + ".AA"); };
  EXPECT_EQ(claims("[]"), "not_an_object");
  EXPECT_EQ(claims("{}{}"), "trailing_bytes");
  EXPECT_EQ(claims("{"), "invalid_json");
  EXPECT_EQ(claims(R"({"a":)" + std::string(1000, '[') + std::string(1000, ']') + "}"), "too_deep");
  EXPECT_EQ(claims(R"({"a":{"b":1,"b":1}})"), "duplicate_member");
  EXPECT_EQ(claims(R"({"a":1e999})"), "invalid_json");
  EXPECT_EQ(verdict(head + ".e30.A"), "base64_length");
  EXPECT_EQ(verdict(head + ".e30.A A"), "base64_alphabet");
  EXPECT_EQ(verdict(head + ".e30.A+A"), "base64_alphabet");
  EXPECT_EQ(verdict(head + ".e31.AA"), "base64_spare_bits");
  EXPECT_EQ(verdict(head + "..AA"), "invalid_json");
  EXPECT_EQ(verdict(".."), "invalid_json");
  EXPECT_EQ(verdict(""), "malformed");
  EXPECT_EQ(verdict(std::string(70'000, 'A')), "too_large");
}

// RFC 7515 appendix A and RFC 7519 section 6.1; A.2 (RS256) is verified in jwt_test.cpp.
TEST(OddTokens, ExamplesOfTheRfcs) {
  const std::string claims =
      ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.";
  EXPECT_EQ(
      verdict("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9" + claims + "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
      "algorithm_symmetric")
      << "A.1";
  EXPECT_EQ(verdict("eyJhbGciOiJFUzI1NiJ9" + claims +
                    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"),
            "algorithm_not_allowed")
      << "A.3";
  EXPECT_EQ(verdict("eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AA"), "invalid_json") << "A.4: the payload is \"Payload\"";
  EXPECT_EQ(verdict("eyJhbGciOiJub25lIn0" + claims), "algorithm_none") << "A.5, RFC 7519 section 6.1";
  EXPECT_EQ(verdict(R"({"payload":"eyJpc3MiOiJqb2UifQ","signatures":[{"protected":"eyJhbGciOiJSUzI1NiJ9",)"
                    R"("header":{"kid":"2010-12-29"},"signature":"AA"}]})"),
            "malformed")
      << "A.6: the JSON serialization";
}

// Project Wycheproof, testvectors_v1/json_web_signature_test.json, group "rs256" (Apache License 2.0). Its payload is
// the three letters "foo", so that what is judged here is the signature.
constexpr std::string_view kWycheproofModulus =
    "kqGboBfAWttWPCA-0cGRgsY6SaYoIARt0B_PkaEcIq9HPYNdu9n6UuWHuuTHrjF_"
    "ZoQW97r5HaAorNvrMEGTGdxCHZdEtkHvNVVmrtxTBLiQCbCozXhF"
    "oIrVcr3qUBrdGnNn_M3jJi7Wg7p_-x62nS5gNG875oyheRkutHsQXikFZwsN3q_TsPNOVlCiHy8mxzaFTUQGm-"
    "X8UYexFyAivlDSjgDJLAZSWfxd7k9G"
    "xuwa3AUfQqQcVcegmgKGCaErQ3qQbh1x7WB6iopE3_-GZ8HMAVtR9AmrVscqYsnjhaCehfAI0iKKs8zXr8tISc0ORbaalrkk03H1ZrsEnDKEWQ";
constexpr std::string_view kWycheproofSignature =
    "HUwxI1-cZrZgcuOgBQ7G7NE-GrqK79l6GV1KT4DKXnSMFwC8pfZCzE7pmLE7mYpLCIvzC87yuOjuhT0uW5oe6aaAEtR978cm-q8dfly45flqMrd_"
    "ifhi"
    "9GCsMlyi8dpQ42Ou1etZljFZuWjfyk8CN1c5DaHRwhqjScAPIFp6xmzKIRUJ_"
    "xdQfUSfSlujLaixtScU518EoNP4oo1v7E8RAz6ZO4g2N4Xqs8OvSxYy"
    "dcoTEg42QnLHe9JnXgI37Q5gSwinwaPsG3Ry56UYiLoL8mCUa74S51y02VsIgVmmGWgaXjM-i_lCiKQDBiBnvWlka4XhVuvd6ZWibM9cbCPtPg";

TEST(OddTokens, WycheproofSignaturesAreJudgedRight) {
  const auto key = crypto::RsaPublicKey::from_components(base64url_decode(kWycheproofModulus).value(),
                                                         std::string_view("\x01\x00\x01", 3));
  ASSERT_TRUE(key);
  const std::string input = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImtpZC1yc2Etc2lnbiJ9.Zm9v";
  const std::string signature = base64url_decode(kWycheproofSignature).value();
  EXPECT_TRUE(key->verify_rs256(input, signature)) << "33, acceptsValid";
  std::string modified(kWycheproofSignature);
  modified[0] = 'X';
  EXPECT_FALSE(key->verify_rs256(input, base64url_decode(modified).value())) << "34, rejectsModifiedSignature";
  EXPECT_FALSE(key->verify_rs256(input, "")) << "35, rejectsMissingSignature";
  EXPECT_FALSE(key->verify_rs256("eyJhbGciOiJSUzI1NiIsImtpZCI6ImtpZC1yc2Etc2lnbiJ9.WG9v", signature)) << "37, payload";
  EXPECT_FALSE(key->verify_rs256("eyJhbGciOiJSUzI1NiIsImtpZCI6ImtpZC1yc2Etc2lnbiJ9.", signature)) << "38, no payload";
  EXPECT_FALSE(key->verify_rs256("eyJhbGciOiJSUzI1NiIsImtpZCI6IlhpZC1yc2Etc2lnbiJ9.Zm9v", signature)) << "40, header";
  EXPECT_FALSE(key->verify_ps256(input, signature)) << "WrongPrimitive";
  EXPECT_FALSE(key->verify(crypto::RsaAlgorithm::kRs512, input, signature)) << "WrongPrimitive";
  EXPECT_FALSE(key->verify_rs256(input, signature + '\0'));
  EXPECT_TRUE(key->verify_rs256(input, signature)) << "a refusal leaves nothing behind";
}

}  // namespace
}  // namespace entra::client
