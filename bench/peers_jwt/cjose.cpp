// cjose (Debian: libcjose-dev), with its key imported once.

#include <benchmark/benchmark.h>
#include <cjose/cjose.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <memory>
#include <string>

#include "peers_jwt/token.hpp"

namespace entra::bench {
namespace {

using JwkHandle = std::unique_ptr<cjose_jwk_t, decltype(&cjose_jwk_release)>;
using JwsHandle = std::unique_ptr<cjose_jws_t, decltype(&cjose_jws_release)>;

/// A number of the key, as a member of a JWK (RFC 7518 §6.3).
std::string member(const char* name, const char* parameter) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(bare_key(), parameter, &number);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
  BN_free(number);
  return std::string(",\"") + name + "\":" + quoted_number(bytes);
}

JwkHandle make_jwk() {
  std::string json = R"({"kty":"RSA","kid":"k1")";
  json += member("n", OSSL_PKEY_PARAM_RSA_N) + member("e", OSSL_PKEY_PARAM_RSA_E);
  json += member("d", OSSL_PKEY_PARAM_RSA_D);
  json += member("p", OSSL_PKEY_PARAM_RSA_FACTOR1) + member("q", OSSL_PKEY_PARAM_RSA_FACTOR2);
  json += member("dp", OSSL_PKEY_PARAM_RSA_EXPONENT1) + member("dq", OSSL_PKEY_PARAM_RSA_EXPONENT2);
  json += member("qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1) + "}";
  return {cjose_jwk_import(json.data(), json.size(), nullptr), &cjose_jwk_release};
}

/// Signature alone: cjose knows no claims.
void BM_ValidateCjose(benchmark::State& state) {
  const JwkHandle jwk = make_jwk();
  for (auto _ : state) {
    const JwsHandle jws(cjose_jws_import(token().data(), token().size(), nullptr), &cjose_jws_release);
    if (!jws || !cjose_jws_verify(jws.get(), jwk.get(), nullptr)) state.SkipWithError("cjose refuses the signature");
  }
}
void BM_IssueCjose(benchmark::State& state) {
  const JwkHandle jwk = make_jwk();
  const std::unique_ptr<cjose_header_t, decltype(&cjose_header_release)> header(cjose_header_new(nullptr),
                                                                                &cjose_header_release);
  cjose_header_set(header.get(), CJOSE_HDR_ALG, CJOSE_HDR_ALG_RS256, nullptr);
  const std::string& payload = jwt_payload();
  for (auto _ : state) {
    const JwsHandle jws(cjose_jws_sign(jwk.get(), header.get(), reinterpret_cast<const std::uint8_t*>(payload.data()),
                                       payload.size(), nullptr),
                        &cjose_jws_release);
    const char* text = nullptr;
    if (!jws || !cjose_jws_export(jws.get(), &text, nullptr)) state.SkipWithError("cjose cannot sign");
    benchmark::DoNotOptimize(text);
  }
}
BENCHMARK(BM_ValidateCjose);
BENCHMARK(BM_IssueCjose);

}  // namespace
}  // namespace entra::bench
