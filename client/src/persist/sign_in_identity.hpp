#pragma once
// Who an answer of the token endpoint is about, as MSAL tells it.

#include <optional>
#include <string>
#include <string_view>

#include "entra/client/token_store.hpp"

namespace entra::client {

/// From client_info ({"uid","utid"} in base64url); without one from the id token's oid and tid, which are the same for
/// whoever signed in to the home tenant. Nothing when neither says it. `realm` is the id token's tenant, or the home
/// one. The id token is not validated here: it came from the authority itself, over TLS (OpenID Connect Core §3.1.3.7).
[[nodiscard]] std::optional<StoredAccount> read_identity(std::string_view client_info, std::string_view id_token);

/// "utid" of a home account id; empty without one.
[[nodiscard]] std::string_view home_tenant_of(std::string_view home_account_id) noexcept;

}  // namespace entra::client
