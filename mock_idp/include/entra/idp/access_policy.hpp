#pragma once
// Conditional access as configured, in Microsoft Graph's vocabulary
// (https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy and its neighbours).

#include <optional>
#include <string>
#include <vector>

#include "entra/idp/ids.hpp"
#include "entra/support/clock.hpp"

namespace entra::idp {

/// ipNamedLocation or countryNamedLocation.
struct NamedLocation {
  ObjectId id;
  std::string display_name;
  std::vector<std::string> ip_ranges;  ///< CIDR, IPv4 or IPv6
  bool trusted{false};
  std::vector<std::string> countries;  ///< countriesAndRegions, ISO 3166-1 alpha-2
  bool include_unknown_countries{false};
};

/// authenticationStrengthPolicy: which combinations of methods are strong enough.
struct AuthenticationStrength {
  ObjectId id;
  std::string display_name;
  std::vector<std::string> allowed_combinations;  ///< "password,softwareOath", "fido2", …
};

/// authenticationContextClassReference: what an application asks a step-up for.
struct AuthenticationContext {
  std::string id;  ///< c1 to c99
  std::string display_name;
};

/// A terms of use document.
struct Agreement {
  ObjectId id;
  std::string display_name;
};

enum class PolicyState { kEnabled, kDisabled, kReportOnly };

/// conditionalAccessGuestsOrExternalUsers. No types: the member was not given.
struct GuestCondition {
  std::vector<std::string> types;    ///< b2bCollaborationGuest, serviceProvider, …
  std::vector<std::string> tenants;  ///< externalTenants, enumerated; empty: all
  [[nodiscard]] bool is_given() const noexcept { return !types.empty(); }
};

struct UserConditions {
  std::vector<std::string> include_users;  ///< "All", "None", "GuestsOrExternalUsers", object ids or principal names
  std::vector<std::string> exclude_users;
  std::vector<ObjectId> include_groups;
  std::vector<ObjectId> exclude_groups;
  std::vector<std::string> include_roles;  ///< role template ids or display names
  std::vector<std::string> exclude_roles;
  GuestCondition include_guests;
  GuestCondition exclude_guests;
};

struct ApplicationConditions {
  std::vector<std::string> include_applications;  ///< "All", "None", "Office365", app ids or identifier URIs
  std::vector<std::string> exclude_applications;
  std::vector<std::string> include_user_actions;  ///< urn:user:registersecurityinfo, urn:user:registerdevice
  std::vector<std::string> include_contexts;      ///< c1 to c99
};

/// Lists that are empty let everything match.
struct PolicyConditions {
  UserConditions users;
  ApplicationConditions applications;
  std::vector<std::string> include_service_principals;  ///< workload identities; "ServicePrincipalsInMyTenant" or ids
  std::vector<std::string> exclude_service_principals;
  std::vector<std::string> include_locations;  ///< "All", "AllTrusted", ids or names; empty: everywhere
  std::vector<std::string> exclude_locations;
  std::vector<std::string> client_app_types;  ///< all, browser, mobileAppsAndDesktopClients, …
  std::vector<std::string> include_platforms;
  std::vector<std::string> exclude_platforms;
  std::vector<std::string> user_risk_levels;
  std::vector<std::string> sign_in_risk_levels;
  std::vector<std::string> transfer_methods;  ///< authenticationFlows: deviceCodeFlow, authenticationTransfer
};

struct GrantControls {
  bool any{true};                              ///< operator OR
  std::vector<std::string> built_in_controls;  ///< block, mfa, compliantDevice, domainJoinedDevice, passwordChange
  std::vector<ObjectId> terms_of_use;
  std::optional<ObjectId> authentication_strength;

  [[nodiscard]] bool has(std::string_view control) const;
  [[nodiscard]] bool is_empty() const {
    return built_in_controls.empty() && terms_of_use.empty() && !authentication_strength;
  }
};

struct SignInFrequency {
  seconds period{0};           ///< 0: every time
  bool secondary_only{false};  ///< authenticationType secondaryAuthentication: the second factor alone ages
};

struct SessionControls {
  std::optional<SignInFrequency> sign_in_frequency;
  std::string persistent_browser;            ///< always, never; empty: the person decides
  std::string continuous_access_evaluation;  ///< disabled, strictLocation; empty: as usual
};

struct ConditionalAccessPolicy {
  ObjectId id;
  std::string display_name;
  PolicyState state{PolicyState::kEnabled};
  PolicyConditions conditions;
  GrantControls grant;
  SessionControls session;
  std::string source;  ///< the JSON text that it was read from
};

}  // namespace entra::idp
