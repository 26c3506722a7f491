#include "validate/checks.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "entra/support/guid.hpp"
#include "entra/support/text.hpp"

namespace entra::client {
namespace {

constexpr std::int64_t kLatestTime = 253'402'300'799;  // 9999-12-31T23:59:59Z
constexpr std::string_view kTenantTemplate = "{tenantid}";
constexpr std::string_view kSpnPrefix = "spn:";

Refusal refuse(Reason reason, std::string detail) {
  return Refusal{reason, std::move(detail)};
}

/// Text from a token, made fit for one line of a log.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text.substr(0, 200)) out += static_cast<unsigned char>(c) < ' ' || c == 0x7f ? '?' : c;
  return out + (text.size() > 200 ? "…'" : "'");
}

template <class List>
bool contains(const List& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

/// A time claim: absent is allowed here.
Result<std::optional<Instant>, Refusal> read_time(const Claims& claims, std::string_view name) {
  const auto seconds = claims.integer(name);
  if (!seconds && !claims.has(name)) return std::nullopt;
  if (!seconds || *seconds < 0 || *seconds > kLatestTime) {
    return tl::unexpected(refuse(Reason::kClaimMalformed, std::string(name) + " is not a whole number of seconds"));
  }
  return from_epoch_seconds(*seconds);
}

/// True when the text is the template with tid in it.
bool matches(std::string_view issuer_template, std::string_view issuer, std::optional<std::string_view> tenant) {
  const std::size_t at = issuer_template.find(kTenantTemplate);
  if (at == std::string_view::npos) return issuer_template == issuer;
  const std::string_view before = issuer_template.substr(0, at);
  const std::string_view behind = issuer_template.substr(at + kTenantTemplate.size());
  return tenant && issuer.size() == before.size() + tenant->size() + behind.size() && issuer.starts_with(before) &&
         issuer.ends_with(behind) && issuer.substr(at, tenant->size()) == *tenant;
}

std::string_view without_slash(std::string_view uri) {
  if (uri.ends_with('/') && uri.find("://") != std::string_view::npos) uri.remove_suffix(1);
  return uri;
}

bool is_jwt_type(std::string_view type) {
  return equals_ignoring_case(type, "JWT") || equals_ignoring_case(type, "at+jwt") ||
         equals_ignoring_case(type, "application/at+jwt") || equals_ignoring_case(type, "application/jwt");
}

Verdict check_algorithm(const Claims& header, const std::vector<std::string>& algorithms) {
  const auto name = header.text_view("alg");
  if (!name) return refuse(Reason::kAlgorithmNotAllowed, header.has("alg") ? "alg is no text" : "alg is missing");
  if (contains(algorithms, *name) && find_algorithm(*name)) return std::nullopt;
  const std::string detail = "alg is " + quoted(*name) + ", allowed is " + quoted(join(algorithms, "' or '"));
  if (equals_ignoring_case(*name, "none")) return refuse(Reason::kAlgorithmNone, detail);
  if (equals_ignoring_case(name->substr(0, 2), "HS")) return refuse(Reason::kAlgorithmSymmetric, detail);
  return refuse(Reason::kAlgorithmNotAllowed, detail);
}

/// The first item that is missing, or of "any" the first at all; empty when there is what was asked for.
template <class List>
const std::string* find_missing(const std::vector<std::string>& wanted, const List& given, Match match) {
  const std::string* missing = nullptr;
  for (const std::string& one : wanted) {
    const bool is_there = contains(given, one);
    if (is_there && match == Match::kAny) return nullptr;
    if (!is_there && missing == nullptr) missing = &one;
  }
  return missing;
}

}  // namespace

std::optional<crypto::RsaAlgorithm> find_algorithm(std::string_view name) noexcept {
  using crypto::RsaAlgorithm;
  static constexpr std::array<std::pair<std::string_view, RsaAlgorithm>, 6> kAlgorithms = {{
      {"RS256", RsaAlgorithm::kRs256},
      {"RS384", RsaAlgorithm::kRs384},
      {"RS512", RsaAlgorithm::kRs512},
      {"PS256", RsaAlgorithm::kPs256},
      {"PS384", RsaAlgorithm::kPs384},
      {"PS512", RsaAlgorithm::kPs512},
  }};
  for (const auto& [known, algorithm] : kAlgorithms) {
    if (known == name) return algorithm;
  }
  return std::nullopt;
}

Verdict check_header(const Claims& header, const std::vector<std::string>& algorithms) {
  if (auto bad = check_algorithm(header, algorithms)) return bad;
  if (header.has("crit") || header.has("b64")) {
    return refuse(Reason::kCriticalHeader, "the header has crit or b64, which no extension here understands");
  }
  for (const std::string_view name : {"jwk", "jku", "x5u", "x5c"}) {
    if (header.has(name)) {
      return refuse(Reason::kEmbeddedKey, "the header brings its own key along, in " + std::string(name));
    }
  }
  const auto type = header.text_view("typ");
  if (type ? !is_jwt_type(*type) : header.has("typ")) {
    return refuse(Reason::kTypeNotAllowed, "typ is " + quoted(type.value_or("")) + ", expected JWT or at+jwt");
  }
  return std::nullopt;
}

Result<Lifetime, Refusal> read_lifetime(const Claims& claims, std::chrono::seconds skew) {
  const auto expiry = read_time(claims, "exp");
  const auto not_before = read_time(claims, "nbf");
  const auto issued = read_time(claims, "iat");
  for (const auto* claim : {&expiry, &not_before, &issued}) {
    if (!*claim) return tl::unexpected(claim->error());
  }
  if (!*expiry) return tl::unexpected(refuse(Reason::kClaimMissing, "exp is missing"));
  const Instant begin = std::max(not_before->value_or(Instant()), issued->value_or(Instant()));
  return Lifetime{**expiry, begin - skew, **expiry + skew};
}

Verdict check_lifetime(const Claims& claims, const Lifetime& lifetime, Instant now) {
  if (now >= lifetime.holds_until) {
    return refuse(Reason::kTokenExpired, "expired at " + format_rfc3339(lifetime.expires_on));
  }
  if (now >= lifetime.holds_from) return std::nullopt;
  return refuse(Reason::kNotYetValid,
                "begins in the future: nbf " + claims.value_json("nbf") + ", iat " + claims.value_json("iat"));
}

Verdict check_issuer(const Claims& claims, std::span<const std::string> expected, std::string_view key_issuer) {
  const auto issuer = claims.text_view("iss");
  if (!issuer) return refuse(claims.has("iss") ? Reason::kClaimMalformed : Reason::kClaimMissing, "no iss text");
  const auto tenant = claims.text_view("tid");
  if (tenant ? !is_guid(*tenant) : claims.has("tid")) return refuse(Reason::kClaimMalformed, "tid is not a GUID");

  const bool known = std::any_of(expected.begin(), expected.end(),
                                 [&](const std::string& one) { return matches(one, *issuer, tenant); });
  if (!known) {
    return refuse(Reason::kIssuerMismatch,
                  "iss is " + quoted(*issuer) + ", expected " +
                      (expected.empty() ? "none: no issuer is configured"
                                        : quoted(join({expected.begin(), expected.end()}, "' or '"))));
  }
  if (!key_issuer.empty() && !matches(key_issuer, *issuer, tenant)) {
    return refuse(Reason::kIssuerMismatch,
                  "iss is " + quoted(*issuer) + ", but the key signs only for " + quoted(key_issuer));
  }
  if (tenant && issuer->find(*tenant) == std::string_view::npos) {
    return refuse(Reason::kIssuerMismatch, "tid " + quoted(*tenant) + " is not the tenant of iss " + quoted(*issuer));
  }
  return std::nullopt;
}

Verdict check_tenant(const Claims& claims, const std::vector<std::string>& allowed) {
  if (allowed.empty()) return std::nullopt;
  const auto tenant = claims.text_view("tid");
  if (!tenant) return refuse(Reason::kTenantNotAllowed, "the token has no tid");
  const bool listed = std::any_of(allowed.begin(), allowed.end(),
                                  [&](const std::string& one) { return equals_ignoring_case(one, *tenant); });
  if (!listed) return refuse(Reason::kTenantNotAllowed, "tenant " + quoted(*tenant) + " is not on the list");
  return std::nullopt;
}

Verdict check_audience(const Claims& claims, const std::vector<std::string>& audiences, EndpointVersion version) {
  const auto given = claims.text_or_list_view("aud");
  if (!given && !claims.has("aud")) return refuse(Reason::kClaimMissing, "aud is missing");
  if (!given) return refuse(Reason::kClaimMalformed, "aud is neither a text nor an array of texts");
  for (std::string_view one : *given) {
    if (version == EndpointVersion::kV1 && one.starts_with(kSpnPrefix)) one.remove_prefix(kSpnPrefix.size());
    const bool ours = std::any_of(audiences.begin(), audiences.end(), [&](const std::string& audience) {
      return !audience.empty() && without_slash(audience) == without_slash(one);
    });
    if (ours) return std::nullopt;
  }
  return refuse(Reason::kAudienceMismatch, "aud is " + quoted(join({given->begin(), given->end()}, "', '")) +
                                               ", expected " + quoted(join(audiences, "' or '")));
}

Verdict check_nonce(const Claims& claims, std::string_view nonce) {
  const auto given = claims.text_view("nonce");
  if (given && equals_in_constant_time(*given, nonce)) return std::nullopt;
  return refuse(Reason::kNonceMismatch, given ? "nonce is not the one that was sent" : "nonce is missing");
}

std::string_view client_of(const Claims& claims, EndpointVersion version) {
  const bool is_v1 = version == EndpointVersion::kV1;
  if (const auto own = claims.text_view(is_v1 ? "appid" : "azp")) return *own;
  return claims.text_view(is_v1 ? "azp" : "appid").value_or("");
}

Verdict check_client(const Claims& claims, EndpointVersion version, const std::vector<std::string>& allowed) {
  if (allowed.empty()) return std::nullopt;
  const std::string_view client = client_of(claims, version);
  if (client.empty()) return refuse(Reason::kClientNotAllowed, "the token names no client (azp or appid)");
  const bool listed = std::any_of(allowed.begin(), allowed.end(),
                                  [&](const std::string& one) { return equals_ignoring_case(one, client); });
  if (!listed) return refuse(Reason::kClientNotAllowed, "client " + quoted(client) + " is not on the list");
  return std::nullopt;
}

Verdict check_permissions(const Claims& claims, const ValidatorOptions& options) {
  const bool is_free = options.required_scopes.empty() && options.required_roles.empty();
  if (is_free && options.accept == TokenKind::kAny) return std::nullopt;
  const bool app_only = claims.is_app_only();
  if (options.accept != TokenKind::kAny && app_only != (options.accept == TokenKind::kApp)) {
    return refuse(Reason::kKindNotAllowed,
                  app_only ? "only users' tokens are served" : "only app-only tokens are served");
  }
  if (is_free) return std::nullopt;
  if (app_only) {
    if (options.required_roles.empty()) return refuse(Reason::kScopeMissing, "an app-only token has no scopes");
    const auto roles = claims.list_view("roles").value_or(std::span<const std::string_view>());
    const auto* missing = find_missing(options.required_roles, roles, options.roles_match);
    return missing == nullptr ? Verdict() : refuse(Reason::kRoleMissing, "roles lacks " + quoted(*missing));
  }
  if (options.required_scopes.empty()) return refuse(Reason::kRoleMissing, "only app-only tokens are served");
  const auto scopes = split_words(claims.text_view("scp").value_or(""));
  const auto* missing = find_missing(options.required_scopes, scopes, options.scopes_match);
  return missing == nullptr ? Verdict() : refuse(Reason::kScopeMissing, "scp lacks " + quoted(*missing));
}

}  // namespace entra::client
