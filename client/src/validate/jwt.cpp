#include "entra/client/jwt.hpp"

#include "validate/token_parts.hpp"

namespace entra::client {
namespace {

Errc code_of(Reason reason) {
  switch (reason) {
    case Reason::kTooLarge:
      return Errc::kOutOfRange;
    case Reason::kDuplicateMember:
      return Errc::kDuplicate;
    default:
      return Errc::kMalformed;
  }
}

}  // namespace

Result<DecodedJwt> decode_jwt(std::string_view token, std::size_t max_bytes) {
  auto parts = take_apart(token, max_bytes);
  if (!parts) return fail(code_of(parts.error().reason), std::move(parts.error().detail));
  return DecodedJwt{std::move(parts->header), std::move(parts->payload), std::string(parts->signing_input),
                    std::move(parts->signature)};
}

}  // namespace entra::client
