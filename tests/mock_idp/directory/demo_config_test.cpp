#include <gtest/gtest.h>

#include "directory/directory.hpp"
#include "entra/idp/load_config.hpp"

namespace entra::idp {
namespace {

TEST(DemoConfig, LoadsAndHoldsWhatItsReadersAreTold) {
  const auto config = parse_config("demo", demo_config_text());
  ASSERT_TRUE(config) << config.error().with_excerpt;
  const Directory directory(*config);

  const Tenant* contoso = directory.find_tenant("contoso.onmicrosoft.com");
  ASSERT_NE(contoso, nullptr);
  const User* ada = directory.find_user(*contoso, "ada@contoso.onmicrosoft.com");
  ASSERT_NE(ada, nullptr);
  EXPECT_TRUE(ada->mfa.is_registered());
  EXPECT_EQ(ada->mfa.methods.at(0).code, "123456");
  EXPECT_EQ(ada->surname, "Admin");
  const User* bob = directory.find_user(*contoso, "bob@contoso.onmicrosoft.com");
  ASSERT_NE(bob, nullptr);
  EXPECT_FALSE(bob->mfa.is_registered());
  const User* dora = directory.find_user(*contoso, "dora@contoso.onmicrosoft.com");
  ASSERT_NE(dora, nullptr);
  EXPECT_FALSE(dora->account_enabled);

  const auto csp = directory.find_application("aaaaaaaa-0001-4000-8000-000000000001");
  ASSERT_TRUE(csp);
  EXPECT_EQ(csp->home, contoso);
  EXPECT_EQ(csp->app->password_credentials.at(0).secret_text, "csp-app-secret");
  EXPECT_EQ(csp->app->sign_in_audience, SignInAudience::kMultipleOrgs);
  const auto desktop = directory.find_application("aaaaaaaa-0005-4000-8000-000000000005");
  ASSERT_TRUE(desktop);
  EXPECT_FALSE(desktop->app->is_confidential());

  const auto orders = directory.find_resource("api://orders");
  ASSERT_TRUE(orders);
  EXPECT_EQ(orders->app->requested_access_token_version, 2);

  ASSERT_EQ(contoso->policies.size(), 1u);
  EXPECT_EQ(contoso->policies[0].state, PolicyState::kDisabled);
  ASSERT_EQ(contoso->customers.size(), 1u);
  EXPECT_NE(directory.find_tenant("adventureworks.onmicrosoft.com"), nullptr);
}

}  // namespace
}  // namespace entra::idp
