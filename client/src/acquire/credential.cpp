#include "entra/client/credential.hpp"

#include "entra/support/base64.hpp"
#include "entra/support/json_access.hpp"

namespace entra::client {
namespace {

constexpr std::chrono::minutes kAssertionLife{10};

/// The bytes of the first block of that label (RFC 7468 §3).
Result<std::string> pem_block(std::string_view pem, std::string_view label) {
  const std::string begin = "-----BEGIN " + std::string(label) + "-----";
  const std::string end = "-----END " + std::string(label) + "-----";
  const std::size_t from = pem.find(begin);
  const std::size_t to = from == std::string_view::npos ? from : pem.find(end, from);
  if (to == std::string_view::npos) return fail(Errc::kMalformed, "no PEM block " + std::string(label));
  std::string body;
  for (const char c : pem.substr(from + begin.size(), to - from - begin.size())) {
    if (c != '\n' && c != '\r' && c != ' ' && c != '\t') body += c;
  }
  return base64_decode(body);
}

/// Lives as long as the process and never leaves it, so that a fingerprint in a log or a dump tells nobody a secret.
const std::string& fingerprint_key() {
  static const std::string key = SystemRandom().token(32);
  return key;
}

struct Fingerprint {
  std::string operator()(const NoCredential&) const { return "none"; }
  std::string operator()(const ClientSecret& secret) const { return "secret:" + fingerprint(secret.value); }
  std::string operator()(const ClientCertificate& certificate) const { return "x5t:" + certificate.thumbprint(); }
};

}  // namespace

Result<ClientCertificate> ClientCertificate::from_pem(std::string_view certificate, std::string_view key) {
  const auto der = pem_block(certificate, "CERTIFICATE");
  if (!der) return tl::unexpected(der.error().in("certificate"));
  const auto public_key = crypto::RsaPublicKey::from_pem(certificate);
  if (!public_key) return tl::unexpected(public_key.error().in("certificate"));
  auto private_key = crypto::RsaPrivateKey::from_pem(key);
  if (!private_key) return tl::unexpected(private_key.error().in("key of the certificate"));
  if (private_key->public_key().modulus() != public_key->modulus()) {
    return fail(Errc::kCrypto, "the key does not belong to the certificate");
  }
  return ClientCertificate(std::move(*private_key), base64url_encode(crypto::sha1(*der)));
}

Result<std::string> ClientCertificate::make_assertion(std::string_view token_endpoint, std::string_view client_id,
                                                      Instant now, Random& random) const {
  const Json header = {{"alg", "RS256"}, {"typ", "JWT"}, {"x5t", x5t_}};
  const Json claims = {{"aud", token_endpoint},
                       {"iss", client_id},
                       {"sub", client_id},
                       {"jti", random.guid()},
                       {"nbf", to_epoch_seconds(now)},
                       {"iat", to_epoch_seconds(now)},
                       {"exp", to_epoch_seconds(now + kAssertionLife)}};
  // Texts that are not UTF-8 are replaced rather than thrown at.
  const auto text = [](const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); };
  const std::string input = base64url_encode(text(header)) + "." + base64url_encode(text(claims));
  const auto signature = key_.sign_rs256(input);
  if (!signature) return tl::unexpected(signature.error().in("client assertion"));
  return input + "." + base64url_encode(*signature);
}

std::string fingerprint(const ClientCredential& credential) {
  return std::visit(Fingerprint{}, credential);
}

std::string fingerprint(std::string_view secret) {
  return base64url_encode(crypto::hmac_sha256(fingerprint_key(), secret));
}

}  // namespace entra::client
