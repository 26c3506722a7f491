#pragma once
// Which tenant a path names, and whether an application exists there.

#include <string>
#include <string_view>

#include "grants/grant.hpp"

namespace entra::idp {

/// What the first path segment stands for.
struct TenantSegment {
  const Tenant* tenant{nullptr};  ///< null for common, organizations, consumers
  std::string text;               ///< the GUID, or the alias in lower case: what answers put into their URLs
  [[nodiscard]] bool is_alias() const noexcept { return tenant == nullptr; }
};

/// AADSTS90002 for unknown tenants, AADSTS900023 for text that is neither a GUID nor a DNS name.
[[nodiscard]] Checked<TenantSegment> resolve_tenant(const Directory& directory, std::string_view segment);

/// Tenant restrictions: AADSTS500021 when the header Restrict-Access-To-Tenants of the request lists tenants by GUID or
/// domain, and not this one (https://learn.microsoft.com/entra/identity/enterprise-apps/tenant-restrictions).
[[nodiscard]] Checked<void> check_tenant_restriction(const Directory& directory, std::string_view allowed,
                                                     std::string_view segment);

/// Whether the app has a service principal in the tenant: registered there, Microsoft's own, consented to, or
/// consented to beforehand by its partner.
[[nodiscard]] bool is_present(const Store& store, const Tenant& tenant, const AppEntry& app);

/// A resource as named by the client, present in the tenant; AADSTS500011 otherwise.
[[nodiscard]] Checked<AppEntry> find_tenant_resource(const GrantContext& context, const Tenant& tenant,
                                                     std::string_view name);

/// The client as this tenant may use it: AADSTS700016 when unknown, or single-tenant and of another tenant; 7000112
/// when disabled; 50194 when single-tenant on an alias. Whether a multi-tenant app is already present is not judged
/// here.
[[nodiscard]] Checked<AppEntry> find_client(const GrantContext& context, const TenantSegment& segment,
                                            const std::string& client_id);

/// The segment "consumers", personal accounts: version 2 only (AADSTS90027), and only for applications that admit them
/// (9002332).
[[nodiscard]] Checked<void> check_consumers(const TenantSegment& segment, TokenVersion version, const Application& app);

}  // namespace entra::idp
