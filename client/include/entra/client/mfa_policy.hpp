#pragma once
// Was more than one factor used, and lately enough? A pure decision over the claims of a validated token.
// Sources: Partner Center "Mandating multifactor authentication"; Entra "Access token claims reference" (amr,
// acrs), "Developers' guide to Conditional Access authentication context"; RFC 9470 (acr, auth_time).

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/client/claims.hpp"
#include "entra/support/clock.hpp"

namespace entra::client {

/// The claim type in which the Partner Center guide words its rule, its newer name, and the value that satisfies it.
/// The value is written with http:// and with https:// in Microsoft's own texts; both count.
inline constexpr std::string_view kAuthenticationMethodClaim =
    "http://schemas.microsoft.com/ws/2008/06/identity/claims/authenticationmethod";
inline constexpr std::string_view kAuthnMethodsReferencesClaim =
    "http://schemas.microsoft.com/claims/authnmethodsreferences";
inline constexpr std::string_view kMultipleAuthnHttp = "http://schemas.microsoft.com/claims/multipleauthn";
inline constexpr std::string_view kMultipleAuthnHttps = "https://schemas.microsoft.com/claims/multipleauthn";

/// What is asked of the sign-in behind a user's token. All that is set must be met; what the token does not say is not
/// met. Values are compared exactly.
struct MfaPolicy {
  bool trust_amr{true};                    ///< the amr array (v1 tokens only)
  bool trust_authentication_method{true};  ///< the two claims above, each a string or an array of strings
  /// Both claims are trusted and present, and one says multi-factor while the other does not. They come from one signed
  /// token about one sign-in, so one of them is wrong: by default that is not proof. True: either one is enough.
  bool either_claim_suffices{false};
  /// Partner Center never checks app-only tokens: no person, no factors. True: they are refused.
  bool refuse_app_only{false};
  /// One of these methods in amr, and all of those (RFC 8176). Both empty: no method is asked for. The
  /// authenticationmethod claims say "mfa" and nothing else, so they count only while that is all that is asked.
  std::vector<std::string> amr_any = {"mfa"};
  std::vector<std::string> amr_all = {};
  std::vector<std::string> contexts = {};  ///< authentication contexts, "c1" to "c99": all of them in acrs
  std::vector<std::string> acr_any = {};   ///< acr must be one of them
  /// The longest time since the sign-in (auth_time, an optional claim of Entra's tokens): at that age it is too old.
  std::optional<std::chrono::seconds> max_age = {};
};

enum class MfaOutcome {
  kAllow,
  kStepUp,  ///< not met; a new interactive sign-in can help
  kDeny     ///< not met, and no sign-in helps (app-only)
};

/// Which claim decided.
enum class MfaClaim { kNone, kAmr, kAuthenticationMethod, kAcrs, kAcr, kAuthTime };

struct MfaDecision {
  MfaOutcome outcome{MfaOutcome::kStepUp};
  MfaClaim decided_by{MfaClaim::kNone};
  std::string reason = {};                  ///< one sentence
  std::optional<Instant> holds_until = {};  ///< with kAllow and a maximum age: from here on it is too old
};

/// Missing means not met. "ngcmfa", "wiaormfa" and "wia" are not "mfa". Without `now` a maximum age is never met.
[[nodiscard]] MfaDecision evaluate_mfa(const MfaPolicy& policy, const Claims& claims,
                                       std::optional<Instant> now = std::nullopt);

[[nodiscard]] std::string_view to_string(MfaOutcome outcome) noexcept;  ///< "allow", "step_up", "deny"
[[nodiscard]] std::string_view to_string(MfaClaim claim) noexcept;      ///< "amr", "authenticationmethod", "acrs", …

}  // namespace entra::client
