#include "entra/support/aead.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <climits>
#include <memory>

#include "entra/support/base64.hpp"

namespace entra::crypto {
namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

Result<void> check_sizes(std::string_view key, std::string_view nonce, std::string_view associated,
                         std::string_view text) {
  if (key.size() != kAes256KeyBytes) {
    return fail(Errc::kOutOfRange, "an AES-256 key has 32 bytes, not " + std::to_string(key.size()));
  }
  if (nonce.size() != kGcmNonceBytes) {
    return fail(Errc::kOutOfRange, "a GCM nonce has 12 bytes, not " + std::to_string(nonce.size()));
  }
  constexpr std::size_t kLargest = INT_MAX;  // EVP's sizes are int
  if (associated.size() > kLargest || text.size() > kLargest) {
    return fail(Errc::kOutOfRange, "more than 2 GiB to encrypt at once");
  }
  return {};
}

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace

Result<std::string> seal_aes256_gcm(std::string_view key, std::string_view nonce, std::string_view associated,
                                    std::string_view plain) {
  if (auto fitting = check_sizes(key, nonce, associated, plain); !fitting) return tl::unexpected(fitting.error());
  const Context context(EVP_CIPHER_CTX_new());
  std::string out(plain.size() + kGcmTagBytes, '\0');
  int size = 0;
  int last = 0;
  const bool sealed =
      context &&
      EVP_EncryptInit_ex2(context.get(), EVP_aes_256_gcm(), as_bytes(key).data(), as_bytes(nonce).data(), nullptr) ==
          1 &&
      EVP_EncryptUpdate(context.get(), nullptr, &size, as_bytes(associated).data(),
                        static_cast<int>(associated.size())) == 1 &&
      EVP_EncryptUpdate(context.get(), bytes_of(out), &size, as_bytes(plain).data(), static_cast<int>(plain.size())) ==
          1 &&
      EVP_EncryptFinal_ex(context.get(), bytes_of(out) + size, &last) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kGcmTagBytes, bytes_of(out) + plain.size()) == 1;
  if (!sealed) return fail(Errc::kCrypto, "AES-256-GCM could not encrypt");
  return out;
}

Result<std::string> open_aes256_gcm(std::string_view key, std::string_view nonce, std::string_view associated,
                                    std::string_view sealed) {
  if (auto fitting = check_sizes(key, nonce, associated, sealed); !fitting) return tl::unexpected(fitting.error());
  if (sealed.size() < kGcmTagBytes) return fail(Errc::kMalformed, "the ciphertext is shorter than its tag");
  const std::string_view cipher = sealed.substr(0, sealed.size() - kGcmTagBytes);
  std::string tag(sealed.substr(cipher.size()));
  const Context context(EVP_CIPHER_CTX_new());
  std::string out(cipher.size(), '\0');
  int size = 0;
  int last = 0;
  const bool opened = context &&
                      EVP_DecryptInit_ex2(context.get(), EVP_aes_256_gcm(), as_bytes(key).data(),
                                          as_bytes(nonce).data(), nullptr) == 1 &&
                      EVP_DecryptUpdate(context.get(), nullptr, &size, as_bytes(associated).data(),
                                        static_cast<int>(associated.size())) == 1 &&
                      EVP_DecryptUpdate(context.get(), bytes_of(out), &size, as_bytes(cipher).data(),
                                        static_cast<int>(cipher.size())) == 1 &&
                      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kGcmTagBytes, tag.data()) == 1 &&
                      EVP_DecryptFinal_ex(context.get(), bytes_of(out) + size, &last) == 1;
  if (!opened) {
    OPENSSL_cleanse(out.data(), out.size());
    return fail(Errc::kMalformed, "the ciphertext or what was authenticated with it has been changed");
  }
  return out;
}

}  // namespace entra::crypto
