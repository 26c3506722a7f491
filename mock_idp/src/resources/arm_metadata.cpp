#include "resources/arm_metadata.hpp"

#include <array>

#include "directory/well_known.hpp"
#include "entra/support/url.hpp"

namespace entra::idp {
namespace {

/// Addresses that only this document names (Azure PowerShell's environments, azure-cli's clouds).
struct AzureFacts {
  Cloud cloud;
  const char* name;
  const char* portal;
  const char* gallery;
  const char* storage;
  const char* batch;
  const char* registry;
  const char* sql;
  const char* front_door;
  const char* log_analytics;
};
constexpr std::array<AzureFacts, 4> kAzure = {{
    {Cloud::kPublic, "AzureCloud", "https://portal.azure.com", "https://gallery.azure.com/", "core.windows.net",
     "https://batch.core.windows.net/", "azurecr.io", "database.windows.net", "azurefd.net",
     "https://api.loganalytics.io"},
    {Cloud::kChina, "AzureChinaCloud", "https://portal.azure.cn", "https://gallery.chinacloudapi.cn/",
     "core.chinacloudapi.cn", "https://batch.chinacloudapi.cn/", "azurecr.cn", "database.chinacloudapi.cn", "",
     "https://api.loganalytics.azure.cn"},
    {Cloud::kUsGov, "AzureUSGovernment", "https://portal.azure.us", "https://gallery.usgovcloudapi.net/",
     "core.usgovcloudapi.net", "https://batch.core.usgovcloudapi.net/", "azurecr.us", "database.usgovcloudapi.net", "",
     "https://api.loganalytics.us"},
    {Cloud::kGermany, "AzureGermanCloud", "https://portal.microsoftazure.de", "https://gallery.cloudapi.de/",
     "core.cloudapi.de", "https://batch.cloudapi.de/", "", "database.cloudapi.de", "", ""},
}};

const AzureFacts& azure_facts(Cloud cloud) {
  for (const AzureFacts& facts : kAzure)
    if (facts.cloud == cloud) return facts;
  return kAzure.front();
}

/// Where sign-in and Resource Manager are reached, both with a slash at the end.
struct Addresses {
  std::string login;
  std::string resource_manager;
};

bool is_own_origin(const ResourceCall& call) {
  const auto url = parse_url(call.request.origin);
  return !url || !find_microsoft_host(url->host);
}

Addresses addresses(const ResourceCall& call, Cloud cloud) {
  if (is_own_origin(call)) return {call.request.origin + "/", call.request.origin + "/"};
  const CloudFacts& facts = cloud_facts(cloud);
  return {"https://" + facts.login_host + "/", "https://" + facts.resource_manager_host + "/"};
}

OrderedJson audiences(Cloud cloud) {
  return OrderedJson::array(
      {service_management_uri(cloud), "https://" + cloud_facts(cloud).resource_manager_host + "/"});
}

std::string graph_uri(const std::string& host) {
  return "https://" + host + "/";
}

OrderedJson stack_form(const ResourceCall& call, Cloud cloud) {
  OrderedJson body;
  body["galleryEndpoint"] = azure_facts(cloud).gallery;
  body["graphEndpoint"] = graph_uri(cloud_facts(cloud).aad_graph_host);
  body["portalEndpoint"] = azure_facts(cloud).portal;
  body["authentication"]["loginEndpoint"] = addresses(call, cloud).login;
  body["authentication"]["audiences"] = audiences(cloud);
  return body;
}

OrderedJson suffixes(Cloud cloud) {
  const AzureFacts& azure = azure_facts(cloud);
  OrderedJson all;
  const auto put = [&](const char* name, const std::string& value) {
    if (!value.empty()) all[name] = value;
  };
  put("acrLoginServer", azure.registry);
  put("sqlServerHostname", azure.sql);
  put("keyVaultDns", cloud_facts(cloud).vault_suffix);
  put("storage", azure.storage);
  put("azureFrontDoorEndpointSuffix", azure.front_door);
  return all;
}

OrderedJson cloud_form(const ResourceCall& call, Cloud cloud) {
  const AzureFacts& azure = azure_facts(cloud);
  const CloudFacts& facts = cloud_facts(cloud);
  const Addresses here = addresses(call, cloud);
  std::string sql_management = service_management_uri(cloud);
  sql_management.insert(sql_management.size() - 1, ":8443");
  OrderedJson body;
  body["portal"] = azure.portal;
  body["authentication"]["loginEndpoint"] = here.login;
  body["authentication"]["audiences"] = audiences(cloud);
  body["authentication"]["tenant"] = "common";
  body["authentication"]["identityProvider"] = "AAD";
  body["graphAudience"] = graph_uri(facts.aad_graph_host);
  body["graph"] = graph_uri(facts.aad_graph_host);
  body["name"] = azure.name;
  body["suffixes"] = suffixes(cloud);
  body["batch"] = azure.batch;
  body["resourceManager"] = here.resource_manager;
  body["gallery"] = azure.gallery;
  body["sqlManagement"] = sql_management;
  body["microsoftGraphResourceId"] = graph_uri(facts.graph_host);
  if (azure.log_analytics[0] != '\0') body["logAnalyticsResourceId"] = azure.log_analytics;
  return body;
}

}  // namespace

std::optional<OrderedJson> make_arm_metadata(const ResourceCall& call, const std::string& api_version) {
  const Cloud cloud = call.origin.cloud;
  if (api_version == "1.0") return stack_form(call, cloud);
  const bool is_date = api_version.size() >= 10 && api_version[4] == '-' && api_version[7] == '-';
  if (!is_date) return std::nullopt;
  // Dates of this form compare as text.
  if (api_version < "2019-05-01") return stack_form(call, cloud);
  if (api_version >= "2022-09-01") return cloud_form(call, cloud);
  OrderedJson list = OrderedJson::array({cloud_form(call, cloud)});
  if (is_own_origin(call)) return list;
  for (const AzureFacts& other : kAzure) {
    if (other.cloud != cloud) list.push_back(cloud_form(call, other.cloud));
  }
  return list;
}

}  // namespace entra::idp
