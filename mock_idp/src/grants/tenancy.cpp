#include "grants/tenancy.hpp"

#include <algorithm>
#include <array>

#include "directory/delegated_administration.hpp"
#include "entra/support/text.hpp"
#include "store/application_consents.hpp"

namespace entra::idp {
namespace {

constexpr std::array<std::string_view, 3> kAliases = {"common", "organizations", "consumers"};

/// Letters, digits and inner hyphens in dot-separated labels (RFC 1123 §2.1), with at least one dot.
bool is_dns_name(std::string_view text) {
  if (text.size() > 253 || text.find('.') == std::string_view::npos) return false;
  std::size_t label = 0;
  char previous = '.';
  for (const char c : text) {
    const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (c == '.') {
      if (label == 0 || previous == '-') return false;
      label = 0;
    } else {
      if (!is_word && (c != '-' || label == 0)) return false;
      if (++label > 63) return false;
    }
    previous = c;
  }
  return label > 0 && previous != '-';
}

bool is_multi_tenant(const Application& app) {
  return app.sign_in_audience != SignInAudience::kMyOrg;
}

}  // namespace

Checked<TenantSegment> resolve_tenant(const Directory& directory, std::string_view segment) {
  const std::string lower = to_lower(segment);
  if (std::find(kAliases.begin(), kAliases.end(), lower) != kAliases.end()) return TenantSegment{nullptr, lower};
  if (const Tenant* tenant = directory.find_tenant(segment)) return TenantSegment{tenant, tenant->id.str()};
  if (!is_guid(segment) && !is_dns_name(segment)) return refuse(900023, {std::string(segment)});
  return refuse(90002, {std::string(segment)});
}

Checked<void> check_tenant_restriction(const Directory& directory, std::string_view allowed, std::string_view segment) {
  const Tenant* const tenant = directory.find_tenant(segment);
  if (allowed.empty() || tenant == nullptr) return {};
  for (std::string name : split_words(allowed, ',')) {
    std::erase(name, ' ');
    if (directory.find_tenant(name) == tenant) return {};
  }
  return refuse(500021, {tenant->display_name});
}

bool is_present(const Store& store, const Tenant& tenant, const AppEntry& app) {
  if (app.home == nullptr || app.home->id == tenant.id) return true;
  if (!is_multi_tenant(*app.app)) return false;
  return is_consented(store, tenant, app.app->app_id) || is_preconsented(app, tenant);
}

Checked<AppEntry> find_tenant_resource(const GrantContext& context, const Tenant& tenant, std::string_view name) {
  const auto resource = context.directory.find_resource(name);
  // A resource of another tenant is usable once it is multi-tenant; its principal appears with the first consent.
  const bool is_reachable =
      resource && (resource->home == nullptr || resource->home->id == tenant.id || is_multi_tenant(*resource->app));
  if (!is_reachable) return refuse(500011, {std::string(name), tenant.display_name});
  return *resource;
}

Checked<AppEntry> find_client(const GrantContext& context, const TenantSegment& segment, const std::string& client_id) {
  const auto client = context.directory.find_application(client_id);
  const std::string directory_name = segment.is_alias() ? segment.text : segment.tenant->display_name;
  if (!client || client->home == nullptr) return refuse(700016, {client_id, directory_name});
  if (!client->app->enabled) return refuse(7000112, {client_id, client->app->display_name});
  if (segment.is_alias()) {
    if (!is_multi_tenant(*client->app)) return refuse(50194, {client_id, client->app->display_name});
  } else if (client->home->id != segment.tenant->id && !is_multi_tenant(*client->app)) {
    return refuse(700016, {client_id, directory_name});
  }
  return *client;
}

Checked<void> check_consumers(const TenantSegment& segment, TokenVersion version, const Application& app) {
  if (segment.text != "consumers") return {};
  if (version == TokenVersion::kV1) return refuse(90027);
  const bool admits = app.sign_in_audience == SignInAudience::kMultipleOrgsAndPersonal ||
                      app.sign_in_audience == SignInAudience::kPersonal;
  if (!admits) return refuse(9002332, {app.app_id.str(), app.display_name});
  return {};
}

}  // namespace entra::idp
