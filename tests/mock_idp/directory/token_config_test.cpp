// The config's fields that shape tokens: guests, optional claims, groups, assignments, managed identities.

#include <gtest/gtest.h>

#include "directory/directory.hpp"
#include "entra/idp/load_config.hpp"
#include "sample_config.hpp"

namespace entra::idp {
namespace {

Config sample() {
  auto config = parse_config("c.json", kSampleConfig);
  EXPECT_TRUE(config) << config.error().one_line;
  return std::move(*config);
}

TEST(TokenConfig, ReadsEveryField) {
  const Config config = sample();
  EXPECT_EQ(config.signing_keys, SigningKeyScope::kPerTenant);
  const Tenant& tenant = config.tenants.at(0);
  EXPECT_EQ(format_rfc3339(tenant.created), "2019-05-06T07:08:09Z");
  const Application& app = tenant.applications.at(0);
  EXPECT_TRUE(app.group_membership_claims.security_groups && app.group_membership_claims.directory_roles);
  EXPECT_FALSE(app.group_membership_claims.application_groups);
  EXPECT_TRUE(app.app_role_assignment_required);
  ASSERT_EQ(app.access_token_claims.size(), 1u);
  EXPECT_EQ(app.access_token_claims[0].name, "aud");
  EXPECT_TRUE(app.access_token_claims[0].has_property("use_guid"));
  EXPECT_EQ(app.id_token_claims.at(0).name, "email");
  const RoleAssignment& assignment = tenant.role_assignments.at(1);
  EXPECT_EQ(assignment.principal_type, PrincipalType::kGroup);
  EXPECT_EQ(assignment.principal, tenant.groups.at(0).id);
  EXPECT_EQ(assignment.app_role, "") << "default access";
  EXPECT_EQ(tenant.groups[0].display_name, "Staff");
  EXPECT_EQ(tenant.subscriptions.at(0).state, "Warned");
  const ManagedIdentity& identity = tenant.managed_identities.at(0);
  EXPECT_EQ(identity.client_id.str(), "aaaaaaaa-0002-4000-8000-000000000002");
  EXPECT_EQ(identity.identity_header, "h");
  EXPECT_TRUE(identity.is_system_assigned());
}

TEST(TokenConfig, LeadsGuestsToTheirHomeAccount) {
  const Directory directory(sample());
  const Tenant& home = directory.config().tenants.at(0);
  const Tenant& abroad = directory.config().tenants.at(1);
  const User& guest = abroad.users.at(0);
  const User& account = home.users.at(1);
  EXPECT_EQ(guest.type, UserType::kGuest);
  EXPECT_EQ(guest.home_tenant, home.id);
  EXPECT_EQ(guest.home_id, account.id);
  EXPECT_EQ(guest.mail, account.mail);
  EXPECT_EQ(guest.mfa.methods.at(0).totp_secret, account.mfa.methods.at(0).totp_secret);
  EXPECT_EQ(directory.find_guest(abroad, home.id, account.id), &guest);
  EXPECT_EQ(directory.find_guest(abroad, home.id, home.users.at(0).id), nullptr);
  EXPECT_EQ(directory.find_guest(home, home.id, account.id), nullptr);
}

TEST(TokenConfig, ManagedIdentitiesAreApplicationsWithoutCredentials) {
  const Directory directory(sample());
  const auto found = directory.find_application("aaaaaaaa-0002-4000-8000-000000000002");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->home, &directory.config().tenants[0]);
  EXPECT_EQ(found->app->display_name, "vm");
  EXPECT_FALSE(found->app->is_confidential());
}

TEST(TokenConfig, NamesOfAResource) {
  const Config config = sample();
  const Application& app = config.tenants[0].applications[0];  // api://app and https://app.example/
  for (const char* name : {"api://app", "API://App/", "https://app.example", "https://app.example/",
                           "aaaaaaaa-0001-4000-8000-000000000001", "spn:AAAAAAAA-0001-4000-8000-000000000001"}) {
    EXPECT_TRUE(names_resource(app, name)) << name;
  }
  for (const char* name : {"", "/", "api://ap", "https://app.example/x", "spn:"}) {
    EXPECT_FALSE(names_resource(app, name)) << name;
  }
}

TEST(TokenConfig, RefusesWhatMakesNoSense) {
  const struct {
    const char* from;
    const char* to;
    const char* message;
  } rows[] = {
      {"\"SecurityGroup, DirectoryRole\"", "\"SecurityGroups\"", "did you mean \"SecurityGroup\"?"},
      {"\"name\": \"aud\"", "\"name\": \"audi\"", "did you mean \"aud\"?"},
      {"[\"use_guid\"]", "[\"use_guids\"]", "did you mean \"use_guid\"?"},
      {"\"source\": null", "\"source\": \"extension\"", "expected null or \"user\""},
      {"\"principalType\": \"Group\",", "\"clientAppId\": \"aaaaaaaa-0001-4000-8000-000000000001\",", "not both"},
      {"\"principalType\": \"Group\",", "\"principalType\": \"ServicePrincipal\",",
       "an application is named by \"clientAppId\""},
      {"\"principalType\": \"Group\",", "\"principalType\": \"User\",", "no user"},
      {"\"resourceId\": \"/subscriptions/", "\"resourceId\": \"subscriptions/", "expected an Azure resource id"},
      {"AAAAAAAA-0002-4000-8000-000000000002", "AAAAAAAA-0001-4000-8000-000000000001", "is already taken"},
      {"\"issuerAssignedId\": \"BEN@elsewhere.example\"", "\"issuerAssignedId\": \"x\"", "no member \"x\" in One"},
      {"\"userType\": \"Guest\"", "\"userType\": \"Member\"", "goes with \"userType\": \"Guest\""},
      {"\"state\": \"Warned\"", "\"state\": \"warned\"", "did you mean \"Warned\"?"},
  };
  for (const auto& row : rows) {
    const std::string text = sample_with(row.from, row.to);
    ASSERT_FALSE(text.empty()) << "the sample has not exactly one " << row.from;
    const auto config = parse_config("c.json", text);
    ASSERT_FALSE(config) << row.to;
    EXPECT_NE(config.error().one_line.find(row.message), std::string::npos) << config.error().one_line;
  }
}

}  // namespace
}  // namespace entra::idp
