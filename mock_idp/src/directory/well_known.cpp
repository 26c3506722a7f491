#include "directory/well_known.hpp"

#include <algorithm>

#include "directory/clouds.hpp"

namespace entra::idp {
namespace {

struct ScopeRow {
  const char* value;
  const char* id;
  bool admin_only;
};
struct RoleRow {
  const char* value;
  const char* id;
};

// Ids and consent kinds: Microsoft Graph permissions reference.
constexpr ScopeRow kGraphScopes[] = {
    {"openid", "37f7f235-527c-4136-accd-4a02d197296e", false},
    {"profile", "14dad69e-099b-42c9-810b-d002981feec1", false},
    {"email", "64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0", false},
    {"offline_access", "7427e0e9-2fba-42fe-b0c0-848c9e6a8182", false},
    {"User.Read", "e1fe6dd8-ba31-4d61-89e7-88639da4683d", false},
    {"User.ReadWrite", "b4e74841-8e56-480b-be8b-910348b18b4c", false},
    {"User.ReadBasic.All", "b340eb25-3456-403f-be2f-af7a0d370277", false},
    {"User.Read.All", "a154be20-db9c-4678-8ab7-66f6cc099a59", true},
    {"User.ReadWrite.All", "204e0828-b5ca-4ad8-b9f3-f32a958e7cc4", true},
    {"Group.Read.All", "5f8c59db-677d-491f-a6b8-5f174b11ec1d", true},
    {"Directory.Read.All", "06da0dbc-49e2-44d2-8312-53f166ab848a", true},
    {"Directory.AccessAsUser.All", "0e263e50-5827-48a4-b97c-d940288653c7", true},
    {"Directory.ReadWrite.All", "c5366453-9fb0-48a5-a156-24f0c49a4b84", true},
    {"Domain.Read.All", "2f9ee017-59c1-4f1d-9472-bd5529a7b311", true},
    {"Organization.Read.All", "4908d5b9-3fb2-4b1e-9336-1888b7937185", true},
    {"Policy.Read.All", "572fea84-0151-49b2-9301-11cb16974376", true},
    {"Application.Read.All", "c79f8feb-a9db-4090-85f9-90d820caa0eb", true},
    {"Mail.Read", "570282fd-fa5c-430d-a7fd-fc8dc98a9dca", false},
    {"Mail.Send", "e383f46e-2787-4529-855e-0e479a3ffac0", false},
    {"Calendars.Read", "465a38f9-76ea-45b9-9f34-9e8b0d4b0b42", false},
    {"Files.Read.All", "df85f4d6-205c-4ac5-a5ea-6bf408dba283", false},
    {"Sites.Read.All", "205e70e5-aba6-4c52-a976-6d2d46c48043", false},
};
constexpr RoleRow kGraphRoles[] = {
    {"User.Read.All", "df021288-bdef-4463-88db-98f22de89214"},
    {"User.ReadWrite.All", "741f803b-c850-494e-b5df-cde7c675a1ca"},
    {"User.RevokeSessions.All", "77f3a031-c388-4f99-b373-dc68676a979e"},
    {"User.EnableDisableAccount.All", "3011c876-62b7-4ada-afa2-506cbbecc68c"},
    {"User-PasswordProfile.ReadWrite.All", "cc117bb9-00cf-4eb8-b580-ea2a878fe8f7"},
    {"Group.Read.All", "5b567255-7703-4780-807c-7be8301ae99b"},
    {"Directory.Read.All", "7ab1d382-f21e-4acd-a863-ba3e13f7da61"},
    {"Directory.ReadWrite.All", "19dbc75e-c2e2-444c-a770-ec69d8559fc7"},
    {"Domain.Read.All", "dbb9058a-0e50-45d7-ae91-66909b5d4664"},
    {"Organization.Read.All", "498476ce-e0fe-48b0-b801-37ba7e2685c6"},
    {"Policy.Read.All", "246dd0d5-5bd0-4def-940b-0421030a5b68"},
    {"Application.Read.All", "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30"},
    {"Mail.Read", "810c84a8-4a9e-49e6-bf7d-12d183f40d01"},
    {"Mail.Send", "b633e1c5-b582-4048-a93e-9f11b44c7e96"},
    {"Calendars.Read", "798ee544-9d2d-430c-a058-570e29e34338"},
    {"Files.Read.All", "01d4889c-1287-42c6-ac1f-5d1e02578ef6"},
    {"Sites.Read.All", "332a536c-c7ef-4017-ab91-336970924f0d"},
};
constexpr ScopeRow kAadGraphScopes[] = {
    {"User.Read", "311a71cc-e848-46a1-bdf8-97ff7156d8e6", false},
    {"User.ReadBasic.All", "cba73afc-7f69-4d86-8450-4978e04ecd1a", false},
    {"User.Read.All", "c582532d-9d9e-43bd-a97c-2667a28ce295", true},
    {"Directory.Read.All", "5778995a-e1bf-45b8-affa-663a9f3f4d04", true},
    {"Directory.AccessAsUser.All", "a42657d6-7f20-40e3-b6f0-cee03008a62a", true},
};
constexpr RoleRow kAadGraphRoles[] = {
    {"Directory.Read.All", "5778995a-e1bf-45b8-affa-663a9f3f4d04"},
    {"Directory.ReadWrite.All", "78c8a3c8-a07e-4b9e-af1b-b5ccab50a175"},
};

Application make_application(std::string_view app_id, std::string name, std::vector<std::string> identifier_uris) {
  Application app;
  if (auto id = AppId::parse(app_id)) app.app_id = std::move(*id);
  app.display_name = std::move(name);
  app.sign_in_audience = SignInAudience::kMultipleOrgs;
  for (std::string& uri : identifier_uris)
    if (std::find(app.identifier_uris.begin(), app.identifier_uris.end(), uri) == app.identifier_uris.end())
      app.identifier_uris.push_back(std::move(uri));
  return app;
}

template <std::size_t N>
void add_scopes(Application& app, const ScopeRow (&rows)[N]) {
  for (const ScopeRow& row : rows)
    if (auto id = ObjectId::parse(row.id)) app.scopes.push_back({*id, row.value, row.admin_only});
}
template <std::size_t N>
void add_roles(Application& app, const RoleRow (&rows)[N]) {
  for (const RoleRow& row : rows)
    if (auto id = ObjectId::parse(row.id)) app.app_roles.push_back({*id, row.value});
}

/// user_impersonation is the one delegated permission of most of Microsoft's services.
void add_user_impersonation(Application& app, std::string_view id = {}) {
  const auto parsed = ObjectId::parse(id.empty() ? derive_guid(app.app_id.str() + " user_impersonation") : id);
  if (parsed) app.scopes.push_back({*parsed, "user_impersonation", false});
}

}  // namespace

std::string service_management_uri(Cloud cloud) {
  switch (cloud) {
    case Cloud::kUsGov:
      return "https://management.core.usgovcloudapi.net/";
    case Cloud::kChina:
      return "https://management.core.chinacloudapi.cn/";
    case Cloud::kGermany:
      return "https://management.core.cloudapi.de/";
    case Cloud::kPublic:
      break;
  }
  return "https://management.core.windows.net/";
}

const AppId& store_app_id() {
  static const AppId id = AppId::parse(derive_guid("Microsoft Store submission API")).value_or(AppId());
  return id;
}

std::vector<Application> well_known_applications(Cloud cloud) {
  const CloudFacts& here = cloud_facts(cloud);
  const CloudFacts& global = cloud_facts(Cloud::kPublic);
  const auto https = [](const std::string& host) { return "https://" + host; };

  Application graph =
      make_application(kGraphAppId, "Microsoft Graph", {https(here.graph_host), https(global.graph_host)});
  add_scopes(graph, kGraphScopes);
  add_roles(graph, kGraphRoles);

  Application aad_graph = make_application(kAadGraphAppId, "Windows Azure Active Directory",
                                           {https(here.aad_graph_host), https(global.aad_graph_host)});
  add_scopes(aad_graph, kAadGraphScopes);
  add_roles(aad_graph, kAadGraphRoles);

  Application resource_manager =
      make_application(kResourceManagerAppId, "Windows Azure Service Management API",
                       {https(here.resource_manager_host) + "/", service_management_uri(cloud),
                        https(global.resource_manager_host) + "/", service_management_uri(Cloud::kPublic)});
  add_user_impersonation(resource_manager, "41094075-9dad-400e-a0bd-54e686782033");

  Application key_vault =
      make_application(kKeyVaultAppId, "Azure Key Vault", {https(here.vault_suffix), https(global.vault_suffix)});
  add_user_impersonation(key_vault, "f53da476-18e3-4152-8e01-aec403e6edc0");

  const std::string partner_host =
      here.partner_center_host.empty() ? global.partner_center_host : here.partner_center_host;
  Application partner_center = make_application(kPartnerCenterAppId, "Microsoft Partner Center",
                                                {https(partner_host), https(global.partner_center_host)});
  add_user_impersonation(partner_center, "1cebfa2a-fb4d-419e-b5f9-839b4383e05a");

  Application partner_api =
      make_application(kPartnerApiAppId, "Microsoft Partner API", {"https://api.partner.microsoft.com"});
  add_user_impersonation(partner_api);

  Application store =
      make_application(store_app_id().str(), "Microsoft Store submission API", {https(global.store_host)});
  add_user_impersonation(store);

  return {graph, aad_graph, resource_manager, key_vault, partner_center, partner_api, store};
}

bool is_well_known(const AppId& app) {
  const std::string_view ids[] = {kGraphAppId,         kAadGraphAppId,   kResourceManagerAppId, kKeyVaultAppId,
                                  kPartnerCenterAppId, kPartnerApiAppId, store_app_id().str()};
  return std::find(std::begin(ids), std::end(ids), app.str()) != std::end(ids);
}

}  // namespace entra::idp
