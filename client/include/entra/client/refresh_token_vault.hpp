#pragma once
// A refresh token that several processes share, kept as versions of one Key Vault secret
// (https://learn.microsoft.com/rest/api/keyvault/secrets; the Secure Application Model of Partner Center).

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "entra/client/errors.hpp"
#include "entra/client/token.hpp"
#include "entra/client/token_client.hpp"
#include "entra/client/transport.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/result.hpp"

namespace entra::client {

struct RefreshTokenVaultOptions {
  std::string vault_url = {};    ///< "https://contoso-vault.vault.azure.net"
  std::string secret_name = {};  ///< letters, digits and '-', at most 127; often the partner's tenant id
  std::string api_version{"7.4"};
  std::chrono::milliseconds timeout{30'000};  ///< for one request
  /// The resource that the vault names must be its own domain, or a token could be had for somebody else's (as Azure's
  /// SDKs check since 2022). False only for a vault behind a name of its own.
  bool verify_challenge_resource{true};
  bool allow_loopback_http{false};
};

/// What the vault says that its callers need.
struct VaultTokenRequest {
  std::string resource = {};  ///< "https://vault.azure.net"
  std::string tenant = {};    ///< of the vault; empty when it names none
  bool is_refused{false};     ///< the token that was given before was refused: it must be another one
};
/// Gives access tokens for a vault. Thread-safe; keeps its own cache.
using VaultTokens = std::function<Result<Acquired, ClientError>(const VaultTokenRequest&)>;
/// App-only tokens of that client. The authority is the client's own, whatever the vault says; the tenant is the
/// vault's.
[[nodiscard]] VaultTokens vault_tokens_of(std::shared_ptr<TokenClient> client);

/// Thread-safe, and for any number of processes at a time. Asks for get, set and list on secrets.
///
/// Key Vault has no conditional write: two writers at the same moment both succeed, and the later one's version is the
/// current one. So nothing is ever deleted or changed: every token stays readable as a version of its own, `use` falls
/// back to the one before, and `save` looks before and after. What remains possible is that of two tokens written
/// within the same second (Key Vault's clock has no finer one) the older becomes current; both are good, since Entra
/// does not revoke a refresh token when it gives another.
class RefreshTokenVault {
 public:
  /// kMalformed or kUnsupported when vault_url or secret_name is none. Through a retrying transport throttling is
  /// waited for. The clock must outlive the vault.
  [[nodiscard]] static Result<std::shared_ptr<RefreshTokenVault>> make(RefreshTokenVaultOptions options,
                                                                       VaultTokens tokens,
                                                                       std::shared_ptr<Transport> transport,
                                                                       const Clock& clock);
  ~RefreshTokenVault();
  RefreshTokenVault(const RefreshTokenVault&) = delete;
  RefreshTokenVault& operator=(const RefreshTokenVault&) = delete;

  struct Stored {
    std::string refresh_token = {};  ///< a secret
    std::string version = {};        ///< of the Key Vault secret
    Instant created{};               ///< on the vault's clock, in whole seconds
  };
  /// The newest version that is enabled and within its time. kRefused with `error` "SecretNotFound" when there is none.
  [[nodiscard]] Result<Stored, ClientError> load();

  enum class Kept {
    kOurs,   ///< written, and nobody wrote after us
    kTheirs  ///< a newer one is there, written by somebody else since `read`
  };
  struct Saved {
    Kept kept{Kept::kOurs};
    std::string version = {};  ///< that is the newest now
  };
  /// Keeps the newer of `refresh_token`, which was got at `obtained` (on the machine's clock), and what somebody else
  /// may have written since `read` was. Without `read` it is written in any case.
  [[nodiscard]] Result<Saved, ClientError> save(const std::string& refresh_token, Instant obtained,
                                                const std::optional<Stored>& read = std::nullopt);

  /// Spends a refresh token: TokenClient::refresh, in most cases.
  using Use = std::function<Result<Acquired, ClientError>(const std::string& refresh_token)>;
  struct Used {
    Acquired token = {};
    std::string version = {};                   ///< whose refresh token worked
    std::optional<ClientError> not_saved = {};  ///< why the new refresh token could not be kept; the token is good
  };
  /// Calls `use` with the newest refresh token. When it is refused with invalid_grant, the newest other version is
  /// tried once, and when that is refused too, the error names both. A refresh token other than the newest that comes
  /// with the answer is saved.
  [[nodiscard]] Result<Used, ClientError> use(const Use& use);

 private:
  struct State;
  explicit RefreshTokenVault(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace entra::client
