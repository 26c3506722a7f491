#include "directory/clouds.hpp"

#include <algorithm>

namespace entra::idp {
namespace {

// Sources: Microsoft Entra "authentication-national-cloud", Microsoft Graph "deployments", Azure PowerShell's cached
// environments, Partner Center "partner-center-rest-urls". The Store API has no national counterpart, and Partner
// Center only a Chinese one: there the field is empty. Germany closed on 2021-10-29.
std::vector<CloudFacts> make_clouds() {
  CloudFacts global;
  global.cloud = Cloud::kPublic;
  global.name = "public";
  global.login_host = "login.microsoftonline.com";
  global.instance_aliases = {"login.microsoftonline.com", "login.windows.net", "login.microsoft.com",
                             "sts.windows.net"};
  global.login_aliases = global.instance_aliases;
  global.login_aliases.emplace_back(kUsLoginHost);
  global.cache_host = "login.windows.net";
  global.sts_host = "sts.windows.net";
  global.instance_name = "microsoftonline.com";
  global.graph_host = "graph.microsoft.com";
  global.aad_graph_host = "graph.windows.net";
  global.resource_manager_host = "management.azure.com";
  global.vault_suffix = "vault.azure.net";
  global.partner_center_host = "api.partnercenter.microsoft.com";
  global.store_host = "manage.devcenter.microsoft.com";
  global.rbac_host = "pas.windows.net";

  CloudFacts usgov;
  usgov.cloud = Cloud::kUsGov;
  usgov.name = "usgov";
  usgov.login_host = "login.microsoftonline.us";
  usgov.instance_aliases = {"login.microsoftonline.us", "login.usgovcloudapi.net"};
  usgov.login_aliases = usgov.instance_aliases;
  usgov.cache_host = "login.microsoftonline.us";
  usgov.sts_host = "sts.windows.net";  // v1 tokens of Azure Government name the public issuer
  usgov.instance_name = "microsoftonline.us";
  usgov.graph_host = "graph.microsoft.us";
  usgov.aad_graph_host = "graph.windows.net";  // shared with the public cloud (Azure PowerShell's environments)
  usgov.resource_manager_host = "management.usgovcloudapi.net";
  usgov.vault_suffix = "vault.usgovcloudapi.net";
  usgov.rbac_host = "pasff.usgovcloudapi.net";  // (unverified)

  CloudFacts china;
  china.cloud = Cloud::kChina;
  china.name = "china";
  china.login_host = "login.partner.microsoftonline.cn";
  china.instance_aliases = {"login.partner.microsoftonline.cn", "login.chinacloudapi.cn"};
  china.login_aliases = {"login.partner.microsoftonline.cn", "login.chinacloudapi.cn", "sts.chinacloudapi.cn"};
  china.cache_host = "login.partner.microsoftonline.cn";
  china.sts_host = "sts.chinacloudapi.cn";
  china.instance_name = "partner.microsoftonline.cn";
  china.graph_host = "microsoftgraph.chinacloudapi.cn";
  china.aad_graph_host = "graph.chinacloudapi.cn";
  china.resource_manager_host = "management.chinacloudapi.cn";
  china.vault_suffix = "vault.azure.cn";
  china.partner_center_host = "partner.partnercenterapi.microsoftonline.cn";
  china.rbac_host = "pas.chinacloudapi.cn";  // (unverified)

  CloudFacts germany;
  germany.cloud = Cloud::kGermany;
  germany.name = "germany";
  germany.login_host = "login.microsoftonline.de";
  germany.instance_aliases = {"login.microsoftonline.de"};
  germany.login_aliases = {"login.microsoftonline.de", "sts.microsoftonline.de"};
  germany.cache_host = "login.microsoftonline.de";
  germany.sts_host = "sts.microsoftonline.de";
  germany.instance_name = "microsoftonline.de";
  germany.graph_host = "graph.microsoft.de";
  germany.aad_graph_host = "graph.cloudapi.de";
  germany.resource_manager_host = "management.microsoftazure.de";
  germany.vault_suffix = "vault.microsoftazure.de";
  germany.rbac_host = "pas.cloudapi.de";  // (unverified)

  return {global, usgov, china, germany};
}

/// The first label of `host` when exactly one label stands before `suffix`.
std::string_view vault_label(std::string_view host, std::string_view suffix) {
  if (host.size() <= suffix.size() + 1 || !host.ends_with(suffix)) return {};
  host.remove_suffix(suffix.size());
  if (!host.ends_with('.')) return {};
  host.remove_suffix(1);
  return host.find('.') == std::string_view::npos ? host : std::string_view();
}

}  // namespace

const std::vector<CloudFacts>& all_clouds() {
  static const std::vector<CloudFacts> clouds = make_clouds();
  return clouds;
}

const CloudFacts& cloud_facts(Cloud cloud) {
  const auto& clouds = all_clouds();
  const auto found = std::find_if(clouds.begin(), clouds.end(), [&](const CloudFacts& f) { return f.cloud == cloud; });
  return found == clouds.end() ? clouds.front() : *found;
}

std::optional<HostMatch> find_microsoft_host(std::string_view host) {
  for (const CloudFacts& facts : all_clouds()) {
    const auto match = [&](HostRole role) { return HostMatch{facts.cloud, role, ""}; };
    if (std::find(facts.login_aliases.begin(), facts.login_aliases.end(), host) != facts.login_aliases.end())
      return match(HostRole::kLogin);
    if (host.empty()) return std::nullopt;
    if (host == facts.graph_host) return match(HostRole::kGraph);
    if (host == facts.aad_graph_host) return match(HostRole::kAadGraph);
    if (host == facts.resource_manager_host) return match(HostRole::kResourceManager);
    if (host == facts.partner_center_host) return match(HostRole::kPartnerCenter);
    if (host == facts.store_host) return match(HostRole::kStore);
    if (const auto vault = vault_label(host, facts.vault_suffix); !vault.empty())
      return HostMatch{facts.cloud, HostRole::kVault, std::string(vault)};
  }
  return std::nullopt;
}

std::vector<std::string> microsoft_host_names() {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const CloudFacts& facts : all_clouds()) {
    for (const std::string& alias : facts.login_aliases) add(alias);
    add(facts.graph_host);
    add(facts.aad_graph_host);
    add(facts.resource_manager_host);
    add("*." + facts.vault_suffix);
    add(facts.partner_center_host);
    add(facts.store_host);
  }
  return names;
}

}  // namespace entra::idp
