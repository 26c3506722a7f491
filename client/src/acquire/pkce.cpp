#include "entra/client/pkce.hpp"

#include "entra/support/base64.hpp"
#include "entra/support/evp.hpp"

namespace entra::client {

Pkce make_pkce(Random& random) {
  Pkce pkce;
  pkce.verifier = random.token(32);  // 43 characters, the least that RFC 7636 §4.1 allows, with 256 bits in them
  pkce.challenge = pkce_challenge(pkce.verifier);
  return pkce;
}

std::string pkce_challenge(std::string_view verifier) {
  return base64url_encode(crypto::sha256(verifier));
}

}  // namespace entra::client
