#pragma once
// Was more than one factor used? A pure decision over the claims of a validated token.
// Sources: Partner Center "Mandating multifactor authentication"; Entra "Access token claims reference" (amr).

#include <string>
#include <string_view>

#include "entra/client/claims.hpp"

namespace entra::client {

/// The claim type in which the Partner Center guide words its rule, and the value that satisfies it. The value is
/// written with http:// and with https:// in Microsoft's own texts; both count.
inline constexpr std::string_view kAuthenticationMethodClaim =
    "http://schemas.microsoft.com/ws/2008/06/identity/claims/authenticationmethod";
inline constexpr std::string_view kMultipleAuthnHttp = "http://schemas.microsoft.com/claims/multipleauthn";
inline constexpr std::string_view kMultipleAuthnHttps = "https://schemas.microsoft.com/claims/multipleauthn";

struct MfaPolicy {
  bool trust_amr{true};                    ///< "mfa" in the amr array
  bool trust_authentication_method{true};  ///< kAuthenticationMethodClaim, a string or an array of strings
  /// Both claims are trusted and present, and one says multi-factor while the other does not. They come from one signed
  /// token about one sign-in, so one of them is wrong: by default that is not proof. True: either one is enough.
  bool either_claim_suffices{false};
  /// Partner Center never checks app-only tokens: no person, no factors. True: they are refused.
  bool refuse_app_only{false};
};

enum class MfaOutcome {
  kAllow,
  kStepUp,  ///< not met; a new interactive sign-in can help
  kDeny     ///< not met, and no sign-in helps (app-only)
};

/// Which claim decided.
enum class MfaClaim { kNone, kAmr, kAuthenticationMethod };

struct MfaDecision {
  MfaOutcome outcome{MfaOutcome::kStepUp};
  MfaClaim decided_by{MfaClaim::kNone};
  std::string reason = {};  ///< one sentence
};

/// Missing means not met. "ngcmfa", "wiaormfa" and "wia" are not "mfa".
[[nodiscard]] MfaDecision evaluate_mfa(const MfaPolicy& policy, const Claims& claims);

[[nodiscard]] std::string_view to_string(MfaOutcome outcome) noexcept;  ///< "allow", "step_up", "deny"
[[nodiscard]] std::string_view to_string(MfaClaim claim) noexcept;      ///< "amr", "authenticationmethod", "none"

}  // namespace entra::client
