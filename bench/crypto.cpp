// RS256 as the mock signs and the client verifies, beside the same calls into OpenSSL without us.

#include <benchmark/benchmark.h>

#include <memory>
#include <string>

#include "entra/client/key_provider.hpp"
#include "entra/client/validator.hpp"
#include "entra/support/base64.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/evp.hpp"
#include "support/bare_rsa.hpp"

namespace entra::bench {
namespace {

const crypto::RsaPrivateKey& key() {
  static const crypto::RsaPrivateKey made = *crypto::RsaPrivateKey::from_pem(bare_key_pem());
  return made;
}

const std::string& signature() {
  static const std::string bytes = *key().sign_rs256(signing_input());
  return bytes;
}

void BM_SignOpenssl(benchmark::State& state) {
  static_cast<void>(sign_bare());  // makes the key
  for (auto _ : state)
    if (!sign_bare()) state.SkipWithError("OpenSSL cannot sign");
}

void BM_SignOurs(benchmark::State& state) {
  for (auto _ : state) {
    auto made = key().sign_rs256(signing_input());
    if (!made) state.SkipWithError("cannot sign");
    benchmark::DoNotOptimize(made);
  }
}

void BM_VerifyOpenssl(benchmark::State& state) {
  for (auto _ : state)
    if (!verify_bare(signature())) state.SkipWithError("OpenSSL refuses the signature");
}

void BM_VerifyOurs(benchmark::State& state) {
  const crypto::RsaPublicKey public_key = key().public_key();
  for (auto _ : state)
    if (!public_key.verify_rs256(signing_input(), signature())) state.SkipWithError("the signature is refused");
}

/// Everything that an API does with a token: taking it apart, the key, the signature, the claims.
void BM_ValidateToken(benchmark::State& state) {
  const std::string jwks = R"({"keys":[{"kty":"RSA","use":"sig","kid":"k1","n":")" +
                           base64url_encode(key().public_key().modulus()) + R"(","e":")" +
                           base64url_encode(key().public_key().exponent()) + R"("}]})";
  client::ValidatorOptions options;
  options.audiences = {"https://graph.microsoft.com"};
  options.issuers = {"https://sts.windows.net/{tenantid}/"};
  const ManualClock clock(from_epoch_seconds(1000010));
  const client::Validator validator(options, std::make_shared<client::StaticKeys>(*client::KeySet::parse(jwks)), clock);
  const std::string token = signing_input() + "." + base64url_encode(signature());
  for (auto _ : state) {
    auto accepted = validator.validate(token);
    if (!accepted) state.SkipWithError(accepted.error().detail.c_str());
    benchmark::DoNotOptimize(accepted);
  }
}

BENCHMARK(BM_SignOpenssl);
BENCHMARK(BM_SignOurs);
BENCHMARK(BM_VerifyOpenssl);
BENCHMARK(BM_VerifyOurs);
BENCHMARK(BM_ValidateToken);

}  // namespace
}  // namespace entra::bench
