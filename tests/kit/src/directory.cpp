#include "entra/testing/directory.hpp"

#include "entra/support/guid.hpp"
#include "entra/support/json_text.hpp"
#include "entra/support/text.hpp"

namespace entra::testing {
namespace {

OrderedJson list_of(const std::vector<std::string>& texts, const char* member) {
  auto out = OrderedJson::array();
  for (const std::string& text : texts) out.push_back({{member, text}});
  return out;
}

OrderedJson describe(const Api& api, const std::string& id) {
  OrderedJson out;
  out["appId"] = id;
  out["displayName"] = api.uri;
  out["identifierUris"] = OrderedJson::array({api.uri});
  out["api"] = {{"requestedAccessTokenVersion", api.token_version},
                {"oauth2PermissionScopes", list_of(api.scopes, "value")}};
  out["appRoles"] = list_of(api.roles, "value");
  return out;
}

OrderedJson describe(const App& app, const std::string& id) {
  OrderedJson out;
  out["appId"] = id;
  out["displayName"] = app.name;
  const auto redirects = OrderedJson::array({app.redirect_uri});
  if (app.secret.empty()) {
    out["publicClient"] = {{"redirectUris", redirects}};
    out["isFallbackPublicClient"] = true;
  } else {
    out["web"] = {{"redirectUris", redirects}};
    out["passwordCredentials"] = list_of({app.secret}, "secretText");
  }
  auto required = OrderedJson::array();
  for (const Permission& permission : app.permissions) {
    required.push_back(
        {{"resource", permission.api}, {"delegated", permission.scopes}, {"application", permission.roles}});
  }
  out["requiredResourceAccess"] = std::move(required);
  return out;
}

}  // namespace

Directory::Directory(std::string domain) : domain_(std::move(domain)) {}

Directory& Directory::add_user(std::string_view name, bool has_second_factor) {
  users_.push_back({std::string(name), has_second_factor});
  return *this;
}

Directory& Directory::add(Api api) {
  apis_.push_back(std::move(api));
  return *this;
}

Directory& Directory::add(App app) {
  apps_.push_back(std::move(app));
  return *this;
}

std::string Directory::tenant_id() const {
  return derive_guid(domain_);
}

std::string Directory::user(std::string_view name) const {
  return std::string(name) + "@" + domain_;
}

std::string Directory::id_of(std::string_view app_name_or_api_uri) const {
  return derive_guid(domain_ + "/" + std::string(app_name_or_api_uri));
}

std::string Directory::json() const {
  OrderedJson tenant;
  tenant["id"] = tenant_id();
  tenant["displayName"] = domain_;
  tenant["domains"] = OrderedJson::array({domain_});
  tenant["users"] = OrderedJson::array();
  for (const User& user : users_) {
    OrderedJson mfa = {{"registered", user.has_second_factor}};
    if (user.has_second_factor) mfa.update({{"method", "otp"}, {"code", "123456"}});
    tenant["users"].push_back({{"id", derive_guid(this->user(user.name))},
                               {"userPrincipalName", this->user(user.name)},
                               {"displayName", user.name},
                               {"password", "Passw0rd!" + user.name},
                               {"mfa", std::move(mfa)}});
  }
  tenant["applications"] = OrderedJson::array();
  for (const Api& api : apis_) tenant["applications"].push_back(describe(api, id_of(api.uri)));
  tenant["oauth2PermissionGrants"] = OrderedJson::array();
  tenant["appRoleAssignments"] = OrderedJson::array();
  for (const App& app : apps_) {
    const std::string id = id_of(app.name);
    tenant["applications"].push_back(describe(app, id));
    for (const Permission& permission : app.permissions) {
      if (!permission.scopes.empty()) {
        tenant["oauth2PermissionGrants"].push_back({{"clientAppId", id},
                                                    {"resource", permission.api},
                                                    {"scope", join(permission.scopes, " ")},
                                                    {"consentType", "AllPrincipals"}});
      }
      for (const std::string& role : permission.roles) {
        tenant["appRoleAssignments"].push_back({{"clientAppId", id}, {"resource", permission.api}, {"appRole", role}});
      }
    }
  }
  OrderedJson config;
  config["tenants"] = OrderedJson::array({std::move(tenant)});
  return write_json(config);
}

}  // namespace entra::testing
