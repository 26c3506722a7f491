#pragma once
// One check a function; the validator calls them in the order of Reason. Empty means passed.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/client/claims.hpp"
#include "entra/client/validator.hpp"
#include "entra/support/clock.hpp"

namespace entra::client {

using Verdict = std::optional<Refusal>;

/// alg, crit, b64 and typ (RFC 8725 §3.1, §3.11; RFC 7515 §4.1.11).
[[nodiscard]] Verdict check_header(const Claims& header);
/// exp required; nbf and iat when present; all whole seconds from 1970 to 9999 (RFC 7519 §4.1.4 to §4.1.6).
[[nodiscard]] Verdict check_times(const Claims& claims, Instant now, std::chrono::seconds skew);
/// iss is one of the expected issuers and of the key's own, each with {tenantid} replaced by tid, and holds the tid.
[[nodiscard]] Verdict check_issuer(const Claims& claims, const std::vector<std::string>& expected,
                                   const std::string& key_issuer);
[[nodiscard]] Verdict check_tenant(const Claims& claims, const std::vector<std::string>& allowed);
[[nodiscard]] Verdict check_audience(const Claims& claims, const std::vector<std::string>& audiences);
[[nodiscard]] Verdict check_nonce(const Claims& claims, std::string_view nonce);
/// Scopes of a user token, roles of an app-only one.
[[nodiscard]] Verdict check_permissions(const Claims& claims, const ValidatorOptions& options);

/// The words of scp; empty when it is absent.
[[nodiscard]] std::vector<std::string> read_scopes(const Claims& claims);

}  // namespace entra::client
