// What an API pays for a token that comes with a request: the whole validation beside the bare signature, a token that
// was seen before, and a flood of forged key names.

#include <benchmark/benchmark.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "entra/client/caching_validator.hpp"
#include "entra/client/jwks_cache.hpp"
#include "entra/client/validator.hpp"
#include "entra/support/base64.hpp"
#include "support/bare_rsa.hpp"
#include "support/wander.hpp"

namespace entra::bench {
namespace {

constexpr std::int64_t kNow = 1'000'010;
constexpr const char* kIssuer = "https://sts.windows.net/{tenantid}/";

const crypto::RsaPrivateKey& key() {
  static const crypto::RsaPrivateKey made = *crypto::RsaPrivateKey::from_pem(bare_key_pem());
  return made;
}

const std::string& jwks() {
  static const std::string text = R"({"keys":[{"kty":"RSA","use":"sig","kid":"k1","n":")" +
                                  base64url_encode(key().public_key().modulus()) + R"(","e":")" +
                                  base64url_encode(key().public_key().exponent()) + R"("}]})";
  return text;
}

/// A user's token for an API of one's own, with the claims of the documented sample.
std::string make_token(std::size_t user) {
  const std::string input =
      base64url_encode(R"({"typ":"JWT","alg":"RS256","x5t":"k1","kid":"k1"})") + "." +
      base64url_encode(
          R"({"aud":"https://api.example","iss":"https://sts.windows.net/11111111-2222-4333-8444-555555555555/",)"
          R"("iat":1000000,"nbf":1000000,"exp":1003600,"acr":"1","aio":")" +
          std::string(120, 'x') +
          R"(","amr":["pwd","mfa"],"appid":"66666666-7777-4888-8999-aaaaaaaaaaaa","appidacr":"1",)"
          R"("family_name":"Beispiel","given_name":"Anna","ipaddr":"203.0.113.7","name":"Anna Beispiel","oid":")" +
          tenant_of(user) +
          R"(","rh":"0.AU8A4hqJqJ1PVkqYc4oN5Fy7gQ","scp":"orders.read orders.write","sub":"OLu859SGc2Sr9ZsqbkG",)"
          R"("tid":"11111111-2222-4333-8444-555555555555","unique_name":"anna@contoso.example",)"
          R"("upn":"anna@contoso.example","uti":"R6Mq8BQcm0-6d1d3y5QbAA","ver":"1.0"})");
  return input + "." + base64url_encode(*key().sign_rs256(input));
}

client::ValidatorOptions rules() {
  client::ValidatorOptions options;
  options.audiences = {"https://api.example"};
  options.issuers = {kIssuer};
  options.required_scopes = {"orders.read"};
  options.mfa = client::MfaPolicy{};
  return options;
}

std::shared_ptr<client::KeyProvider> keys() {
  return std::make_shared<client::StaticKeys>(*client::KeySet::parse(jwks()));
}

/// RSA and SHA-256 over the same token with contexts that are kept: what no validation can do without.
void BM_BareSignature(benchmark::State& state) {
  static const std::string token = make_token(0);
  const std::size_t dot = token.rfind('.');
  const std::string signature = *base64url_decode(token.substr(dot + 1));
  BareVerifier bare;
  for (auto _ : state)
    if (!bare.verify(std::string_view(token).substr(0, dot), signature)) state.SkipWithError("OpenSSL refuses");
}

void BM_ValidateToken(benchmark::State& state) {
  static const std::string token = make_token(0);
  static const ManualClock clock(from_epoch_seconds(kNow));
  static const client::Validator validator(rules(), keys(), clock);
  for (auto _ : state) {
    auto accepted = validator.validate(token);
    if (!accepted) state.SkipWithError(accepted.error().detail.c_str());
    benchmark::DoNotOptimize(accepted);
  }
}

/// A caching validator that has seen all its tokens.
struct SeenTokens {
  ManualClock clock{from_epoch_seconds(kNow)};
  client::CachingValidator validator{rules(), keys(), clock};
  std::vector<std::string> tokens;

  explicit SeenTokens(std::size_t count) {
    for (std::size_t n = 0; n < count; ++n) {
      tokens.push_back(make_token(n));
      static_cast<void>(validator.validate(tokens.back()));
    }
  }
};

SeenTokens& seen(std::size_t count) {
  static SeenTokens one(1);
  if (count == 1) return one;
  static SeenTokens many(count);
  return many;
}

template <class Ask>
void ask_for_seen(benchmark::State& state, const Ask& ask) {
  SeenTokens& filled = seen(static_cast<std::size_t>(state.range(0)));
  Wander wander(state.thread_index(), filled.tokens.size());
  for (auto _ : state)
    if (!ask(filled.validator, filled.tokens[wander.next()])) state.SkipWithError("refused");
  if (filled.validator.statistics().validations != filled.tokens.size()) state.SkipWithError("not all were hits");
}

void BM_VerifiedHit(benchmark::State& state) {
  ask_for_seen(state, [](client::CachingValidator& validator, const std::string& token) {
    auto good = validator.validate(token);
    benchmark::DoNotOptimize(good);
    return good.has_value();
  });
}

void BM_VerifiedHitView(benchmark::State& state) {
  ask_for_seen(state, [](client::CachingValidator& validator, const std::string& token) {
    return !validator.with_token(token, [](const auto& good) { benchmark::DoNotOptimize(good.subject.data()); });
  });
}

/// An authority whose documents are at hand.
class Documents final : public client::Transport {
 public:
  Result<http::Response> send(const http::Request& request, std::chrono::milliseconds) override {
    ++count_;
    const bool keys_wanted = request.target.find("openid-configuration") == std::string::npos;
    return http::Response{200,
                          "",
                          {},
                          keys_wanted ? jwks()
                                      : R"({"issuer":"https://sts.windows.net/{tenantid}/",)"
                                        R"("jwks_uri":"https://login.example/t/discovery/keys"})"};
  }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  std::atomic<std::size_t> count_{0};
};

/// A thousand forged tokens a second, each naming another key; one call is one of them and one good token.
void BM_KidFlood(benchmark::State& state) {
  ManualClock clock(from_epoch_seconds(kNow));
  const auto authority = *client::Authority::parse("https://login.example/t");
  const auto documents = std::make_shared<Documents>();
  const client::Validator validator(rules(), std::make_shared<client::AuthorityKeys>(authority, documents, clock),
                                    clock);
  const std::string good = make_token(0);
  const std::string behind_header = good.substr(good.find('.'));
  std::size_t forged = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const std::string header = R"({"typ":"JWT","alg":"RS256","kid":"k)" + std::to_string(++forged + 1) + "\"}";
    const std::string token = base64url_encode(header) + behind_header;
    if (forged % 1000 == 0) clock.set(from_epoch_seconds(kNow + static_cast<std::int64_t>(forged / 1000) % 3000));
    state.ResumeTiming();
    if (validator.validate(token).error().reason != client::Reason::kUnknownKey) state.SkipWithError("believed");
    if (!validator.validate(good)) state.SkipWithError("a good token is refused");
  }
  state.counters["requests"] = static_cast<double>(documents->count());
}

BENCHMARK(BM_BareSignature)->UseRealTime()->Threads(1)->Threads(2);
BENCHMARK(BM_ValidateToken)->UseRealTime()->Threads(1)->Threads(2);
BENCHMARK(BM_VerifiedHit)->ArgName("entries")->Arg(1)->Arg(10'000)->UseRealTime()->Threads(1)->Threads(2);
BENCHMARK(BM_VerifiedHitView)->ArgName("entries")->Arg(1)->Arg(10'000)->UseRealTime()->Threads(1)->Threads(2);
BENCHMARK(BM_KidFlood);

}  // namespace
}  // namespace entra::bench
