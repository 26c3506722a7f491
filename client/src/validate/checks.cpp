#include "validate/checks.hpp"

#include <algorithm>

#include "entra/support/guid.hpp"
#include "entra/support/text.hpp"

namespace entra::client {
namespace {

constexpr std::int64_t kLatestTime = 253'402'300'799;  // 9999-12-31T23:59:59Z
constexpr std::string_view kTenantTemplate = "{tenantid}";

Refusal refuse(Reason reason, std::string detail) {
  return Refusal{reason, std::move(detail)};
}

/// Text from a token, made fit for one line of a log.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text.substr(0, 200)) out += static_cast<unsigned char>(c) < ' ' || c == 0x7f ? '?' : c;
  return out + (text.size() > 200 ? "…'" : "'");
}

bool contains(const std::vector<std::string>& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

/// A time claim: absent is allowed here.
struct TimeClaim {
  std::optional<Instant> at;
  Verdict refusal;
};
TimeClaim read_time(const Claims& claims, std::string_view name) {
  if (!claims.has(name)) return {};
  const auto seconds = claims.integer(name);
  if (!seconds || *seconds < 0 || *seconds > kLatestTime) {
    return {std::nullopt, refuse(Reason::kClaimMalformed, std::string(name) + " is not a whole number of seconds")};
  }
  return {from_epoch_seconds(*seconds), std::nullopt};
}

/// The template with tid in it; empty when it needs a tid and there is none.
std::string substitute(std::string_view issuer, const std::optional<std::string>& tenant) {
  const std::size_t at = issuer.find(kTenantTemplate);
  if (at == std::string_view::npos) return std::string(issuer);
  if (!tenant) return {};
  return std::string(issuer.substr(0, at)) + *tenant + std::string(issuer.substr(at + kTenantTemplate.size()));
}

std::string_view without_slash(std::string_view uri) {
  if (uri.find("://") != std::string_view::npos && uri.ends_with('/')) uri.remove_suffix(1);
  return uri;
}

}  // namespace

Verdict check_header(const Claims& header) {
  const auto algorithm = header.text("alg");
  if (algorithm != "RS256") {
    return refuse(Reason::kAlgorithmNotAllowed,
                  algorithm ? "alg is " + quoted(*algorithm) + ", only RS256 is allowed" : "alg is missing");
  }
  if (header.has("crit") || header.has("b64")) {
    return refuse(Reason::kCriticalHeader, "the header has crit or b64, which no extension here understands");
  }
  if (header.has("typ")) {
    const std::string type = to_lower(header.text("typ").value_or(""));
    if (type != "jwt" && type != "at+jwt" && type != "application/at+jwt" && type != "application/jwt") {
      return refuse(Reason::kTypeNotAllowed, "typ is " + quoted(type) + ", expected JWT or at+jwt");
    }
  }
  return std::nullopt;
}

Verdict check_times(const Claims& claims, Instant now, std::chrono::seconds skew) {
  const TimeClaim expiry = read_time(claims, "exp");
  const TimeClaim not_before = read_time(claims, "nbf");
  const TimeClaim issued = read_time(claims, "iat");
  for (const TimeClaim* claim : {&expiry, &not_before, &issued}) {
    if (claim->refusal) return claim->refusal;
  }
  if (!expiry.at) return refuse(Reason::kClaimMissing, "exp is missing");
  if (now >= *expiry.at + skew) return refuse(Reason::kTokenExpired, "expired at " + format_rfc3339(*expiry.at));
  if (not_before.at && *not_before.at - skew > now) {
    return refuse(Reason::kNotYetValid, "valid only from " + format_rfc3339(*not_before.at));
  }
  if (issued.at && *issued.at - skew > now) {
    return refuse(Reason::kNotYetValid, "issued in the future, at " + format_rfc3339(*issued.at));
  }
  return std::nullopt;
}

Verdict check_issuer(const Claims& claims, const std::vector<std::string>& expected, const std::string& key_issuer) {
  const auto issuer = claims.text("iss");
  if (!issuer) return refuse(claims.has("iss") ? Reason::kClaimMalformed : Reason::kClaimMissing, "no iss text");
  const auto tenant = claims.text("tid");
  if (claims.has("tid") && !(tenant && is_guid(*tenant))) return refuse(Reason::kClaimMalformed, "tid is not a GUID");

  const bool known = std::any_of(expected.begin(), expected.end(),
                                 [&](const std::string& one) { return substitute(one, tenant) == *issuer; });
  if (!known) {
    return refuse(Reason::kIssuerMismatch,
                  "iss is " + quoted(*issuer) + ", expected " +
                      (expected.empty() ? "none: no issuer is configured" : quoted(join(expected, "' or '"))));
  }
  if (!key_issuer.empty() && substitute(key_issuer, tenant) != *issuer) {
    return refuse(Reason::kIssuerMismatch,
                  "iss is " + quoted(*issuer) + ", but the key signs only for " + quoted(key_issuer));
  }
  if (tenant && issuer->find(*tenant) == std::string::npos) {
    return refuse(Reason::kIssuerMismatch, "tid " + quoted(*tenant) + " is not the tenant of iss " + quoted(*issuer));
  }
  return std::nullopt;
}

Verdict check_tenant(const Claims& claims, const std::vector<std::string>& allowed) {
  if (allowed.empty()) return std::nullopt;
  const auto tenant = claims.text("tid");
  if (!tenant) return refuse(Reason::kTenantNotAllowed, "the token has no tid");
  const bool listed = std::any_of(allowed.begin(), allowed.end(),
                                  [&](const std::string& one) { return equals_ignoring_case(one, *tenant); });
  if (!listed) return refuse(Reason::kTenantNotAllowed, "tenant " + quoted(*tenant) + " is not on the list");
  return std::nullopt;
}

Verdict check_audience(const Claims& claims, const std::vector<std::string>& audiences) {
  if (!claims.has("aud")) return refuse(Reason::kClaimMissing, "aud is missing");
  const auto given = claims.text_or_list("aud");
  if (!given) return refuse(Reason::kClaimMalformed, "aud is neither a text nor an array of texts");
  for (const std::string& one : *given) {
    const bool ours = std::any_of(audiences.begin(), audiences.end(), [&](const std::string& audience) {
      return !audience.empty() && without_slash(audience) == without_slash(one);
    });
    if (ours) return std::nullopt;
  }
  return refuse(Reason::kAudienceMismatch,
                "aud is " + quoted(join(*given, "', '")) + ", expected " + quoted(join(audiences, "' or '")));
}

Verdict check_nonce(const Claims& claims, std::string_view nonce) {
  const auto given = claims.text("nonce");
  if (given && equals_in_constant_time(*given, nonce)) return std::nullopt;
  return refuse(Reason::kNonceMismatch, given ? "nonce is not the one that was sent" : "nonce is missing");
}

std::vector<std::string> read_scopes(const Claims& claims) {
  return split_words(claims.text("scp").value_or(""));
}

Verdict check_permissions(const Claims& claims, const ValidatorOptions& options) {
  if (options.required_scopes.empty() && options.required_roles.empty()) return std::nullopt;
  if (claims.is_app_only()) {
    if (options.required_roles.empty()) return refuse(Reason::kScopeMissing, "an app-only token has no scopes");
    const auto roles = claims.list("roles").value_or(std::vector<std::string>{});
    for (const std::string& role : options.required_roles) {
      if (!contains(roles, role)) return refuse(Reason::kRoleMissing, "roles lacks " + quoted(role));
    }
    return std::nullopt;
  }
  if (options.required_scopes.empty()) return refuse(Reason::kRoleMissing, "only app-only tokens are served");
  const auto scopes = read_scopes(claims);
  for (const std::string& scope : options.required_scopes) {
    if (!contains(scopes, scope)) return refuse(Reason::kScopeMissing, "scp lacks " + quoted(scope));
  }
  return std::nullopt;
}

}  // namespace entra::client
