#include "directory/well_known.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "directory/directory.hpp"
#include "directory/role_templates.hpp"

namespace entra::idp {
namespace {

Directory empty_directory(Cloud cloud) {
  Config config;
  config.cloud = cloud;
  return Directory(config);
}

TEST(WellKnown, IsPresentUnderItsRealNames) {
  const Directory directory = empty_directory(Cloud::kPublic);
  const std::pair<const char*, std::string_view> names[] = {
      {"https://graph.microsoft.com", kGraphAppId},
      {"https://graph.microsoft.com/", kGraphAppId},
      {"https://graph.windows.net", kAadGraphAppId},
      {"https://management.azure.com/", kResourceManagerAppId},
      {"https://management.core.windows.net/", kResourceManagerAppId},
      {"https://vault.azure.net", kKeyVaultAppId},
      {"https://api.partnercenter.microsoft.com", kPartnerCenterAppId},
      {"fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd", kPartnerCenterAppId},
      {"https://api.partner.microsoft.com", kPartnerApiAppId},
      {"https://manage.devcenter.microsoft.com", store_app_id().str()},
  };
  for (const auto& [name, id] : names) {
    const auto found = directory.find_resource(name);
    ASSERT_TRUE(found) << name;
    EXPECT_EQ(found->app->app_id.str(), id) << name;
    EXPECT_EQ(found->app->requested_access_token_version, 1) << name;
    EXPECT_FALSE(found->app->scopes.empty()) << name;
    EXPECT_TRUE(is_well_known(found->app->app_id)) << name;
  }
}

TEST(WellKnown, CarriesTheNamesOfTheCloudFirst) {
  const Directory china = empty_directory(Cloud::kChina);
  const auto graph = china.find_resource("https://microsoftgraph.chinacloudapi.cn");
  ASSERT_TRUE(graph);
  EXPECT_EQ(graph->app->app_id.str(), kGraphAppId);
  EXPECT_EQ(graph->app->identifier_uris.front(), "https://microsoftgraph.chinacloudapi.cn");
  EXPECT_TRUE(china.find_resource("https://partner.partnercenterapi.microsoftonline.cn"));
  EXPECT_FALSE(empty_directory(Cloud::kPublic).find_resource("https://microsoftgraph.chinacloudapi.cn"));
}

TEST(WellKnown, PermissionIdsAreUniqueGuids) {
  for (const Application& app : well_known_applications(Cloud::kPublic)) {
    std::set<std::string> scopes;
    for (const PermissionScope& scope : app.scopes) EXPECT_TRUE(scopes.insert(scope.id.str()).second) << scope.value;
    std::set<std::string> roles;
    for (const AppRole& role : app.app_roles) EXPECT_TRUE(roles.insert(role.id.str()).second) << role.value;
    EXPECT_FALSE(app.app_id.empty()) << app.display_name;
  }
}

TEST(WellKnown, GraphKnowsItsUsualPermissions) {
  const Directory directory = empty_directory(Cloud::kPublic);
  const Application& graph = *directory.find_resource("https://graph.microsoft.com")->app;
  std::map<std::string, bool> scopes;
  for (const PermissionScope& scope : graph.scopes) scopes[scope.value] = scope.admin_only;
  for (const char* name :
       {"openid", "profile", "email", "offline_access", "User.Read", "User.ReadBasic.All", "Mail.Read"})
    EXPECT_EQ(scopes.count(name), 1u) << name;
  EXPECT_FALSE(scopes.at("User.Read"));
  EXPECT_TRUE(scopes.at("Directory.Read.All"));
  EXPECT_THAT(graph.app_roles, testing::Contains(testing::Field(&AppRole::value, "User.Read.All")));
}

TEST(RoleTemplates, AreFoundByNameOrId) {
  EXPECT_EQ(find_role_template("Global Administrator"), "62e90394-69f5-4237-9190-012177145e10");
  EXPECT_EQ(find_role_template("62E90394-69F5-4237-9190-012177145E10"), "62e90394-69f5-4237-9190-012177145e10");
  EXPECT_EQ(find_role_template("Company Administrator"), std::nullopt);
  std::set<std::string> ids;
  for (const std::string& name : role_template_names()) {
    const auto id = find_role_template(name);
    ASSERT_TRUE(id && is_guid(*id)) << name;
    EXPECT_TRUE(ids.insert(*id).second) << name;
  }
}

}  // namespace
}  // namespace entra::idp
