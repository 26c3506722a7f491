#pragma once
// Which token a vault wants, as its 401 says.

#include "entra/client/refresh_token_vault.hpp"
#include "entra/support/url.hpp"

namespace entra::client {

/// From `Bearer authorization="https://login.microsoftonline.com/{tenant}", resource="https://vault.azure.net"`. Unless
/// `verify` is false, the vault's host must lie below the resource's (a dot between them, so that
/// "evil-vault.azure.net" is not). kBadResponse otherwise.
[[nodiscard]] Result<VaultTokenRequest, ClientError> read_vault_challenge(const http::Response& response,
                                                                          const Url& vault, bool verify);

}  // namespace entra::client
