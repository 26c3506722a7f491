#pragma once
// The `claims` parameter of token requests: client capabilities and the answer to a claims challenge
// (OpenID Connect Core §5.5; https://learn.microsoft.com/entra/identity-platform/claims-challenge).

#include "grants/grant.hpp"

namespace entra::idp {

/// What the parameter asks of the access token; what Entra does not know in it is ignored, as it ignores it.
struct ClaimsRequest {
  std::vector<std::string> capabilities;  ///< xms_cc: "CP1"
  std::vector<std::string> contexts;      ///< acrs: "c1" to "c99"
  bool contexts_are_essential{false};
  std::optional<Instant> not_before;  ///< nbf, essential: only a token that was judged after this moment will do

  /// The client can handle claims challenges, and may be given long-lived tokens that are revoked by them.
  [[nodiscard]] bool handles_challenges() const;
  /// Both hold.
  void add(const ClaimsRequest& other);
};

/// Of an empty text an empty request. AADSTS90023 for text that is no JSON object of the right shape.
[[nodiscard]] Checked<ClaimsRequest> parse_claims_request(const std::string& text);

}  // namespace entra::idp
