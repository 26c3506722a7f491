#include "entra/client/credential.hpp"

#include <gtest/gtest.h>

#include "entra/client/jwt.hpp"
#include "entra/client/pkce.hpp"
#include "entra/support/base64.hpp"
#include "testing/forge.hpp"

namespace entra::client {
namespace {

const Instant kNow = from_epoch_seconds(1'740'819'600);

std::string certificate_der() {
  return crypto::make_self_signed_certificate(testing::test_key(), "csp-app", kNow, kNow + std::chrono::hours(24))
      .value();
}

TEST(Pkce, MatchesRfc7636AppendixB) {
  EXPECT_EQ(pkce_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST(Pkce, MakesAVerifierOfTheAllowedLength) {
  SeededRandom random(7);
  const Pkce first = make_pkce(random);
  const Pkce second = make_pkce(random);
  EXPECT_EQ(first.verifier.size(), 43u);
  EXPECT_EQ(first.challenge, pkce_challenge(first.verifier));
  EXPECT_NE(first.verifier, second.verifier);
}

TEST(ClientCertificate, SignsAnAssertionThatNamesItsCertificate) {
  const std::string der = certificate_der();
  const auto certificate = ClientCertificate::from_pem(testing::to_pem(der), testing::test_key().to_pem());
  ASSERT_TRUE(certificate) << certificate.error().message;
  SeededRandom random(1);
  const auto assertion = certificate->make_assertion("https://localhost/t/oauth2/token", "my-client", kNow, random);
  ASSERT_TRUE(assertion);
  const auto jwt = decode_jwt(*assertion);
  ASSERT_TRUE(jwt);
  EXPECT_TRUE(testing::test_key().public_key().verify_rs256(jwt->signing_input, jwt->signature));
  EXPECT_EQ(jwt->header.text("alg"), "RS256");
  EXPECT_EQ(jwt->header.text("x5t"), base64url_encode(crypto::sha1(der)));
  EXPECT_EQ(jwt->payload.text("aud"), "https://localhost/t/oauth2/token");
  EXPECT_EQ(jwt->payload.text("iss"), "my-client");
  EXPECT_EQ(jwt->payload.text("sub"), "my-client");
  EXPECT_EQ(jwt->payload.integer("nbf"), to_epoch_seconds(kNow));
  EXPECT_EQ(jwt->payload.integer("exp"), to_epoch_seconds(kNow) + 600);
  EXPECT_TRUE(jwt->payload.text("jti").has_value());
  EXPECT_NE(certificate->make_assertion("https://localhost/t/oauth2/token", "my-client", kNow, random), *assertion)
      << "the jti must differ";
}

TEST(ClientCertificate, RefusesAKeyThatIsNotTheCertificates) {
  const auto certificate =
      ClientCertificate::from_pem(testing::to_pem(certificate_der()), testing::other_key().to_pem());
  ASSERT_FALSE(certificate);
  EXPECT_EQ(certificate.error().code, Errc::kCrypto);
}

TEST(ClientCertificate, RefusesTextsThatAreNoPem) {
  EXPECT_FALSE(ClientCertificate::from_pem("nonsense", testing::test_key().to_pem()));
  EXPECT_FALSE(ClientCertificate::from_pem(testing::to_pem(certificate_der()), "nonsense"));
}

TEST(Fingerprint, TellsCredentialsApartWithoutShowingThem) {
  const std::string one = fingerprint(ClientCredential(ClientSecret{"correct horse"}));
  EXPECT_EQ(one, fingerprint(ClientCredential(ClientSecret{"correct horse"})));
  EXPECT_NE(one, fingerprint(ClientCredential(ClientSecret{"correct horsf"})));
  EXPECT_NE(one, fingerprint(ClientCredential(NoCredential{})));
  EXPECT_EQ(one.find("horse"), std::string::npos);
}

}  // namespace
}  // namespace entra::client
