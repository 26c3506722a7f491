#include "entra/client/validator.hpp"

#include <algorithm>

#include "entra/support/text.hpp"
#include "validate/checks.hpp"
#include "validate/token_parts.hpp"

namespace entra::client {
namespace {

constexpr std::chrono::seconds kLargestSkew{300};  // Entra's own allowance

tl::unexpected<Refusal> refuse(Reason reason, std::string detail) {
  return tl::unexpected(Refusal{reason, std::move(detail)});
}

/// "ver" picks the metadata; both choices are trusted, so that reading it before the signature is safe.
Result<EndpointVersion, Refusal> read_version(const Claims& claims) {
  const auto version = claims.text_view("ver");
  if (!version && !claims.has("ver")) return EndpointVersion::kV2;
  if (version == "1.0") return EndpointVersion::kV1;
  if (version == "2.0") return EndpointVersion::kV2;
  return refuse(Reason::kClaimMalformed, "ver is neither \"1.0\" nor \"2.0\"");
}

std::string owned(std::optional<std::string_view> text) {
  return std::string(text.value_or(std::string_view()));
}

ValidatedToken describe(TokenParts parts, EndpointVersion version, const Lifetime& lifetime) {
  ValidatedToken out{.header = std::move(parts.header), .claims = std::move(parts.payload)};
  const Claims& claims = out.claims;
  out.version = version;
  out.tenant_id = owned(claims.text_view("tid"));
  out.subject = owned(claims.text_view("sub"));
  out.object_id = owned(claims.text_view("oid"));
  out.client_id = owned(client_of(claims, version));
  out.scopes = split_words(claims.text_view("scp").value_or(""));
  if (const auto roles = claims.list_view("roles")) out.roles.assign(roles->begin(), roles->end());
  out.app_only = claims.is_app_only();
  out.expires_on = lifetime.expires_on;
  out.holds_from = lifetime.holds_from;
  out.holds_until = lifetime.holds_until;
  return out;
}

}  // namespace

Validator::Validator(ValidatorOptions options, std::shared_ptr<KeyProvider> keys, const Clock& clock)
    : options_(std::move(options)), keys_(std::move(keys)), clock_(clock) {
  options_.skew = std::clamp(options_.skew, std::chrono::seconds(0), kLargestSkew);
}

Result<ValidatedToken, Refusal> Validator::validate(std::string_view token) const {
  return check(token, std::nullopt).map([](Checked&& checked) { return std::move(checked.token); });
}

Result<ValidatedToken, Refusal> Validator::validate(std::string_view token, std::string_view nonce) const {
  return check(token, nonce).map([](Checked&& checked) { return std::move(checked.token); });
}

Result<FoundKey, Refusal> Validator::verify(const TokenParts& parts, EndpointVersion version) const {
  const auto kid = parts.header.text_view("kid");
  if (!kid || kid->empty()) return refuse(Reason::kUnknownKey, "the header names no key (kid)");
  auto found = keys_->find_key(*kid, version);
  if (!found) return refuse(Reason::kKeysUnavailable, found.error().message());
  if (!found->key) return refuse(Reason::kUnknownKey, "no published key has the token's kid");
  const std::string_view algorithm = *parts.header.text_view("alg");
  if (!found->key->algorithm.empty() && found->key->algorithm != algorithm) {
    return refuse(Reason::kAlgorithmNotAllowed, "the key signs with " + found->key->algorithm + " only");
  }
  if (!found->key->key.verify(*find_algorithm(algorithm), parts.signing_input, parts.signature)) {
    return refuse(Reason::kSignatureInvalid,
                  parts.header.has("nonce") ? "the signature does not hold (a header with a nonce is how Microsoft "
                                              "Graph's tokens look, which only Graph can validate)"
                                            : "the signature does not hold");
  }
  return std::move(*found);
}

Verdict Validator::check_claims(const Claims& claims, EndpointVersion version, const FoundKey& found,
                                std::optional<std::string_view> nonce) const {
  if (options_.required_version && version != *options_.required_version) {
    return Refusal{Reason::kVersionNotAllowed, "ver is not the one that is served"};
  }
  if (options_.check_issuer) {
    std::span<const std::string> expected = options_.issuers;
    if (expected.empty() && !found.issuer.empty()) expected = std::span(&found.issuer, 1);
    if (auto bad = client::check_issuer(claims, expected, found.key->issuer)) return bad;
  }
  if (auto bad = check_tenant(claims, options_.allowed_tenants)) return bad;
  if (auto bad = check_audience(claims, options_.audiences, version)) return bad;
  if (nonce) {
    if (auto bad = check_nonce(claims, *nonce)) return bad;
  }
  if (auto bad = check_client(claims, version, options_.allowed_clients)) return bad;
  return check_permissions(claims, options_);
}

Result<Validator::Checked, Refusal> Validator::check(std::string_view token,
                                                     std::optional<std::string_view> nonce) const {
  auto parts = take_apart(token, options_.max_token_bytes);
  if (!parts) return tl::unexpected(std::move(parts.error()));
  if (auto bad = check_header(parts->header, options_.algorithms)) return tl::unexpected(std::move(*bad));
  const auto version = read_version(parts->payload);
  if (!version) return tl::unexpected(version.error());
  const auto found = verify(*parts, *version);
  if (!found) return tl::unexpected(found.error());

  const Instant now = clock_.now();
  const auto lifetime = read_lifetime(parts->payload, options_.skew);
  if (!lifetime) return tl::unexpected(lifetime.error());
  if (auto bad = check_lifetime(parts->payload, *lifetime, now)) return tl::unexpected(std::move(*bad));
  if (auto bad = check_claims(parts->payload, *version, *found, nonce)) return tl::unexpected(std::move(*bad));

  ValidatedToken out = describe(std::move(*parts), *version, *lifetime);
  if (found->trusted_until) out.holds_until = std::min(out.holds_until, *found->trusted_until);
  if (options_.mfa) {
    MfaDecision decision = evaluate_mfa(*options_.mfa, out.claims, now);
    if (decision.outcome != MfaOutcome::kAllow) {
      std::string detail = decision.reason;
      return tl::unexpected(Refusal{Reason::kMfaMissing, std::move(detail), std::move(decision)});
    }
    if (decision.holds_until) out.holds_until = std::min(out.holds_until, *decision.holds_until);
    out.mfa = std::move(decision);
  }
  return Checked{std::move(out), found->epoch};
}

}  // namespace entra::client
