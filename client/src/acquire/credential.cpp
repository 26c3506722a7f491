#include "entra/client/credential.hpp"

#include "entra/support/base64.hpp"

namespace entra::client {
namespace {

/// Lives as long as the process and never leaves it, so that a fingerprint in a log or a dump tells nobody a secret.
const std::string& fingerprint_key() {
  static const std::string key = SystemRandom().token(32);
  return key;
}

struct Fingerprint {
  std::string operator()(const NoCredential&) const { return "none"; }
  std::string operator()(const ClientSecret& secret) const { return "secret:" + fingerprint(secret.value); }
  std::string operator()(const ClientCertificate& certificate) const {
    return "x5t#S256:" + certificate.thumbprint_sha256();
  }
  std::string operator()(const ClientAssertion& assertion) const { return "assertion:" + assertion.name(); }
};

}  // namespace

std::string fingerprint(const ClientCredential& credential) {
  return std::visit(Fingerprint{}, credential);
}

std::string fingerprint(std::string_view secret) {
  return base64url_encode(crypto::hmac_sha256(fingerprint_key(), secret));
}

}  // namespace entra::client
