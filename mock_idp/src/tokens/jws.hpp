#pragma once
// Writing and checking the mock's own JSON Web Signatures (RFC 7515 compact form).

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "entra/support/json_access.hpp"
#include "entra/support/result.hpp"
#include "tokens/key_ring.hpp"

namespace entra::idp {

/// header and payload as they stand, signed with RS256.
[[nodiscard]] Result<std::string> sign_jws(const OrderedJson& header, const OrderedJson& payload,
                                           const SigningKey& key);

/// What signs the tokens of an exchange: sign_jws, unless the control plane wants them otherwise.
using TokenSigner =
    std::function<Result<std::string>(const OrderedJson& header, const OrderedJson& payload, const SigningKey& key)>;

/// The claims as they stand, nothing verified: enough to choose by, never to trust. None when it is no JWS.
[[nodiscard]] std::optional<Json> peek_claims(std::string_view token);

/// A token whose signature held under a published key; what its claims say is still to be judged.
struct VerifiedJws {
  Json header;
  Json claims;
};
/// Three strict parts, alg RS256, a published kid, the signature. The error says which of these failed.
[[nodiscard]] Result<VerifiedJws> verify_jws(std::string_view token, const KeyRing& keys, Instant now);

}  // namespace entra::idp
