#pragma once
// One secret of a vault over Key Vault's REST API.

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "entra/client/refresh_token_vault.hpp"
#include "entra/support/url.hpp"

namespace entra::client {

struct SecretVersion {
  std::string id = {};
  bool enabled{false};
  Instant created{};
  std::optional<Instant> not_before = {};
  std::optional<Instant> expires = {};

  [[nodiscard]] bool is_usable(Instant now) const noexcept {
    return enabled && (!not_before || now >= *not_before) && (!expires || now < *expires);
  }
};

struct Secret {
  SecretVersion version = {};
  std::string value = {};  ///< a secret indeed
};

/// Thread-safe. Errors are Key Vault's, with its code ("SecretNotFound") in ClientError::error.
class SecretClient {
 public:
  SecretClient(RefreshTokenVaultOptions options, Url vault, VaultTokens tokens, std::shared_ptr<Transport> transport,
               const Clock& clock);

  /// That version, or the current one when it is empty.
  [[nodiscard]] Result<Secret, ClientError> get(const std::string& version = "");
  /// Every version, in no order; none when there is no such secret.
  [[nodiscard]] Result<std::vector<SecretVersion>, ClientError> list();
  [[nodiscard]] Result<SecretVersion, ClientError> set(const std::string& value);

 private:
  [[nodiscard]] http::Request request(const std::string& method, const std::string& behind_name) const;
  /// Adds the token that the vault wants.
  [[nodiscard]] Result<http::Response, ClientError> call(http::Request request);
  [[nodiscard]] Result<http::Response, ClientError> send(const http::Request& request) const;
  [[nodiscard]] Result<http::Response, ClientError> send_with_token(http::Request request,
                                                                    const VaultTokenRequest& wanted) const;
  [[nodiscard]] Result<VaultTokenRequest, ClientError> learn(const http::Response& response);
  /// The target of a list's next page, which must lie in this vault.
  [[nodiscard]] Result<std::string, ClientError> next_target(const std::string& link) const;

  const RefreshTokenVaultOptions options_;
  const Url vault_;
  const VaultTokens tokens_;
  const std::shared_ptr<Transport> transport_;
  const Clock& clock_;
  std::mutex mutex_;
  std::optional<VaultTokenRequest> wanted_;  ///< as the last challenge said
};

}  // namespace entra::client
