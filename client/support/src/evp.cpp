#include "entra/support/evp.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <array>
#include <climits>
#include <ctime>

#include "entra/support/base64.hpp"

namespace entra::crypto {
namespace {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, Deleter<Free>>;
using Bio = Owned<BIO, BIO_free>;
using Context = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using PkeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Number = Owned<BIGNUM, BN_free>;
using X509Pointer = Owned<X509, X509_free>;

constexpr int kSmallestRsaBits = 2048;

/// OpenSSL's newest message, and an empty error queue behind it.
tl::unexpected<Error> crypto_failure(std::string_view what) {
  std::array<char, 160> text{};
  ERR_error_string_n(ERR_get_error(), text.data(), text.size());
  ERR_clear_error();
  return fail(Errc::kCrypto, std::string(what) + ": " + text.data());
}

/// Digests fetched once: looking them up by name costs more than hashing a token (OpenSSL 3 provider fetch).
const EVP_MD* digest(const char* name) {
  static EVP_MD* const sha256_method = EVP_MD_fetch(nullptr, "SHA2-256", nullptr);
  static EVP_MD* const sha1_method = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  return name[3] == '1' ? sha1_method : sha256_method;
}

std::string hash(const char* name, std::string_view data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  EVP_Digest(data.data(), data.size(), out.data(), &size, digest(name), nullptr);
  return {reinterpret_cast<const char*>(out.data()), size};
}

std::string hmac(const char* name, std::string_view key, std::string_view data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  HMAC(digest(name), key.data(), static_cast<int>(key.size()), as_bytes(data).data(), data.size(), out.data(), &size);
  return {reinterpret_cast<const char*>(out.data()), size};
}

std::string number_bytes(EVP_PKEY* key, const char* name) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) return {};
  const Number number(raw);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number.get())), '\0');
  BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(bytes.data()));
  return bytes;
}

std::shared_ptr<EVP_PKEY> share(EVP_PKEY* key) {
  return {key, EVP_PKEY_free};
}

Result<std::shared_ptr<EVP_PKEY>> accept_rsa(EVP_PKEY* raw, std::string_view what) {
  if (raw == nullptr) return crypto_failure(what);
  auto key = share(raw);
  if (EVP_PKEY_get_base_id(raw) != EVP_PKEY_RSA)
    return fail(Errc::kUnsupported, std::string(what) + ": not an RSA key");
  if (EVP_PKEY_get_bits(raw) < kSmallestRsaBits) {
    return fail(Errc::kOutOfRange, std::string(what) + ": an RSA key needs at least 2048 bits (RFC 7518 §3.3)");
  }
  return key;
}

Bio memory_bio(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(std::min<std::size_t>(text.size(), INT_MAX))));
}

std::string text_of(const Bio& written) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(written.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

enum class Padding { kPkcs1, kPss };

/// For PSS: the salt is as long as the digest (RFC 7518 §3.5), neither more nor less.
bool choose_padding(EVP_PKEY_CTX* context, Padding padding) {
  return padding == Padding::kPkcs1 || (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
                                        EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1);
}

Result<std::string> sign(EVP_PKEY* key, Padding padding, std::string_view data) {
  const Context context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* options = nullptr;  // owned by the context
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key));
  std::string signature(size, '\0');
  if (!context || EVP_DigestSignInit(context.get(), &options, digest("SHA256"), nullptr, key) != 1 ||
      !choose_padding(options, padding) ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, as_bytes(data).data(),
                     data.size()) != 1) {
    return crypto_failure("RSA signature");
  }
  signature.resize(size);
  return signature;
}

Result<std::string> to_der(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  if (size <= 0) return crypto_failure("certificate in DER");
  std::string out(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return out;
}

Instant to_instant(const ASN1_TIME* time) {
  std::tm parts{};
  ASN1_TIME_to_tm(time, &parts);
  return from_epoch_seconds(timegm(&parts));
}

}  // namespace

std::string sha1(std::string_view data) {
  return hash("SHA1", data);
}
std::string sha256(std::string_view data) {
  return hash("SHA256", data);
}

std::string hmac_sha1(std::string_view key, std::string_view data) {
  return hmac("SHA1", key, data);
}
std::string hmac_sha256(std::string_view key, std::string_view data) {
  return hmac("SHA256", key, data);
}

std::string to_hex(std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

Result<RsaPublicKey> RsaPublicKey::from_components(std::string_view modulus, std::string_view exponent) {
  const Number n(BN_bin2bn(as_bytes(modulus).data(), static_cast<int>(modulus.size()), nullptr));
  const Number e(BN_bin2bn(as_bytes(exponent).data(), static_cast<int>(exponent.size()), nullptr));
  const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
  if (!n || !e || !builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return crypto_failure("RSA key components");
  }
  const Owned<OSSL_PARAM, OSSL_PARAM_free> params(OSSL_PARAM_BLD_to_param(builder.get()));
  const PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* raw = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &raw, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
    return crypto_failure("RSA key components");
  }
  return accept_rsa(raw, "RSA key components").map([](auto key) { return RsaPublicKey(std::move(key)); });
}

Result<RsaPublicKey> RsaPublicKey::from_pem(std::string_view pem) {
  const Bio bio = memory_bio(pem);
  if (pem.find("BEGIN CERTIFICATE") != std::string_view::npos) {
    const X509Pointer certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (!certificate) return crypto_failure("certificate in PEM");
    return accept_rsa(X509_get_pubkey(certificate.get()), "certificate's key").map([](auto key) {
      return RsaPublicKey(std::move(key));
    });
  }
  return accept_rsa(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr), "public key in PEM").map([](auto key) {
    return RsaPublicKey(std::move(key));
  });
}

std::string RsaPublicKey::modulus() const {
  return number_bytes(key_.get(), OSSL_PKEY_PARAM_RSA_N);
}
std::string RsaPublicKey::exponent() const {
  return number_bytes(key_.get(), OSSL_PKEY_PARAM_RSA_E);
}
int RsaPublicKey::bits() const {
  return EVP_PKEY_get_bits(key_.get());
}
bool RsaPublicKey::operator==(const RsaPublicKey& other) const {
  return EVP_PKEY_eq(key_.get(), other.key_.get()) == 1;
}

std::string RsaPublicKey::to_pem() const {
  const Bio bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio_PUBKEY(bio.get(), key_.get()) != 1) return {};
  return text_of(bio);
}

Result<RsaPrivateKey> RsaPrivateKey::generate(int bits) {
  EVP_PKEY* raw = EVP_RSA_gen(static_cast<unsigned>(bits));
  return accept_rsa(raw, "RSA key generation").map([](auto key) { return RsaPrivateKey(std::move(key)); });
}

Result<RsaPrivateKey> RsaPrivateKey::from_pem(std::string_view pem) {
  const Bio bio = memory_bio(pem);
  // An encrypted key must fail, not ask on the terminal.
  const auto no_password = [](char*, int, int, void*) { return -1; };
  EVP_PKEY* raw = PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr);
  return accept_rsa(raw, "private key in PEM").map([](auto key) { return RsaPrivateKey(std::move(key)); });
}

std::string RsaPrivateKey::to_pem() const {
  const Bio bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return {};
  return text_of(bio);
}

RsaPublicKey RsaPrivateKey::public_key() const {
  return RsaPublicKey(key_);
}

Result<std::string> RsaPrivateKey::sign_rs256(std::string_view data) const {
  return sign(key_.get(), Padding::kPkcs1, data);
}

Result<std::string> RsaPrivateKey::sign_ps256(std::string_view data) const {
  return sign(key_.get(), Padding::kPss, data);
}

Result<std::string> make_self_signed_certificate(const RsaPrivateKey& key, std::string_view common_name,
                                                 Instant not_before, Instant not_after) {
  const X509Pointer certificate(X509_new());
  X509* const raw = certificate.get();
  X509_NAME* const name = raw == nullptr ? nullptr : X509_get_subject_name(raw);
  const std::string serial = sha256(key.public_key().modulus()).substr(0, 8);
  const Number number(BN_bin2bn(as_bytes(serial).data(), static_cast<int>(serial.size()), nullptr));
  if (name == nullptr || !number || X509_set_version(raw, X509_VERSION_3) != 1 ||
      BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(raw)) == nullptr ||
      ASN1_TIME_set(X509_getm_notBefore(raw), to_epoch_seconds(not_before)) == nullptr ||
      ASN1_TIME_set(X509_getm_notAfter(raw), to_epoch_seconds(not_after)) == nullptr ||
      X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, as_bytes(common_name).data(),
                                 static_cast<int>(common_name.size()), -1, 0) != 1 ||
      X509_set_issuer_name(raw, name) != 1 || X509_set_pubkey(raw, key.handle()) != 1 ||
      X509_sign(raw, key.handle(), digest("SHA256")) == 0) {
    return crypto_failure("self-signed certificate");
  }
  return to_der(raw);
}

Result<Certificate> parse_certificate(std::string_view pem) {
  const Bio bio = memory_bio(pem);
  const X509Pointer certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!certificate) return crypto_failure("certificate in PEM");
  auto key = RsaPublicKey::from_pem(pem);
  if (!key) return tl::unexpected(key.error());
  auto der = to_der(certificate.get());
  if (!der) return tl::unexpected(der.error());
  return Certificate{std::move(*der), std::move(*key), to_instant(X509_get0_notBefore(certificate.get())),
                     to_instant(X509_get0_notAfter(certificate.get()))};
}

}  // namespace entra::crypto
