#include "resources/aad_graph_objects.hpp"

#include "entra/support/evp.hpp"

namespace entra::idp {
namespace {

OrderedJson text_or_null(const std::string& text) {
  return text.empty() ? OrderedJson(nullptr) : OrderedJson(text);
}

bool is_initial(const std::string& domain) {
  return domain.ends_with(".onmicrosoft.com");
}

}  // namespace

OrderedJson describe_directory_user(const Tenant& tenant, const User& user) {
  OrderedJson entity;
  entity["odata.type"] = "Microsoft.DirectoryServices.User";
  entity["objectType"] = "User";
  entity["objectId"] = user.id.str();
  entity["deletionTimestamp"] = nullptr;
  entity["accountEnabled"] = user.account_enabled;
  entity["assignedLicenses"] = OrderedJson::array();
  entity["assignedPlans"] = OrderedJson::array();
  entity["city"] = nullptr;
  entity["companyName"] = nullptr;
  entity["country"] = nullptr;
  entity["createdDateTime"] = format_rfc3339(tenant.created);
  entity["department"] = nullptr;
  entity["dirSyncEnabled"] = nullptr;
  entity["displayName"] = user.display_name;
  entity["givenName"] = text_or_null(user.given_name);
  entity["immutableId"] = nullptr;
  entity["jobTitle"] = nullptr;
  entity["mail"] = text_or_null(user.mail);
  entity["mailNickname"] = user.user_principal_name.substr(0, user.user_principal_name.find('@'));
  entity["mobile"] = nullptr;
  entity["otherMails"] = OrderedJson::array();
  entity["preferredLanguage"] = "en-US";
  entity["surname"] = text_or_null(user.surname);
  entity["telephoneNumber"] = nullptr;
  entity["usageLocation"] = nullptr;
  entity["userPrincipalName"] = user.user_principal_name;
  entity["userType"] = user.type == UserType::kGuest ? "Guest" : "Member";
  return entity;
}

OrderedJson describe_tenant_detail(const Tenant& tenant) {
  OrderedJson domains = OrderedJson::array();
  for (std::size_t i = 0; i < tenant.domains.size(); ++i) {
    OrderedJson domain;
    domain["capabilities"] = "Email, OfficeCommunicationsOnline";
    domain["default"] = i == 0;
    domain["id"] = crypto::to_hex(crypto::sha256(tenant.domains[i])).substr(0, 16);
    domain["initial"] = is_initial(tenant.domains[i]);
    domain["name"] = tenant.domains[i];
    domain["type"] = "Managed";
    domains.push_back(std::move(domain));
  }
  OrderedJson entity;
  entity["odata.type"] = "Microsoft.DirectoryServices.TenantDetail";
  entity["objectType"] = "Company";
  entity["objectId"] = tenant.id.str();
  entity["deletionTimestamp"] = nullptr;
  entity["assignedPlans"] = OrderedJson::array();
  entity["city"] = nullptr;
  entity["companyLastDirSyncTime"] = nullptr;
  entity["country"] = nullptr;
  entity["countryLetterCode"] = "US";
  entity["dirSyncEnabled"] = nullptr;
  entity["displayName"] = tenant.display_name;
  entity["marketingNotificationEmails"] = OrderedJson::array();
  entity["postalCode"] = nullptr;
  entity["preferredLanguage"] = "en";
  entity["provisionedPlans"] = OrderedJson::array();
  entity["securityComplianceNotificationMails"] = OrderedJson::array();
  entity["state"] = nullptr;
  entity["street"] = nullptr;
  entity["technicalNotificationMails"] = OrderedJson::array();
  entity["telephoneNumber"] = nullptr;
  entity["verifiedDomains"] = std::move(domains);
  return entity;
}

OrderedJson describe_directory_domain(const Tenant& tenant, const std::string& name) {
  OrderedJson entity;
  entity["authenticationType"] = "Managed";
  entity["availabilityStatus"] = nullptr;
  entity["isAdminManaged"] = true;
  entity["isDefault"] = name == tenant.domains.front();
  entity["isInitial"] = is_initial(name);
  entity["isRoot"] = true;
  entity["isVerified"] = true;
  entity["name"] = name;
  entity["supportedServices"] = {"Email", "OfficeCommunicationsOnline"};
  entity["forceDeleteState"] = nullptr;
  entity["state"] = nullptr;
  return entity;
}

}  // namespace entra::idp
