#pragma once
// Tokens that outlive the process, in the terms of MSAL's unified cache schema: accounts, access tokens, refresh
// tokens and id tokens, found by authority, client, account and scopes.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/support/clock.hpp"
#include "entra/support/result.hpp"

namespace entra::client {

/// An authority as a store names it.
struct StoreAuthority {
  std::string environment = {};           ///< host in lower case, without the port: what entries are written under
  std::vector<std::string> aliases = {};  ///< other names under which entries of the same authority are found
  /// "https://localhost:8443" where the port is not the scheme's own, so that two authorities of one host share no
  /// token; empty otherwise.
  std::string origin = {};
};

/// Somebody who signed in. `home_account_id` is "{uid}.{utid}" of client_info, the same in every tenant.
struct StoredAccount {
  std::string home_account_id = {};
  std::string environment = {};
  std::string realm = {};             ///< the tenant in which `local_account_id` is the object id
  std::string local_account_id = {};  ///< the object id
  std::string username = {};          ///< readable, can change; may be empty
  std::string name = {};              ///< for display; may be empty
};

struct AccessTokenQuery {
  StoreAuthority authority = {};
  std::string client_id = {};
  std::string realm = {};                ///< the tenant
  std::string home_account_id = {};      ///< empty: the application's own token
  std::vector<std::string> scopes = {};  ///< all of which the token must have; openid, profile, … do not count
};

struct StoredAccessToken {
  std::string secret = {};
  std::string token_type = {};
  std::string target = {};  ///< its scopes, blank-separated
  Instant cached_at = {};   ///< when it was got; the epoch when unknown
  Instant expires_on = {};
  std::optional<Instant> refresh_on = {};
};

struct CredentialQuery {
  StoreAuthority authority = {};
  std::string client_id = {};
  std::string home_account_id = {};
  std::string realm = {};  ///< for id tokens only: refresh tokens are good in every tenant
};

/// One answer of a token endpoint, to be kept.
struct StoredAnswer {
  StoreAuthority authority = {};
  std::string client_id = {};
  std::string realm = {};
  StoredAccount account = {};  ///< without a home_account_id: the application's own token
  /// False for a silent renewal, which must not bring back an account that was removed meanwhile.
  bool establishes_account{true};

  std::vector<std::string> scopes = {};  ///< as granted, or as asked where the answer says nothing
  std::string access_token = {};
  std::string token_type = {};
  Instant cached_at = {};
  Instant expires_on = {};
  Instant extended_expires_on = {};
  std::optional<Instant> refresh_on = {};
  std::string refresh_token = {};  ///< empty: the one that is kept stays
  std::string id_token = {};
  std::string client_info = {};  ///< as received
  std::string family_id = {};    ///< "foci": the family of clients that share refresh tokens
};

/// Thread-safe; every call may block on a file or a lock. No error holds a token.
class TokenStore {
 public:
  virtual ~TokenStore() = default;

  /// The matching token that expires last, expired or not; nothing when there is none.
  [[nodiscard]] virtual Result<std::optional<StoredAccessToken>> find_access_token(const AccessTokenQuery& query) = 0;
  /// What to try, in this order: the client's own, newest first, then those of its family.
  [[nodiscard]] virtual Result<std::vector<std::string>> find_refresh_tokens(const CredentialQuery& query) = 0;
  /// The raw id token of an account in a tenant.
  [[nodiscard]] virtual Result<std::optional<std::string>> find_id_token(const CredentialQuery& query) = 0;
  /// Everybody who signed in at this authority, once for each home account.
  [[nodiscard]] virtual Result<std::vector<StoredAccount>> accounts(const StoreAuthority& authority) = 0;

  /// Adds the answer, in place of what it supersedes: tokens of the same owner that share a scope, older refresh tokens
  /// of the client. Expired access tokens go too.
  virtual Result<void> write(const StoredAnswer& answer) = 0;

  // Removals tell how many entries went; none is no error.
  virtual Result<std::size_t> remove_access_token(std::string_view secret) = 0;
  /// The refresh token, and the client's access tokens of the account that it was for.
  virtual Result<std::size_t> remove_refresh_token(std::string_view secret) = 0;
  /// The account, its id and access tokens, and the refresh tokens of this client and its family (as MSAL signs out).
  virtual Result<std::size_t> remove_account(const CredentialQuery& query) = 0;
  /// All that this client has at this authority, and the accounts that nobody else has tokens of.
  virtual Result<std::size_t> clear(const StoreAuthority& authority, std::string_view client_id) = 0;
};

}  // namespace entra::client
