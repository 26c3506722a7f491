#include "directory/directory.hpp"

#include <gtest/gtest.h>

#include "entra/idp/load_config.hpp"
#include "sample_config.hpp"

namespace entra::idp {
namespace {

Directory sample() {
  auto config = parse_config("sample", kSampleConfig);
  EXPECT_TRUE(config) << (config ? "" : config.error().with_excerpt);
  return Directory(config ? *config : Config());
}

TEST(Directory, FindsTenantsByGuidOrDomainWithoutRegardToCase) {
  const Directory directory = sample();
  const Tenant* one = directory.find_tenant("11111111-1111-4111-8111-111111111111");
  ASSERT_NE(one, nullptr);
  EXPECT_EQ(directory.find_tenant("ONE.Example.COM"), one);
  EXPECT_EQ(directory.find_tenant("one.onmicrosoft.com"), one);
  EXPECT_NE(directory.find_tenant("two.example"), one);
  for (const char* other :
       {"common", "organizations", "consumers", "", "example.com", "{11111111-1111-4111-8111-111111111111}"})
    EXPECT_EQ(directory.find_tenant(other), nullptr) << other;
}

TEST(Directory, FindsUsersOfTheAskedTenantOnly) {
  const Directory directory = sample();
  const Tenant& one = *directory.find_tenant("one.example.com");
  const Tenant& two = *directory.find_tenant("two.example");
  const User* ann = directory.find_user(one, "ann@ONE.example.com");
  ASSERT_NE(ann, nullptr);
  EXPECT_EQ(directory.find_user(one, "11111111-AAAA-4111-8111-000000000001"), ann);
  EXPECT_EQ(directory.find_user(two, "ann@one.example.com"), nullptr);
  EXPECT_EQ(directory.find_user(one, "ann"), nullptr);
}

TEST(Directory, FindsApplicationsAndTellsTheirHome) {
  const Directory directory = sample();
  const auto app = directory.find_application(
      "aaaaaaaa-0001-4000-8000-00000000000"
      "1");
  ASSERT_TRUE(app);
  EXPECT_EQ(app->home, directory.find_tenant("one.example.com"));
  const auto graph = directory.find_application("00000003-0000-0000-C000-000000000000");
  ASSERT_TRUE(graph);
  EXPECT_EQ(graph->home, nullptr);
  EXPECT_EQ(graph->app->display_name, "Microsoft Graph");
  EXPECT_FALSE(directory.find_application("aaaaaaaa-0002-4000-8000-000000000001"));
  EXPECT_FALSE(directory.find_application(""));
}

TEST(Directory, FindsResourcesByEachOfTheirNames) {
  const Directory directory = sample();
  const auto app = directory.find_application("aaaaaaaa-0001-4000-8000-000000000001");
  ASSERT_TRUE(app);
  for (const char* name : {"aaaaaaaa-0001-4000-8000-000000000001", "AAAAAAAA-0001-4000-8000-000000000001",
                           "spn:aaaaaaaa-0001-4000-8000-000000000001", "api://aaaaaaaa-0001-4000-8000-000000000001",
                           "api://app", "api://app/", "https://app.example/", "https://app.example"}) {
    const auto found = directory.find_resource(name);
    ASSERT_TRUE(found) << name;
    EXPECT_EQ(found->app, app->app) << name;
  }
  for (const char* name :
       {"", "/", "api://", "spn:", "api://ap", "https://app.example/x", "https://app.example//", "app"})
    EXPECT_FALSE(directory.find_resource(name)) << name;
}

TEST(Directory, ACopyFindsItsOwnObjects) {
  auto original = std::make_unique<Directory>(sample());
  const Directory copy = *original;
  const Tenant* tenant = copy.find_tenant("one.example.com");
  EXPECT_EQ(tenant, &copy.config().tenants[0]);
  EXPECT_NE(tenant, original->find_tenant("one.example.com"));
  original.reset();
  EXPECT_EQ(copy.find_user(*tenant, "ann@one.example.com"), &copy.config().tenants[0].users[0]);
  EXPECT_EQ(copy.find_application("00000003-0000-0000-c000-000000000000")->app->display_name, "Microsoft Graph");
}

TEST(Directory, ServicePrincipalIdsAreStableAndDifferByTenantAndApp) {
  const auto tenant = TenantId::parse("11111111-1111-4111-8111-111111111111").value();
  const auto other_tenant = TenantId::parse("22222222-2222-4222-8222-222222222222").value();
  const auto app = AppId::parse("aaaaaaaa-0001-4000-8000-000000000001").value();
  const auto other_app = AppId::parse("aaaaaaaa-0002-4000-8000-000000000001").value();
  const ObjectId id = Directory::service_principal_id(tenant, app);
  EXPECT_TRUE(is_guid(id.str()));
  EXPECT_EQ(Directory::service_principal_id(tenant, app), id);
  EXPECT_NE(Directory::service_principal_id(other_tenant, app), id);
  EXPECT_NE(Directory::service_principal_id(tenant, other_app), id);
}

}  // namespace
}  // namespace entra::idp
