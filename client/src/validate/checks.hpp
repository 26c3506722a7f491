#pragma once
// One check a function; the validator calls them in the order of Reason. Empty means passed.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "entra/client/claims.hpp"
#include "entra/client/validator.hpp"
#include "entra/support/clock.hpp"

namespace entra::client {

using Verdict = std::optional<Refusal>;

/// From 1970 to 9999, so that sums with a skew cannot overflow.
struct Lifetime {
  Instant expires_on;
  Instant holds_from;   ///< the later of nbf and iat, less the skew; 1970 without either
  Instant holds_until;  ///< exp and the skew
};

/// "RS256"; empty for every name that is no RSA signature.
[[nodiscard]] std::optional<crypto::RsaAlgorithm> find_algorithm(std::string_view name) noexcept;

/// alg, crit, b64, embedded keys and typ (RFC 8725 §3.1, §3.10, §3.11; RFC 7515 §4.1.11).
[[nodiscard]] Verdict check_header(const Claims& header, const std::vector<std::string>& algorithms);
/// exp required; nbf and iat when present; all whole seconds (RFC 7519 §4.1.4 to §4.1.6).
[[nodiscard]] Result<Lifetime, Refusal> read_lifetime(const Claims& claims, std::chrono::seconds skew);
[[nodiscard]] Verdict check_lifetime(const Claims& claims, const Lifetime& lifetime, Instant now);
/// iss is one of the expected issuers and of the key's own, each with {tenantid} replaced by tid, and holds the tid.
[[nodiscard]] Verdict check_issuer(const Claims& claims, std::span<const std::string> expected,
                                   std::string_view key_issuer);
[[nodiscard]] Verdict check_tenant(const Claims& claims, const std::vector<std::string>& allowed);
[[nodiscard]] Verdict check_audience(const Claims& claims, const std::vector<std::string>& audiences,
                                     EndpointVersion version);
[[nodiscard]] Verdict check_nonce(const Claims& claims, std::string_view nonce);
[[nodiscard]] Verdict check_client(const Claims& claims, EndpointVersion version,
                                   const std::vector<std::string>& allowed);
/// The kind of the token, then scopes of a user's, roles of an application's.
[[nodiscard]] Verdict check_permissions(const Claims& claims, const ValidatorOptions& options);

/// azp of v2 tokens, appid of v1 tokens; the other one where that is absent.
[[nodiscard]] std::string_view client_of(const Claims& claims, EndpointVersion version);

}  // namespace entra::client
