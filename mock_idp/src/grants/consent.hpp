#pragma once
// Who agrees to what a client asks for: the person for himself, an administrator for everybody
// (https://learn.microsoft.com/entra/identity-platform/permissions-consent-overview).

#include <optional>
#include <string>
#include <vector>

#include "grants/permissions.hpp"

namespace entra::idp {

/// Permissions of one resource that a client wants.
struct WantedConsent {
  const Application* resource{nullptr};
  std::vector<std::string> scopes;  ///< delegated, OIDC ones among them
  std::vector<std::string> roles;   ///< application permissions: only an administrator grants them
};

enum class ConsentAnswer {
  kTrusted,        ///< the control plane: everything that is asked for is granted
  kRefused,        ///< what is missing is AADSTS65004
  kAskMissing,     ///< somebody can be asked: what is missing is AADSTS65001
  kAskAlways,      ///< prompt=consent: asked for even when held
  kPerson,         ///< the person accepts, for himself; what is for administrators is AADSTS90094
  kAdministrator,  ///< accepted for everybody in the tenant; AADSTS90094 for others than administrators
};

/// What an application asks a person to agree to: the scopes named, or its registered static permissions.
/// AADSTS650053 for a scope that the resource does not define. Without a target: the static ones.
[[nodiscard]] Checked<std::vector<WantedConsent>> wanted_consents(const GrantContext& context,
                                                                  const Application& client,
                                                                  const std::optional<Target>& target);

/// The roles that may consent for the whole tenant.
[[nodiscard]] bool is_consent_administrator(const User& user);

/// Grants, refuses or asks, as `answer` says.
[[nodiscard]] Checked<void> settle_consent(GrantContext& context, const Tenant& tenant, const User& user,
                                           const Application& client, const std::vector<WantedConsent>& wanted,
                                           ConsentAnswer answer);

/// Application permissions that were granted to the client at run time.
[[nodiscard]] std::vector<std::string> roles_granted_at_run_time(const Store& store, const Tenant& tenant,
                                                                 const Application& client,
                                                                 const Application& resource);

}  // namespace entra::idp
