// The files of the private authority and the server certificate: found, checked, made when absent or near their end.

#include <sys/stat.h>

#include "entra/support/text.hpp"
#include "http/certificate_authority.hpp"
#include "http/private_files.hpp"
#include "http/server.hpp"

namespace entra::idp::http_server {
namespace {

constexpr std::chrono::hours kRenewalMargin{30 * 24};
constexpr mode_t kSecret = 0600;
constexpr mode_t kReadable = 0644;

/// A certificate with its key. Keys are written before certificates and kept over renewals, so a crash between two
/// files leaves at most a key that no certificate names yet.
struct Pair {
  Certificate certificate;
  Key key;
};

struct Paths {
  std::string certificate;
  std::string key;
};

template <class T>
Result<T> read_as(const std::string& path, Result<T> (*parse)(std::string_view)) {
  const auto text = read_if_present(path);
  if (!text) return tl::unexpected(text.error());
  if (!*text) return T{};
  auto parsed = parse(**text);
  if (!parsed)
    return tl::unexpected(Error{parsed.error().code,
                                path + ": " + parsed.error().message + "; it is left as it is: repair or remove it"});
  return parsed;
}

/// Members are null where there is no file.
Result<Pair> read_pair(const Paths& paths) {
  auto certificate = read_as<Certificate>(paths.certificate, parse_certificate);
  if (!certificate) return tl::unexpected(certificate.error());
  auto key = read_as<Key>(paths.key, parse_key);
  if (!key) return tl::unexpected(key.error());
  if (*certificate && *key && !is_pair(*certificate, *key))
    return fail(Errc::kMalformed, paths.key + ": does not belong to the certificate in " + paths.certificate);
  return Pair{std::move(*certificate), std::move(*key)};
}

Result<void> ensure_key(Pair& pair, const Paths& paths) {
  if (pair.key) return {};
  auto key = make_key();
  if (!key) return tl::unexpected(key.error());
  auto text = write_key(*key);
  if (!text) return tl::unexpected(text.error());
  pair.key = std::move(*key);
  return replace_file(paths.key, *text, kSecret);
}

Result<Pair> ensure_authority(const Paths& paths) {
  auto pair = read_pair(paths);
  if (!pair) return pair;
  if (pair->certificate && !pair->key)
    return fail(Errc::kMissing, paths.key + ": the key of " + paths.certificate +
                                    " is missing; restore it, or remove the certificate to begin anew");
  if (pair->certificate && is_valid_for(pair->certificate, kRenewalMargin)) return pair;
  if (auto kept = ensure_key(*pair, paths); !kept) return tl::unexpected(kept.error());
  auto made = make_authority(pair->key);
  if (!made) return tl::unexpected(made.error());
  pair->certificate = std::move(*made);
  auto text = write_certificate(pair->certificate);
  if (!text) return tl::unexpected(text.error());
  if (auto written = replace_file(paths.certificate, *text, kReadable); !written)
    return tl::unexpected(written.error());
  return pair;
}

Result<void> ensure_server_certificate(const Paths& paths, const ServerNames& names, const Pair& authority) {
  auto pair = read_pair(paths);
  if (!pair) return tl::unexpected(pair.error());
  const bool usable = pair->certificate && pair->key && is_valid_for(pair->certificate, kRenewalMargin) &&
                      is_signed_by(pair->certificate, authority.certificate) && covers(pair->certificate, names);
  if (usable) return {};
  if (auto kept = ensure_key(*pair, paths); !kept) return kept;
  auto made = make_server_certificate(pair->key, names, authority.certificate, authority.key);
  if (!made) return tl::unexpected(made.error());
  auto leaf = write_certificate(*made);
  auto issuer = write_certificate(authority.certificate);
  if (!leaf || !issuer) return tl::unexpected(leaf ? issuer.error() : leaf.error());
  return replace_file(paths.certificate, *leaf + *issuer, kSecret);
}

ServerNames normalised(const std::vector<std::string>& dns, const std::vector<std::string>& ips) {
  ServerNames names{{}, ips};
  for (const std::string& name : dns) names.dns.push_back(to_lower(name));
  return names;
}

}  // namespace

Result<CertificateFiles> ensure_certificates(const std::string& directory, const std::vector<std::string>& dns_names,
                                             const std::vector<std::string>& ip_addresses) {
  if (auto made = ensure_private_directory(directory); !made) return tl::unexpected(made.error());
  const auto lock = lock_directory(directory);
  if (!lock) return tl::unexpected(lock.error());
  const Paths authority_paths{directory + "/ca.pem", directory + "/ca-key.pem"};
  const Paths server_paths{directory + "/tls-cert.pem", directory + "/tls-key.pem"};
  const auto authority = ensure_authority(authority_paths);
  if (!authority) return tl::unexpected(authority.error());
  if (auto made = ensure_server_certificate(server_paths, normalised(dns_names, ip_addresses), *authority); !made)
    return tl::unexpected(made.error());
  return CertificateFiles{{server_paths.certificate, server_paths.key}, authority_paths.certificate};
}

}  // namespace entra::idp::http_server
