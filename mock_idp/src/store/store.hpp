#pragma once
// What the server must remember between requests: codes, refresh tokens, consents, revocations.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/idp/config.hpp"
#include "entra/support/clock.hpp"

namespace entra::idp {

/// The facts of one interactive sign-in. They travel unchanged through the code, every refresh token and every access
/// token made from it: only a new sign-in can add a method (Entra tokens reference, amr).
struct SignIn {
  TenantId tenant;  ///< the user's home tenant
  ObjectId user;
  std::vector<std::string> amr;  ///< "pwd", "mfa", …
  Instant at{};
  std::string session;     ///< sid
  std::string ip_address;  ///< where the person sat
};

struct AuthorizationCode {
  AppId client;
  SignIn sign_in;
  TenantId tenant;           ///< the tenant that the code is for; empty: the user's own (common, organizations)
  std::string redirect_uri;  ///< as it has to be repeated at redemption; empty: none was sent
  bool is_spa{false};        ///< the redirect URI is of type spa
  std::string scope;         ///< v2: as requested
  std::string resource;      ///< v1: as requested; may be empty
  std::string nonce;
  std::string code_challenge;
  std::string code_challenge_method;
  Instant issued{};
};

struct RefreshToken {
  AppId client;
  SignIn sign_in;
  std::string scope;     ///< of the first answer, used when a later request names none
  std::string resource;  ///< likewise on v1
  Instant issued{};
  bool is_spa{false};
  Instant spa_start{};  ///< when is_spa: the first one's moment, from which the fixed 24 hours run
};

/// A consent given at run time, beside those of the config.
struct Consent {
  TenantId tenant;
  AppId client;
  AppId resource;
  ObjectId user;  ///< empty: for all users
  std::vector<std::string> scopes;
};

enum class Redemption { kFirst, kAgain, kUnknown };

/// Thread-safe. Tokens and codes are kept by their hash only.
class Store {
 public:
  virtual ~Store() = default;

  virtual void put_code(std::string_view code, AuthorizationCode record) = 0;
  [[nodiscard]] virtual std::optional<AuthorizationCode> find_code(std::string_view code) const = 0;
  /// Of any number of simultaneous callers exactly one gets kFirst.
  [[nodiscard]] virtual Redemption redeem_code(std::string_view code) = 0;

  virtual void put_refresh_token(std::string_view token, RefreshToken record) = 0;
  [[nodiscard]] virtual std::optional<RefreshToken> find_refresh_token(std::string_view token) const = 0;

  virtual void add_consent(const Consent& consent) = 0;
  /// Scopes that this user (or everybody) has consented to at run time.
  [[nodiscard]] virtual std::vector<std::string> consented_scopes(const TenantId& tenant, const AppId& client,
                                                                  const AppId& resource,
                                                                  const ObjectId& user) const = 0;
  /// Whether any run-time consent put the app's service principal into the tenant.
  [[nodiscard]] virtual bool has_consent(const TenantId& tenant, const AppId& client) const = 0;

  /// Sign-ins of the user before this moment are void from now on (TokensValidFrom).
  virtual void revoke_sign_ins(const ObjectId& user, Instant before) = 0;
  [[nodiscard]] virtual std::optional<Instant> tokens_valid_from(const ObjectId& user) const = 0;

  virtual void clear() = 0;
};

/// Everything in this process's memory; gone when it ends.
[[nodiscard]] std::unique_ptr<Store> make_memory_store();

}  // namespace entra::idp
