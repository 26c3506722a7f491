#pragma once
// A compact JWS (RFC 7515 §7.1) taken apart without copying what is signed.

#include <cstddef>
#include <string>
#include <string_view>

#include "entra/client/claims.hpp"
#include "entra/client/validator.hpp"

namespace entra::client {

struct TokenParts {
  Claims header;
  Claims payload;                  ///< untrusted until the signature held
  std::string_view signing_input;  ///< of the token that was given
  std::string signature;           ///< raw bytes
};

/// Refuses for one of the reasons from kTooLarge to kTooDeep, and names the part that is wrong.
[[nodiscard]] Result<TokenParts, Refusal> take_apart(std::string_view token, std::size_t max_bytes);

}  // namespace entra::client
