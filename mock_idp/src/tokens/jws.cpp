#include "tokens/jws.hpp"

#include "entra/support/base64.hpp"
#include "entra/support/json_text.hpp"

namespace entra::idp {
namespace {

constexpr std::size_t kLongestToken = 64u << 10;

Result<Json> decode_part(std::string_view part, std::string_view name) {
  auto text = base64url_decode(part);
  if (!text) return tl::unexpected(text.error().in(name));
  auto json = parse_json(*text);
  if (!json) return tl::unexpected(json.error().in(name));
  if (!json->is_object()) return fail(Errc::kMalformed, std::string(name) + ": not a JSON object");
  return json;
}

}  // namespace

Result<std::string> sign_jws(const OrderedJson& header, const OrderedJson& payload, const SigningKey& key) {
  std::string text = base64url_encode(write_json(header)) + "." + base64url_encode(write_json(payload));
  auto signature = key.key.sign_rs256(text);
  if (!signature) return tl::unexpected(signature.error());
  return text + "." + base64url_encode(*signature);
}

std::optional<Json> peek_claims(std::string_view token) {
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.size() > kLongestToken) return std::nullopt;
  auto claims = decode_part(token.substr(first + 1, second - first - 1), "payload");
  return claims ? std::optional<Json>(std::move(*claims)) : std::nullopt;
}

Result<VerifiedJws> verify_jws(std::string_view token, const KeyRing& keys, Instant now) {
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (token.size() > kLongestToken || second == std::string_view::npos ||
      token.find('.', second + 1) != std::string_view::npos) {
    return fail(Errc::kMalformed, "not a compact JWS of three parts");
  }
  auto header = decode_part(token.substr(0, first), "header");
  if (!header) return tl::unexpected(header.error());
  if (get_string(*header, "alg") != "RS256") return fail(Errc::kUnsupported, "the algorithm is not RS256");
  if (find_member(*header, "crit") != nullptr) return fail(Errc::kUnsupported, "a critical header is not understood");
  const auto key = keys.find(get_string(*header, "kid").value_or(""), now);
  if (key == nullptr) return fail(Errc::kNotFound, "no published key has the token's kid");
  const auto signature = base64url_decode(token.substr(second + 1));
  if (!signature) return tl::unexpected(signature.error().in("signature"));
  if (!key->public_key.verify_rs256(token.substr(0, second), *signature)) {
    return fail(Errc::kCrypto, "the signature does not hold");
  }
  auto claims = decode_part(token.substr(first + 1, second - first - 1), "payload");
  if (!claims) return tl::unexpected(claims.error());
  return VerifiedJws{std::move(*header), std::move(*claims)};
}

}  // namespace entra::idp
