// libjwt 1 (Debian: libjwt-dev), as its examples show it.

#include <benchmark/benchmark.h>
#include <jwt.h>

#include <ctime>
#include <memory>
#include <string>

#include "peers_jwt/token.hpp"

namespace entra::bench {
namespace {

using JwtHandle = std::unique_ptr<jwt_t, decltype(&jwt_free)>;

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// Version 1, which Debian has: it too parses the PEM for each token.
void BM_ValidateLibjwt(benchmark::State& state) {
  const std::string pem = key().public_key().to_pem();
  const std::unique_ptr<jwt_valid_t, decltype(&jwt_valid_free)> wanted(
      [] {
        jwt_valid_t* made = nullptr;
        jwt_valid_new(&made, JWT_ALG_RS256);
        jwt_valid_add_grant(made, "aud", kAudience);
        jwt_valid_add_grant(made, "iss", kIssuer);
        return made;
      }(),
      &jwt_valid_free);
  for (auto _ : state) {
    jwt_t* decoded = nullptr;
    if (jwt_decode(&decoded, token().c_str(), bytes_of(pem), static_cast<int>(pem.size())) != 0) {
      state.SkipWithError("libjwt refuses the signature");
      break;
    }
    const JwtHandle handle(decoded, &jwt_free);
    jwt_valid_set_now(wanted.get(), time(nullptr));
    if (jwt_validate(decoded, wanted.get()) != 0) state.SkipWithError("libjwt refuses the claims");
  }
}
void BM_IssueLibjwt(benchmark::State& state) {
  const std::string& pem = bare_key_pem();
  for (auto _ : state) {
    jwt_t* made = nullptr;
    jwt_new(&made);
    const JwtHandle handle(made, &jwt_free);
    if (jwt_add_grants_json(made, jwt_payload().c_str()) != 0 ||
        jwt_set_alg(made, JWT_ALG_RS256, bytes_of(pem), static_cast<int>(pem.size())) != 0)
      state.SkipWithError("libjwt takes no claims or no key");
    char* text = jwt_encode_str(made);
    if (text == nullptr) state.SkipWithError("libjwt cannot sign");
    benchmark::DoNotOptimize(text);
    jwt_free_str(text);
  }
}
BENCHMARK(BM_ValidateLibjwt);
BENCHMARK(BM_IssueLibjwt);

}  // namespace
}  // namespace entra::bench
