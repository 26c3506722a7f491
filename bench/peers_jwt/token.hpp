#pragma once
// The one token of this program: RS256, an app-only token's 832 bytes of payload.

#include <string>

#include "entra/support/base64.hpp"
#include "entra/support/evp.hpp"
#include "support/bare_rsa.hpp"

namespace entra::bench {

inline constexpr const char* kAudience = "https://graph.microsoft.com";
inline constexpr const char* kIssuer = "https://sts.windows.net/11111111-2222-4333-8444-555555555555/";

inline const crypto::RsaPrivateKey& key() {
  static const crypto::RsaPrivateKey made = *crypto::RsaPrivateKey::from_pem(bare_key_pem());
  return made;
}
inline const std::string& token() {
  static const std::string text = signing_input() + "." + base64url_encode(*key().sign_rs256(signing_input()));
  return text;
}
/// A number of a JWK (RFC 7518 §2, Base64urlUInt), in quotes.
inline std::string quoted_number(const std::string& bytes) {
  return "\"" + base64url_encode(bytes) + "\"";
}

}  // namespace entra::bench
