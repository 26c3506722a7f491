#pragma once
// RSA, hashes and certificates over OpenSSL's EVP, and nothing above them. Keys are shared immutable values;
// thread-safe.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "entra/support/clock.hpp"
#include "entra/support/result.hpp"

typedef struct evp_pkey_st EVP_PKEY;

namespace entra::crypto {

[[nodiscard]] std::string sha1(std::string_view data);                             ///< 20 raw bytes
[[nodiscard]] std::string sha256(std::string_view data);                           ///< 32 raw bytes
[[nodiscard]] std::string to_hex(std::string_view bytes);                          ///< lower case
[[nodiscard]] std::string hmac_sha1(std::string_view key, std::string_view data);  ///< for TOTP (RFC 6238) only
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view data);

/// The RSA signatures of RFC 7518 §3.3 and §3.5. For PSS, MGF1 has the digest's hash and the salt its length.
enum class RsaAlgorithm { kRs256, kRs384, kRs512, kPs256, kPs384, kPs512 };

/// The public half of an RSA key.
class RsaPublicKey {
 public:
  /// From a JWK's "n" and "e" (RFC 7518 §6.3.1): big-endian bytes. Keys under 2048 bits are kOutOfRange.
  [[nodiscard]] static Result<RsaPublicKey> from_components(std::string_view modulus, std::string_view exponent);
  [[nodiscard]] static Result<RsaPublicKey> from_pem(std::string_view pem);  ///< PUBLIC KEY or CERTIFICATE

  /// False for every other signature; never throws. Each thread keeps OpenSSL's contexts for the last few keys that it
  /// verified with, and so keeps these keys in memory.
  [[nodiscard]] bool verify(RsaAlgorithm algorithm, std::string_view data, std::string_view signature) const;
  [[nodiscard]] bool verify_rs256(std::string_view data, std::string_view signature) const {
    return verify(RsaAlgorithm::kRs256, data, signature);
  }
  [[nodiscard]] bool verify_ps256(std::string_view data, std::string_view signature) const {
    return verify(RsaAlgorithm::kPs256, data, signature);
  }
  [[nodiscard]] std::string modulus() const;  ///< big-endian bytes without leading zeros
  [[nodiscard]] std::string exponent() const;
  [[nodiscard]] int bits() const;
  [[nodiscard]] bool operator==(const RsaPublicKey& other) const;  ///< the same modulus and exponent
  [[nodiscard]] std::string to_pem() const;                        ///< SubjectPublicKeyInfo, "BEGIN PUBLIC KEY"

 private:
  friend class RsaPrivateKey;
  explicit RsaPublicKey(std::shared_ptr<EVP_PKEY> key) : key_(std::move(key)) {}
  std::shared_ptr<EVP_PKEY> key_;
};

class RsaPrivateKey {
 public:
  [[nodiscard]] static Result<RsaPrivateKey> generate(int bits = 2048);
  [[nodiscard]] static Result<RsaPrivateKey> from_pem(std::string_view pem);
  [[nodiscard]] std::string to_pem() const;  ///< PKCS #8, unencrypted: for files of mode 0600 only
  [[nodiscard]] RsaPublicKey public_key() const;
  [[nodiscard]] Result<std::string> sign_rs256(std::string_view data) const;  ///< raw signature bytes
  [[nodiscard]] Result<std::string> sign_ps256(std::string_view data) const;  ///< likewise, salt of 32 bytes
  [[nodiscard]] EVP_PKEY* handle() const noexcept { return key_.get(); }      ///< for TLS set-up; owned here

 private:
  explicit RsaPrivateKey(std::shared_ptr<EVP_PKEY> key) : key_(std::move(key)) {}
  std::shared_ptr<EVP_PKEY> key_;
};

/// A self-signed certificate over the key, in DER: what Entra publishes as x5c and hashes into kid.
[[nodiscard]] Result<std::string> make_self_signed_certificate(const RsaPrivateKey& key, std::string_view common_name,
                                                               Instant not_before, Instant not_after);

/// A certificate over an RSA key of 2048 bits or more.
struct Certificate {
  std::string der;
  RsaPublicKey public_key;
  Instant not_before{};
  Instant not_after{};
};
/// The first certificate of a PEM text (RFC 7468 §5).
[[nodiscard]] Result<Certificate> parse_certificate(std::string_view pem);

}  // namespace entra::crypto
