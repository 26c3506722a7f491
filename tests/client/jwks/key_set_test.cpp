#include "entra/client/key_set.hpp"

#include <gtest/gtest.h>

#include "entra/support/base64.hpp"
#include "testing/forge.hpp"

namespace entra::client {
namespace {

using testing::jwk;
using testing::key_set;
using testing::other_key;
using testing::test_key;

// RFC 7517 appendix A.1: an EC key for encryption and an RSA key.
constexpr const char* kRfc7517Keys =
    R"({"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",)"
    R"("y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1"},)"
    R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECP)"
    R"(ebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZ)"
    R"(gnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44)"
    R"(-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}]})";

/// As x5c has it: base64 of DER (RFC 7517 section 4.7).
std::string certificate_of(const crypto::RsaPrivateKey& key) {
  const Instant now = from_epoch_seconds(1'740'819'600);
  return base64_encode(crypto::make_self_signed_certificate(key, "k", now, now + std::chrono::hours(1)).value());
}

TEST(KeySet, TakesTheRsaKeyOfRfc7517AndSkipsTheOther) {
  const auto keys = KeySet::parse(kRfc7517Keys);
  ASSERT_TRUE(keys) << keys.error().message;
  EXPECT_EQ(keys->size(), 1u);
  ASSERT_NE(keys->find("2011-04-29"), nullptr);
  EXPECT_EQ(keys->find("2011-04-29")->key.bits(), 2048);
  EXPECT_EQ(keys->find("1"), nullptr);
}

TEST(KeySet, KeepsTheIssuerOfAnEntry) {
  const auto keys = KeySet::parse(key_set(jwk(test_key(), "k", R"(,"issuer":"https://login/{tenantid}/v2.0")")));
  ASSERT_TRUE(keys);
  EXPECT_EQ(keys->find("k")->issuer, "https://login/{tenantid}/v2.0");
}

TEST(KeySet, SkipsEntriesThatCannotVerify) {
  const std::string good = jwk(test_key(), "good");
  for (const std::string& entry : {
           std::string("5"),
           std::string(R"({"kty":"RSA","kid":"bad","n":"AQAB","e":"AQAB"})"),  // far too short
           std::string(R"({"kty":"RSA","kid":"bad"})"),
           std::string(R"({"kty":"oct","kid":"bad","k":"c2VjcmV0"})"),
           jwk(other_key(), "bad", R"(,"alg":"RSA-OAEP")"),
           jwk(other_key(), "bad", R"(,"alg":5)"),
           jwk(other_key(), "bad", R"(,"key_ops":["sign"])"),
           jwk(other_key(), "bad", R"(,"key_ops":"verify")"),
           R"({"kty":"RSA","use":"enc")" + jwk(other_key(), "bad").substr(24),
           jwk(other_key(), "bad", R"(,"x5c":[])"),
           jwk(other_key(), "bad", R"(,"x5c":["MIIB"])"),
           jwk(other_key(), "bad", R"(,"x5c":[")" + certificate_of(test_key()) + "\"]"),
           jwk(other_key(), "bad", R"(,"issuer":7)"),
           jwk(other_key(), ""),
       }) {
    const auto keys = KeySet::parse(key_set(entry + "," + good));
    ASSERT_TRUE(keys) << entry;
    EXPECT_EQ(keys->size(), 1u) << entry;
    EXPECT_EQ(keys->find("bad"), nullptr) << entry;
  }
}

TEST(KeySet, TakesAKeyThatItsCertificateBearsOut) {
  const auto keys = KeySet::parse(key_set(
      jwk(test_key(), "k", R"(,"alg":"PS256","key_ops":["verify"],"x5c":[")" + certificate_of(test_key()) + "\"]")));
  ASSERT_TRUE(keys);
  EXPECT_EQ(keys->find("k")->algorithm, "PS256");
  EXPECT_EQ(KeySet::parse(key_set(jwk(test_key(), "k")))->find("k")->algorithm, "");
}

TEST(KeySet, RefusesABadDocument) {
  const auto code = [](const std::string& text) { return KeySet::parse(text).error().code; };
  EXPECT_EQ(code("<html>"), Errc::kMalformed);
  EXPECT_EQ(code("[]"), Errc::kMalformed);
  EXPECT_EQ(code(R"({"keys":{}})"), Errc::kMalformed);
  EXPECT_EQ(code(R"({"keys":[]})"), Errc::kMissing);
  EXPECT_EQ(code(key_set(jwk(test_key(), "k") + "," + jwk(other_key(), "k"))), Errc::kDuplicate);
  const auto twice = KeySet::parse(key_set(jwk(test_key(), R"(a\nb)") + "," + jwk(other_key(), R"(a\nb)")));
  EXPECT_EQ(twice.error().message, R"(key set: two keys have the kid "a\nb")") << "one line, whatever the kid";
}

}  // namespace
}  // namespace entra::client
