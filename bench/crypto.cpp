// RS256 as the mock signs and the client verifies, beside the same calls into OpenSSL without us.

#include <benchmark/benchmark.h>
#include <openssl/evp.h>

#include <memory>
#include <string>

#include "entra/support/evp.hpp"
#include "support/bare_rsa.hpp"

namespace entra::bench {
namespace {

using Digest = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const crypto::RsaPrivateKey& key() {
  static const crypto::RsaPrivateKey made = *crypto::RsaPrivateKey::from_pem(bare_key_pem());
  return made;
}

const std::string& signature() {
  static const std::string bytes = *key().sign_rs256(signing_input());
  return bytes;
}

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
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
  const std::string& data = signing_input();
  for (auto _ : state) {
    const Digest digest(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    if (EVP_DigestVerifyInit(digest.get(), nullptr, bare_sha256(), nullptr, bare_public_key()) != 1 ||
        EVP_DigestVerify(digest.get(), bytes_of(signature()), signature().size(), bytes_of(data), data.size()) != 1)
      state.SkipWithError("OpenSSL refuses the signature");
  }
}

void BM_VerifyOurs(benchmark::State& state) {
  const crypto::RsaPublicKey public_key = key().public_key();
  for (auto _ : state)
    if (!public_key.verify_rs256(signing_input(), signature())) state.SkipWithError("the signature is refused");
}

BENCHMARK(BM_SignOpenssl);
BENCHMARK(BM_SignOurs);
BENCHMARK(BM_VerifyOpenssl);
BENCHMARK(BM_VerifyOurs);

}  // namespace
}  // namespace entra::bench
