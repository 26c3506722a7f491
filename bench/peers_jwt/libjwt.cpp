// libjwt 1 (Debian: libjwt-dev), as its examples show it.

#include <benchmark/benchmark.h>
#include <jwt.h>

#include <cstdlib>
#include <cstring>
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

bool has_grant(jwt_t* decoded, const char* name, const char* wanted) {
  const char* value = jwt_get_grant(decoded, name);
  return value != nullptr && std::strcmp(value, wanted) == 0;
}

/// It parses the PEM for each token, and leaves the claims to the program.
void BM_ValidateLibjwt(benchmark::State& state) {
  const std::string pem = key().public_key().to_pem();
  for (auto _ : state) {
    jwt_t* decoded = nullptr;
    if (jwt_decode(&decoded, token().c_str(), bytes_of(pem), static_cast<int>(pem.size())) != 0) {
      state.SkipWithError("libjwt refuses the signature");
      break;
    }
    const JwtHandle handle(decoded, &jwt_free);
    const std::time_t now = std::time(nullptr);
    if (jwt_get_alg(decoded) != JWT_ALG_RS256 || !has_grant(decoded, "aud", kAudience) ||
        !has_grant(decoded, "iss", kIssuer) || jwt_get_grant_int(decoded, "exp") <= now ||
        jwt_get_grant_int(decoded, "nbf") > now)
      state.SkipWithError("the claims are refused");
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
    std::free(text);
  }
}
BENCHMARK(BM_ValidateLibjwt);
BENCHMARK(BM_IssueLibjwt);

}  // namespace
}  // namespace entra::bench
