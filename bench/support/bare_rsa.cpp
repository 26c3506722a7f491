#include "support/bare_rsa.hpp"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <array>
#include <memory>

#include "entra/support/base64.hpp"
#include "entra/support/evp.hpp"
#include "support/give_up.hpp"

namespace entra::bench {
namespace {

using KeyHandle = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

constexpr std::size_t kPayloadSize = 832;  // of an app-only token with a few roles

}  // namespace

const std::string& bare_key_pem() {
  static const std::string pem = [] {
    const auto key = crypto::RsaPrivateKey::generate();
    if (!key) give_up("no RSA key: " + key.error().message);
    return key->to_pem();
  }();
  return pem;
}

EVP_PKEY* bare_key() {
  static const KeyHandle handle = [] {
    const std::string& pem = bare_key_pem();
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                        &BIO_free);
    return KeyHandle(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
  }();
  return handle.get();
}

const EVP_MD* bare_sha256() {
  static const EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA2-256", nullptr);
  return method;
}

const std::string& jwt_header() {
  static const std::string text = R"({"alg":"RS256","typ":"JWT","kid":"k1"})";
  return text;
}

const std::string& jwt_payload() {
  static const std::string text = [] {
    const std::string begin =
        R"({"aud":"https://graph.microsoft.com","iss":"https://sts.windows.net/11111111-2222-4333-8444-555555555555/",)"
        R"("tid":"11111111-2222-4333-8444-555555555555","iat":1000000,"nbf":1000000,"exp":4102444800,"aio":")";
    const std::string end = R"(","oid":"o","sub":"o","roles":["User.Read.All"],"ver":"1.0"})";
    return begin + std::string(kPayloadSize - begin.size() - end.size(), 'x') + end;
  }();
  return text;
}

const std::string& signing_input() {
  static const std::string text = base64url_encode(jwt_header()) + "." + base64url_encode(jwt_payload());
  return text;
}

bool sign_bare() {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  const std::string& data = signing_input();
  std::array<unsigned char, 256> out;
  std::size_t size = out.size();
  return EVP_DigestSignInit(digest.get(), nullptr, bare_sha256(), nullptr, bare_key()) == 1 &&
         EVP_DigestSign(digest.get(), out.data(), &size, reinterpret_cast<const unsigned char*>(data.data()),
                        data.size()) == 1;
}

EVP_PKEY* bare_public_key() {
  static const KeyHandle handle = [] {
    std::string der(static_cast<std::size_t>(i2d_PUBKEY(bare_key(), nullptr)), '\0');
    auto* out = reinterpret_cast<unsigned char*>(der.data());
    i2d_PUBKEY(bare_key(), &out);
    const auto* in = reinterpret_cast<const unsigned char*>(der.data());
    return KeyHandle(d2i_PUBKEY(nullptr, &in, static_cast<long>(der.size())), &EVP_PKEY_free);
  }();
  return handle.get();
}

BareVerifier::BareVerifier()
    : key_(EVP_PKEY_CTX_new_from_pkey(nullptr, bare_public_key(), nullptr), &EVP_PKEY_CTX_free),
      digest_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
  if (!key_ || !digest_ || EVP_PKEY_verify_init(key_.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(key_.get(), RSA_PKCS1_PADDING) != 1 ||
      EVP_PKEY_CTX_set_signature_md(key_.get(), bare_sha256()) != 1) {
    give_up("OpenSSL cannot verify");
  }
}

bool BareVerifier::verify(std::string_view data, std::string_view signature) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash;
  unsigned size = 0;
  return EVP_DigestInit_ex2(digest_.get(), bare_sha256(), nullptr) == 1 &&
         EVP_DigestUpdate(digest_.get(), data.data(), data.size()) == 1 &&
         EVP_DigestFinal_ex(digest_.get(), hash.data(), &size) == 1 &&
         EVP_PKEY_verify(key_.get(), as_bytes(signature).data(), signature.size(), hash.data(), size) == 1;
}

}  // namespace entra::bench
