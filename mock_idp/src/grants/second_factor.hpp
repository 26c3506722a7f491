#pragma once
// Whether a person holds a second factor that is registered: a fixed code, the time-based one of an authenticator app,
// a code that was sent, an approval on the phone, or a passkey.

#include <string>
#include <vector>

#include "grants/grant.hpp"
#include "grants/inbox.hpp"

namespace entra::idp {

/// What the page has to ask for.
enum class FactorProof {
  kKnownCode,  ///< the person has it: fixed, or in the authenticator app
  kSentCode,   ///< comes by the inbox
  kApproval,   ///< of a request in the inbox
  kPasskey,    ///< simulated: the button is the proof
};
[[nodiscard]] FactorProof factor_proof(const MfaMethod& method);

/// One proof of one method in one session. AADSTS50053 while locked (ten failures in a row), 500121 when it does not
/// hold; its first argument, for people, says why: wrong, expired, waiting, denied.
[[nodiscard]] Checked<void> prove_factor(GrantContext& context, const User& user, const MfaMethod& method,
                                         const std::string& session, const std::string& code);
/// The registered method that a known code belongs to; refused likewise.
[[nodiscard]] Checked<const MfaMethod*> match_code(GrantContext& context, const User& user, const std::string& code);

/// The registered methods that can satisfy what stands in the way, the trace's policies: all of them, unless an
/// authentication strength is missing. `held` are the methods that the sign-in has proved, in Graph's words.
[[nodiscard]] std::vector<const MfaMethod*> suitable_methods(const GrantContext& context, const Tenant& tenant,
                                                             const User& user, const std::vector<std::string>& held);
/// Whether a method of that kind could: of those that might be registered.
[[nodiscard]] bool is_suitable_kind(const GrantContext& context, const Tenant& tenant,
                                    const std::vector<std::string>& held, std::string_view kind);

}  // namespace entra::idp
