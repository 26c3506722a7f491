#pragma once
// What the server must remember between requests: codes, device codes, refresh tokens, sessions, consents, revocations.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/idp/config.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/result.hpp"
#include "store/text_store.hpp"

namespace entra::idp {

/// The facts of one interactive sign-in. They travel unchanged through the code, every refresh token and every access
/// token made from it: only a new sign-in can add a method (Entra tokens reference, amr).
struct SignIn {
  TenantId tenant;  ///< the user's home tenant
  ObjectId user;
  std::vector<std::string> amr;  ///< "pwd", "mfa", …
  Instant at{};
  std::string session;               ///< sid
  std::string ip_address;            ///< where the person sat
  std::vector<std::string> methods;  ///< Graph's authenticationMethodModes: "password", "softwareOath", …
  Instant mfa_at{};                  ///< when the second factor was proved; the epoch: it was not
  Circumstances circumstances;       ///< of the sign-in: client app, device, risk

  [[nodiscard]] bool has_mfa() const { return std::find(amr.begin(), amr.end(), "mfa") != amr.end(); }
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
  bool wants_auth_time{false};  ///< max_age was given: the id token says when the person signed in
  std::string code_challenge;
  std::string code_challenge_method;
  Instant issued{};
  std::string claims;  ///< the claims request of the authorization request, JSON; it holds for the tokens as well
};

struct RefreshToken {
  AppId client;
  SignIn sign_in;
  std::string scope;     ///< of the first answer, used when a later request names none
  std::string resource;  ///< likewise on v1
  Instant issued{};
  bool is_spa{false};
  Instant spa_start{};  ///< when is_spa: the first one's moment, from which the fixed 24 hours run
  std::string family;   ///< shared by all that descend from one sign-in's first token; ends as one on reuse
};

enum class DeviceCodeState { kPending, kApproved, kDeclined };

/// A device that waits for its person (RFC 8628).
struct DeviceCode {
  AppId client;
  std::string tenant;     ///< path segment of the device's request: GUID or alias
  std::string user_code;  ///< what the person types
  std::string scope;      ///< v2
  std::string resource;   ///< v1
  Instant issued{};
  DeviceCodeState state{DeviceCodeState::kPending};
  std::optional<SignIn> sign_in;  ///< when approved
  TenantId approved_tenant;       ///< when approved: the tenant that the tokens are for
};

/// A browser in which somebody is signed in: single sign-on, and whom to tell at the sign-out.
struct Session {
  SignIn sign_in;           ///< its `session` is the sid of the tokens
  bool persistent{false};   ///< the person asked to stay signed in
  std::vector<AppId> apps;  ///< that got tokens or codes in this session, in order of first use
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

/// Thread-safe. Tokens, codes and session cookies are kept by their hash only. What a call acknowledges is kept for as
/// long as the store lives; a persistent one keeps it beyond the process's death.
class Store : public TextStore {
 public:
  virtual void put_code(std::string_view code, AuthorizationCode record) = 0;
  [[nodiscard]] virtual std::optional<AuthorizationCode> find_code(std::string_view code) const = 0;
  /// Of any number of simultaneous callers exactly one gets kFirst.
  [[nodiscard]] virtual Redemption redeem_code(std::string_view code) = 0;

  virtual void put_refresh_token(std::string_view token, RefreshToken record) = 0;
  [[nodiscard]] virtual std::optional<RefreshToken> find_refresh_token(std::string_view token) const = 0;
  /// Strict rotation: of any number of simultaneous callers exactly one gets kFirst. The token stays known.
  [[nodiscard]] virtual Redemption redeem_refresh_token(std::string_view token) = 0;
  /// Forgets every refresh token of the family, redeemed or not.
  virtual void end_refresh_family(std::string_view family) = 0;

  virtual void put_device_code(std::string_view device_code, DeviceCode record) = 0;
  [[nodiscard]] virtual std::optional<DeviceCode> find_device_code(std::string_view device_code) const = 0;
  /// By what a person types: case and hyphens as stored.
  [[nodiscard]] virtual std::optional<DeviceCode> find_user_code(std::string_view user_code) const = 0;
  /// The person's decision; false when the code is unknown or was decided before.
  [[nodiscard]] virtual bool approve_device(std::string_view user_code, const SignIn& sign_in,
                                            const TenantId& tenant) = 0;
  [[nodiscard]] virtual bool decline_device(std::string_view user_code) = 0;
  /// Of any number of simultaneous callers exactly one gets kFirst.
  [[nodiscard]] virtual Redemption redeem_device_code(std::string_view device_code) = 0;

  /// Replaces a session of the same cookie.
  virtual void put_session(std::string_view cookie, Session session) = 0;
  [[nodiscard]] virtual std::optional<Session> find_session(std::string_view cookie) const = 0;
  virtual void end_session(std::string_view cookie) = 0;

  /// True the first time that an assertion's identifier is seen before it expires (RFC 7523 §3, jti).
  [[nodiscard]] virtual bool use_assertion_once(std::string_view id, Instant expires, Instant now) = 0;

  virtual void add_consent(const Consent& consent) = 0;
  /// Scopes that this user (or everybody) has consented to at run time.
  [[nodiscard]] virtual std::vector<std::string> consented_scopes(const TenantId& tenant, const AppId& client,
                                                                  const AppId& resource,
                                                                  const ObjectId& user) const = 0;
  /// Whether any run-time consent put the app's service principal into the tenant.
  [[nodiscard]] virtual bool has_consent(const TenantId& tenant, const AppId& client) const = 0;
  /// Forgets every consent of the app in the tenant.
  virtual void remove_consents(const TenantId& tenant, const AppId& client) = 0;

  /// Sign-ins of the user before this moment are void from now on (TokensValidFrom).
  virtual void revoke_sign_ins(const ObjectId& user, Instant before) = 0;
  [[nodiscard]] virtual std::optional<Instant> tokens_valid_from(const ObjectId& user) const = 0;

  virtual void clear() = 0;

  /// Calls that could not be carried out (a full disk) since the store was made; such a call kept nothing and found
  /// nothing. Whoever acknowledges a request compares before and after.
  [[nodiscard]] virtual std::uint64_t failures() const = 0;
  [[nodiscard]] virtual std::string last_failure() const = 0;  ///< for people; empty: none
};

/// Everything in this process's memory; gone when it ends.
[[nodiscard]] std::unique_ptr<Store> make_memory_store();

/// Everything in a file of mode 0600, created when absent, for one server at a time. What the configured lifetimes
/// ended more than a day ago is purged. kInUse: another server has it; kUnsupported: not a store, or one of a newer
/// version; kMalformed: damaged; kIo: cannot be used. A file that is refused is left as it was.
[[nodiscard]] Result<std::unique_ptr<Store>> make_sqlite_store(const std::string& file, const TokenLifetimes& lifetimes,
                                                               Instant now);
/// Whether the file could be such a store, as far as its mode and header tell; an absent one could. Changes nothing.
[[nodiscard]] Result<void> check_store_file(const std::string& file);

}  // namespace entra::idp
