#pragma once
// One entry of a cache file: its fields, and whose it is.

#include <optional>
#include <string>
#include <string_view>

#include "entra/client/token_store.hpp"
#include "entra/support/json_access.hpp"

namespace entra::client::schema {

inline constexpr std::string_view kAccessToken = "AccessToken";
inline constexpr std::string_view kRefreshToken = "RefreshToken";
inline constexpr std::string_view kIdToken = "IdToken";
inline constexpr std::string_view kAccount = "Account";
inline constexpr std::string_view kAppMetadata = "AppMetadata";

/// A member's text; empty when it is absent, null or no string.
[[nodiscard]] std::string text_of(const Json& entry, std::string_view name);
/// Seconds since 1970, as a string or a number.
[[nodiscard]] std::optional<Instant> time_of(const Json& entry, std::string_view name);
[[nodiscard]] std::string to_seconds(Instant at);

/// True for an entry of this authority, under any of its names.
[[nodiscard]] bool is_at(const Json& entry, const StoreAuthority& authority);
/// True for equal ids; their case does not count (keys are written in lower case).
[[nodiscard]] bool is_same_id(std::string_view a, std::string_view b) noexcept;
[[nodiscard]] bool is_of_client(const Json& entry, std::string_view client_id);
[[nodiscard]] bool is_of_account(const Json& entry, std::string_view home_account_id);
[[nodiscard]] bool is_of_realm(const Json& entry, std::string_view realm);
/// False for access tokens that serve only requests of a special kind: bound to a key, got on behalf of an assertion,
/// or isolated by further request parameters.
[[nodiscard]] bool is_plain_access_token(const Json& entry);

}  // namespace entra::client::schema
