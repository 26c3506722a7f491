// What somebody's API does with the installed package: checks a token against a key set, and the clock runs out.

#include <cstdio>
#include <string>

#include "entra/client/key_provider.hpp"
#include "entra/client/validator.hpp"
#include "entra/support/base64.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/evp.hpp"
#include "every_header.hpp"

int main() {
  namespace client = entra::client;
  const auto key = entra::crypto::RsaPrivateKey::generate();
  if (!key) return 1;

  const std::string jwks = R"({"keys":[{"kty":"RSA","use":"sig","kid":"k1","n":")" +
                           entra::base64url_encode(key->public_key().modulus()) + R"(","e":")" +
                           entra::base64url_encode(key->public_key().exponent()) + R"("}]})";
  const std::string payload =
      entra::base64url_encode(R"({"alg":"RS256","typ":"JWT","kid":"k1"})") + "." +
      entra::base64url_encode(R"({"aud":"https://api.example.com","iss":"https://login.example.com/t","sub":"s",)"
                              R"("ver":"2.0","iat":1000000,"nbf":1000000,"exp":1003600})");
  const auto signature = key->sign_rs256(payload);
  auto keys = client::KeySet::parse(jwks);
  if (!signature || !keys) return 2;
  const std::string token = payload + "." + entra::base64url_encode(*signature);

  entra::ManualClock clock(entra::from_epoch_seconds(1000010));
  client::ValidatorOptions options;
  options.audiences = {"https://api.example.com"};
  options.issuers = {"https://login.example.com/t"};
  const client::Validator validator(options, std::make_shared<client::StaticKeys>(*keys), clock);

  const auto accepted = validator.validate(token);
  if (!accepted) {
    std::printf("refused: %s\n", std::string(to_string(accepted.error().reason)).c_str());
    return 3;
  }
  clock.advance(std::chrono::hours(2));
  const auto late = validator.validate(token);
  if (late) return 4;
  std::printf("accepted for %s, then refused: %s\n", accepted->claims.text("aud").value_or("?").c_str(),
              std::string(to_string(late.error().reason)).c_str());
  // Linked for real: the transport brings the HTTP library in.
  return client::make_http_transport() ? 0 : 5;
}
