// cpp-jwt (Debian: libcpp-jwt-dev), as its README shows it.

#include <benchmark/benchmark.h>

#include <jwt/jwt.hpp>
#include <string>

#include "peers_jwt/token.hpp"

namespace entra::bench {
namespace {

/// It takes a key as PEM only, and parses it for each token.
void BM_ValidateCppJwt(benchmark::State& state) {
  using namespace jwt::params;
  const std::string pem = key().public_key().to_pem();
  for (auto _ : state) {
    std::error_code error;
    auto decoded =
        jwt::decode(token(), algorithms({"RS256"}), error, secret(pem), verify(true), aud(kAudience), issuer(kIssuer));
    if (error) state.SkipWithError(error.message().c_str());
    benchmark::DoNotOptimize(decoded);
  }
}
void BM_IssueCppJwt(benchmark::State& state) {
  using namespace jwt::params;
  const auto claims = nlohmann::json::parse(jwt_payload());
  for (auto _ : state) {
    jwt::jwt_object object{algorithm("RS256"), secret(bare_key_pem())};
    for (const auto& [name, value] : claims.items()) object.add_claim(name, value);
    std::error_code error;
    auto text = object.signature(error);
    if (error) state.SkipWithError(error.message().c_str());
    benchmark::DoNotOptimize(text);
  }
}
BENCHMARK(BM_ValidateCppJwt);
BENCHMARK(BM_IssueCppJwt);

}  // namespace
}  // namespace entra::bench
