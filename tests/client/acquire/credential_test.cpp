#include "entra/client/credential.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

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

DecodedJwt assertion_of(const ClientCertificate& certificate) {
  SeededRandom random(1);
  return decode_jwt(certificate.make_assertion("https://localhost/t/oauth2/token", "my-client", kNow, random).value())
      .value();
}

TEST(ClientCertificate, SignsAnAssertionThatNamesItsCertificate) {
  const std::string der = certificate_der();
  const auto certificate = ClientCertificate::from_pem(testing::to_pem(der), testing::test_key().to_pem());
  ASSERT_TRUE(certificate) << certificate.error().message;
  const DecodedJwt jwt = assertion_of(*certificate);
  EXPECT_TRUE(testing::test_key().public_key().verify_ps256(jwt.signing_input, jwt.signature));
  EXPECT_EQ(jwt.header.json(),
            R"({"alg":"PS256","typ":"JWT","x5t#S256":")" + base64url_encode(crypto::sha256(der)) + R"("})");
  EXPECT_EQ(jwt.payload.text("aud"), "https://localhost/t/oauth2/token");
  EXPECT_EQ(jwt.payload.text("iss"), "my-client");
  EXPECT_EQ(jwt.payload.text("sub"), "my-client");
  EXPECT_EQ(jwt.payload.integer("nbf"), to_epoch_seconds(kNow));
  EXPECT_EQ(jwt.payload.integer("exp"), to_epoch_seconds(kNow) + 600);
  EXPECT_TRUE(jwt.payload.text("jti").has_value());
  SeededRandom random(1);
  const auto one = certificate->make_assertion("https://localhost/t/oauth2/token", "my-client", kNow, random);
  EXPECT_NE(certificate->make_assertion("https://localhost/t/oauth2/token", "my-client", kNow, random), *one)
      << "the jti must differ";
}

TEST(ClientCertificate, SignsTheOlderWayWhenAsked) {
  const std::string der = certificate_der();
  const auto certificate = ClientCertificate::from_pem(testing::to_pem(der), testing::test_key().to_pem(),
                                                       {.algorithm = AssertionAlgorithm::kRs256});
  ASSERT_TRUE(certificate) << certificate.error().message;
  const DecodedJwt jwt = assertion_of(*certificate);
  EXPECT_TRUE(testing::test_key().public_key().verify_rs256(jwt.signing_input, jwt.signature));
  EXPECT_EQ(jwt.header.json(), R"({"alg":"RS256","typ":"JWT","x5t":")" + base64url_encode(crypto::sha1(der)) + R"("})");
}

TEST(ClientCertificate, SendsItsChainWithTheOwnCertificateFirst) {
  const std::string leaf = certificate_der();
  const std::string issuer =
      crypto::make_self_signed_certificate(testing::other_key(), "ca", kNow, kNow + std::chrono::hours(24)).value();
  const auto certificate = ClientCertificate::from_pem(testing::to_pem(leaf) + testing::to_pem(issuer),
                                                       testing::test_key().to_pem(), {.send_x5c = true});
  ASSERT_TRUE(certificate) << certificate.error().message;
  const DecodedJwt jwt = assertion_of(*certificate);
  EXPECT_EQ(jwt.header.list("x5c"), (std::vector<std::string>{base64_encode(leaf), base64_encode(issuer)}));
  EXPECT_EQ(jwt.header.text("x5t#S256"), base64url_encode(crypto::sha256(leaf)));
}

TEST(ClientCertificate, FindsBothInOneText) {
  const std::string both = testing::test_key().to_pem() + testing::to_pem(certificate_der());
  EXPECT_TRUE(ClientCertificate::from_pem(both, both));
}

TEST(ClientCertificate, SaysThatAKeyIsEncrypted) {
  for (const char* key : {"-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIE\n-----END ENCRYPTED PRIVATE KEY-----\n",
                          "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nMIIE\n"
                          "-----END RSA PRIVATE KEY-----\n"}) {
    const auto certificate = ClientCertificate::from_pem(testing::to_pem(certificate_der()), key);
    ASSERT_FALSE(certificate);
    EXPECT_EQ(certificate.error().code, Errc::kUnsupported);
    EXPECT_NE(certificate.error().message.find("it is encrypted"), std::string::npos);
  }
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

TEST(ClientAssertion, ReadsItsFileAnewEachTime) {
  const std::string path = ::testing::TempDir() + "entra_assertion_" + std::to_string(::getpid());
  const auto assertion = ClientAssertion::from_file(path);
  const auto absent = assertion.read({});
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, Errc::kNotFound);
  EXPECT_NE(absent.error().message.find(path), std::string::npos);
  for (const char* text : {"first.jwt.x", "second.jwt.x"}) {
    std::ofstream(path) << "\n " << text << "\n";
    EXPECT_EQ(assertion.read({}), text);
  }
  std::ofstream(path) << " \n";
  EXPECT_EQ(assertion.read({}).error().code, Errc::kMissing);
  std::ofstream(path) << std::string((64u << 10) + 1, 'x');
  EXPECT_EQ(assertion.read({}).error().code, Errc::kOutOfRange);
  ::unlink(path.c_str());
  EXPECT_FALSE(ClientAssertion::from_file("/").read({})) << "a folder is no assertion";
}

TEST(ClientAssertion, TellsItsSourceWhatItIsFor) {
  const auto assertion = ClientAssertion::from_source("vault key", [](const AssertionPurpose& purpose) {
    return Result<std::string>(purpose.client_id + " at " + purpose.token_endpoint);
  });
  EXPECT_EQ(assertion.read({.client_id = "c", .token_endpoint = "https://h/t"}), "c at https://h/t");
  EXPECT_EQ(ClientAssertion::from_source("none", nullptr).read({}).error().code, Errc::kMissing);
}

TEST(Fingerprint, TellsCredentialsApartWithoutShowingThem) {
  const std::string one = fingerprint(ClientCredential(ClientSecret{"correct horse"}));
  EXPECT_EQ(one, fingerprint(ClientCredential(ClientSecret{"correct horse"})));
  EXPECT_NE(one, fingerprint(ClientCredential(ClientSecret{"correct horsf"})));
  EXPECT_NE(one, fingerprint(ClientCredential(NoCredential{})));
  EXPECT_EQ(one.find("horse"), std::string::npos);
}

TEST(Fingerprint, OfAnAssertionIsItsSourceAndNotItsText) {
  const auto of = [](ClientAssertion assertion) { return fingerprint(ClientCredential(std::move(assertion))); };
  EXPECT_EQ(of(ClientAssertion::from_file("/a")), of(ClientAssertion::from_file("/a")));
  EXPECT_NE(of(ClientAssertion::from_file("/a")), of(ClientAssertion::from_file("/b")));
  EXPECT_NE(of(ClientAssertion::from_file("/a")), of(ClientAssertion::from_source("/a", nullptr)));
}

}  // namespace
}  // namespace entra::client
