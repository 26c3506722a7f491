#pragma once
// AES-256 in Galois/Counter Mode (NIST SP 800-38D) over OpenSSL's EVP.

#include <cstddef>
#include <string>
#include <string_view>

#include "entra/support/result.hpp"

namespace entra::crypto {

inline constexpr std::size_t kAes256KeyBytes = 32;
inline constexpr std::size_t kGcmNonceBytes = 12;
inline constexpr std::size_t kGcmTagBytes = 16;

/// Ciphertext with the tag behind it. The same nonce must never be used twice with one key (§8). kOutOfRange for a key
/// or nonce of another size.
[[nodiscard]] Result<std::string> seal_aes256_gcm(std::string_view key, std::string_view nonce,
                                                  std::string_view associated, std::string_view plain);
/// kMalformed when the tag does not fit: nothing of the plaintext is given out.
[[nodiscard]] Result<std::string> open_aes256_gcm(std::string_view key, std::string_view nonce,
                                                  std::string_view associated, std::string_view sealed);

}  // namespace entra::crypto
