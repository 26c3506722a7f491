#include "directory/clouds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace entra::idp {
namespace {

TEST(Clouds, FactsBelongToTheirCloud) {
  ASSERT_EQ(all_clouds().size(), 4u);
  for (const CloudFacts& facts : all_clouds()) {
    EXPECT_EQ(&cloud_facts(facts.cloud), &facts) << facts.name;
    EXPECT_EQ(facts.login_aliases.front(), facts.login_host);
    for (const std::string& must :
         {facts.cache_host, facts.sts_host, facts.instance_name, facts.graph_host, facts.aad_graph_host,
          facts.resource_manager_host, facts.vault_suffix, facts.rbac_host})
      EXPECT_FALSE(must.empty()) << facts.name;
  }
  EXPECT_EQ(cloud_facts(Cloud::kPublic).sts_host, "sts.windows.net");
  EXPECT_EQ(cloud_facts(Cloud::kChina).sts_host, "sts.chinacloudapi.cn");
}

struct Row {
  const char* host;
  Cloud cloud;
  HostRole role;
  const char* vault;
};

TEST(Clouds, HostsLeadToTheirRole) {
  const Row rows[] = {
      {"login.microsoftonline.com", Cloud::kPublic, HostRole::kLogin, ""},
      {"login.windows.net", Cloud::kPublic, HostRole::kLogin, ""},
      {"login.microsoft.com", Cloud::kPublic, HostRole::kLogin, ""},
      {"sts.windows.net", Cloud::kPublic, HostRole::kLogin, ""},
      {"login-us.microsoftonline.com", Cloud::kPublic, HostRole::kLogin, ""},
      {"graph.microsoft.com", Cloud::kPublic, HostRole::kGraph, ""},
      {"graph.windows.net", Cloud::kPublic, HostRole::kAadGraph, ""},
      {"management.azure.com", Cloud::kPublic, HostRole::kResourceManager, ""},
      {"api.partnercenter.microsoft.com", Cloud::kPublic, HostRole::kPartnerCenter, ""},
      {"manage.devcenter.microsoft.com", Cloud::kPublic, HostRole::kStore, ""},
      {"contoso-vault.vault.azure.net", Cloud::kPublic, HostRole::kVault, "contoso-vault"},
      {"login.microsoftonline.us", Cloud::kUsGov, HostRole::kLogin, ""},
      {"graph.microsoft.us", Cloud::kUsGov, HostRole::kGraph, ""},
      {"v.vault.usgovcloudapi.net", Cloud::kUsGov, HostRole::kVault, "v"},
      {"login.chinacloudapi.cn", Cloud::kChina, HostRole::kLogin, ""},
      {"v.vault.azure.cn", Cloud::kChina, HostRole::kVault, "v"},
      {"partner.partnercenterapi.microsoftonline.cn", Cloud::kChina, HostRole::kPartnerCenter, ""},
      {"login.microsoftonline.de", Cloud::kGermany, HostRole::kLogin, ""},
  };
  for (const Row& row : rows) {
    const auto match = find_microsoft_host(row.host);
    ASSERT_TRUE(match) << row.host;
    EXPECT_EQ(match->cloud, row.cloud) << row.host;
    EXPECT_EQ(match->role, row.role) << row.host;
    EXPECT_EQ(match->vault, row.vault) << row.host;
  }
}

TEST(Clouds, OtherHostsAreNoneOfOurs) {
  for (const char* host :
       {"", "localhost", "vault.azure.net", ".vault.azure.net", "a.b.vault.azure.net", "evilvault.azure.net",
        "login.microsoftonline.com.evil.example", "xlogin.windows.net", "microsoft.com"})
    EXPECT_FALSE(find_microsoft_host(host)) << host;
}

TEST(Clouds, CertificateNamesAreCompleteAndUnique) {
  const auto names = microsoft_host_names();
  EXPECT_THAT(names,
              testing::IsSupersetOf({"login.microsoftonline.com", "login.microsoft.com", "login.windows.net",
                                     "sts.windows.net", "graph.microsoft.com", "graph.windows.net",
                                     "api.partnercenter.microsoft.com", "management.azure.com",
                                     "manage.devcenter.microsoft.com", "*.vault.azure.net", "*.vault.azure.cn"}));
  for (const std::string& name : names) {
    EXPECT_EQ(std::count(names.begin(), names.end(), name), 1) << name;
    const std::string host = name[0] == '*' ? "x" + name.substr(1) : name;
    EXPECT_TRUE(find_microsoft_host(host)) << name;
  }
}

}  // namespace
}  // namespace entra::idp
