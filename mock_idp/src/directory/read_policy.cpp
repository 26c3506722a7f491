// conditionalAccessPolicy as Microsoft Graph writes it, so that an exported one can be pasted.

#include <algorithm>

#include "directory/config_sections.hpp"
#include "directory/role_templates.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

const std::vector<std::string> kRiskLevels = {"none", "low", "medium", "high"};
const std::vector<std::string> kPlatforms = {"all", "android", "iOS", "windows", "windowsPhone", "macOS", "linux"};

std::vector<std::string> read_roles(Loading& loading, ObjectReader& reader, std::string_view name) {
  std::vector<std::string> roles;
  reader.each_text(name, [&](const Value& at, const std::string& role) {
    if (!find_role_template(role)) loading.refuse(at, "unknown directory role \"" + role + "\"");
    roles.push_back(role);
  });
  return roles;
}

/// Graph writes the types of a flags enumeration as one string with commas.
std::vector<std::string> read_flags(Loading& loading, ObjectReader& reader, std::string_view name,
                                    const std::vector<std::string>& known) {
  const auto text = reader.text(name);
  std::vector<std::string> words;
  for (const std::string& word : split_words(text.value_or(""), ',')) {
    words.push_back(word.substr(std::min(word.find_first_not_of(' '), word.size())));
    if (std::find(known.begin(), known.end(), words.back()) == known.end()) {
      loading.refuse(*reader.member(name),
                     "unknown word \"" + words.back() + "\"; expected one of " + join(known, ", "));
    }
  }
  return words;
}

GuestCondition read_guests(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "conditionGuests");
  (void)reader.text("@odata.type");
  GuestCondition guests;
  guests.types = read_flags(loading, reader, "guestOrExternalUserTypes",
                            {"internalGuest", "b2bCollaborationGuest", "b2bCollaborationMember", "b2bDirectConnectUser",
                             "otherExternalUser", "serviceProvider"});
  if (guests.types.empty()) reader.missing_or_empty("guestOrExternalUserTypes", "\"b2bCollaborationGuest\" or others");
  if (const auto external = reader.member("externalTenants")) {
    ObjectReader tenants(loading, *external, "externalTenants");
    (void)tenants.text("@odata.type");
    const bool all = tenants.word<bool>("membershipKind", true, {{"all", true}, {"enumerated", false}});
    guests.tenants = tenants.texts("members");
    if (!all && guests.tenants.empty()) tenants.missing_or_empty("members", "an array of tenant ids");
    tenants.done();
  }
  reader.done();
  return guests;
}

UserConditions read_users(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "conditionUsers");
  UserConditions users;
  users.include_users = reader.texts("includeUsers");
  users.exclude_users = reader.texts("excludeUsers");
  users.include_groups = read_ids(loading, reader, "includeGroups");
  users.exclude_groups = read_ids(loading, reader, "excludeGroups");
  users.include_roles = read_roles(loading, reader, "includeRoles");
  users.exclude_roles = read_roles(loading, reader, "excludeRoles");
  if (const auto guests = reader.member("includeGuestsOrExternalUsers")) {
    users.include_guests = read_guests(loading, *guests);
  }
  if (const auto guests = reader.member("excludeGuestsOrExternalUsers")) {
    users.exclude_guests = read_guests(loading, *guests);
  }
  reader.done();
  return users;
}

bool is_context_id(const std::string& text) {
  const bool is_form = text.size() >= 2 && text.size() <= 3 && text[0] == 'c' && text[1] != '0' &&
                       text.find_first_not_of("0123456789", 1) == std::string::npos;
  return is_form;
}

ApplicationConditions read_applications(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "conditionApplications");
  ApplicationConditions applications;
  applications.include_applications = reader.texts("includeApplications");
  applications.exclude_applications = reader.texts("excludeApplications");
  applications.include_user_actions =
      read_words(reader, "includeUserActions", {"urn:user:registersecurityinfo", "urn:user:registerdevice"});
  reader.each_text("includeAuthenticationContextClassReferences", [&](const Value& at, const std::string& context) {
    if (!is_context_id(context)) loading.refuse(at, "expected an authentication context, \"c1\" to \"c99\"");
    applications.include_contexts.push_back(context);
  });
  reader.expect_unused({"applicationFilter", "networkAccess", "globalSecureAccess"});
  reader.done();
  return applications;
}

void read_service_principals(Loading& loading, ObjectReader& conditions, PolicyConditions& out) {
  const auto member = conditions.member("clientApplications");
  if (!member) return;
  ObjectReader section(loading, *member, "conditionClientApplications");
  out.include_service_principals = section.texts("includeServicePrincipals");
  out.exclude_service_principals = section.texts("excludeServicePrincipals");
  section.expect_unused({"servicePrincipalFilter"});
  section.done();
}

void read_signals(Loading& loading, ObjectReader& reader, PolicyConditions& out) {
  if (const auto locations = reader.member("locations")) {
    ObjectReader section(loading, *locations, "conditionLocations");
    out.include_locations = section.texts("includeLocations");
    out.exclude_locations = section.texts("excludeLocations");
    section.done();
  }
  out.client_app_types =
      read_words(reader, "clientAppTypes",
                 {"all", "browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "easSupported", "other"});
  if (const auto platforms = reader.member("platforms")) {
    ObjectReader section(loading, *platforms, "conditionPlatforms");
    out.include_platforms = read_words(section, "includePlatforms", kPlatforms);
    out.exclude_platforms = read_words(section, "excludePlatforms", kPlatforms);
    section.done();
  }
  out.user_risk_levels = read_words(reader, "userRiskLevels", kRiskLevels);
  out.sign_in_risk_levels = read_words(reader, "signInRiskLevels", kRiskLevels);
  if (const auto flows = reader.member("authenticationFlows")) {
    ObjectReader section(loading, *flows, "authenticationFlows");
    out.transfer_methods =
        read_flags(loading, section, "transferMethods", {"none", "deviceCodeFlow", "authenticationTransfer"});
    section.done();
  }
  reader.expect_unused({"servicePrincipalRiskLevels", "insiderRiskLevels", "devices", "deviceStates"});
}

PolicyConditions read_conditions(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "conditions");
  PolicyConditions conditions;
  read_service_principals(loading, reader, conditions);
  const bool is_workload = !conditions.include_service_principals.empty();
  if (const auto users = reader.member("users")) {
    conditions.users = read_users(loading, *users);
  } else if (reader.is_object() && !is_workload) {
    reader.missing("users", "an object with includeUsers");
  }
  if (const auto applications = reader.member("applications")) {
    conditions.applications = read_applications(loading, *applications);
  } else if (reader.is_object()) {
    reader.missing("applications", "an object with includeApplications");
  }
  read_signals(loading, reader, conditions);
  reader.done();
  return conditions;
}

}  // namespace

AuthenticationContext read_authentication_context(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "authenticationContext");
  AuthenticationContext context;
  context.id = reader.required_text("id", "\"c1\" to \"c99\"");
  if (!context.id.empty() && !is_context_id(context.id)) {
    loading.refuse(*reader.member("id"), "expected an authentication context, \"c1\" to \"c99\"");
  }
  context.display_name = reader.text("displayName").value_or(context.id);
  (void)reader.text("description");
  (void)reader.flag("isAvailable", true);
  reader.done();
  return context;
}

ConditionalAccessPolicy read_policy(Loading& loading, const Value& value, const TenantId& tenant) {
  ObjectReader reader(loading, value, "conditionalAccessPolicy");
  ConditionalAccessPolicy policy;
  policy.display_name = reader.required_text("displayName", "the policy's name");
  policy.id = read_or_derive_id<ObjectId>(loading, reader, "id", "policy " + tenant.str() + " " + policy.display_name);
  for (const char* const ignored :
       {"@odata.context", "templateId", "createdDateTime", "modifiedDateTime", "deletedDateTime"}) {
    (void)reader.text(ignored);
  }
  policy.state = reader.word<PolicyState>("state", PolicyState::kEnabled,
                                          {{"enabled", PolicyState::kEnabled},
                                           {"disabled", PolicyState::kDisabled},
                                           {"enabledForReportingButNotEnforced", PolicyState::kReportOnly}});
  const auto conditions = reader.member("conditions");
  if (conditions) {
    policy.conditions = read_conditions(loading, *conditions);
  } else if (reader.is_object()) {
    reader.missing("conditions", "an object with users and applications");
  }
  const auto grant = reader.member("grantControls");
  const auto session = reader.member("sessionControls");
  if (grant) policy.grant = read_grant_controls(loading, *grant);
  if (session) policy.session = read_session_controls(loading, *session);
  if (!grant && !session && reader.is_object()) reader.missing("grantControls", "an object with builtInControls");
  if (grant && policy.grant.is_empty() && !session) {
    ObjectReader(loading, *grant, "grantControls").missing_or_empty("builtInControls", "[\"mfa\"] or [\"block\"]");
  }
  if (policy.grant.has("passwordChange") && policy.conditions.user_risk_levels.empty()) {
    loading.refuse(*grant, "\"passwordChange\" goes with the condition userRiskLevels");
  }
  if (!policy.conditions.include_service_principals.empty() && !policy.grant.has("block") && grant) {
    loading.refuse(*grant, "a policy for workload identities can only block");
  }
  reader.expect_unused({"partialEnablementStrategy"});
  reader.done();
  if (reader.is_object()) {
    nlohmann::json source = value.json->to_json();
    source["id"] = policy.id.str();
    policy.source = source.dump();
  }
  return policy;
}

}  // namespace entra::idp
