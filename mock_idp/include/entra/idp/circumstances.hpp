#pragma once
// Under what a person signs in or calls, beyond who it is: what conditional access calls signals.

#include <string>

namespace entra::idp {

/// Microsoft Graph's words throughout; an empty member is unknown.
struct Circumstances {
  std::string ip_address;
  std::string country;          ///< ISO 3166-1 alpha-2; nothing here looks an address up
  std::string client_app;       ///< browser, mobileAppsAndDesktopClients, exchangeActiveSync, other
  std::string device_platform;  ///< android, iOS, windows, windowsPhone, macOS, linux
  std::string device_id;        ///< of a device that the tenant knows; empty: it knows none
  bool is_compliant{false};     ///< device management says so
  std::string trust_type;       ///< AzureAd (joined), ServerAd (hybrid joined), Workplace (registered)
  std::string sign_in_risk;     ///< none, low, medium, high
  std::string transfer_method;  ///< deviceCodeFlow: the tokens go to another device than the person's

  [[nodiscard]] bool has_device() const noexcept { return !device_id.empty() || !trust_type.empty() || is_compliant; }
  bool operator==(const Circumstances&) const = default;
};

}  // namespace entra::idp
