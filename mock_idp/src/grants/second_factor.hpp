#pragma once
// Whether a verification code is the user's: a fixed one, or the time-based one of RFC 6238.

#include <string>

#include "grants/grant.hpp"

namespace entra::idp {

/// Looks the user up in every tenant; one step of clock drift is allowed either way (RFC 6238 §5.2).
[[nodiscard]] bool holds_second_factor(const GrantContext& context, const std::string& username,
                                       const std::string& code);

/// Six digits for a base32 secret (RFC 4648 §6) at a moment; empty when the secret is no base32.
[[nodiscard]] std::string totp(std::string_view base32_secret, Instant at);

}  // namespace entra::idp
