#pragma once
// How a client proves who it is at the token endpoint (RFC 6749 §2.3): nothing, a secret, or a signed assertion.

#include <string>
#include <string_view>
#include <variant>

#include "entra/client/client_assertion.hpp"
#include "entra/client/client_certificate.hpp"

namespace entra::client {

/// A public client: only its client_id is sent.
struct NoCredential {};

/// A password of the application, sent as client_secret in the body.
struct ClientSecret {
  std::string value;
};

using ClientCredential = std::variant<NoCredential, ClientSecret, ClientCertificate, ClientAssertion>;

/// Tells credentials apart without showing them: a hash under a key that only this process knows, a certificate's
/// thumbprint, or an assertion's name.
[[nodiscard]] std::string fingerprint(const ClientCredential& credential);
/// The same hash for any other secret that has to be part of a cache key, for example a refresh token.
[[nodiscard]] std::string fingerprint(std::string_view secret);

}  // namespace entra::client
