#pragma once
// Keys, key sets and tokens for tests: whatever JSON text is given gets signed.

#include <string>
#include <string_view>

#include "entra/support/evp.hpp"

namespace entra::client::testing {

/// Made once per process; tests must not depend on its value.
const crypto::RsaPrivateKey& test_key();
const crypto::RsaPrivateKey& other_key();

/// {"kty":"RSA",…} with the kid, and `extra` members (", \"issuer\":…") appended as they are.
std::string jwk(const crypto::RsaPrivateKey& key, std::string_view kid, std::string_view extra = "");
std::string key_set(std::string_view entries);

/// header.payload.signature, RS256, whatever the texts say.
std::string sign(std::string_view header_json, std::string_view payload_json,
                 const crypto::RsaPrivateKey& key = test_key());
/// PEM of a DER certificate.
std::string to_pem(std::string_view der);

}  // namespace entra::client::testing
