#pragma once
// What a client asks for (resource or scope) and what it has been granted.

#include <string>
#include <vector>

#include "grants/grant.hpp"
#include "grants/tenancy.hpp"

namespace entra::idp {

/// The target of a request, v1's resource and v2's scope brought to one form.
struct Target {
  AppEntry resource;
  std::string audience;                  ///< the resource as the client named it
  std::vector<std::string> permissions;  ///< delegated scopes asked for by name
  std::vector<std::string> oidc;         ///< openid, profile, email, offline_access, as asked
  bool is_default{false};                ///< v1, or ".default": everything granted
  bool names_default{false};             ///< ".default" itself was asked for, and is echoed

  [[nodiscard]] bool asks(std::string_view oidc_scope) const;
};

/// v1's `resource`. AADSTS500011 when the tenant has no such resource.
[[nodiscard]] Checked<Target> parse_resource(const GrantContext& context, const Tenant& tenant,
                                             const std::string& resource);
/// v2's `scope` of a request for a user. Names without a resource belong to Microsoft Graph.
/// AADSTS70011 (malformed, .default mixed), 700022 (two resources), 500011.
[[nodiscard]] Checked<Target> parse_scope(const GrantContext& context, const Tenant& tenant, const std::string& scope);
/// v2's `scope` of an app-only request: exactly one {resource}/.default. AADSTS70011, 1002012, 500011.
[[nodiscard]] Checked<Target> parse_default_scope(const GrantContext& context, const Tenant& tenant,
                                                  const std::string& scope);

/// Delegated scopes that the client holds on the resource for this user, from config and run-time consents.
[[nodiscard]] std::vector<std::string> granted_scopes(const GrantContext& context, const Tenant& tenant,
                                                      const Application& client, const Application& resource,
                                                      const ObjectId& user);
/// App roles that the client holds on the resource in this tenant.
[[nodiscard]] std::vector<std::string> granted_roles(const GrantContext& context, const Tenant& tenant,
                                                     const Application& client, const Application& resource);

/// The scopes of a user's token: all that is granted, as Entra does; AADSTS65001 when nothing is, or when one that was
/// asked for by name is missing; 650057, 650056 or 90008 when nothing is because the registration does not list the
/// resource; 90009 for the client itself named by URI.
[[nodiscard]] Checked<std::vector<std::string>> require_consent(const GrantContext& context, const Tenant& tenant,
                                                                const Application& client, const Target& target,
                                                                const ObjectId& user);

}  // namespace entra::idp
