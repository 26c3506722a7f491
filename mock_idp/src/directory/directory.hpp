#pragma once
// The configured directory with its indexes: who and what exists in which tenant. Immutable once built; thread-safe.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/idp/config.hpp"
#include "entra/support/evp.hpp"

namespace entra::idp {

/// An application and the tenant that it is registered in; well-known Microsoft ones have no home tenant here.
struct AppEntry {
  const Application* app{nullptr};
  const Tenant* home{nullptr};  ///< null for well-known resources
};

/// Whether a name of a resource is the app's: its id, "spn:" before it, or an identifier URI with or without its
/// trailing slash; without regard to case.
[[nodiscard]] bool names_resource(const Application& app, std::string_view name);

class Directory {
 public:
  explicit Directory(Config config);

  [[nodiscard]] const Config& config() const noexcept { return config_; }

  /// By GUID or verified domain, without regard to case; null when unknown. Never common, organizations or consumers.
  [[nodiscard]] const Tenant* find_tenant(std::string_view segment) const;
  /// By object id or user principal name, without regard to case.
  [[nodiscard]] const User* find_user(const Tenant& tenant, std::string_view id_or_upn) const;
  /// The guest of a tenant who stands for an account of another one; null when there is none.
  [[nodiscard]] const User* find_guest(const Tenant& tenant, const TenantId& home, const ObjectId& account) const;
  /// By application id, in any tenant; well-known Microsoft applications included.
  [[nodiscard]] std::optional<AppEntry> find_application(std::string_view app_id) const;
  /// The certificates that an application may sign assertions with, parsed once.
  [[nodiscard]] const std::vector<crypto::Certificate>& certificates(const Application& app) const;
  /// A resource as a client names it: application id, "spn:" + id, "api://" + id, or an identifier URI with or without
  /// its trailing slash. Which tenants may use it is not decided here.
  [[nodiscard]] std::optional<AppEntry> find_resource(std::string_view name) const;
  /// Object id of the app's service principal in a tenant: the same for the same pair, always. Managed identities have
  /// their configured one instead.
  [[nodiscard]] static ObjectId service_principal_id(const TenantId& tenant, const AppId& app);

 private:
  struct Index;
  Config config_;
  std::shared_ptr<const Index> index_;
};

}  // namespace entra::idp
