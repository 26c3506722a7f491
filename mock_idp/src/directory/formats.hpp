#pragma once
// The forms of the config's strings: what counts as a domain, a sign-in name, a redirect URI. Pure; thread-safe.

#include <string>
#include <string_view>

#include "entra/support/result.hpp"

namespace entra::idp {

/// A DNS name of at least two labels (RFC 1123 §2.1), in lower case.
[[nodiscard]] Result<std::string> parse_domain(std::string_view text);
/// "name@domain", as written; one '@', no blanks (Entra: userPrincipalName, RFC 822 form).
[[nodiscard]] Result<std::string> parse_user_principal_name(std::string_view text);
/// Absolute, with a scheme, without blanks, wildcards or a fragment (RFC 6749 §3.1.2; Entra: reply-url, no wildcards).
[[nodiscard]] Result<std::string> parse_redirect_uri(std::string_view text);
/// An absolute URI of any scheme: https://…, api://…, urn:…
[[nodiscard]] Result<std::string> parse_identifier_uri(std::string_view text);
/// 3 to 24 letters, digits and single hyphens, beginning with a letter (Azure: naming rules of Key Vault).
[[nodiscard]] Result<std::string> parse_vault_name(std::string_view text);
/// 1 to 127 letters, digits and hyphens (Azure: naming rules of Key Vault objects).
[[nodiscard]] Result<std::string> parse_secret_name(std::string_view text);
/// Base32 (RFC 4648 §6) of a TOTP key, blanks and padding removed, upper case.
[[nodiscard]] Result<std::string> parse_totp_secret(std::string_view text);

}  // namespace entra::idp
