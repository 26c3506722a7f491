#include "entra/client/token_store_cipher.hpp"

#include <array>
#include <cstdint>

#include "entra/support/aead.hpp"
#include "entra/support/base64.hpp"
#include "entra/support/evp.hpp"
#include "persist/sealed_header.hpp"

namespace entra::client {
namespace {

constexpr std::size_t kKeyNameBytes = 8;
constexpr std::size_t kHeaderBytes = kSealedMagic.size() + kKeyNameBytes + crypto::kGcmNonceBytes;

/// Tells keys apart and tells nothing of the key.
std::string name_of(std::string_view key) {
  return crypto::hmac_sha256(key, "entra token store key name").substr(0, kKeyNameBytes);
}

std::string make_nonce(Random& random) {
  std::array<std::uint8_t, crypto::kGcmNonceBytes> bytes{};
  random.fill(bytes);
  return {bytes.begin(), bytes.end()};
}

using KeySource = std::function<Result<std::string>()>;

Result<std::string> ask_key(const KeySource& source) {
  auto key = source();
  if (!key) return tl::unexpected(Error{Errc::kCrypto, "no key for the token store: " + key.error().message});
  if (key->size() != crypto::kAes256KeyBytes) {
    return fail(Errc::kCrypto,
                "the key for the token store has " + std::to_string(key->size()) + " bytes, expected 32");
  }
  return key;
}

Result<std::string> seal(const KeySource& source, Random& random, std::string_view plain) {
  const auto key = ask_key(source);
  if (!key) return tl::unexpected(key.error());
  const std::string nonce = make_nonce(random);
  std::string out = std::string(kSealedMagic) + name_of(*key) + nonce;
  auto sealed = crypto::seal_aes256_gcm(*key, nonce, out, plain);
  if (!sealed) return tl::unexpected(sealed.error());
  return out + *sealed;
}

Result<std::string> open(const KeySource& source, std::string_view sealed) {
  if (!is_sealed(sealed)) return fail(Errc::kUnsupported, "the token store is not encrypted by this cipher");
  if (sealed.size() < kHeaderBytes + crypto::kGcmTagBytes) {
    return fail(Errc::kMalformed, "the encrypted token store is cut short");
  }
  const auto key = ask_key(source);
  if (!key) return tl::unexpected(key.error());
  const std::string_view header = sealed.substr(0, kHeaderBytes);
  if (header.substr(kSealedMagic.size(), kKeyNameBytes) != name_of(*key)) {
    return fail(Errc::kCrypto, "the token store is encrypted with another key");
  }
  const std::string_view nonce = header.substr(kHeaderBytes - crypto::kGcmNonceBytes);
  return crypto::open_aes256_gcm(*key, nonce, header, sealed.substr(kHeaderBytes));
}

}  // namespace

TokenStoreCipher make_aes256_gcm_cipher(const std::function<Result<std::string>()>& key, Random& random) {
  return {.seal = [key, &random](std::string_view plain) { return seal(key, random, plain); },
          .open = [key](std::string_view sealed) { return open(key, sealed); }};
}

}  // namespace entra::client
