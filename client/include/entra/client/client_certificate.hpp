#pragma once
// A certificate as a credential: private_key_jwt (RFC 7523 §2.2; Entra: "certificate credentials").

#include <string>
#include <string_view>

#include "entra/support/clock.hpp"
#include "entra/support/evp.hpp"
#include "entra/support/random.hpp"
#include "entra/support/result.hpp"

namespace entra::client {

/// How an assertion is signed, and by which hash its header names the certificate.
enum class AssertionAlgorithm {
  kPs256,  ///< RSA-PSS, x5t#S256: what Entra documents
  kRs256,  ///< RSA PKCS #1, x5t (SHA-1): older servers, AD FS among them
};

struct CertificateOptions {
  AssertionAlgorithm algorithm{AssertionAlgorithm::kPs256};
  /// Sends the certificates along (x5c, RFC 7515 §4.1.6), which Entra wants where it knows an application by its
  /// certificate's subject name and issuer.
  bool send_x5c{false};
};

/// The key is parsed once. Immutable, cheap to copy; thread-safe.
class ClientCertificate {
 public:
  /// `certificate` may hold a chain, the client's own first; `key` is PKCS #1 or #8, and both may be one text.
  /// kMalformed for texts that are no PEM, kUnsupported for an encrypted key, kCrypto when the key is not the
  /// certificate's.
  [[nodiscard]] static Result<ClientCertificate> from_pem(std::string_view certificate, std::string_view key,
                                                          CertificateOptions options = {});

  /// The assertion for one request: aud = the token endpoint, valid for ten minutes from `now`.
  [[nodiscard]] Result<std::string> make_assertion(std::string_view token_endpoint, std::string_view client_id,
                                                   Instant now, Random& random) const;
  [[nodiscard]] const std::string& thumbprint() const noexcept { return x5t_; }  ///< base64url SHA-1 of the DER
  [[nodiscard]] const std::string& thumbprint_sha256() const noexcept { return x5t_s256_; }  ///< likewise SHA-256

 private:
  explicit ClientCertificate(crypto::RsaPrivateKey key) : key_(std::move(key)) {}
  crypto::RsaPrivateKey key_;
  AssertionAlgorithm algorithm_{AssertionAlgorithm::kPs256};
  std::string x5t_;
  std::string x5t_s256_;
  std::string header_;  ///< of every assertion, encoded
};

}  // namespace entra::client
