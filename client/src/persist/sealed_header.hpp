#pragma once
// How an encrypted token store begins, so that a process without the key does not take it for a damaged one.

#include <string_view>

namespace entra::client {

inline constexpr std::string_view kSealedMagic = "EHTS\x01";  ///< a name and the version of the format

[[nodiscard]] constexpr bool is_sealed(std::string_view bytes) noexcept {
  return bytes.starts_with(kSealedMagic);
}

}  // namespace entra::client
