// Headers and claims of the fuzzer's making, well signed: the first line is the header, the rest the claims. What the
// validator then accepts must satisfy every rule that it was given.

#include <algorithm>
#include <memory>
#include <string>

#include "entra/client/validator.hpp"
#include "entra/support/base64.hpp"
#include "entra/support/evp.hpp"
#include "require.hpp"

namespace {

using namespace entra;
using fuzz::require;

constexpr std::int64_t kNow = 1'740'819'600;
constexpr std::int64_t kSkew = 60;

const crypto::RsaPrivateKey& key() {
  static const crypto::RsaPrivateKey made = crypto::RsaPrivateKey::generate().value();
  return made;
}

const client::Validator& validator() {
  static const ManualClock clock(from_epoch_seconds(kNow));
  static const std::string keys = R"({"keys":[{"kty":"RSA","use":"sig","kid":"k1","n":")" +
                                  base64url_encode(key().public_key().modulus()) + R"(","e":")" +
                                  base64url_encode(key().public_key().exponent()) + R"("}]})";
  static const client::Validator made({.audiences = {"api://fuzz"},
                                       .issuers = {"https://login.example/{tenantid}/v2.0"},
                                       .required_scopes = {"Read"},
                                       .required_roles = {"Read.All"},
                                       .mfa = client::MfaPolicy{},
                                       .skew = std::chrono::seconds(kSkew)},
                                      std::make_shared<client::StaticKeys>(client::KeySet::parse(keys).value()), clock);
  return made;
}

bool contains(const std::optional<std::vector<std::string>>& list, std::string_view text) {
  return list && std::find(list->begin(), list->end(), text) != list->end();
}

void check_accepted(const client::ValidatedToken& token) {
  const client::Claims& claims = token.claims;
  require(token.header.text("alg") == "RS256", "only RS256 is accepted");
  require(token.header.text("kid") == "k1", "the key is the one that the header names");
  require(!token.header.has("crit") && !token.header.has("b64"), "nothing critical is accepted");
  require(claims.integer("exp").value_or(0) > kNow - kSkew, "accepted tokens have not expired");
  require(claims.integer("nbf").value_or(0) <= kNow + kSkew, "accepted tokens have begun");
  const auto audience = claims.text_or_list("aud");
  const bool is_ours = contains(audience, "api://fuzz") || contains(audience, "api://fuzz/");
  const bool is_ours_in_v1 = contains(audience, "spn:api://fuzz") || contains(audience, "spn:api://fuzz/");
  require(is_ours || (is_ours_in_v1 && token.version == client::EndpointVersion::kV1), "accepted tokens are for us");
  require(claims.text("iss") == "https://login.example/" + claims.text("tid").value_or("") + "/v2.0",
          "accepted tokens come from their tenant's issuer");
  if (token.app_only) {
    require(contains(claims.list("roles"), "Read.All"), "an app needs the role");
  } else {
    require(std::find(token.scopes.begin(), token.scopes.end(), "Read") != token.scopes.end(),
            "a user needs the scope");
    require(evaluate_mfa({}, claims).outcome == client::MfaOutcome::kAllow, "a user needs a second factor");
  }
  const auto again = client::Claims::parse(claims.json());
  require(again && again->json() == claims.json(), "accepted claims are written and read back alike");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view payload = fuzz::as_text(data, size);
  const std::string_view header = fuzz::take_line(payload);
  const std::string input = base64url_encode(header) + "." + base64url_encode(payload);
  // A signature costs a thousand times as much as a look at the texts, which mostly are no JSON.
  if (!client::Claims::parse(header) || !client::Claims::parse(payload)) {
    const auto verdict = validator().validate(input + ".AAAA");
    require(!verdict && verdict.error().reason == client::Reason::kMalformed, "what is no JSON object is malformed");
    require(verdict.error().detail.find_first_of("\r\n") == std::string::npos, "a refusal is one line");
    return 0;
  }
  std::string signature = key().sign_rs256(input).value();
  const std::string token = input + "." + base64url_encode(signature);
  const auto verdict = validator().validate(token);
  if (!verdict) {
    require(verdict.error().detail.find_first_of("\r\n") == std::string::npos, "a refusal is one line");
    return 0;
  }
  check_accepted(*verdict);
  for (const char* extra : {"=", "\n", " ", "."}) {
    require(!validator().validate(token + extra), "no accepted token has another spelling");
  }
  signature.front() = static_cast<char>(signature.front() ^ 1);
  require(!validator().validate(input + "." + base64url_encode(signature)), "another signature is refused");
  return 0;
}
