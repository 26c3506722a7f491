#include "validate/token_parts.hpp"

#include <algorithm>
#include <utility>

#include "entra/support/base64.hpp"
#include "validate/claims_reader.hpp"

namespace entra::client {
namespace {

tl::unexpected<Refusal> refuse(Reason reason, std::string_view part, std::string_view what) {
  return tl::unexpected(Refusal{reason, std::string(part) + ": " + std::string(what)});
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_base64url(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/// Why a part is no base64url: the decoder only says that it is none.
tl::unexpected<Refusal> refuse_encoding(std::string_view part, std::string_view name) {
  const auto odd = std::find_if_not(part.begin(), part.end(), is_base64url);
  if (odd == part.end()) {
    return part.size() % 4 == 1 ? refuse(Reason::kBase64Length, name, "base64url of an impossible length")
                                : refuse(Reason::kBase64SpareBits, name, "non-zero spare bits in base64url");
  }
  if (*odd == '=') return refuse(Reason::kBase64Padding, name, "base64url of a token has no padding");
  return refuse(Reason::kBase64Alphabet, name, "a character outside the base64url alphabet");
}

Reason reason_of(JsonFault fault) {
  switch (fault) {
    case JsonFault::kTrailingBytes:
      return Reason::kTrailingBytes;
    case JsonFault::kNotAnObject:
      return Reason::kNotAnObject;
    case JsonFault::kDuplicate:
      return Reason::kDuplicateMember;
    case JsonFault::kTooDeep:
      return Reason::kTooDeep;
    default:
      return Reason::kInvalidJson;
  }
}

Result<Claims, Refusal> read_part(std::string_view part, std::string_view name) {
  auto text = base64url_decode(part);
  if (!text) return refuse_encoding(part, name);
  auto claims = ClaimsReader::read(std::move(*text));
  if (!claims) return refuse(reason_of(claims.error()), name, describe(claims.error()));
  return std::move(*claims);
}

}  // namespace

Result<TokenParts, Refusal> take_apart(std::string_view token, std::size_t max_bytes) {
  if (token.size() > max_bytes) {
    return refuse(Reason::kTooLarge, "the token",
                  std::to_string(token.size()) + " bytes, more than the " + std::to_string(max_bytes) + " allowed");
  }
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) {
    return refuse(Reason::kMalformed, "the token", "a signed token has exactly three parts");
  }
  if (is_blank(token.back())) return refuse(Reason::kTrailingBytes, "the token", "blanks or line ends behind it");
  auto header = read_part(token.substr(0, first), "header");
  if (!header) return tl::unexpected(std::move(header.error()));
  auto payload = read_part(token.substr(first + 1, second - first - 1), "claims");
  if (!payload) return tl::unexpected(std::move(payload.error()));
  const std::string_view last = token.substr(second + 1);
  auto signature = base64url_decode(last);
  if (!signature) return refuse_encoding(last, "signature");
  return TokenParts{std::move(*header), std::move(*payload), token.substr(0, second), std::move(*signature)};
}

}  // namespace entra::client
