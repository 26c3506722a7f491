// Our validator and our signing, beside bare OpenSSL.

#include <benchmark/benchmark.h>

#include <memory>
#include <string>

#include "entra/client/key_provider.hpp"
#include "entra/client/validator.hpp"
#include "entra/support/clock.hpp"
#include "peers_jwt/token.hpp"

namespace entra::bench {
namespace {

void BM_ValidateBareOpenssl(benchmark::State& state) {
  const std::string signature = *key().sign_rs256(signing_input());
  BareVerifier bare;
  for (auto _ : state)
    if (!bare.verify(signing_input(), signature)) state.SkipWithError("OpenSSL refuses the signature");
}
void BM_IssueBareOpenssl(benchmark::State& state) {
  for (auto _ : state)
    if (!sign_bare()) state.SkipWithError("OpenSSL cannot sign");
}

/// Everything that an API does with a token: form, key, signature, issuer, audience, times.
void BM_ValidateOurs(benchmark::State& state) {
  const auto public_key = key().public_key();
  const std::string jwks = R"({"keys":[{"kty":"RSA","use":"sig","kid":"k1","n":)" +
                           quoted_number(public_key.modulus()) + R"(,"e":)" + quoted_number(public_key.exponent()) +
                           "}]}";
  client::ValidatorOptions options;
  options.audiences = {kAudience};
  options.issuers = {"https://sts.windows.net/{tenantid}/"};
  const SystemClock clock;
  const client::Validator validator(options, std::make_shared<client::StaticKeys>(*client::KeySet::parse(jwks)), clock);
  for (auto _ : state) {
    auto accepted = validator.validate(token());
    if (!accepted) state.SkipWithError(accepted.error().detail.c_str());
    benchmark::DoNotOptimize(accepted);
  }
}
void BM_IssueOurs(benchmark::State& state) {
  for (auto _ : state) {
    std::string text = base64url_encode(jwt_header()) + "." + base64url_encode(jwt_payload());
    const auto signature = key().sign_rs256(text);
    if (!signature) state.SkipWithError("cannot sign");
    text += "." + base64url_encode(*signature);
    benchmark::DoNotOptimize(text);
  }
}
BENCHMARK(BM_ValidateBareOpenssl);
BENCHMARK(BM_ValidateOurs);
BENCHMARK(BM_IssueBareOpenssl);
BENCHMARK(BM_IssueOurs);

}  // namespace
}  // namespace entra::bench
