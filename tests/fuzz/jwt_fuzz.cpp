// Any bytes as a token: taken apart, and shown to a validator whose key signed none of them.

#include <array>
#include <memory>
#include <string>

#include "entra/client/jwt.hpp"
#include "entra/client/validator.hpp"
#include "entra/support/base64.hpp"
#include "require.hpp"

namespace {

using namespace entra;
using fuzz::require;

// The public key of RFC 7515 appendix A.2, whose example token is in the corpus. Its header names no key and its time
// is long over, so nothing that it signed in public is good for this validator.
constexpr const char* kKeySet =
    R"({"keys":[{"kty":"RSA","use":"sig","kid":"a2","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W2)"
    R"(6mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-)"
    R"(bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxX)"
    R"(FvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}]})";

const client::Validator& validator() {
  static const ManualClock clock(from_epoch_seconds(1'740'819'600));
  static const client::Validator made(
      {.audiences = {"api://fuzz"}, .issuers = {"https://login.example/{tenantid}/v2.0"}},
      std::make_shared<client::StaticKeys>(client::KeySet::parse(kKeySet).value()), clock);
  return made;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string token(fuzz::as_text(data, size));
  const auto verdict = validator().validate(token);
  require(!verdict, "a token that the key did not sign is refused");
  require(to_string(verdict.error().reason) != "unknown", "each refusal has a name");
  require(verdict.error().detail.find('\n') == std::string::npos, "a refusal is one line");

  const auto jwt = client::decode_jwt(token);
  if (!jwt) {
    require(verdict.error().reason <= client::Reason::kTooDeep,
            "what cannot be taken apart is refused by the validator for its form");
    return 0;
  }
  require(jwt->signing_input + "." + base64url_encode(jwt->signature) == token,
          "an accepted signature has one spelling");
  const std::size_t dot = jwt->signing_input.find('.');
  const std::array<std::string, 2> parts = {jwt->signing_input.substr(0, dot), jwt->signing_input.substr(dot + 1)};
  for (const std::string& part : parts) {
    const auto bytes = base64url_decode(part);
    require(bytes && base64url_encode(*bytes) == part, "an accepted part has one spelling");
  }
  for (const char* extra : {"=", "\n", " ", ".", "\r\n", ".e30"}) {
    require(!client::decode_jwt(token + extra), "bytes after the token are refused");
  }
  return 0;
}
