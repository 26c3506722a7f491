#include "policy/conditions.hpp"

#include <algorithm>
#include <optional>

#include "directory/role_templates.hpp"
#include "entra/support/ip_range.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

using Names = std::vector<std::string>;

bool contains(const Names& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// The first entry that matches, or nothing.
template <class List, class Matches>
auto find_entry(const List& list, Matches matches) -> std::optional<typename List::value_type> {
  const auto found = std::find_if(list.begin(), list.end(), matches);
  return found == list.end() ? std::nullopt : std::optional(*found);
}

// Users.

/// The words of guestOrExternalUserTypes; empty for a member of the tenant.
std::string_view guest_type(const Tenant& tenant, const AccessAttempt& attempt) {
  if (attempt.user->type == UserType::kGuest) return "b2bCollaborationGuest";
  return attempt.home != nullptr && attempt.home->id != tenant.id ? "serviceProvider" : "";
}

bool is_meant(const GuestCondition& guests, const Tenant& tenant, const AccessAttempt& attempt) {
  const std::string_view type = guest_type(tenant, attempt);
  if (type.empty() || !contains(guests.types, type)) return false;
  const User& user = *attempt.user;
  const std::string home = user.type == UserType::kGuest ? user.home_tenant.str() : attempt.home->id.str();
  return guests.tenants.empty() || contains(guests.tenants, home);
}

/// Why the person is in a list of users, groups, roles and guests, or nothing.
std::optional<std::string> find_user(const Tenant& tenant, const AccessAttempt& attempt, const Names& users,
                                     const std::vector<ObjectId>& groups, const Names& roles,
                                     const GuestCondition& guests) {
  const User& user = *attempt.user;
  const bool is_external = !guest_type(tenant, attempt).empty();
  const auto named = find_entry(users, [&](const std::string& entry) {
    return entry == "All" || (entry == "GuestsOrExternalUsers" && is_external) ||
           equals_ignoring_case(entry, user.id.str()) || equals_ignoring_case(entry, user.user_principal_name);
  });
  if (named) return *named;
  const auto group = find_entry(groups, [&](const ObjectId& one) {
    return std::find(user.groups.begin(), user.groups.end(), one) != user.groups.end();
  });
  if (group) return "group " + group->str();
  const auto role = find_entry(roles, [&](const std::string& one) {
    const auto wanted = find_role_template(one);
    return std::any_of(user.directory_roles.begin(), user.directory_roles.end(), [&](const std::string& held) {
      const auto found = find_role_template(held);
      return wanted && wanted == found;
    });
  });
  if (role) return "role " + *role;
  if (guests.is_given() && is_meant(guests, tenant, attempt)) {
    return std::string(guest_type(tenant, attempt));
  }
  return std::nullopt;
}

ConditionResult match_user(const Tenant& tenant, const UserConditions& users, const AccessAttempt& attempt) {
  if (attempt.user == nullptr) return {"users", false, "no user takes part, and its conditions are about users"};
  const std::string who = "user " + attempt.user->user_principal_name;
  if (const auto entry = find_user(tenant, attempt, users.exclude_users, users.exclude_groups, users.exclude_roles,
                                   users.exclude_guests)) {
    return {"users", false, who + " is excluded (" + *entry + ")"};
  }
  const auto entry =
      find_user(tenant, attempt, users.include_users, users.include_groups, users.include_roles, users.include_guests);
  return {"users", entry.has_value(), who + (entry ? " is included (" + *entry + ")" : " is not included")};
}

ConditionResult match_service_principal(const PolicyConditions& conditions, const AccessAttempt& attempt) {
  constexpr std::string_view kName = "servicePrincipals";
  if (attempt.user != nullptr || attempt.client == nullptr) {
    return {kName, false, "a user takes part, and its conditions are about workload identities"};
  }
  const auto names = [&](const std::string& entry) {
    return entry == "ServicePrincipalsInMyTenant" || equals_ignoring_case(entry, attempt.client->app_id.str()) ||
           equals_ignoring_case(entry, attempt.service_principal.str());
  };
  const std::string who = "application " + attempt.client->display_name;
  if (const auto entry = find_entry(conditions.exclude_service_principals, names)) {
    return {kName, false, who + " is excluded (" + *entry + ")"};
  }
  const auto entry = find_entry(conditions.include_service_principals, names);
  return {kName, entry.has_value(), who + (entry ? " is included (" + *entry + ")" : " is not included")};
}

// Targets.

/// Microsoft's app ids of the suites that one word stands for, as far as this server has them.
bool is_in_suite(std::string_view word, const Application& app) {
  const std::string& id = app.app_id.str();
  if (word == "Office365") return id == "00000003-0000-0000-c000-000000000000";
  return word == "MicrosoftAdminPortals" && id == "797f4846-ba00-4fd7-ba43-dac1f8f63013";
}

std::string_view without_last_slash(std::string_view uri) {
  return uri.ends_with('/') ? uri.substr(0, uri.size() - 1) : uri;
}

/// The names that a resource goes by in tokens and requests: app id, "spn:" and "api://" forms, identifier URIs.
bool names_application(const std::string& entry, const Application& app) {
  if (entry == "All" || is_in_suite(entry, app)) return true;
  std::string_view id = entry;
  for (const std::string_view prefix : {"spn:", "api://"})
    if (id.starts_with(prefix)) id.remove_prefix(prefix.size());
  if (equals_ignoring_case(id, app.app_id.str())) return true;
  return std::any_of(app.identifier_uris.begin(), app.identifier_uris.end(), [&](const std::string& uri) {
    return equals_ignoring_case(without_last_slash(uri), without_last_slash(entry));
  });
}

ConditionResult match_target(const ApplicationConditions& applications, const AccessAttempt& attempt) {
  constexpr std::string_view kName = "application";
  if (!attempt.context.empty()) {
    const bool is_met = contains(applications.include_contexts, attempt.context);
    return {kName, is_met,
            "authentication context " + attempt.context + (is_met ? " is included" : " is not included")};
  }
  if (!attempt.user_action.empty()) {
    const bool is_met = contains(applications.include_user_actions, attempt.user_action);
    return {kName, is_met, "user action " + attempt.user_action + (is_met ? " is included" : " is not included")};
  }
  if (attempt.resource == nullptr) return {kName, false, "no resource is asked for"};
  const auto names = [&](const std::string& entry) { return names_application(entry, *attempt.resource); };
  const std::string what = "resource " + attempt.resource->display_name;
  if (const auto entry = find_entry(applications.exclude_applications, names)) {
    return {kName, false, what + " is excluded (" + *entry + ")"};
  }
  const auto entry = find_entry(applications.include_applications, names);
  return {kName, entry.has_value(), what + (entry ? " is included (" + *entry + ")" : " is not included")};
}

// Signals.

bool lies_in(const Circumstances& facts, const NamedLocation& location) {
  const bool is_country = !location.countries.empty() || location.include_unknown_countries;
  if (is_country && location.ip_ranges.empty()) {
    return facts.country.empty() ? location.include_unknown_countries : contains(location.countries, facts.country);
  }
  return std::any_of(location.ip_ranges.begin(), location.ip_ranges.end(),
                     [&](const std::string& range) { return is_in_range(facts.ip_address, range); });
}

ConditionResult match_location(const Tenant& tenant, const PolicyConditions& conditions, const AccessAttempt& attempt) {
  constexpr std::string_view kName = "locations";
  const Circumstances& facts = attempt.circumstances;
  const auto names = [&](const std::string& entry) {
    if (entry == "All") return true;
    return std::any_of(tenant.named_locations.begin(), tenant.named_locations.end(), [&](const NamedLocation& one) {
      const bool is_meant =
          entry == "AllTrusted" ? one.trusted : one.display_name == entry || equals_ignoring_case(one.id.str(), entry);
      return is_meant && lies_in(facts, one);
    });
  };
  const std::string address = facts.ip_address.empty() ? "an unknown address" : facts.ip_address;
  if (const auto entry = find_entry(conditions.exclude_locations, names)) {
    return {kName, false, address + " is in an excluded location (" + *entry + ")"};
  }
  if (conditions.include_locations.empty()) return {kName, true, address + " is in no excluded location"};
  const auto entry = find_entry(conditions.include_locations, names);
  return {kName, entry.has_value(),
          address + (entry ? " is in an included location (" + *entry + ")" : " is in none of the included locations")};
}

ConditionResult match_client_app(const Names& types, const AccessAttempt& attempt) {
  const std::string& used = attempt.circumstances.client_app;
  const bool is_met = contains(types, "all") || contains(types, used) ||
                      (used == "exchangeActiveSync" && contains(types, "easSupported"));
  return {"clientType", is_met,
          "client app type " + (used.empty() ? "unknown" : used) + (is_met ? " is included" : " is not included")};
}

ConditionResult match_platform(const PolicyConditions& conditions, const AccessAttempt& attempt) {
  constexpr std::string_view kName = "devicePlatform";
  const std::string& used = attempt.circumstances.device_platform;
  const std::string what = "device platform " + (used.empty() ? std::string("unknown") : used);
  const auto names = [&](const std::string& entry) { return entry == "all" || entry == used; };
  if (const auto entry = find_entry(conditions.exclude_platforms, names)) {
    return {kName, false, what + " is excluded (" + *entry + ")"};
  }
  const bool is_met = conditions.include_platforms.empty() || find_entry(conditions.include_platforms, names);
  return {kName, is_met, what + (is_met ? " is included" : " is not included")};
}

ConditionResult match_risk(std::string_view name, const char* what, const Names& levels, const std::string& level) {
  const std::string found = level.empty() ? "none" : level;
  const bool is_met = contains(levels, found);
  return {name, is_met, std::string(what) + " " + found + (is_met ? " is included" : " is not included")};
}

ConditionResult match_flow(const Names& methods, const AccessAttempt& attempt) {
  const std::string& used = attempt.circumstances.transfer_method;
  const bool is_met = !used.empty() && contains(methods, used);
  return {"authenticationFlows", is_met,
          "authentication flow " + (used.empty() ? "without transfer" : used) +
              (is_met ? " is included" : " is not included")};
}

}  // namespace

std::vector<ConditionResult> match_conditions(const Tenant& tenant, const PolicyConditions& conditions,
                                              const AccessAttempt& attempt) {
  std::vector<ConditionResult> results;
  results.push_back(conditions.include_service_principals.empty() ? match_user(tenant, conditions.users, attempt)
                                                                  : match_service_principal(conditions, attempt));
  results.push_back(match_target(conditions.applications, attempt));
  if (!conditions.include_locations.empty() || !conditions.exclude_locations.empty()) {
    results.push_back(match_location(tenant, conditions, attempt));
  }
  if (!conditions.client_app_types.empty()) results.push_back(match_client_app(conditions.client_app_types, attempt));
  if (!conditions.include_platforms.empty() || !conditions.exclude_platforms.empty()) {
    results.push_back(match_platform(conditions, attempt));
  }
  if (!conditions.user_risk_levels.empty()) {
    const std::string level = attempt.user == nullptr ? "" : attempt.user->risk_level;
    results.push_back(match_risk("userRisk", "user risk", conditions.user_risk_levels, level));
  }
  if (!conditions.sign_in_risk_levels.empty()) {
    results.push_back(
        match_risk("signInRisk", "sign-in risk", conditions.sign_in_risk_levels, attempt.circumstances.sign_in_risk));
  }
  // Graph writes "none" where the condition is not used.
  const bool names_flow = !conditions.transfer_methods.empty() && !contains(conditions.transfer_methods, "none");
  if (names_flow) results.push_back(match_flow(conditions.transfer_methods, attempt));
  return results;
}

bool is_in_range(std::string_view address, std::string_view cidr) {
  const auto parsed_address = IpAddress::parse(address);
  const auto range = IpRange::parse(cidr);
  return parsed_address && range && range->contains(*parsed_address);
}

}  // namespace entra::idp
