#include "testing/forge.hpp"

#include "entra/support/base64.hpp"

namespace entra::client::testing {

const crypto::RsaPrivateKey& test_key() {
  static const crypto::RsaPrivateKey key = crypto::RsaPrivateKey::generate().value();
  return key;
}

const crypto::RsaPrivateKey& other_key() {
  static const crypto::RsaPrivateKey key = crypto::RsaPrivateKey::generate().value();
  return key;
}

std::string jwk(const crypto::RsaPrivateKey& key, std::string_view kid, std::string_view extra) {
  const auto half = key.public_key();
  return R"({"kty":"RSA","use":"sig","kid":")" + std::string(kid) + R"(","n":")" + base64url_encode(half.modulus()) +
         R"(","e":")" + base64url_encode(half.exponent()) + "\"" + std::string(extra) + "}";
}

std::string key_set(std::string_view entries) {
  return R"({"keys":[)" + std::string(entries) + "]}";
}

std::string sign(std::string_view header_json, std::string_view payload_json, const crypto::RsaPrivateKey& key) {
  const std::string input = base64url_encode(header_json) + "." + base64url_encode(payload_json);
  return input + "." + base64url_encode(key.sign_rs256(input).value());
}

std::string to_pem(std::string_view der) {
  const std::string text = base64_encode(der);
  std::string pem = "-----BEGIN CERTIFICATE-----\n";
  for (std::size_t i = 0; i < text.size(); i += 64) pem += text.substr(i, 64) + "\n";
  return pem + "-----END CERTIFICATE-----\n";
}

}  // namespace entra::client::testing
