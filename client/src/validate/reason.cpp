#include "entra/client/refusal.hpp"

namespace entra::client {

std::string_view to_string(Reason reason) noexcept {
  switch (reason) {
    case Reason::kTooLarge:
      return "too_large";
    case Reason::kMalformed:
      return "malformed";
    case Reason::kTrailingBytes:
      return "trailing_bytes";
    case Reason::kBase64Length:
      return "base64_length";
    case Reason::kBase64Padding:
      return "base64_padding";
    case Reason::kBase64Alphabet:
      return "base64_alphabet";
    case Reason::kBase64SpareBits:
      return "base64_spare_bits";
    case Reason::kInvalidJson:
      return "invalid_json";
    case Reason::kNotAnObject:
      return "not_an_object";
    case Reason::kDuplicateMember:
      return "duplicate_member";
    case Reason::kTooDeep:
      return "too_deep";
    case Reason::kAlgorithmNone:
      return "algorithm_none";
    case Reason::kAlgorithmSymmetric:
      return "algorithm_symmetric";
    case Reason::kAlgorithmNotAllowed:
      return "algorithm_not_allowed";
    case Reason::kCriticalHeader:
      return "critical_header";
    case Reason::kEmbeddedKey:
      return "embedded_key";
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
    case Reason::kVersionNotAllowed:
      return "version_not_allowed";
    case Reason::kIssuerMismatch:
      return "issuer_mismatch";
    case Reason::kTenantNotAllowed:
      return "tenant_not_allowed";
    case Reason::kAudienceMismatch:
      return "audience_mismatch";
    case Reason::kNonceMismatch:
      return "nonce_mismatch";
    case Reason::kClientNotAllowed:
      return "client_not_allowed";
    case Reason::kKindNotAllowed:
      return "kind_not_allowed";
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
