#include "grants/client_assertion.hpp"

#include "entra/support/base64.hpp"
#include "entra/support/json_access.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

constexpr seconds kSkew{300};

struct Parts {
  Json header;
  Json claims;
  std::string signed_text;
  std::string signature;
};

std::optional<Json> decode(std::string_view part) {
  const auto text = base64url_decode(part);
  if (!text) return std::nullopt;
  auto json = parse_json(*text);
  if (!json || !json->is_object()) return std::nullopt;
  return std::move(*json);
}

std::optional<Parts> take_apart(const std::string& assertion) {
  const std::size_t first = assertion.find('.');
  const std::size_t second = first == std::string::npos ? first : assertion.find('.', first + 1);
  if (second == std::string::npos) return std::nullopt;
  auto header = decode(std::string_view(assertion).substr(0, first));
  auto claims = decode(std::string_view(assertion).substr(first + 1, second - first - 1));
  auto signature = base64url_decode(std::string_view(assertion).substr(second + 1));
  if (!header || !claims || !signature) return std::nullopt;
  return Parts{std::move(*header), std::move(*claims), assertion.substr(0, second), std::move(*signature)};
}

bool is_signed_by_app(const Parts& parts, const Application& app) {
  for (const KeyCredential& credential : app.key_credentials) {
    const auto key = crypto::RsaPublicKey::from_pem(credential.pem);
    if (key && key->verify_rs256(parts.signed_text, parts.signature)) return true;
  }
  return false;
}

/// Token endpoint of either version, or the tenant's issuer, in the form of the path or of the origin.
bool is_own_audience(const std::string& audience, const TokenRequest& request) {
  const std::string authority = request.origin.authority(request.tenant);
  for (const std::string& own : {authority + "/oauth2/token", authority + "/oauth2/v2.0/token", authority + "/v2.0",
                                 authority + "/", authority}) {
    if (equals_ignoring_case(own, audience)) return true;
  }
  return false;
}

}  // namespace

Checked<ClientProof> check_client_assertion(const std::string& assertion, const Application& app,
                                            const TokenRequest& request, Instant now) {
  const auto parts = take_apart(assertion);
  if (!parts) return refuse(50027);
  if (get_string(parts->header, "alg") != "RS256" || !is_signed_by_app(*parts, app)) {
    return refuse(700027, {"The key was not found., Thumbprint of key used by client: '" +
                           get_string(parts->header, "x5t").value_or("") + "'"});
  }
  const auto issuer = get_string(parts->claims, "iss");
  if (!issuer || issuer != get_string(parts->claims, "sub")) return refuse(50048);
  if (!equals_ignoring_case(*issuer, app.app_id.str())) return refuse(700016, {*issuer, request.tenant});
  if (!is_own_audience(get_string(parts->claims, "aud").value_or(""), request)) return refuse(700023);
  const auto expiry = get_integer(parts->claims, "exp");
  const auto start = get_integer(parts->claims, "nbf").value_or(0);
  const std::int64_t at = to_epoch_seconds(now);
  if (!expiry || at >= *expiry + kSkew.count() || at < start - kSkew.count()) {
    return refuse(700024, {format_rfc3339(now), format_rfc3339(from_epoch_seconds(start)),
                           format_rfc3339(from_epoch_seconds(expiry.value_or(0)))});
  }
  return ClientProof::kCertificate;
}

}  // namespace entra::idp
