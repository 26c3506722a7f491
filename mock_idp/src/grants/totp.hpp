#pragma once
// Time-based one-time passwords (RFC 6238) as authenticator apps make them: SHA-1, six digits, steps of 30 seconds.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "entra/support/clock.hpp"
#include "entra/support/random.hpp"

namespace entra::idp {

/// Six digits for a base32 secret (RFC 4648 §6) at a moment; empty when the secret is no base32.
[[nodiscard]] std::string totp(std::string_view base32_secret, Instant at);
/// The step that the code belongs to: the present one, or one of drift either way (RFC 6238 §5.2).
[[nodiscard]] std::optional<std::int64_t> find_totp_step(std::string_view base32_secret, std::string_view code,
                                                         Instant now);
/// A new secret of 160 bits (RFC 4226 §4 R6).
[[nodiscard]] std::string make_totp_secret(Random& random);
/// What a QR code tells an authenticator app
/// (https://github.com/google/google-authenticator/wiki/Key-Uri-Format).
[[nodiscard]] std::string otpauth_uri(const std::string& issuer, const std::string& account, const std::string& secret);

}  // namespace entra::idp
