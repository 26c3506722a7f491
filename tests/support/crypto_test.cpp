#include <gtest/gtest.h>

#include <set>

#include "entra/support/base64.hpp"
#include "entra/support/evp.hpp"
#include "entra/support/random.hpp"
#include "entra/support/text.hpp"

namespace entra {
namespace {

/// FIPS 180-4 examples and RFC 4231 §4.2, RFC 2202 §3.
TEST(Hashes, KnowPublishedVectors) {
  EXPECT_EQ(crypto::to_hex(crypto::sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(crypto::to_hex(crypto::sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(crypto::to_hex(crypto::hmac_sha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(crypto::to_hex(crypto::hmac_sha1(std::string(20, '\x0b'), "Hi There")),
            "b617318655057264e28bc0b6fb378c8ef146be00");
}

/// RFC 7515 appendix A.2: another's signature is accepted, and nothing near it.
TEST(RsaPublicKey, VerifiesTheVectorOfTheRfc) {
  const auto modulus = base64url_decode(
      "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-"
      "pCgNMs"
      "D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-"
      "UTo7WTBEMa2R2CapHg665xsmtdV"
      "MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ");
  const auto signature = base64url_decode(
      "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
      "O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjb"
      "KBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-"
      "eOkHWEsqtFZES"
      "c6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw");
  ASSERT_TRUE(modulus && signature);
  const auto key = crypto::RsaPublicKey::from_components(*modulus, std::string("\x01\x00\x01", 3));
  ASSERT_TRUE(key);
  const std::string input =
      "eyJhbGciOiJSUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  EXPECT_TRUE(key->verify_rs256(input, *signature));
  EXPECT_FALSE(key->verify_rs256(input + "x", *signature));
  EXPECT_FALSE(key->verify_rs256(input, signature->substr(1)));
  EXPECT_FALSE(key->verify_rs256(input, ""));
  EXPECT_EQ(key->modulus(), *modulus);
  EXPECT_EQ(key->bits(), 2048);
}

TEST(RsaPrivateKey, SignsAndComesBackFromPem) {
  const auto key = crypto::RsaPrivateKey::generate();
  ASSERT_TRUE(key);
  const auto again = crypto::RsaPrivateKey::from_pem(key->to_pem());
  ASSERT_TRUE(again);
  EXPECT_TRUE(key->public_key().verify_rs256("text", *again->sign_rs256("text")));
}

TEST(RsaPrivateKey, RefusesWeakAndForeignKeys) {
  EXPECT_EQ(crypto::RsaPrivateKey::generate(1024).error().code, Errc::kOutOfRange);
  EXPECT_FALSE(crypto::RsaPrivateKey::from_pem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));
  EXPECT_FALSE(crypto::RsaPublicKey::from_components("", "\x03"));
}

TEST(Random, MakesVersion4Guids) {
  SystemRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string guid = random.guid();
    EXPECT_EQ(guid[14], '4');
    EXPECT_NE(std::string("89ab").find(guid[19]), std::string::npos);
    seen.insert(guid);
  }
  EXPECT_EQ(seen.size(), 100u);
}

TEST(Random, SeededRepeatsItself) {
  SeededRandom one(5);
  SeededRandom two(5);
  SeededRandom other(6);
  const std::string first = one.token(32);
  EXPECT_EQ(first, two.token(32));
  EXPECT_NE(first, other.token(32));
  for (int i = 0; i < 1000; ++i) EXPECT_LT(one.below(7), 7u);
}

TEST(Text, SuggestsNearNames) {
  EXPECT_EQ(nearest("redirectUrls", {"redirectUris", "logoutUrl"}), "redirectUris");
  EXPECT_EQ(nearest("zebra", {"redirectUris", "logoutUrl"}), std::nullopt);
}

TEST(Text, MatchesGlobs) {
  EXPECT_TRUE(matches_glob("*/token", "/t/oauth2/token"));
  EXPECT_TRUE(matches_glob("a?c*", "abcdef"));
  EXPECT_TRUE(matches_glob("*", ""));
  EXPECT_FALSE(matches_glob("*/token", "/t/oauth2/tokens"));
  EXPECT_TRUE(matches_glob("*a*b*c*", "xxaxxbxxcxx"));
  EXPECT_FALSE(matches_glob("a", ""));
}

TEST(Text, MasksSecrets) {
  EXPECT_EQ(mask_secret("short"), "***");
  const std::string masked = mask_secret("a-long-enough-secret");
  EXPECT_TRUE(masked.starts_with("***"));
  EXPECT_EQ(masked.size(), 11u);
  EXPECT_NE(masked, mask_secret("another-long-enough-secret"));
}

TEST(Text, ComparesInConstantTime) {
  EXPECT_TRUE(equals_in_constant_time("same", "same"));
  EXPECT_FALSE(equals_in_constant_time("same", "sane"));
  EXPECT_FALSE(equals_in_constant_time("same", "same "));
}

/// RFC 7518 §3.5; the two paddings are not interchangeable, and PSS salts every signature anew.
TEST(RsaPrivateKey, SignsPs256) {
  const auto key = crypto::RsaPrivateKey::generate();
  ASSERT_TRUE(key);
  const auto public_key = key->public_key();
  const auto signature = key->sign_ps256("text");
  ASSERT_TRUE(signature);
  EXPECT_TRUE(public_key.verify_ps256("text", *signature));
  EXPECT_FALSE(public_key.verify_ps256("texts", *signature));
  EXPECT_FALSE(public_key.verify_rs256("text", *signature));
  EXPECT_FALSE(public_key.verify_ps256("text", *key->sign_rs256("text")));
  EXPECT_FALSE(public_key.verify_ps256("text", ""));
  EXPECT_NE(*signature, *key->sign_ps256("text"));
}

TEST(Certificate, IsReadFromPem) {
  const auto key = crypto::RsaPrivateKey::generate();
  const auto start = from_epoch_seconds(1704067200);
  const auto end = from_epoch_seconds(2019686400);
  const auto der = crypto::make_self_signed_certificate(*key, "test", start, end);
  ASSERT_TRUE(der);
  const auto certificate = crypto::parse_certificate("-----BEGIN CERTIFICATE-----\n" + base64_encode(*der) +
                                                     "\n-----END CERTIFICATE-----\n");
  ASSERT_TRUE(certificate) << certificate.error().message;
  EXPECT_EQ(certificate->der, *der);
  EXPECT_EQ(certificate->not_before, start);
  EXPECT_EQ(certificate->not_after, end);
  EXPECT_EQ(certificate->public_key.modulus(), key->public_key().modulus());
  EXPECT_FALSE(crypto::parse_certificate(key->to_pem()));
  EXPECT_FALSE(crypto::parse_certificate(""));
}

}  // namespace
}  // namespace entra
