#include "http/certificate_authority.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>

#include "entra/support/text.hpp"

namespace entra::idp::http_server {
namespace {

constexpr int kAuthorityDays = 3650;
constexpr int kServerDays = 823;  // with the day before now: 824
constexpr const char* kAuthorityName = "Entra Harness local test CA";

template <class T, void (*Free)(T*)>
struct Freer {
  void operator()(T* object) const noexcept { Free(object); }
};
using Bio = std::unique_ptr<BIO, Freer<BIO, BIO_free_all>>;
using AltNames = std::unique_ptr<GENERAL_NAMES, Freer<GENERAL_NAMES, GENERAL_NAMES_free>>;
using AltName = std::unique_ptr<GENERAL_NAME, Freer<GENERAL_NAME, GENERAL_NAME_free>>;

tl::unexpected<Error> crypto_error(const std::string& what) {
  char text[256] = "";
  ERR_error_string_n(ERR_peek_last_error(), text, sizeof text);
  ERR_clear_error();
  return fail(Errc::kCrypto, what + ": " + text);
}

Bio read_from(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string contents(const Bio& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(std::max(size, 0L))};
}

int no_passphrase(char*, int, int, void*) {
  return -1;  // an encrypted key is an error, never a prompt on the terminal
}

bool set_random_serial(X509* certificate) {
  std::unique_ptr<BIGNUM, Freer<BIGNUM, BN_free>> serial(BN_new());
  // RFC 5280 §4.1.2.2: positive, at most 20 octets.
  return serial && BN_rand(serial.get(), 159, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_validity(X509* certificate, int days) {
  // From yesterday, for containers and virtual machines whose clock is a little behind.
  return X509_time_adj_ex(X509_getm_notBefore(certificate), -1, 0, nullptr) != nullptr &&
         X509_time_adj_ex(X509_getm_notAfter(certificate), days, 0, nullptr) != nullptr;
}

bool add_common_name(X509_NAME* name, const char* text) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text);
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, bytes, -1, -1, 0) == 1;
}

bool add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION, X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool append(GENERAL_NAMES* names, int type, void* value) {
  AltName name(GENERAL_NAME_new());
  if (!name) return false;
  GENERAL_NAME_set0_value(name.get(), type, value);
  if (sk_GENERAL_NAME_push(names, name.get()) == 0) return false;
  (void)name.release();  // the list's own now
  return true;
}

Result<AltNames> alt_names(const ServerNames& names) {
  AltNames list(GENERAL_NAMES_new());
  if (!list) return crypto_error("no subjectAltName");
  for (const std::string& dns : names.dns) {
    ASN1_IA5STRING* text = ASN1_IA5STRING_new();
    if (text == nullptr || ASN1_STRING_set(text, dns.data(), static_cast<int>(dns.size())) != 1 ||
        !append(list.get(), GEN_DNS, text))
      return crypto_error("no subjectAltName for " + dns);
  }
  for (const std::string& ip : names.ips) {
    ASN1_OCTET_STRING* address = a2i_IPADDRESS(ip.c_str());
    ERR_clear_error();
    if (address == nullptr) return fail(Errc::kMalformed, "'" + ip + "' is no numeric IP address");
    if (!append(list.get(), GEN_IPADD, address)) return crypto_error("no subjectAltName for " + ip);
  }
  if (sk_GENERAL_NAME_num(list.get()) == 0) return fail(Errc::kMissing, "a server certificate needs a name");
  return list;
}

/// What both kinds of certificate have: version 3, serial, key, times, names.
Result<Certificate> begin_certificate(const Key& key, const char* subject, X509_NAME* issuer, int days) {
  Certificate made(X509_new(), X509_free);
  if (!made || X509_set_version(made.get(), X509_VERSION_3) != 1 || !set_random_serial(made.get()) ||
      X509_set_pubkey(made.get(), key.get()) != 1 || !set_validity(made.get(), days) ||
      !add_common_name(X509_get_subject_name(made.get()), subject) ||
      X509_set_issuer_name(made.get(), issuer != nullptr ? issuer : X509_get_subject_name(made.get())) != 1)
    return crypto_error("cannot make a certificate");
  return made;
}

bool has_entry(const GENERAL_NAMES* entries, int type, std::string_view bytes) {
  for (int i = 0; i < sk_GENERAL_NAME_num(entries); ++i) {
    int entry_type = 0;
    const void* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(entries, i), &entry_type);
    if (entry_type != type) continue;
    const auto* text = static_cast<const ASN1_STRING*>(value);
    const std::string_view entry(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                                 static_cast<std::size_t>(ASN1_STRING_length(text)));
    if (type == GEN_DNS ? equals_ignoring_case(entry, bytes) : entry == bytes) return true;
  }
  return false;
}

}  // namespace

Result<Key> make_key() {
  Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  if (!key) return crypto_error("cannot make a key");
  return key;
}

Result<Key> parse_key(std::string_view pem) {
  Key key(PEM_read_bio_PrivateKey(read_from(pem).get(), nullptr, no_passphrase, nullptr), EVP_PKEY_free);
  ERR_clear_error();
  if (!key) return fail(Errc::kMalformed, "no unencrypted private key in PEM form");
  return key;
}

Result<std::string> write_key(const Key& key) {
  const Bio out(BIO_new(BIO_s_mem()));
  if (!out || PEM_write_bio_PKCS8PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return crypto_error("cannot write a key");
  return contents(out);
}

Result<Certificate> parse_certificate(std::string_view pem) {
  Certificate certificate(PEM_read_bio_X509(read_from(pem).get(), nullptr, no_passphrase, nullptr), X509_free);
  ERR_clear_error();
  if (!certificate) return fail(Errc::kMalformed, "no certificate in PEM form");
  return certificate;
}

Result<std::string> write_certificate(const Certificate& certificate) {
  const Bio out(BIO_new(BIO_s_mem()));
  if (!out || PEM_write_bio_X509(out.get(), certificate.get()) != 1) return crypto_error("cannot write a certificate");
  return contents(out);
}

Result<Certificate> make_authority(const Key& key) {
  auto made = begin_certificate(key, kAuthorityName, nullptr, kAuthorityDays);
  if (!made) return made;
  X509* raw = made->get();
  if (!add_extension(raw, raw, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") ||
      !add_extension(raw, raw, NID_key_usage, "critical,keyCertSign,cRLSign") ||
      !add_extension(raw, raw, NID_subject_key_identifier, "hash") || X509_sign(raw, key.get(), EVP_sha256()) == 0)
    return crypto_error("cannot make the authority's certificate");
  return made;
}

Result<Certificate> make_server_certificate(const Key& key, const ServerNames& names, const Certificate& authority,
                                            const Key& authority_key) {
  auto entries = alt_names(names);
  if (!entries) return tl::unexpected(entries.error());
  auto made = begin_certificate(key, "Entra Harness mock", X509_get_subject_name(authority.get()), kServerDays);
  if (!made) return made;
  X509* raw = made->get();
  int days = 0;
  int seconds = 0;
  const ASN1_TIME* authority_end = X509_get0_notAfter(authority.get());
  const bool outlives =
      ASN1_TIME_diff(&days, &seconds, authority_end, X509_get0_notAfter(raw)) == 1 && (days > 0 || seconds > 0);
  if (outlives && X509_set1_notAfter(raw, authority_end) != 1) return crypto_error("cannot make a certificate");
  if (!add_extension(raw, authority.get(), NID_basic_constraints, "critical,CA:FALSE") ||
      !add_extension(raw, authority.get(), NID_key_usage, "critical,digitalSignature") ||
      !add_extension(raw, authority.get(), NID_ext_key_usage, "serverAuth") ||
      !add_extension(raw, authority.get(), NID_subject_key_identifier, "hash") ||
      !add_extension(raw, authority.get(), NID_authority_key_identifier, "keyid") ||
      X509_add1_ext_i2d(raw, NID_subject_alt_name, entries->get(), 0, X509V3_ADD_DEFAULT) != 1 ||
      X509_sign(raw, authority_key.get(), EVP_sha256()) == 0)
    return crypto_error("cannot make the server's certificate");
  return made;
}

bool is_pair(const Certificate& certificate, const Key& key) {
  const bool matches = X509_check_private_key(certificate.get(), key.get()) == 1;
  ERR_clear_error();
  return matches;
}

bool is_signed_by(const Certificate& certificate, const Certificate& authority) {
  const bool signature_holds = X509_check_issued(authority.get(), certificate.get()) == X509_V_OK &&
                               X509_verify(certificate.get(), X509_get0_pubkey(authority.get())) == 1;
  ERR_clear_error();
  return signature_holds;
}

bool is_valid_for(const Certificate& certificate, std::chrono::hours margin) {
  std::time_t now = std::time(nullptr);
  std::time_t later = now + static_cast<std::time_t>(std::chrono::seconds(margin).count());
  return X509_cmp_time(X509_get0_notBefore(certificate.get()), &now) < 0 &&
         X509_cmp_time(X509_get0_notAfter(certificate.get()), &later) > 0;
}

bool covers(const Certificate& certificate, const ServerNames& names) {
  const AltNames entries(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)));
  if (!entries) return false;
  for (const std::string& dns : names.dns) {
    if (!has_entry(entries.get(), GEN_DNS, dns)) return false;
  }
  for (const std::string& ip : names.ips) {
    const std::unique_ptr<ASN1_OCTET_STRING, Freer<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>> address(
        a2i_IPADDRESS(ip.c_str()));
    ERR_clear_error();
    if (!address) return false;
    const std::string_view bytes(reinterpret_cast<const char*>(ASN1_STRING_get0_data(address.get())),
                                 static_cast<std::size_t>(ASN1_STRING_length(address.get())));
    if (!has_entry(entries.get(), GEN_IPADD, bytes)) return false;
  }
  return true;
}

}  // namespace entra::idp::http_server
