#include "directory/circumstance_words.hpp"

namespace entra::idp {

const std::vector<std::string>& risk_levels() {
  static const std::vector<std::string> all = {"none", "low", "medium", "high"};
  return all;
}

const std::vector<CircumstanceWord>& circumstance_words() {
  static const std::vector<CircumstanceWord> all = {
      {"ipAddress", &Circumstances::ip_address},
      {"country", &Circumstances::country},
      {"clientAppType",
       &Circumstances::client_app,
       {"browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "other"}},
      {"devicePlatform",
       &Circumstances::device_platform,
       {"android", "iOS", "windows", "windowsPhone", "macOS", "linux"}},
      {"deviceId", &Circumstances::device_id},
      {"trustType", &Circumstances::trust_type, {"AzureAd", "ServerAd", "Workplace"}},
      {"signInRiskLevel", &Circumstances::sign_in_risk, risk_levels()},
      {"transferMethod", &Circumstances::transfer_method, {"deviceCodeFlow"}, true},
  };
  return all;
}

}  // namespace entra::idp
