#pragma once
// base64 and base64url (RFC 4648 §4, §5), strict in both directions.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "entra/support/result.hpp"

namespace entra {

[[nodiscard]] std::string base64url_encode(std::span<const std::uint8_t> bytes);  ///< unpadded
[[nodiscard]] std::string base64url_encode(std::string_view bytes);
[[nodiscard]] std::string base64_encode(std::span<const std::uint8_t> bytes);  ///< padded
[[nodiscard]] std::string base64_encode(std::string_view bytes);

/// Unpadded base64url; padding, other characters and non-zero spare bits are kMalformed (RFC 7515 §2).
[[nodiscard]] Result<std::string> base64url_decode(std::string_view text);
/// Standard alphabet; padding optional, everything else as strict.
[[nodiscard]] Result<std::string> base64_decode(std::string_view text);

[[nodiscard]] inline std::span<const std::uint8_t> as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace entra
