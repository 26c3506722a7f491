#include "entra/client/validator.hpp"

namespace entra::client {

std::string_view to_string(Reason reason) noexcept {
  switch (reason) {
    case Reason::kTooLarge:
      return "too_large";
    case Reason::kMalformed:
      return "malformed";
    case Reason::kAlgorithmNotAllowed:
      return "algorithm_not_allowed";
    case Reason::kCriticalHeader:
      return "critical_header";
    case Reason::kTypeNotAllowed:
      return "type_not_allowed";
    case Reason::kKeysUnavailable:
      return "keys_unavailable";
    case Reason::kUnknownKey:
      return "unknown_key";
    case Reason::kSignatureInvalid:
      return "signature_invalid";
    case Reason::kClaimMissing:
      return "claim_missing";
    case Reason::kClaimMalformed:
      return "claim_malformed";
    case Reason::kTokenExpired:
      return "token_expired";
    case Reason::kNotYetValid:
      return "not_yet_valid";
    case Reason::kIssuerMismatch:
      return "issuer_mismatch";
    case Reason::kTenantNotAllowed:
      return "tenant_not_allowed";
    case Reason::kAudienceMismatch:
      return "audience_mismatch";
    case Reason::kNonceMismatch:
      return "nonce_mismatch";
    case Reason::kScopeMissing:
      return "scope_missing";
    case Reason::kRoleMissing:
      return "role_missing";
    case Reason::kMfaMissing:
      return "mfa_missing";
  }
  return "unknown";
}

}  // namespace entra::client
