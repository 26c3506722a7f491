#include "entra/testing/directory.hpp"

#include <gtest/gtest.h>

#include "entra/idp/load_config.hpp"

namespace entra::testing {
namespace {

Directory orders() {
  return Directory()
      .add_user("ada")
      .add_user("bob", false)
      .add(Api{.uri = "api://orders", .scopes = {"Orders.Read"}, .roles = {"Orders.Read.All"}})
      .add(App{.name = "shop", .secret = "s", .permissions = {{.api = "api://orders", .scopes = {"Orders.Read"}}}})
      .add(App{.name = "desktop"});
}

TEST(Directory, IsAConfigThatTheMockTakes) {
  const auto config = idp::parse_config("directory", orders().json());
  ASSERT_TRUE(config) << config.error().one_line;
  const idp::Tenant& tenant = config->tenants.at(0);
  EXPECT_EQ(tenant.users.at(0).user_principal_name, "ada@contoso.onmicrosoft.com");
  EXPECT_TRUE(tenant.users.at(0).mfa.is_registered());
  EXPECT_FALSE(tenant.users.at(1).mfa.is_registered());
  EXPECT_EQ(tenant.applications.size(), 3u);
  EXPECT_EQ(tenant.applications.at(0).requested_access_token_version, 1);
  EXPECT_TRUE(tenant.applications.at(1).is_confidential());
  EXPECT_FALSE(tenant.applications.at(2).is_confidential());
  EXPECT_EQ(tenant.permission_grants.at(0).scope, "Orders.Read");
}

TEST(Directory, IdentifiersFollowFromTheNames) {
  EXPECT_EQ(orders().id_of("shop"), orders().id_of("shop"));
  EXPECT_NE(orders().id_of("shop"), orders().id_of("desktop"));
  EXPECT_NE(orders().id_of("shop"), Directory("fabrikam.example").id_of("shop"));
  const auto config = idp::parse_config("directory", orders().json());
  ASSERT_TRUE(config) << config.error().one_line;
  EXPECT_EQ(config->tenants.at(0).applications.at(1).app_id.str(), orders().id_of("shop"));
  EXPECT_EQ(config->tenants.at(0).id.str(), orders().tenant_id());
}

}  // namespace
}  // namespace entra::testing
