#pragma once
// Scopes as sets, as MSAL compares those of a kept token with those that are asked for.

#include <string>
#include <string_view>
#include <vector>

namespace entra::client {

/// True when a token with `target` (blank-separated scopes) serves a request for `scopes`. The case of a scope's name
/// does not count, as in TokenKey; openid, profile, email and offline_access count only where nothing else is asked
/// for, and offline_access not even then: no answer lists it. Asking for nothing is served by nothing.
[[nodiscard]] bool serves_scopes(std::string_view target, const std::vector<std::string>& scopes);

/// True when the two share a scope, so that one token supersedes the other. As above for openid and the like.
[[nodiscard]] bool shares_scope(std::string_view target, const std::vector<std::string>& scopes);

}  // namespace entra::client
