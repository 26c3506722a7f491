#pragma once
// Whether what a conditional access policy refers to exists.

#include <functional>
#include <string>

#include "directory/directory.hpp"

namespace entra::idp {

/// Called with a JSON Pointer below the policy and with what is wrong there.
using PolicyProblem = std::function<void(const std::string& pointer, const std::string& message)>;

/// Users, groups are not (a group need not be listed), applications, locations, strengths and terms of use.
void check_policy(const Directory& directory, const Tenant& tenant, const ConditionalAccessPolicy& policy,
                  const PolicyProblem& report);

}  // namespace entra::idp
