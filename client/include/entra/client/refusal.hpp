#pragma once
// Why a token is refused: RFC 8725's perils and Entra's claims validation, one code each.

#include <optional>
#include <string>
#include <string_view>

#include "entra/client/mfa_policy.hpp"

namespace entra::client {

/// The first check that failed, in the order of the list. Names are stable; more may come.
enum class Reason {
  kTooLarge,             ///< "too_large"
  kMalformed,            ///< "malformed": not the three parts of a compact JWS (RFC 7515 §7.1)
  kTrailingBytes,        ///< "trailing_bytes": blanks or more behind the token, or behind an object in it
  kBase64Length,         ///< "base64_length": a part of 4n + 1 characters
  kBase64Padding,        ///< "base64_padding" (RFC 7515 §2)
  kBase64Alphabet,       ///< "base64_alphabet": a character that base64url does not have
  kBase64SpareBits,      ///< "base64_spare_bits": another spelling of the same bytes (RFC 4648 §3.5)
  kInvalidJson,          ///< "invalid_json": header or claims are no JSON, or no UTF-8
  kNotAnObject,          ///< "not_an_object": header or claims are JSON of another kind
  kDuplicateMember,      ///< "duplicate_member": at any depth (RFC 7515 §4, RFC 7519 §4)
  kTooDeep,              ///< "too_deep": more than 64 containers in one another
  kAlgorithmNone,        ///< "algorithm_none": no signature (RFC 8725 §2.1), in any case of letters
  kAlgorithmSymmetric,   ///< "algorithm_symmetric": HS256, HS384, HS512, keyed perhaps with the public key (§2.1)
  kAlgorithmNotAllowed,  ///< "algorithm_not_allowed": any other that the options do not name, or not the key's own
  kCriticalHeader,       ///< "critical_header": crit (RFC 7515 §4.1.11), or b64 (RFC 7797)
  kEmbeddedKey,          ///< "embedded_key": jwk, jku, x5u or x5c; who forges a token brings his key along
  kTypeNotAllowed,       ///< "type_not_allowed": a typ other than JWT or at+jwt
  kKeysUnavailable,      ///< "keys_unavailable": no key set could be had
  kUnknownKey,           ///< "unknown_key": kid missing, or not published
  kSignatureInvalid,     ///< "signature_invalid"
  kClaimMissing,         ///< "claim_missing"
  kClaimMalformed,       ///< "claim_malformed": a claim of the wrong type or outside its range
  kTokenExpired,         ///< "token_expired"
  kNotYetValid,          ///< "not_yet_valid": nbf or iat ahead
  kVersionNotAllowed,    ///< "version_not_allowed": a ver that the options do not accept
  kIssuerMismatch,       ///< "issuer_mismatch"
  kTenantNotAllowed,     ///< "tenant_not_allowed"
  kAudienceMismatch,     ///< "audience_mismatch"
  kNonceMismatch,        ///< "nonce_mismatch" (OpenID Connect Core §3.1.3.7)
  kClientNotAllowed,     ///< "client_not_allowed": azp or appid is not on the list
  kKindNotAllowed,       ///< "kind_not_allowed": an app-only token where users are served, or the other way round
  kScopeMissing,         ///< "scope_missing"
  kRoleMissing,          ///< "role_missing"
  kMfaMissing,           ///< "mfa_missing": the MFA policy is not met
};
[[nodiscard]] std::string_view to_string(Reason reason) noexcept;

struct Refusal {
  Reason reason{Reason::kMalformed};
  std::string detail = {};              ///< one line for the log of the API; never for the caller who sent the token
  std::optional<MfaDecision> mfa = {};  ///< with kMfaMissing: what was decided, and by which claim
};

}  // namespace entra::client
