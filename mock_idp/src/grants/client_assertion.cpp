#include "grants/client_assertion.hpp"

#include <algorithm>

#include "entra/support/base64.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

constexpr seconds kSkew{300};

tl::unexpected<ProtocolError> malformed(GrantContext& context, std::string why) {
  context.trace.reason = "client assertion: " + std::move(why);
  return refuse(50027);
}

std::string upper_hex(std::string_view bytes) {
  std::string text = crypto::to_hex(bytes);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
  return text;
}

/// MSALs write thumbprints in either base64 alphabet, with and without padding; azure-identity for C++ writes kid in
/// hexadecimal.
bool names_hash(std::string name, const std::string& hash) {
  if (equals_ignoring_case(name, crypto::to_hex(hash))) return true;
  std::replace(name.begin(), name.end(), '-', '+');
  std::replace(name.begin(), name.end(), '_', '/');
  const auto bytes = base64_decode(name);
  return bytes && *bytes == hash;
}

/// The leaf of x5c in DER: an array of base64 texts, or, from MSAL.NET, a single one. MSAL Python leaves the line ends
/// of the PEM text in it.
std::optional<std::string> leaf_certificate(const Json& header) {
  const Json* value = find_member(header, "x5c");
  if (value != nullptr && value->is_array() && !value->empty()) value = &value->front();
  if (value == nullptr || !value->is_string()) return std::nullopt;
  std::string text = value->get<std::string>();
  std::erase_if(text, [](char c) { return c == '\n' || c == '\r' || c == ' '; });
  const auto der = base64_decode(text);
  return der ? std::optional(*der) : std::string();
}

struct KeyNames {
  std::optional<std::string> sha1;
  std::optional<std::string> sha256;
  std::optional<std::string> kid;
  std::optional<std::string> leaf;

  explicit KeyNames(const Json& header)
      : sha1(get_string(header, "x5t")),
        sha256(get_string(header, "x5t#S256")),
        kid(get_string(header, "kid")),
        leaf(leaf_certificate(header)) {}

  /// Every name that is given must fit.
  [[nodiscard]] bool fit(const crypto::Certificate& certificate) const {
    const std::string one = crypto::sha1(certificate.der);
    const std::string two = crypto::sha256(certificate.der);
    return (!sha1 || names_hash(*sha1, one)) && (!sha256 || names_hash(*sha256, two)) &&
           (!kid || names_hash(*kid, one) || names_hash(*kid, two)) && (!leaf || *leaf == certificate.der);
  }
  /// As Entra shows it: hexadecimal, upper case, where it is base64.
  [[nodiscard]] std::string shown() const {
    if (!sha1 && !sha256 && !kid && leaf) return upper_hex(crypto::sha1(*leaf));
    std::string name = sha1 ? *sha1 : sha256 ? *sha256 : kid.value_or("");
    std::string standard = name;
    std::replace(standard.begin(), standard.end(), '-', '+');
    std::replace(standard.begin(), standard.end(), '_', '/');
    const auto bytes = base64_decode(standard);
    return bytes && (bytes->size() == 20 || bytes->size() == 32) ? upper_hex(*bytes) : name;
  }
};

std::string found_key(const crypto::Certificate& certificate) {
  return "Found key 'Start=" + format_rfc3339(certificate.not_before) +
         ", End=" + format_rfc3339(certificate.not_after) + "'";
}

/// AADSTS700027 with Entra's reason.
Checked<void> check_signature(const PresentedJwt& assertion, const Application& app, const GrantContext& context) {
  const KeyNames names(assertion.header);
  const std::string thumbprint = "Thumbprint of key used by client: '" + names.shown() + "'";
  const crypto::Certificate* named = nullptr;
  for (const crypto::Certificate& certificate : context.directory.certificates(app)) {
    if (!names.fit(certificate)) continue;
    named = &certificate;
    if (!assertion.is_signed_by(certificate.public_key)) continue;
    if (context.now < certificate.not_after && context.now >= certificate.not_before) return {};
    return refuse(700027, {"The key used is expired., " + thumbprint + ", " + found_key(certificate)});
  }
  if (named == nullptr) return refuse(700027, {"The key was not found., " + thumbprint});
  return refuse(700027, {"The provided signature value did not match the expected signature value., " + thumbprint +
                         ", " + found_key(*named)});
}

std::string without_port(const std::string& base) {
  const std::size_t colon = base.rfind(':');
  return colon > base.find("://") && base.find(']', colon) == std::string::npos ? base.substr(0, colon) : base;
}

/// Token endpoint of either version or the tenant's issuer; the tenant by id, domain or as in the path; with the port
/// that was called, or without.
bool is_own_audience(const std::string& audience, const TokenRequest& request, const TenantSegment& tenant) {
  std::vector<std::string> names = {request.tenant, tenant.text};
  std::vector<std::string> accepted;
  if (!tenant.is_alias()) {
    names.insert(names.end(), tenant.tenant->domains.begin(), tenant.tenant->domains.end());
    const std::string& tid = tenant.tenant->id.str();
    accepted = {request.origin.v1_issuer(tid), request.origin.v2_issuer(tid)};
  }
  for (const std::string& base : {request.origin.base, without_port(request.origin.base)}) {
    for (const std::string& name : names) {
      for (const std::string_view tail : {"/oauth2/token", "/oauth2/v2.0/token", "/v2.0", "/", ""}) {
        accepted.push_back(base + "/" + name + std::string(tail));
      }
    }
  }
  return std::any_of(accepted.begin(), accepted.end(),
                     [&](const std::string& own) { return equals_ignoring_case(own, audience); });
}

/// jti identifies one assertion (RFC 7523 §3). The same assertion may come again, unless the config says otherwise.
Checked<void> check_use(const PresentedJwt& assertion, const Application& app, GrantContext& context) {
  const auto jti = get_string(assertion.claims, "jti");
  if (!jti || jti->empty()) return {};
  const Instant expires = from_epoch_seconds(date_claim(assertion.claims, "exp", 0)) + kSkew;
  const std::string name = "jti " + app.app_id.str() + " " + *jti;
  const std::string whole = name + " " + assertion.signed_text;
  const bool is_new = context.store.use_assertion_once(whole, expires, context.now);
  const bool may_repeat = context.directory.config().assertion_replay == AssertionReplay::kSame;
  if (is_new ? context.store.use_assertion_once(name, expires, context.now) : may_repeat) return {};
  return malformed(context, "its jti was used before");
}

}  // namespace

Checked<void> check_assertion_times(const Json& claims, Instant now) {
  const std::int64_t expiry = date_claim(claims, "exp", 0);
  const std::int64_t start = date_claim(claims, "nbf", 0);
  const std::int64_t at = to_epoch_seconds(now);
  if (at < expiry + kSkew.count() && at >= start - kSkew.count()) return {};
  return refuse(700024, {format_rfc3339(now), format_rfc3339(from_epoch_seconds(start)),
                         format_rfc3339(from_epoch_seconds(expiry))});
}

Checked<ClientProof> check_client_assertion(const std::string& text, const Application& app,
                                            const TokenRequest& request, const TenantSegment& tenant,
                                            GrantContext& context) {
  const auto assertion = parse_presented_jwt(text);
  if (!assertion) return malformed(context, assertion.error().message);
  const std::string type = get_string(assertion->header, "typ").value_or("JWT");
  if (!equals_ignoring_case(type, "JWT") && type != "http://openid.net/specs/jwt/1.0") return refuse(5002727);
  if (assertion->algorithm() != "RS256" && assertion->algorithm() != "PS256") {
    return refuse(5002738, {assertion->algorithm()});
  }
  const auto issuer = get_string(assertion->claims, "iss");
  const bool is_of_another = issuer && (issuer->starts_with("https://") || issuer->starts_with("http://"));
  if (is_of_another) return check_federated_assertion(*assertion, text, app, context);
  if (auto held = check_signature(*assertion, app, context); !held) return tl::unexpected(held.error());
  if (!issuer || issuer != get_string(assertion->claims, "sub")) return refuse(50048);
  if (!equals_ignoring_case(*issuer, app.app_id.str())) return refuse(700021);
  if (!is_own_audience(single_audience(assertion->claims), request, tenant)) return refuse(700023);
  if (auto timely = check_assertion_times(assertion->claims, context.now); !timely)
    return tl::unexpected(timely.error());
  if (auto usable = check_use(*assertion, app, context); !usable) return tl::unexpected(usable.error());
  return ClientProof::kCertificate;
}

}  // namespace entra::idp
