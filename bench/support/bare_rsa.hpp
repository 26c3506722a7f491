#pragma once
// RS256 with OpenSSL alone: the floor under everything that signs or verifies.

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

namespace entra::bench {

/// An RSA key of 2048 bits, the same for the life of the program. Ends the program when it cannot be made.
[[nodiscard]] const std::string& bare_key_pem();
[[nodiscard]] EVP_PKEY* bare_key();
/// Fetched once, as OpenSSL 3 advises (crypto(7), "Performance"): the floor, not an easy opponent.
[[nodiscard]] const EVP_MD* bare_sha256();
/// The JSON of an app-only token: good from 1970 to 2100, 832 bytes of payload.
[[nodiscard]] const std::string& jwt_header();
[[nodiscard]] const std::string& jwt_payload();
/// Both as the header.payload of a JWT.
[[nodiscard]] const std::string& signing_input();
/// One signature of signing_input(), as short as OpenSSL's API allows. False when OpenSSL refuses.
[[nodiscard]] bool sign_bare();

/// RS256 with contexts that are set up once and a key that is public only. Belongs to one thread.
class BareVerifier {
 public:
  BareVerifier();
  [[nodiscard]] bool verify(std::string_view data, std::string_view signature);

 private:
  std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> key_;
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest_;
};
/// The public half of bare_key() alone, as a program that verifies has it.
[[nodiscard]] EVP_PKEY* bare_public_key();

}  // namespace entra::bench
