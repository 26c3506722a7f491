#include "support/bare_rsa.hpp"

#include <openssl/bio.h>
#include <openssl/pem.h>
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

/// The public half alone, as a program that verifies has it.
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

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

using Digest = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

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
  const Digest digest(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  const std::string& data = signing_input();
  std::array<unsigned char, 256> out;
  std::size_t size = out.size();
  return EVP_DigestSignInit(digest.get(), nullptr, bare_sha256(), nullptr, bare_key()) == 1 &&
         EVP_DigestSign(digest.get(), out.data(), &size, bytes_of(data), data.size()) == 1;
}

bool verify_bare(const std::string& signature) {
  const Digest digest(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  const std::string& data = signing_input();
  return EVP_DigestVerifyInit(digest.get(), nullptr, bare_sha256(), nullptr, bare_public_key()) == 1 &&
         EVP_DigestVerify(digest.get(), bytes_of(signature), signature.size(), bytes_of(data), data.size()) == 1;
}

}  // namespace entra::bench
