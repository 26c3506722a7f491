#pragma once
// When two scopes are the same to Entra.

#include <string>
#include <string_view>

#include "entra/support/text.hpp"

namespace entra::client {

/// Entra takes "user.read" for "User.Read"; what stands before the last slash names a resource and can come back as
/// the token's audience in the case it was asked in, so it stays.
[[nodiscard]] inline std::string fold_scope_name(std::string_view scope) {
  const std::size_t name = scope.rfind('/') + 1;  // npos + 1 is 0
  return std::string(scope.substr(0, name)) + to_lower(scope.substr(name));
}

}  // namespace entra::client
