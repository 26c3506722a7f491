// Guests: each is led to the account in another tenant that it stands for, and signs in as that account does.

#include "directory/config_sections.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

const Tenant* find_home(const Config& config, const std::string& issuer) {
  const std::string key = to_lower(issuer);
  for (const Tenant& tenant : config.tenants)
    if (tenant.id.str() == key || std::find(tenant.domains.begin(), tenant.domains.end(), key) != tenant.domains.end())
      return &tenant;
  return nullptr;
}

const User* find_account(const Tenant& home, const std::string& account) {
  for (const User& user : home.users) {
    const bool is_named =
        equals_ignoring_case(user.user_principal_name, account) || equals_ignoring_case(user.id.str(), account);
    if (is_named && user.type == UserType::kMember) return &user;
  }
  return nullptr;
}

void resolve(Loading& loading, const Config& config, const Tenant& tenant, User& guest, const std::string& pointer) {
  const Tenant* const home = find_home(config, guest.identity.issuer);
  if (home == nullptr || home->id == tenant.id) {
    const std::string what = home == nullptr ? "no tenant \"" + guest.identity.issuer + "\" in this file"
                                             : "a guest's home is another tenant";
    return loading.refuse(loading.find(pointer + "/issuer"), what);
  }
  const User* const account = find_account(*home, guest.identity.issuer_assigned_id);
  if (account == nullptr) {
    return loading.refuse(loading.find(pointer + "/issuerAssignedId"),
                          "no member \"" + guest.identity.issuer_assigned_id + "\" in " + home->display_name);
  }
  guest.home_tenant = home->id;
  guest.home_id = account->id;
  if (guest.mail == guest.user_principal_name) guest.mail = account->mail;
  share_credentials(*account, guest);
}

}  // namespace

void share_credentials(const User& account, User& guest) {
  guest.password = account.password;
  guest.mfa = account.mfa;
}

void resolve_guests(Loading& loading, Config& config) {
  for (std::size_t t = 0; t < config.tenants.size(); ++t) {
    Tenant& tenant = config.tenants[t];
    for (std::size_t u = 0; u < tenant.users.size(); ++u) {
      User& user = tenant.users[u];
      if (user.type != UserType::kGuest || user.identity.issuer.empty()) continue;
      const std::string pointer = "/tenants/" + std::to_string(t) + "/users/" + std::to_string(u) + "/identities/0";
      resolve(loading, config, tenant, user, pointer);
    }
  }
}

}  // namespace entra::idp
