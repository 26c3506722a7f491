#pragma once
// The national clouds: which real hosts stand for what. Facts of Microsoft's authentication-national-cloud document.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/idp/config.hpp"

namespace entra::idp {

/// Host names without scheme, lower case.
struct CloudFacts {
  Cloud cloud;
  std::string name;                        ///< "public", "usgov", "china", "germany", as the config spells it
  std::string login_host;                  ///< login.microsoftonline.com
  std::vector<std::string> login_aliases;  ///< every host of the same authority, the preferred one first, sts included
  std::vector<std::string> instance_aliases;  ///< those that instance discovery lists as one
  std::string cache_host;                     ///< preferred_cache of instance discovery: login.windows.net
  std::string sts_host;                       ///< issuer host of v1 tokens: sts.windows.net, sts.chinacloudapi.cn, …
  std::string instance_name;                  ///< cloud_instance_name: microsoftonline.com
  std::string graph_host;                     ///< Microsoft Graph: graph.microsoft.com
  std::string aad_graph_host;                 ///< graph.windows.net
  std::string resource_manager_host;          ///< management.azure.com
  std::string vault_suffix;                   ///< vault.azure.net
  std::string partner_center_host;            ///< api.partnercenter.microsoft.com
  std::string store_host;                     ///< manage.devcenter.microsoft.com
  std::string rbac_host;                      ///< pas.windows.net
};

/// An older host of the public cloud, which instance discovery lists as an authority of its own.
inline constexpr std::string_view kUsLoginHost = "login-us.microsoftonline.com";

[[nodiscard]] const CloudFacts& cloud_facts(Cloud cloud);
[[nodiscard]] const std::vector<CloudFacts>& all_clouds();

/// What a real Microsoft host stands for.
enum class HostRole { kLogin, kGraph, kAadGraph, kResourceManager, kVault, kPartnerCenter, kStore };
struct HostMatch {
  Cloud cloud;
  HostRole role;
  std::string vault;  ///< the first label, when role is kVault
};
/// Host in lower case without port; none for hosts that the mock does not stand in for.
[[nodiscard]] std::optional<HostMatch> find_microsoft_host(std::string_view host);
/// Every such host, vaults as wildcards: the names of the TLS certificate.
[[nodiscard]] std::vector<std::string> microsoft_host_names();

}  // namespace entra::idp
