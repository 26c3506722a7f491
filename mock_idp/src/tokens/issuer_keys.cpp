#include "tokens/issuer_keys.hpp"

#include "entra/support/json_access.hpp"
#include "entra/support/url.hpp"

namespace entra::idp {
namespace {

constexpr seconds kKept{3600};
constexpr seconds kLeastBetween{300};

/// By what is written, never by what a name server says: names other than localhost may be re-pointed.
bool is_on_this_machine(const std::string& address) {
  const auto url = parse_url(address);
  if (!url) return false;
  const std::string& host = url->host;
  const bool is_numeric = host.find_first_not_of("0123456789.") == std::string::npos;
  return host == "localhost" || host == "[::1]" || (is_numeric && host.starts_with("127."));
}

std::vector<crypto::RsaPublicKey> choose(const std::vector<PublishedKey>& keys, std::string_view kid) {
  std::vector<crypto::RsaPublicKey> chosen;
  for (const PublishedKey& key : keys) {
    if (kid.empty() || key.kid.empty() || key.kid == kid) chosen.push_back(key.key);
  }
  return chosen;
}

}  // namespace

IssuerKeys::IssuerKeys(const Config& config, DocumentFetcher fetch) : fetch_(std::move(fetch)) {
  for (const TrustedIssuer& trusted : config.trusted_issuers) {
    if (auto keys = parse_key_set(trusted.jwks)) configured_[trusted.issuer] = std::move(*keys);
  }
}

Result<IssuerKeys::KeySet> IssuerKeys::fetch(const std::string& issuer, Instant now) const {
  const std::string base = issuer.ends_with('/') ? issuer.substr(0, issuer.size() - 1) : issuer;
  const auto discovery = fetch_(base + "/.well-known/openid-configuration");
  if (!discovery) return tl::unexpected(discovery.error());
  const auto document = parse_json(*discovery);
  if (!document || !document->is_object()) return fail(Errc::kMalformed, "the discovery document is no JSON object");
  // OpenID Connect Discovery §4.3: the issuer must be the very one that was asked.
  if (get_string(*document, "issuer") != issuer) return fail(Errc::kMalformed, "the discovery document is another's");
  const std::string address = get_string(*document, "jwks_uri").value_or("");
  if (!is_on_this_machine(address)) return fail(Errc::kUnsupported, "jwks_uri leads to another machine");
  const auto text = fetch_(address);
  if (!text) return tl::unexpected(text.error());
  auto keys = parse_key_set(*text);
  if (!keys) return tl::unexpected(keys.error());
  return KeySet{std::move(*keys), now};
}

Result<std::vector<crypto::RsaPublicKey>> IssuerKeys::find(const std::string& issuer, std::string_view kid,
                                                           Instant now) {
  std::vector<crypto::RsaPublicKey> chosen;
  if (const auto known = configured_.find(issuer); known != configured_.end()) {
    chosen = choose(known->second, kid);
  } else if (!is_on_this_machine(issuer) || !fetch_) {
    return fail(Errc::kUnsupported,
                "its keys are not configured, and only issuers on this machine are asked for theirs");
  } else {
    const std::scoped_lock lock(mutex_);
    const auto kept = fetched_.find(issuer);
    if (kept != fetched_.end()) chosen = choose(kept->second.keys, kid);
    const seconds limit = chosen.empty() ? kLeastBetween : kKept;
    if (kept == fetched_.end() || now >= kept->second.fetched + limit) {
      auto fresh = fetch(issuer, now);
      if (!fresh) return tl::unexpected(fresh.error());
      chosen = choose(fresh->keys, kid);
      fetched_[issuer] = std::move(*fresh);
    }
  }
  if (chosen.empty()) return fail(Errc::kNotFound, "the issuer publishes no such key");
  return chosen;
}

}  // namespace entra::idp
