#pragma once
// Whether the grant and session controls of a policy hold for an attempt.

#include <string>
#include <vector>

#include "policy/access_attempt.hpp"

namespace entra::idp {

struct ControlResult {
  std::string name;  ///< mfa, compliantDevice, "terms of use …", signInFrequency, …
  bool holds{false};
  AccessNeed need{AccessNeed::kNothing};  ///< when it does not
  std::string why;                        ///< "the sign-in proved no second factor (amr pwd)"
};

[[nodiscard]] std::vector<ControlResult> check_grant_controls(const Tenant& tenant, const GrantControls& controls,
                                                              const AccessAttempt& attempt);
/// Sign-in frequency alone decides over an access; an empty list: nothing is asked.
[[nodiscard]] std::vector<ControlResult> check_session_controls(const SessionControls& controls,
                                                                const AccessAttempt& attempt);

/// How old a sign-in may be; "every time" leaves a few minutes.
[[nodiscard]] seconds allowed_age(const SignInFrequency& frequency);

/// A second factor was proved: the control mfa.
[[nodiscard]] ControlResult check_mfa_control(const AccessAttempt& attempt);

}  // namespace entra::idp
