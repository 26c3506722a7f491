#include "entra/client/validator.hpp"

#include <algorithm>

#include "entra/client/jwt.hpp"
#include "validate/checks.hpp"

namespace entra::client {
namespace {

constexpr std::chrono::seconds kLargestSkew{300};  // Entra's own allowance

tl::unexpected<Refusal> refuse(Reason reason, std::string detail) {
  return tl::unexpected(Refusal{reason, std::move(detail)});
}

/// "ver" picks the metadata; both choices are trusted, so that reading it before the signature is safe.
Result<EndpointVersion, Refusal> read_version(const Claims& claims) {
  if (!claims.has("ver")) return EndpointVersion::kV2;
  const auto version = claims.text("ver");
  if (version == "1.0") return EndpointVersion::kV1;
  if (version == "2.0") return EndpointVersion::kV2;
  return refuse(Reason::kClaimMalformed, "ver is neither \"1.0\" nor \"2.0\"");
}

ValidatedToken describe(DecodedJwt jwt, EndpointVersion version) {
  ValidatedToken out{.header = std::move(jwt.header), .claims = std::move(jwt.payload)};
  const auto text = [&](std::string_view name) { return out.claims.text(name).value_or(""); };
  out.version = version;
  out.tenant_id = text("tid");
  out.subject = text("sub");
  out.object_id = text("oid");
  out.client_id = out.claims.has("azp") ? text("azp") : text("appid");
  out.scopes = read_scopes(out.claims);
  out.roles = out.claims.list("roles").value_or(std::vector<std::string>{});
  out.app_only = out.claims.is_app_only();
  out.expires_on = from_epoch_seconds(out.claims.integer("exp").value_or(0));
  return out;
}

}  // namespace

Validator::Validator(ValidatorOptions options, std::shared_ptr<KeyProvider> keys, const Clock& clock)
    : options_(std::move(options)), keys_(std::move(keys)), clock_(clock) {
  options_.skew = std::clamp(options_.skew, std::chrono::seconds(0), kLargestSkew);
}

Result<ValidatedToken, Refusal> Validator::validate(std::string_view token) const {
  return check(token, std::nullopt);
}

Result<ValidatedToken, Refusal> Validator::validate(std::string_view token, std::string_view nonce) const {
  return check(token, nonce);
}

Result<ValidatedToken, Refusal> Validator::check(std::string_view token, std::optional<std::string_view> nonce) const {
  auto jwt = decode_jwt(token, options_.max_token_bytes);
  if (!jwt) {
    return refuse(jwt.error().code == Errc::kOutOfRange ? Reason::kTooLarge : Reason::kMalformed, jwt.error().message);
  }
  if (auto bad = check_header(jwt->header)) return tl::unexpected(std::move(*bad));
  const auto version = read_version(jwt->payload);
  if (!version) return tl::unexpected(version.error());

  const auto kid = jwt->header.text("kid");
  if (!kid || kid->empty()) return refuse(Reason::kUnknownKey, "the header names no key (kid)");
  const auto found = keys_->find_key(*kid, *version);
  if (!found) return refuse(Reason::kKeysUnavailable, found.error().message());
  if (!found->key) return refuse(Reason::kUnknownKey, "no published key has the token's kid");
  if (!found->key->key.verify_rs256(jwt->signing_input, jwt->signature)) {
    return refuse(Reason::kSignatureInvalid,
                  jwt->header.has("nonce") ? "the signature does not hold (a header with a nonce is how Microsoft "
                                             "Graph's tokens look, which only Graph can validate)"
                                           : "the signature does not hold");
  }

  const Claims& claims = jwt->payload;
  if (auto bad = check_times(claims, clock_.now(), options_.skew)) return tl::unexpected(std::move(*bad));
  if (options_.check_issuer) {
    std::vector<std::string> expected = options_.issuers;
    if (expected.empty() && !found->issuer.empty()) expected.push_back(found->issuer);
    if (auto bad = client::check_issuer(claims, expected, found->key->issuer)) return tl::unexpected(std::move(*bad));
  }
  if (auto bad = check_tenant(claims, options_.allowed_tenants)) return tl::unexpected(std::move(*bad));
  if (auto bad = check_audience(claims, options_.audiences)) return tl::unexpected(std::move(*bad));
  if (nonce) {
    if (auto bad = check_nonce(claims, *nonce)) return tl::unexpected(std::move(*bad));
  }
  if (auto bad = check_permissions(claims, options_)) return tl::unexpected(std::move(*bad));

  ValidatedToken out = describe(std::move(*jwt), *version);
  if (options_.mfa) {
    out.mfa = evaluate_mfa(*options_.mfa, out.claims);
    if (out.mfa->outcome != MfaOutcome::kAllow) return refuse(Reason::kMfaMissing, out.mfa->reason);
  }
  return out;
}

}  // namespace entra::client
