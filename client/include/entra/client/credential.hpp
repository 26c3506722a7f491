#pragma once
// How a client proves who it is at the token endpoint (RFC 6749 §2.3): nothing, a secret, or a signed assertion.

#include <string>
#include <string_view>
#include <variant>

#include "entra/support/clock.hpp"
#include "entra/support/evp.hpp"
#include "entra/support/random.hpp"
#include "entra/support/result.hpp"
#include "entra/support/url.hpp"

namespace entra::client {

/// A public client: only its client_id is sent.
struct NoCredential {};

/// A password of the application, sent as client_secret in the body.
struct ClientSecret {
  std::string value;
};

/// A certificate and its key, used for private_key_jwt (RFC 7523 §2.2; Entra: "certificate credentials").
class ClientCertificate {
 public:
  /// kMalformed for texts that are no PEM, kCrypto when the key is not the certificate's.
  [[nodiscard]] static Result<ClientCertificate> from_pem(std::string_view certificate, std::string_view key);

  /// The assertion for one request: RS256 with x5t, aud = the token endpoint, valid for ten minutes from `now`.
  [[nodiscard]] Result<std::string> make_assertion(std::string_view token_endpoint, std::string_view client_id,
                                                   Instant now, Random& random) const;
  [[nodiscard]] const std::string& thumbprint() const noexcept { return x5t_; }  ///< base64url SHA-1 of the DER

 private:
  ClientCertificate(crypto::RsaPrivateKey key, std::string x5t) : key_(std::move(key)), x5t_(std::move(x5t)) {}
  crypto::RsaPrivateKey key_;
  std::string x5t_;
};

using ClientCredential = std::variant<NoCredential, ClientSecret, ClientCertificate>;

/// Tells credentials apart without showing them: a hash under a key that only this process knows.
[[nodiscard]] std::string fingerprint(const ClientCredential& credential);
/// The same hash for any other secret that has to be part of a cache key, for example a refresh token.
[[nodiscard]] std::string fingerprint(std::string_view secret);

}  // namespace entra::client
