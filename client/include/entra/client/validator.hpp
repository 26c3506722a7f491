#pragma once
// Is this token good for us? RFC 7519 §7.2, RFC 8725, and Entra's "Validate tokens" and "Claims validation".

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/client/claims.hpp"
#include "entra/client/key_provider.hpp"
#include "entra/client/mfa_policy.hpp"
#include "entra/client/refusal.hpp"
#include "entra/support/clock.hpp"

namespace entra::client {

struct TokenParts;

/// Who a token speaks for (Claims::is_app_only).
enum class TokenKind { kAny, kUser, kApp };

/// How many of a list must be there.
enum class Match { kAll, kAny };

struct ValidatorOptions {
  /// One of them must be in aud. An App ID URI matches with and without its trailing slash, and in v1 tokens behind
  /// "spn:", as Entra writes what was asked for. Empty refuses everything.
  std::vector<std::string> audiences = {};
  /// Exact, or with "{tenantid}" for the token's tid. Empty: what the key provider's metadata says; when that is empty
  /// too, every token is refused unless check_issuer is false.
  std::vector<std::string> issuers = {};
  bool check_issuer = true;                       ///< false only for looking at tokens by hand
  std::vector<std::string> allowed_tenants = {};  ///< tid must be one of them; empty: any that the issuer admits
  /// azp (v2) or appid (v1) must be one of them; empty: any client.
  std::vector<std::string> allowed_clients = {};
  std::optional<EndpointVersion> required_version = {};  ///< of the token ("ver"); empty: both
  TokenKind accept{TokenKind::kAny};
  /// User tokens must have these in scp, app-only tokens required_roles in roles. A kind of token for which nothing is
  /// required is refused when something is required of the other kind.
  std::vector<std::string> required_scopes = {};
  std::vector<std::string> required_roles = {};
  Match scopes_match{Match::kAll};
  Match roles_match{Match::kAll};
  std::optional<MfaPolicy> mfa = std::nullopt;
  std::chrono::seconds skew{300};  ///< tolerance on exp, nbf and iat; more than 300 s counts as 300 s
  std::size_t max_token_bytes = std::size_t{64} * 1024;
  /// Of RS256, RS384, RS512, PS256, PS384 and PS512 (RFC 7518 §3.1), which Entra may one day sign with. Other names
  /// allow nothing: there is no way to accept "none" or a shared secret.
  std::vector<std::string> algorithms = {"RS256"};
};

struct ValidatedToken {
  Claims header;
  Claims claims;
  EndpointVersion version{EndpointVersion::kV2};
  std::string tenant_id = {};            ///< tid; empty when the token has none
  std::string subject = {};              ///< sub; may be empty
  std::string object_id = {};            ///< oid; may be empty
  std::string client_id = {};            ///< azp or appid; may be empty
  std::vector<std::string> scopes = {};  ///< scp taken apart
  std::vector<std::string> roles = {};
  bool app_only{false};
  Instant expires_on = {};
  /// While it lies in [holds_from, holds_until) and the key is published, the same validator says the same of the same
  /// token: exp, nbf and iat with the skew, and the policy's maximum age.
  Instant holds_from = {};
  Instant holds_until = {};
  std::optional<MfaDecision> mfa = {};  ///< when the options have an MFA policy
};

/// Thread-safe; the clock must outlive it.
class Validator {
 public:
  Validator(ValidatorOptions options, std::shared_ptr<KeyProvider> keys, const Clock& clock);
  [[nodiscard]] Result<ValidatedToken, Refusal> validate(std::string_view token) const;
  /// For id tokens: the nonce must be there and equal.
  [[nodiscard]] Result<ValidatedToken, Refusal> validate(std::string_view token, std::string_view nonce) const;

 private:
  friend class CachingValidator;
  struct Checked {
    ValidatedToken token;
    std::uint64_t key_epoch;  ///< KeyProvider::epoch with the key that verified it
  };
  [[nodiscard]] Result<Checked, Refusal> check(std::string_view token, std::optional<std::string_view> nonce) const;
  [[nodiscard]] Result<FoundKey, Refusal> verify(const TokenParts& parts, EndpointVersion version) const;
  /// Everything about the claims but their times and the MFA policy.
  [[nodiscard]] std::optional<Refusal> check_claims(const Claims& claims, EndpointVersion version,
                                                    const FoundKey& found, std::optional<std::string_view> nonce) const;
  ValidatorOptions options_;
  std::shared_ptr<KeyProvider> keys_;
  const Clock& clock_;
};

}  // namespace entra::client
