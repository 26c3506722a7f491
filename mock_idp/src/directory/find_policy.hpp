#pragma once
// A tenant's conditional access policy by its id.

#include <algorithm>
#include <string_view>

#include "entra/idp/config.hpp"

namespace entra::idp {

/// Null when the tenant has none of that id. `ATenant` is Tenant, or const Tenant for a policy that is only read.
template <class ATenant>
[[nodiscard]] auto find_policy(ATenant& tenant, std::string_view id) -> decltype(&tenant.policies.front()) {
  const auto found = std::find_if(tenant.policies.begin(), tenant.policies.end(),
                                  [&](const ConditionalAccessPolicy& one) { return one.id.str() == id; });
  return found == tenant.policies.end() ? nullptr : &*found;
}

}  // namespace entra::idp
