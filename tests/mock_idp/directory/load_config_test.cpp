#include "entra/idp/load_config.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "entra/support/evp.hpp"
#include "sample_config.hpp"

namespace entra::idp {
namespace {

Config loaded(const std::string& text) {
  auto config = parse_config("sample.json", text);
  EXPECT_TRUE(config) << (config ? "" : config.error().with_excerpt);
  return config ? std::move(*config) : Config();
}

TEST(LoadConfig, ReadsEveryField) {
  const Config config = loaded(kSampleConfig);
  EXPECT_EQ(config.cloud, Cloud::kUsGov);
  EXPECT_EQ(config.issuer, IssuerMode::kEntra);
  EXPECT_EQ(config.sign_in, SignInMode::kAutomatic);
  EXPECT_EQ(config.lifetimes.access_token, seconds(1));
  EXPECT_EQ(config.lifetimes.id_token, seconds(2));
  EXPECT_EQ(config.lifetimes.refresh_token, seconds(3));
  EXPECT_EQ(config.lifetimes.authorization_code, seconds(4));
  EXPECT_EQ(config.lifetimes.device_code, seconds(5));
  EXPECT_FALSE(config.enforce_mfa);
  EXPECT_FALSE(config.authentication_method_claim);

  ASSERT_EQ(config.tenants.size(), 2u);
  const Tenant& tenant = config.tenants[0];
  EXPECT_EQ(tenant.domains, (std::vector<std::string>{"one.example.com", "one.onmicrosoft.com"}));

  ASSERT_EQ(tenant.users.size(), 2u);
  const User& ann = tenant.users[0];
  EXPECT_EQ(ann.id.str(), "11111111-aaaa-4111-8111-000000000001");
  EXPECT_EQ(ann.user_principal_name, "Ann@one.example.com");
  EXPECT_EQ(ann.given_name + "|" + ann.surname + "|" + ann.mail, "Ann|Other|ann@mail.example");
  EXPECT_FALSE(ann.account_enabled);
  ASSERT_EQ(ann.mfa.methods.size(), 1u);
  EXPECT_EQ(ann.mfa.methods[0].method + ann.mfa.methods[0].code, "sms123456");
  EXPECT_EQ(ann.risk_level, "low");
  EXPECT_EQ(ann.circumstances.device_platform, "iOS");
  EXPECT_EQ(ann.directory_roles.size(), 2u);
  EXPECT_EQ(ann.partner_center_roles, std::vector<std::string>{"SalesAgent"});
  ASSERT_EQ(ann.groups.size(), 1u);

  ASSERT_EQ(tenant.applications.size(), 1u);
  const Application& app = tenant.applications[0];
  EXPECT_EQ(app.app_id.str(), "aaaaaaaa-0001-4000-8000-000000000001");
  EXPECT_EQ(app.sign_in_audience, SignInAudience::kMultipleOrgs);
  EXPECT_FALSE(app.enabled);
  EXPECT_EQ(app.identifier_uris.size(), 2u);
  ASSERT_EQ(app.password_credentials.size(), 1u);
  EXPECT_EQ(to_epoch_seconds(*app.password_credentials[0].start), 1577836800);
  EXPECT_EQ(to_epoch_seconds(*app.password_credentials[0].end), 1609459200);
  ASSERT_EQ(app.federated_credentials.size(), 2u);
  EXPECT_EQ(app.federated_credentials[0].audiences, std::vector<std::string>{"aud"});
  EXPECT_EQ(app.federated_credentials[1].audiences, std::vector<std::string>{"api://AzureADTokenExchange"});
  EXPECT_EQ(app.web_redirect_uris, std::vector<std::string>{"http://localhost:3000/cb"});
  EXPECT_EQ(app.logout_url, "https://app.example/out");
  EXPECT_EQ(app.spa_redirect_uris, std::vector<std::string>{"https://spa.example/"});
  EXPECT_EQ(app.public_redirect_uris, std::vector<std::string>{"urn:ietf:wg:oauth:2.0:oob"});
  EXPECT_TRUE(app.is_fallback_public_client);
  EXPECT_EQ(app.requested_access_token_version, 2);
  ASSERT_EQ(app.scopes.size(), 2u);
  EXPECT_TRUE(app.scopes[0].admin_only);
  EXPECT_FALSE(app.scopes[1].admin_only);
  EXPECT_EQ(app.app_roles.at(0).value, "Tasks.Read");
  EXPECT_EQ(app.required_resource_access.at(0).delegated, std::vector<std::string>{"User.Read"});
  EXPECT_EQ(app.required_resource_access.at(0).application, std::vector<std::string>{"User.Read.All"});
  EXPECT_EQ(app.partner_center_roles, std::vector<std::string>{"Developer"});

  ASSERT_EQ(tenant.permission_grants.size(), 1u);
  EXPECT_EQ(tenant.permission_grants[0].scope, "read write");
  EXPECT_FALSE(tenant.permission_grants[0].all_principals);
  EXPECT_EQ(tenant.permission_grants[0].principal, tenant.users[1].id);
  EXPECT_EQ(tenant.role_assignments.at(0).app_role, "Tasks.Read");
  EXPECT_TRUE(tenant.named_locations.at(0).trusted);
  EXPECT_EQ(tenant.named_locations.at(0).ip_ranges.size(), 2u);

  const ConditionalAccessPolicy& policy = tenant.policies.at(0);
  EXPECT_EQ(policy.state, PolicyState::kReportOnly);
  EXPECT_EQ(policy.conditions.users.exclude_users, std::vector<std::string>{"ann@one.example.com"});
  EXPECT_EQ(policy.conditions.applications.exclude_applications, std::vector<std::string>{"api://app"});
  EXPECT_EQ(policy.conditions.include_locations, std::vector<std::string>{"All"});
  EXPECT_EQ(policy.conditions.exclude_locations, (std::vector<std::string>{"HQ", "AllTrusted"}));
  EXPECT_TRUE(policy.grant.has("mfa"));
  EXPECT_FALSE(policy.grant.has("block"));
  EXPECT_FALSE(policy.grant.any);

  EXPECT_EQ(tenant.vaults.at(0).secrets.at("name").value, "value");
  EXPECT_EQ(tenant.vaults.at(0).access_policies.at(0).secrets, std::vector<std::string>{"get"});
  EXPECT_EQ(tenant.customers.at(0).company_name, "Two");
  EXPECT_EQ(config.tenants[1].customers.at(0).company_name, "Uno");
  const Vault& other = config.tenants[1].vaults.at(0);
  EXPECT_TRUE(other.purge_protection);
  EXPECT_EQ(other.secrets.at("card").content_type, "text/plain");
  EXPECT_EQ(other.secrets.at("card").tags.at("env"), "test");
  EXPECT_TRUE(other.access_policies.at(0).app.empty());
  EXPECT_EQ(other.access_policies.at(0).object, config.tenants[1].users.at(0).id);
}

TEST(LoadConfig, FillsInWhatIsLeftOut) {
  const Config config = loaded(R"({"tenants":[{"id":"11111111-1111-4111-8111-111111111111","domains":["a.example"],
    "users":[{"userPrincipalName":"solo@a.example"}],
    "applications":[{"appId":"aaaaaaaa-0001-4000-8000-000000000001"}]}]})");
  EXPECT_EQ(config.cloud, Cloud::kPublic);
  EXPECT_EQ(config.issuer, IssuerMode::kLocal);
  EXPECT_EQ(config.lifetimes.access_token, std::nullopt);
  EXPECT_EQ(config.lifetimes.refresh_token, seconds(7776000));
  EXPECT_TRUE(config.enforce_mfa);
  const Tenant& tenant = config.tenants.at(0);
  EXPECT_EQ(tenant.display_name, "a.example");
  const User& user = tenant.users.at(0);
  EXPECT_EQ(user.display_name + "|" + user.given_name + "|" + user.surname + "|" + user.mail,
            "solo|solo||solo@a.example");
  EXPECT_FALSE(user.mfa.is_registered());
  EXPECT_FALSE(user.id.empty());
  EXPECT_EQ(tenant.applications.at(0).requested_access_token_version, 1);
  EXPECT_FALSE(tenant.applications.at(0).is_confidential());
}

TEST(LoadConfig, SplitsDisplayNamesAtTheLastBlank) {
  const User ben = loaded(kSampleConfig).tenants.at(0).users.at(1);
  EXPECT_EQ(ben.given_name, "Ben Mc");
  EXPECT_EQ(ben.surname, "Second");
  ASSERT_EQ(ben.mfa.methods.size(), 2u);
  EXPECT_EQ(ben.mfa.methods[0].totp_secret, "JBSWY3DPEHPK3PXP");
  EXPECT_EQ(ben.mfa.methods[1].phone_number, "+49 30 123456");
  EXPECT_EQ(ben.mfa.per_user_state, PerUserMfa::kEnforced);
}

TEST(LoadConfig, DerivedIdsStayTheSameAndDifferAmongObjects) {
  const Config first = loaded(kSampleConfig);
  const Config again = loaded(sample_with("Ben Mc Second", "Renamed"));
  EXPECT_EQ(first.tenants.at(0).users.at(1).id, again.tenants.at(0).users.at(1).id);
  EXPECT_NE(first.tenants.at(0).users.at(1).id, first.tenants.at(0).users.at(0).id);
  EXPECT_NE(first.tenants.at(0).applications.at(0).scopes.at(1).id.str(),
            first.tenants.at(0).applications.at(0).app_roles.at(0).id.str());
}

TEST(LoadConfig, NullStandsForAbsentInOptionalFields) {
  const Config config =
      loaded(sample_with("\"requestedAccessTokenVersion\": 2", "\"requestedAccessTokenVersion\": null"));
  EXPECT_EQ(config.tenants.at(0).applications.at(0).requested_access_token_version, 1);
}

TEST(LoadConfig, RemembersWhereObjectsStand) {
  const Config config = loaded(kSampleConfig);
  EXPECT_EQ(config.places.at("/tenants/0"), "sample.json:6:15");
  EXPECT_EQ(config.places.at("/tenants/0/users/1"), "sample.json:14:8");
  EXPECT_EQ(config.places.at("/tenants/0/conditionalAccessPolicies/0"), "sample.json:38:35");
  EXPECT_TRUE(config.places.contains("/tenants/1/customers/0"));
}

class ConfigFolder : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "entra_config_" + testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) { std::ofstream(folder_ + "/" + name) << text; }
  [[nodiscard]] std::string path(const std::string& name) const { return folder_ + "/" + name; }

  std::string folder_;
};

constexpr const char* kKeyConfig = R"({"tenants":[{"id":"11111111-1111-4111-8111-111111111111","domains":["a.example"],
 "applications":[{"appId":"aaaaaaaa-0001-4000-8000-000000000001","keyCredentials":[{"pemFile":"app.pem"}]}]}]})";

// A self-signed certificate for CN=test, made for this file; nothing trusts it.
constexpr const char* kCertificate = R"(-----BEGIN CERTIFICATE-----
MIIDATCCAemgAwIBAgIUFdGNfUJbFfHPwiw7pmXZ5bcBsAowDQYJKoZIhvcNAQEL
BQAwDzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjEwNDQ0MTNaGA8yMTI2MTAyODA0
NDQxM1owDzENMAsGA1UEAwwEdGVzdDCCASIwDQYJKoZIhvcNAQEBBQADggEPADCC
AQoCggEBAJO4JdsnLCnbrDXJ4SUUljX1VWf0u3JikTZ7qPez9vnchDCKUOpe4sP5
a314VBHWj4ajvqU44O8VTctPSbaGaGtDgyFDacqD/k4HW5wk83z2Qlux9+KTUw19
/AsEZgdKVxmdhR1YfQDc1pxpRRhMHlOYlzQqjvQhU1dWKHIWCAxq9uuVoAT3LcGV
+bl/+xXfXyR9rfwLVOPLZkeCxtnnhEHopezQnA0Wf4xk15EDRHTDuVw13xIGCayA
Fx1tx8m1b0cHCPNmz7FBeEX2EtU2ZpoKi0YHHGnida2v50vtizP98Vrw2H+8yuLX
c94EJw5BVkRuMaBb+ih1v/wDGDnGQxsCAwEAAaNTMFEwHQYDVR0OBBYEFL1l+8Nk
MItCPYAe5UHL5w/l3I+1MB8GA1UdIwQYMBaAFL1l+8NkMItCPYAe5UHL5w/l3I+1
MA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADggEBADuU8zIMU8cZNZar
C6rlytEJkw+37eEGVGd6fRzSLNaK+5nPiSFFFjj3za03Zw/BN2sl9o8xql53YH8d
uPPOgoeAVsPdbNyg7xPcvXcha7vC3AIk9oP1iI8l30BeRxLjhWKGlyKH1GHgD/hI
f+Fs05LEwmLcl30NWA4DamrT7hV/82ijU7V6h80vxc72Pn3Bn9blBCO6wYDkjYs1
0dm/qFkZcn1vMLa2JCOGzHlUn2sPxCbifRyjEXOoVAym36TCmAluVLWLonOKfxxR
k7l9orjNCvqYdS1eKz1SVo9zn9F6HK4Mk6yequtZB1P+7yI6vl6hRZzKfI7nLBRm
wsOBVaQ=
-----END CERTIFICATE-----
)";

TEST_F(ConfigFolder, PemFileIsReadRelativeToTheConfigFile) {
  write("app.pem", kCertificate);
  write("config.json", kKeyConfig);
  const auto config = load_config(path("config.json"));
  ASSERT_TRUE(config) << config.error().with_excerpt;
  EXPECT_EQ(config->tenants.at(0).applications.at(0).key_credentials.at(0).pem, kCertificate);
  EXPECT_TRUE(config->tenants.at(0).applications.at(0).is_confidential());
}

TEST_F(ConfigFolder, SaysWhichPemFileIsMissing) {
  write("config.json", kKeyConfig);
  const auto config = load_config(path("config.json"));
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().one_line, path("config.json") + ":2:95: " + path("app.pem") +
                                         ": no such file (at /tenants/0/applications/0/keyCredentials/0/pemFile)");
}

TEST_F(ConfigFolder, RefusesAPemFileThatIsNoCertificate) {
  write("app.pem", "not a certificate");
  write("config.json", kKeyConfig);
  const auto config = load_config(path("config.json"));
  ASSERT_FALSE(config);
  EXPECT_NE(config.error().one_line.find(":2:95: not a PEM certificate"), std::string::npos) << config.error().one_line;
}

TEST_F(ConfigFolder, SaysThatTheConfigFileIsMissing) {
  const auto config = load_config(path("absent.json"));
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().one_line, path("absent.json") + ": no such file");
}

}  // namespace
}  // namespace entra::idp
