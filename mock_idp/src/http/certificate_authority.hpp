#pragma once
// Making and reading the X.509 certificates of a private authority (RFC 5280), over OpenSSL. Files are elsewhere.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "entra/support/result.hpp"

typedef struct evp_pkey_st EVP_PKEY;
typedef struct x509_st X509;

namespace entra::idp::http_server {

using Key = std::shared_ptr<EVP_PKEY>;
using Certificate = std::shared_ptr<X509>;

/// What a server certificate is good for: subjectAltName entries (RFC 5280 §4.2.1.6).
struct ServerNames {
  std::vector<std::string> dns;  ///< lower case, perhaps "*.example.test"
  std::vector<std::string> ips;  ///< numeric
};

[[nodiscard]] Result<Key> make_key();  ///< EC P-256
[[nodiscard]] Result<Key> parse_key(std::string_view pem);
[[nodiscard]] Result<std::string> write_key(const Key& key);                ///< PKCS #8 PEM
[[nodiscard]] Result<Certificate> parse_certificate(std::string_view pem);  ///< the first one in the text
[[nodiscard]] Result<std::string> write_certificate(const Certificate& certificate);

/// Self-signed, ten years.
[[nodiscard]] Result<Certificate> make_authority(const Key& key);
/// Signed by the authority; 824 days at most, since some clients refuse more than 825, and not beyond the authority's
/// own end. kMalformed for an IP address that is none, kMissing when no name is given.
[[nodiscard]] Result<Certificate> make_server_certificate(const Key& key, const ServerNames& names,
                                                          const Certificate& authority, const Key& authority_key);

[[nodiscard]] bool is_pair(const Certificate& certificate, const Key& key);
[[nodiscard]] bool is_signed_by(const Certificate& certificate, const Certificate& authority);
/// By the machine's clock: begun, and not over before `margin` from now.
[[nodiscard]] bool is_valid_for(const Certificate& certificate, std::chrono::hours margin);
[[nodiscard]] bool covers(const Certificate& certificate, const ServerNames& names);

}  // namespace entra::idp::http_server
