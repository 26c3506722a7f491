#pragma once
// Encryption of a token store: any pair of functions over bytes, or AES-256-GCM with a key of the application's.

#include <functional>
#include <string>
#include <string_view>

#include "entra/support/random.hpp"
#include "entra/support/result.hpp"

namespace entra::client {

/// Both may be called by many threads at once. Their errors must hold neither key nor plaintext.
struct TokenStoreCipher {
  std::function<Result<std::string>(std::string_view plain)> seal = {};
  /// kMalformed says that the bytes are damaged: the file is set aside. With every other error it is left as it is.
  std::function<Result<std::string>(std::string_view sealed)> open = {};
};

/// AES-256-GCM (NIST SP 800-38D). Sealed: "EHTS", version 1, 8 bytes that name the key, 12 bytes of nonce, ciphertext,
/// 16 bytes of tag; all before the ciphertext is authenticated too. `key` gives 32 bytes, is asked for every time, and
/// may fetch them from a vault. `random` must be a cryptographic one and outlive the cipher. Opening: kCrypto for
/// another key, kUnsupported for bytes that this did not seal, kMalformed for what was damaged or forged.
[[nodiscard]] TokenStoreCipher make_aes256_gcm_cipher(const std::function<Result<std::string>()>& key, Random& random);

}  // namespace entra::client
