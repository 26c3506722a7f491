#pragma once
// Is this token good for us? RFC 7519 §7.2, RFC 8725, and Entra's "Validate tokens" and "Claims validation".

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/client/claims.hpp"
#include "entra/client/key_provider.hpp"
#include "entra/client/mfa_policy.hpp"
#include "entra/support/clock.hpp"

namespace entra::client {

/// Why a token is refused: the first check that failed, in the order of the list. Closed; names are stable.
enum class Reason {
  kTooLarge,             ///< "too_large"
  kMalformed,            ///< "malformed": not a compact JWS of two JSON objects, or a member given twice
  kAlgorithmNotAllowed,  ///< "algorithm_not_allowed": anything but RS256
  kCriticalHeader,       ///< "critical_header": crit (RFC 7515 §4.1.11), or b64 (RFC 7797)
  kTypeNotAllowed,       ///< "type_not_allowed": a typ other than JWT or at+jwt
  kKeysUnavailable,      ///< "keys_unavailable": no key set could be had
  kUnknownKey,           ///< "unknown_key": kid missing, or not published
  kSignatureInvalid,     ///< "signature_invalid"
  kClaimMissing,         ///< "claim_missing"
  kClaimMalformed,       ///< "claim_malformed": a claim of the wrong type or outside its range
  kTokenExpired,         ///< "token_expired"
  kNotYetValid,          ///< "not_yet_valid": nbf or iat ahead
  kIssuerMismatch,       ///< "issuer_mismatch"
  kTenantNotAllowed,     ///< "tenant_not_allowed"
  kAudienceMismatch,     ///< "audience_mismatch"
  kNonceMismatch,        ///< "nonce_mismatch" (OpenID Connect Core §3.1.3.7)
  kScopeMissing,         ///< "scope_missing"
  kRoleMissing,          ///< "role_missing"
  kMfaMissing,           ///< "mfa_missing"
};
[[nodiscard]] std::string_view to_string(Reason reason) noexcept;

struct Refusal {
  Reason reason{Reason::kMalformed};
  std::string detail = {};  ///< one line for the log of the API; not meant for the caller who sent the token
};

struct ValidatorOptions {
  /// One of them must be in aud. An App ID URI matches with and without its trailing slash, as Entra's v1 tokens
  /// have both. Empty refuses everything.
  std::vector<std::string> audiences = {};
  /// Exact, or with "{tenantid}" for the token's tid. Empty: what the key provider's metadata says; when that is empty
  /// too, every token is refused unless check_issuer is false.
  std::vector<std::string> issuers = {};
  bool check_issuer = true;                       ///< false only for looking at tokens by hand
  std::vector<std::string> allowed_tenants = {};  ///< tid must be one of them; empty: any that the issuer admits
  /// User tokens must have all of these in scp, app-only tokens all of required_roles in roles. A kind of token for
  /// which nothing is required is refused when something is required of the other kind.
  std::vector<std::string> required_scopes = {};
  std::vector<std::string> required_roles = {};
  std::optional<MfaPolicy> mfa = std::nullopt;
  std::chrono::seconds skew{300};  ///< tolerance on exp, nbf and iat; more than 300 s counts as 300 s
  std::size_t max_token_bytes = std::size_t{64} * 1024;
};

struct ValidatedToken {
  Claims header;
  Claims claims;
  EndpointVersion version{EndpointVersion::kV2};
  std::string tenant_id = {};            ///< tid; empty when the token has none
  std::string subject = {};              ///< sub; may be empty
  std::string object_id = {};            ///< oid; may be empty
  std::string client_id = {};            ///< azp or appid; may be empty
  std::vector<std::string> scopes = {};  ///< scp taken apart
  std::vector<std::string> roles = {};
  bool app_only{false};
  Instant expires_on = {};
  std::optional<MfaDecision> mfa = {};  ///< when the options have an MFA policy
};

/// Thread-safe; the clock must outlive it.
class Validator {
 public:
  Validator(ValidatorOptions options, std::shared_ptr<KeyProvider> keys, const Clock& clock);
  [[nodiscard]] Result<ValidatedToken, Refusal> validate(std::string_view token) const;
  /// For id tokens: the nonce must be there and equal.
  [[nodiscard]] Result<ValidatedToken, Refusal> validate(std::string_view token, std::string_view nonce) const;

 private:
  [[nodiscard]] Result<ValidatedToken, Refusal> check(std::string_view token,
                                                      std::optional<std::string_view> nonce) const;
  ValidatorOptions options_;
  std::shared_ptr<KeyProvider> keys_;
  const Clock& clock_;
};

}  // namespace entra::client
