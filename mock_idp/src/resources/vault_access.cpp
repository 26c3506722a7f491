// A vault's access policies: who may do what with its secrets
// (https://learn.microsoft.com/azure/key-vault/general/assign-access-policy).

#include <algorithm>

#include "resources/vault_call.hpp"

namespace entra::idp {
namespace {

bool names_object(const ObjectId& object, const Caller& caller) {
  if (caller.is_app_only()) return get_string(caller.claims, "oid") == object.str();
  const auto& groups = caller.user->groups;
  return caller.user->id == object || std::find(groups.begin(), groups.end(), object) != groups.end();
}

bool is_for(const VaultAccessPolicy& policy, const Caller& caller) {
  if (!policy.app.empty() && policy.app != caller.app->app_id) return false;
  return policy.object.empty() ? caller.is_app_only() : names_object(policy.object, caller);
}

}  // namespace

bool may_use_secrets(const Vault& vault, const Caller& caller, std::string_view operation) {
  return std::any_of(vault.access_policies.begin(), vault.access_policies.end(), [&](const VaultAccessPolicy& policy) {
    const auto& allowed = policy.secrets;
    return is_for(policy, caller) && (std::find(allowed.begin(), allowed.end(), operation) != allowed.end() ||
                                      std::find(allowed.begin(), allowed.end(), "all") != allowed.end());
  });
}

}  // namespace entra::idp
