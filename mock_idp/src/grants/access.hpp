#pragma once
// Conditional access on the way to a token: the attempt as the policy engine sees it, its decision as a protocol error.

#include <string>
#include <vector>

#include "grants/claims_request.hpp"
#include "policy/conditional_access.hpp"

namespace entra::idp {

/// A person's access that is to be judged.
struct PersonAccess {
  const Tenant* tenant{nullptr};
  UserFacts person;  ///< as the tenant sees him
  const Application* client{nullptr};
  const Application* resource{nullptr};
  std::string ip_address;      ///< of this request
  bool is_interactive{false};  ///< a person is there, who can sign in again on the spot
};

/// Judges the resource, then each authentication context that the claims ask for, and answers those that hold (acrs).
/// Refused with what has to happen next
/// and a claims challenge: 53003, 530035, 70043 (70044 when a person is there), 50072, 50079, 50076, 50078, 530003,
/// 53000, 53001, 50158, 50142. A context that is not essential is left out instead. The findings go into the trace.
[[nodiscard]] Checked<std::vector<std::string>> require_access(GrantContext& context, const PersonAccess& access,
                                                               const ClaimsRequest& claims);

/// A user action such as urn:user:registersecurityinfo. AADSTS53010 when policies stand in the way.
[[nodiscard]] Checked<void> require_user_action(GrantContext& context, const PersonAccess& access,
                                                const std::string& action);

/// The application for itself: policies for workload identities. AADSTS53003.
[[nodiscard]] Checked<void> require_app_access(GrantContext& context, const Tenant& tenant, const Application& client,
                                               const Application& resource, const std::string& ip_address);

/// The AADSTS code that says so; `is_interactive` as above.
[[nodiscard]] int access_error_code(AccessNeed need, bool is_interactive);

}  // namespace entra::idp
