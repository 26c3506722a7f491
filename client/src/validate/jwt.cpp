#include "entra/client/jwt.hpp"

#include "entra/support/base64.hpp"

namespace entra::client {
namespace {

Result<Claims> decode_part(std::string_view part, std::string_view name) {
  const auto text = base64url_decode(part);
  if (!text) return tl::unexpected(text.error().in(name));
  auto claims = Claims::parse(*text);
  // Numbers and nesting beyond bounds are bad form of the part: only the token as a whole is ever too large.
  if (!claims && claims.error().code == Errc::kOutOfRange)
    return fail(Errc::kMalformed, claims.error().in(name).message);
  if (!claims) return tl::unexpected(claims.error().in(name));
  return claims;
}

}  // namespace

Result<DecodedJwt> decode_jwt(std::string_view token, std::size_t max_bytes) {
  if (token.size() > max_bytes) {
    return fail(Errc::kOutOfRange, "the token has " + std::to_string(token.size()) + " bytes, more than the " +
                                       std::to_string(max_bytes) + " allowed");
  }
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) {
    return fail(Errc::kMalformed, "a signed token has exactly three parts");
  }
  auto header = decode_part(token.substr(0, first), "header");
  if (!header) return tl::unexpected(header.error());
  auto payload = decode_part(token.substr(first + 1, second - first - 1), "claims");
  if (!payload) return tl::unexpected(payload.error());
  auto signature = base64url_decode(token.substr(second + 1));
  if (!signature) return tl::unexpected(signature.error().in("signature"));
  return DecodedJwt{std::move(*header), std::move(*payload), std::string(token.substr(0, second)),
                    std::move(*signature)};
}

}  // namespace entra::client
