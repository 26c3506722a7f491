#pragma once
// Tokens that are broken in one exact way, so that whoever checks tokens can be shown to notice.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tokens/jws.hpp"

namespace entra::idp {

enum class TokenDefect {
  kNone,
  kExpired,         ///< for an hour
  kNotYetValid,     ///< for another hour
  kBadSignature,    ///< one bit is flipped
  kAlgNone,         ///< RFC 8725 §2.1: no signature at all
  kHs256Confusion,  ///< RFC 8725 §2.1: HMAC keyed with the public key's PEM (SubjectPublicKeyInfo)
  kUnknownKid,      ///< signed by the current key, under a kid that nobody knows
  kNoKid,           ///< neither kid nor x5t
  kEmbeddedJwk,     ///< an unknown key that the header itself carries (RFC 7515 §4.1.3)
  kJku,             ///< likewise, by the URL of a key set (§4.1.2)
  kX5u,             ///< likewise, by the URL of a certificate (§4.1.5)
  kCrit,            ///< a critical header that nobody understands (§4.1.11)
  kWrongIssuer,     ///< another authority, the tenant kept
  kWrongAudience,   ///< another resource
  kWrongTenant,     ///< iss and tid of another tenant
  kMissingExp,      //
  kMissingAud,      //
  kStringExp,       ///< exp as a JSON string (RFC 7519 §2: NumericDate is a number)
  kDuplicateClaim,  ///< aud twice, another resource's first
  kPaddedBase64,    ///< base64url with '=' (RFC 7515 §2: without)
  kTrailingBytes,   ///< three bytes too many behind the signature
  kTruncated,       ///< cut within the signature
  kNotJson,         ///< a payload that is no JSON, well signed
  kOtherVersion,    ///< "v2_for_v1": claims of the version that the resource does not take; not made here
  kUnpublishedKey,  ///< well signed, by a key that was never published
  kRetiredKey,      ///< well signed, by a key that is published no more
};

[[nodiscard]] std::optional<TokenDefect> find_defect(std::string_view name);
/// As POST /_mock/tokens and fault rules spell them.
[[nodiscard]] const std::vector<std::string>& defect_names();

/// Keys beside the one that signs. Null when the defect needs none.
struct OtherKeys {
  std::shared_ptr<const SigningKey> stray;    ///< never published
  std::shared_ptr<const SigningKey> retired;  ///< published once
};
[[nodiscard]] bool needs_stray_key(TokenDefect defect);

/// The claims changed as the defect says; the same when it is none of the claims.
[[nodiscard]] OrderedJson spoil_claims(TokenDefect defect, OrderedJson claims, Instant now);
/// Signs header and claims as they stand, but for what the defect does to the JWS. kNotFound without a key it needs.
[[nodiscard]] Result<std::string> sign_with_defect(TokenDefect defect, OrderedJson header, const OrderedJson& claims,
                                                   const SigningKey& key, const OtherKeys& others);

}  // namespace entra::idp
