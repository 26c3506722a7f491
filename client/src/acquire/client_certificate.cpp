#include "entra/client/client_certificate.hpp"

#include <optional>
#include <vector>

#include "entra/support/base64.hpp"
#include "entra/support/json_access.hpp"

namespace entra::client {
namespace {

constexpr std::chrono::minutes kAssertionLife{10};

/// The bytes of every block of that label (RFC 7468 §3); one that does not end is none.
Result<std::vector<std::string>> pem_blocks(std::string_view pem, std::string_view label) {
  const std::string begin = "-----BEGIN " + std::string(label) + "-----";
  const std::string end = "-----END " + std::string(label) + "-----";
  std::vector<std::string> blocks;
  for (std::size_t from = pem.find(begin); from != std::string_view::npos; from = pem.find(begin, from)) {
    from += begin.size();
    const std::size_t to = pem.find(end, from);
    if (to == std::string_view::npos) break;
    std::string body;
    for (const char c : pem.substr(from, to - from)) {
      if (c != '\n' && c != '\r' && c != ' ' && c != '\t') body += c;
    }
    auto bytes = base64_decode(body);
    if (!bytes) return tl::unexpected(bytes.error());
    blocks.push_back(std::move(*bytes));
  }
  if (blocks.empty()) return fail(Errc::kMalformed, "no PEM block " + std::string(label));
  return blocks;
}

/// PKCS #8 says it in its label, the older form in a header (RFC 1421 §4.6.1.1).
bool is_encrypted(std::string_view key) {
  return key.find("BEGIN ENCRYPTED PRIVATE KEY") != std::string_view::npos ||
         key.find("Proc-Type: 4,ENCRYPTED") != std::string_view::npos;
}

/// Texts that are not UTF-8 are replaced rather than thrown at.
std::string encode(const Json& json) {
  return base64url_encode(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

Result<ClientCertificate> ClientCertificate::from_pem(std::string_view certificate, std::string_view key,
                                                      CertificateOptions options) {
  const auto chain = pem_blocks(certificate, "CERTIFICATE");
  if (!chain) return tl::unexpected(chain.error().in("certificate"));
  const auto public_key = crypto::RsaPublicKey::from_pem(certificate);
  if (!public_key) return tl::unexpected(public_key.error().in("certificate"));
  if (is_encrypted(key)) {
    return fail(Errc::kUnsupported, "key of the certificate: it is encrypted; a key without a passphrase is expected");
  }
  auto private_key = crypto::RsaPrivateKey::from_pem(key);
  if (!private_key) return tl::unexpected(private_key.error().in("key of the certificate"));
  if (private_key->public_key().modulus() != public_key->modulus()) {
    return fail(Errc::kCrypto, "the key does not belong to the certificate");
  }

  ClientCertificate out(std::move(*private_key));
  out.algorithm_ = options.algorithm;
  out.x5t_ = base64url_encode(crypto::sha1(chain->front()));
  out.x5t_s256_ = base64url_encode(crypto::sha256(chain->front()));
  const bool is_pss = options.algorithm == AssertionAlgorithm::kPs256;
  Json header = {{"typ", "JWT"}, {"alg", is_pss ? "PS256" : "RS256"}};
  header[is_pss ? "x5t#S256" : "x5t"] = is_pss ? out.x5t_s256_ : out.x5t_;
  if (options.send_x5c) {
    for (const std::string& der : *chain) header["x5c"].push_back(base64_encode(der));
  }
  out.header_ = encode(header);
  return out;
}

Result<std::string> ClientCertificate::make_assertion(std::string_view token_endpoint, std::string_view client_id,
                                                      Instant now, Random& random) const {
  const Json claims = {{"aud", token_endpoint},
                       {"iss", client_id},
                       {"sub", client_id},
                       {"jti", random.guid()},
                       {"nbf", to_epoch_seconds(now)},
                       {"iat", to_epoch_seconds(now)},
                       {"exp", to_epoch_seconds(now + kAssertionLife)}};
  const std::string input = header_ + "." + encode(claims);
  const auto signature = algorithm_ == AssertionAlgorithm::kPs256 ? key_.sign_ps256(input) : key_.sign_rs256(input);
  if (!signature) return tl::unexpected(signature.error().in("client assertion"));
  return input + "." + base64url_encode(*signature);
}

}  // namespace entra::client
