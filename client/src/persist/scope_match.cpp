#include "persist/scope_match.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "entra/support/text.hpp"

namespace entra::client {
namespace {

using Scopes = std::set<std::string>;

bool is_oidc(const std::string& scope) {
  constexpr std::array<std::string_view, 4> kOidc{"openid", "profile", "email", "offline_access"};
  return std::find(kOidc.begin(), kOidc.end(), scope) != kOidc.end();
}

/// Entra takes "user.read" for "User.Read"; what stands before the last slash names a resource.
std::string fold_scope_name(const std::string& scope) {
  const std::size_t name = scope.rfind('/') + 1;  // npos + 1 is 0
  return scope.substr(0, name) + to_lower(std::string_view(scope).substr(name));
}

Scopes folded(const std::vector<std::string>& scopes) {
  Scopes set;
  for (const std::string& scope : scopes) set.insert(fold_scope_name(scope));
  return set;
}

/// What of the asked scopes tells tokens apart.
Scopes telling(const std::vector<std::string>& scopes) {
  Scopes set = folded(scopes);
  const bool only_oidc = std::all_of(set.begin(), set.end(), is_oidc);
  std::erase_if(set, [&](const std::string& scope) { return only_oidc ? scope == "offline_access" : is_oidc(scope); });
  return set;
}

}  // namespace

bool serves_scopes(std::string_view target, const std::vector<std::string>& scopes) {
  const Scopes held = folded(split_words(target));
  const Scopes asked = telling(scopes);
  return !asked.empty() && std::includes(held.begin(), held.end(), asked.begin(), asked.end());
}

bool shares_scope(std::string_view target, const std::vector<std::string>& scopes) {
  const Scopes held = folded(split_words(target));
  const Scopes asked = telling(scopes);
  return std::any_of(asked.begin(), asked.end(), [&](const std::string& scope) { return held.contains(scope); });
}

}  // namespace entra::client
