#pragma once
// Claim sets of access and id tokens, v1.0 and v2.0, as pure functions of the facts
// (https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference, id-token-claims-reference).

#include <optional>
#include <string>
#include <vector>

#include "entra/idp/config.hpp"
#include "entra/support/json_access.hpp"
#include "store/store.hpp"
#include "tokens/origin.hpp"

namespace entra::idp {

enum class TokenVersion { kV1, kV2 };

/// How the client proved itself: the value of appidacr and azpacr.
enum class ClientProof { kPublic = 0, kSecret = 1, kCertificate = 2 };

/// What every token of one answer shares.
struct TokenFacts {
  Origin origin;
  const Tenant* tenant{nullptr};  ///< the tenant that issues: tid
  const Application* client{nullptr};
  ClientProof proof{ClientProof::kPublic};
  Instant now{};
  seconds lifetime{3600};
  std::string token_id;     ///< uti
  bool is_cae{false};       ///< the client can handle claims challenges and the resource raises them: xms_cc
  bool is_implicit{false};  ///< from the authorize endpoint, where fewer groups fit
  const ManagedIdentity* identity{nullptr};  ///< when the client is one
};

/// Who signed in, when it is a token for a user.
struct UserFacts {
  const User* user{nullptr};    ///< as the issuing tenant sees the person: a guest object for guests
  const Tenant* home{nullptr};  ///< differs from the issuing tenant for guests and for partners in a customer's tenant
  SignIn sign_in;
  const User* account{nullptr};  ///< guests: the object at home; null: the same as user
  /// A partner's user in a customer's tenant: the role templates delegated to him, in place of the roles he has at
  /// home.
  std::optional<std::vector<std::string>> delegated_roles{};
};

/// The target of an access token.
struct ResourceFacts {
  const Application* app{nullptr};
  std::string audience;             ///< as the client named it; v1 tokens carry it unchanged
  std::vector<std::string> scopes;  ///< scp, user tokens only
  std::vector<std::string> roles;
  bool with_profile{true};              ///< v2: the profile scope is in force, so that the person is named
  std::vector<std::string> contexts{};  ///< acrs: authentication contexts that hold
};

/// Adds the SAML-style authenticationmethod claim to tokens for Partner Center (its guide states the MFA rule so).
inline constexpr std::string_view kAuthenticationMethodClaim =
    "http://schemas.microsoft.com/ws/2008/06/identity/claims/authenticationmethod";
inline constexpr std::string_view kMultipleAuthn = "http://schemas.microsoft.com/claims/multipleauthn";
inline constexpr std::string_view kPasswordAuthn =
    "http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password";

[[nodiscard]] OrderedJson make_user_access_claims(const TokenFacts& facts, const ResourceFacts& resource,
                                                  const UserFacts& user, bool with_authentication_method);
[[nodiscard]] OrderedJson make_app_access_claims(const TokenFacts& facts, const ResourceFacts& resource);

struct IdTokenFacts {
  TokenVersion version{TokenVersion::kV2};
  std::vector<std::string> scopes;  ///< the OIDC scopes that were asked for
  std::string nonce;
  seconds lifetime{3600};
  std::optional<Instant> auth_time;  ///< when the person signed in; asked for by max_age
  std::string access_token_hash;     ///< at_hash; empty: it came without an access token
  std::string code_hash;             ///< c_hash; empty: it came without a code
  std::vector<std::string> roles;    ///< the user's on the client itself
};
[[nodiscard]] OrderedJson make_id_claims(const TokenFacts& facts, const IdTokenFacts& id, const UserFacts& user);

/// Version of the access tokens for a resource (api.requestedAccessTokenVersion); the endpoint has no say.
[[nodiscard]] TokenVersion access_token_version(const Application& resource);

/// at_hash and c_hash: the left half of the SHA-256 (OpenID Connect Core §3.3.2.11).
[[nodiscard]] std::string left_half_hash(std::string_view token_or_code);

/// sub: the same for one user and one application, another for every other application (OpenID Connect Core §8.1).
[[nodiscard]] std::string pairwise_subject(const ObjectId& user, const AppId& app);

/// JOSE header fields typ, alg, kid; x5t as well on version 1.
[[nodiscard]] OrderedJson make_jose_header(TokenVersion version, std::string_view kid);

/// The name that the person signs in with: at home, for guests.
[[nodiscard]] const std::string& sign_in_name(const UserFacts& user);

/// client_info: base64url of {"uid","utid"}, those of the home tenant.
[[nodiscard]] std::string make_client_info(const UserFacts& user);

}  // namespace entra::idp
