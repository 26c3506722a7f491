#pragma once
// A compact JWS taken apart (RFC 7515 §3.1, §7.1), strictly, and not yet believed.

#include <cstddef>
#include <string>
#include <string_view>

#include "entra/client/claims.hpp"
#include "entra/support/result.hpp"

namespace entra::client {

struct DecodedJwt {
  Claims header;
  Claims payload;             ///< untrusted until the signature held
  std::string signing_input;  ///< "header.payload" as received
  std::string signature;      ///< raw bytes; empty for an unsecured token
};

/// kOutOfRange over `max_bytes`; kMalformed unless it is exactly three base64url parts without padding, spare bits,
/// blanks or line ends, the first two of them JSON objects; kDuplicate for a member given twice.
[[nodiscard]] Result<DecodedJwt> decode_jwt(std::string_view token, std::size_t max_bytes = std::size_t{64} * 1024);

}  // namespace entra::client
