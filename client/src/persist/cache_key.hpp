#pragma once
// The keys of the unified schema: fields joined with dashes, in lower case.

#include <string>
#include <string_view>
#include <vector>

#include "entra/client/token_store.hpp"

namespace entra::client::schema {

/// Scopes sorted, once each, blank-separated.
[[nodiscard]] std::string sorted_target(std::vector<std::string> scopes);

// As MSAL Python, Go and .NET write them. MSAL Python removes an entry by the key that it would have written, so these
// must be its own.
[[nodiscard]] std::string access_token_key(const StoredAnswer& answer, std::string_view target);
[[nodiscard]] std::string refresh_token_key(const StoredAnswer& answer);
[[nodiscard]] std::string id_token_key(const StoredAnswer& answer);
[[nodiscard]] std::string account_key(const StoredAnswer& answer);
[[nodiscard]] std::string app_metadata_key(const StoredAnswer& answer);

/// MSAL Node ends its keys with the authentication scheme, which is empty for Bearer.
[[nodiscard]] std::string node_access_token_key(const StoredAnswer& answer, std::string_view target);

}  // namespace entra::client::schema
