#pragma once
// Proof Key for Code Exchange, method S256 (RFC 7636 §4).

#include <string>
#include <string_view>

#include "entra/support/random.hpp"

namespace entra::client {

struct Pkce {
  std::string verifier = {};   ///< secret until the code is redeemed; 43 characters
  std::string challenge = {};  ///< base64url(SHA-256(verifier))
  std::string method{"S256"};
};

[[nodiscard]] Pkce make_pkce(Random& random);
/// The S256 challenge of a verifier (RFC 7636 §4.2).
[[nodiscard]] std::string pkce_challenge(std::string_view verifier);

}  // namespace entra::client
