#include "grants/presented_jwt.hpp"

#include <cmath>

#include "entra/support/base64.hpp"

namespace entra::idp {
namespace {

constexpr std::size_t kLongest = 64u << 10;
/// Seconds that fit every calendar: the year 9999.
constexpr double kLatest = 253402300799.0;

Result<Json> decode(std::string_view part, std::string_view name) {
  const auto text = base64url_decode(part);
  if (!text) return tl::unexpected(text.error().in(name));
  auto json = parse_json(*text);
  if (!json) return tl::unexpected(json.error().in(name));
  if (!json->is_object()) return fail(Errc::kMalformed, std::string(name) + ": not a JSON object");
  return json;
}

bool is_date(const Json& value) {
  return value.is_number() && value.get<double>() >= 0 && value.get<double>() <= kLatest;
}

Result<void> check_types(const Json& claims) {
  for (const std::string_view name : {"iss", "sub", "jti"}) {
    const Json* const value = find_member(claims, name);
    if (value != nullptr && !value->is_string()) return fail(Errc::kMalformed, std::string(name) + " is no string");
  }
  for (const std::string_view name : {"exp", "nbf", "iat"}) {
    const Json* const value = find_member(claims, name);
    if (value != nullptr && !is_date(*value)) return fail(Errc::kMalformed, std::string(name) + " is no NumericDate");
  }
  if (find_member(claims, "exp") == nullptr) return fail(Errc::kMissing, "exp is missing");
  return {};
}

}  // namespace

bool PresentedJwt::is_signed_by(const crypto::RsaPublicKey& key) const {
  const std::string name = algorithm();
  if (name == "RS256") return key.verify_rs256(signed_text, signature);
  return name == "PS256" && key.verify_ps256(signed_text, signature);
}

Result<PresentedJwt> parse_presented_jwt(std::string_view text) {
  const std::size_t first = text.find('.');
  const std::size_t second = first == std::string_view::npos ? first : text.find('.', first + 1);
  if (text.size() > kLongest || second == std::string_view::npos ||
      text.find('.', second + 1) != std::string_view::npos) {
    return fail(Errc::kMalformed, "not a compact JWS of three parts");
  }
  auto header = decode(text.substr(0, first), "header");
  if (!header) return tl::unexpected(header.error());
  if (find_member(*header, "crit") != nullptr) return fail(Errc::kUnsupported, "a critical header is not understood");
  auto claims = decode(text.substr(first + 1, second - first - 1), "payload");
  if (!claims) return tl::unexpected(claims.error());
  if (auto typed = check_types(*claims); !typed) return tl::unexpected(typed.error());
  auto signature = base64url_decode(text.substr(second + 1));
  if (!signature) return tl::unexpected(signature.error().in("signature"));
  return PresentedJwt{std::move(*header), std::move(*claims), std::string(text.substr(0, second)),
                      std::move(*signature)};
}

std::string single_audience(const Json& claims) {
  const Json* const audience = find_member(claims, "aud");
  if (audience == nullptr) return "";
  if (audience->is_string()) return audience->get<std::string>();
  const bool holds_one = audience->is_array() && audience->size() == 1 && audience->front().is_string();
  return holds_one ? audience->front().get<std::string>() : "";
}

std::int64_t date_claim(const Json& claims, std::string_view name, std::int64_t otherwise) {
  const Json* const value = find_member(claims, name);
  return value == nullptr || !is_date(*value) ? otherwise : static_cast<std::int64_t>(std::floor(value->get<double>()));
}

}  // namespace entra::idp
