#include "directory/directory.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "directory/well_known.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {

namespace {

std::string user_key(const TenantId& tenant, std::string_view id_or_upn) {
  return tenant.str() + "/" + to_lower(id_or_upn);
}

std::string guest_key(const TenantId& tenant, const TenantId& home, const ObjectId& account) {
  return tenant.str() + "/" + home.str() + "/" + account.str();
}

std::string without_trailing_slash(std::string text) {
  if (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

/// A managed identity is a service principal that signs in nowhere: an application without credentials or redirects.
Application make_identity_application(const ManagedIdentity& identity) {
  Application app;
  app.app_id = identity.client_id;
  app.display_name = identity.display_name;
  return app;
}

}  // namespace

bool names_resource(const Application& app, std::string_view name) {
  if (name.starts_with("spn:")) name.remove_prefix(4);
  if (equals_ignoring_case(name, app.app_id.str())) return true;
  const std::string key = without_trailing_slash(to_lower(name));
  return std::any_of(app.identifier_uris.begin(), app.identifier_uris.end(),
                     [&](const std::string& uri) { return without_trailing_slash(to_lower(uri)) == key; });
}

/// Positions instead of pointers, so that a copied Directory finds its own copy of the config.
struct Directory::Index {
  struct Place {
    std::size_t tenant;
    std::size_t app;
  };
  static constexpr std::size_t kNoTenant = static_cast<std::size_t>(-1);  // the app is one of well_known

  std::unordered_map<std::string, std::size_t> tenants;
  std::unordered_map<std::string, std::pair<std::size_t, std::size_t>> users;
  std::unordered_map<std::string, std::pair<std::size_t, std::size_t>> guests;  ///< by tenant and home account
  std::unordered_map<std::string, Place> applications;                          ///< by app id
  std::unordered_map<std::string, Place> resources;  ///< by identifier URI in lower case without its last slash
  std::vector<Application> well_known;
  std::unordered_map<std::string, std::vector<crypto::Certificate>> certificates;  ///< by app id

  void add(const Application& app, Place place) {
    applications.emplace(app.app_id.str(), place);
    for (const KeyCredential& credential : app.key_credentials) {
      if (auto parsed = crypto::parse_certificate(credential.pem)) {
        certificates[app.app_id.str()].push_back(std::move(*parsed));
      }
    }
    for (const std::string& uri : app.identifier_uris) resources.emplace(without_trailing_slash(to_lower(uri)), place);
  }
};

Directory::Directory(Config config) : config_(std::move(config)) {
  for (Tenant& tenant : config_.tenants)
    for (const ManagedIdentity& identity : tenant.managed_identities)
      tenant.applications.push_back(make_identity_application(identity));
  auto index = std::make_shared<Index>();
  index->well_known = well_known_applications(config_.cloud);
  for (std::size_t a = 0; a < index->well_known.size(); ++a) index->add(index->well_known[a], {Index::kNoTenant, a});
  for (std::size_t t = 0; t < config_.tenants.size(); ++t) {
    const Tenant& tenant = config_.tenants[t];
    index->tenants.emplace(tenant.id.str(), t);
    for (const std::string& domain : tenant.domains) index->tenants.emplace(to_lower(domain), t);
    for (std::size_t u = 0; u < tenant.users.size(); ++u) {
      index->users.emplace(user_key(tenant.id, tenant.users[u].id.str()), std::pair(t, u));
      index->users.emplace(user_key(tenant.id, tenant.users[u].user_principal_name), std::pair(t, u));
      if (const User& user = tenant.users[u]; user.type == UserType::kGuest)
        index->guests.emplace(guest_key(tenant.id, user.home_tenant, user.home_id), std::pair(t, u));
    }
    for (std::size_t a = 0; a < tenant.applications.size(); ++a) index->add(tenant.applications[a], {t, a});
  }
  index_ = std::move(index);
}

const Tenant* Directory::find_tenant(std::string_view segment) const {
  const auto found = index_->tenants.find(to_lower(segment));
  return found == index_->tenants.end() ? nullptr : &config_.tenants[found->second];
}

const User* Directory::find_user(const Tenant& tenant, std::string_view id_or_upn) const {
  const auto found = index_->users.find(user_key(tenant.id, id_or_upn));
  return found == index_->users.end() ? nullptr : &config_.tenants[found->second.first].users[found->second.second];
}

const User* Directory::find_guest(const Tenant& tenant, const TenantId& home, const ObjectId& account) const {
  const auto found = index_->guests.find(guest_key(tenant.id, home, account));
  return found == index_->guests.end() ? nullptr : &config_.tenants[found->second.first].users[found->second.second];
}

std::optional<AppEntry> Directory::find_application(std::string_view app_id) const {
  const auto found = index_->applications.find(to_lower(app_id));
  if (found == index_->applications.end()) return std::nullopt;
  const auto [tenant, app] = found->second;
  if (tenant == Index::kNoTenant) return AppEntry{&index_->well_known[app], nullptr};
  return AppEntry{&config_.tenants[tenant].applications[app], &config_.tenants[tenant]};
}

std::optional<AppEntry> Directory::find_resource(std::string_view name) const {
  std::string key = without_trailing_slash(to_lower(name));
  const auto uri = index_->resources.find(key);
  if (uri != index_->resources.end()) {
    const auto [tenant, app] = uri->second;
    if (tenant == Index::kNoTenant) return AppEntry{&index_->well_known[app], nullptr};
    return AppEntry{&config_.tenants[tenant].applications[app], &config_.tenants[tenant]};
  }
  for (const std::string_view prefix : {"spn:", "api://"}) {
    if (key.starts_with(prefix)) {
      key.erase(0, prefix.size());
      break;
    }
  }
  return find_application(key);
}

const std::vector<crypto::Certificate>& Directory::certificates(const Application& app) const {
  static const std::vector<crypto::Certificate> none;
  const auto found = index_->certificates.find(app.app_id.str());
  return found == index_->certificates.end() ? none : found->second;
}

ObjectId Directory::service_principal_id(const TenantId& tenant, const AppId& app) {
  return ObjectId::parse(derive_guid("servicePrincipal " + tenant.str() + " " + app.str())).value_or(ObjectId());
}

}  // namespace entra::idp
