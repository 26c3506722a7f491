// conditionalAccessPolicy as Microsoft Graph writes it, so that an exported one can be pasted.

#include <algorithm>

#include "directory/config_sections.hpp"
#include "directory/role_templates.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

const std::vector<std::string> kRiskLevels = {"none", "low", "medium", "high"};
const std::vector<std::string> kPlatforms = {"all", "android", "iOS", "windows", "windowsPhone", "macOS", "linux"};

/// What Graph writes into every policy and this server does not judge: accepted where it says nothing.
void expect_unused(Loading& loading, ObjectReader& reader, const std::vector<const char*>& names) {
  for (const char* const name : names) {
    const auto found = reader.member(name);
    const bool is_empty = found && found->json->kind == LocatedJson::Kind::kArray && found->json->elements.empty();
    if (found && !is_empty) loading.refuse(*found, std::string(name) + " is not judged here; expected null");
  }
}

std::vector<ObjectId> read_ids(Loading& loading, ObjectReader& reader, std::string_view name) {
  std::vector<ObjectId> ids;
  reader.each_text(name, [&](const Value& at, const std::string& text) {
    const auto id = ObjectId::parse(text);
    if (id) {
      ids.push_back(*id);
    } else {
      loading.refuse(at, id.error().message);
    }
  });
  return ids;
}

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
  expect_unused(loading, reader, {"applicationFilter", "networkAccess", "globalSecureAccess"});
  reader.done();
  return applications;
}

void read_service_principals(Loading& loading, ObjectReader& conditions, PolicyConditions& out) {
  const auto member = conditions.member("clientApplications");
  if (!member) return;
  ObjectReader section(loading, *member, "conditionClientApplications");
  out.include_service_principals = section.texts("includeServicePrincipals");
  out.exclude_service_principals = section.texts("excludeServicePrincipals");
  expect_unused(loading, section, {"servicePrincipalFilter"});
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
  expect_unused(loading, reader, {"servicePrincipalRiskLevels", "insiderRiskLevels", "devices", "deviceStates"});
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

GrantControls read_grant_controls(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "grantControls");
  GrantControls grant;
  grant.any = reader.word<bool>("operator", true, {{"OR", true}, {"AND", false}});
  grant.built_in_controls = read_words(reader, "builtInControls",
                                       {"block", "mfa", "compliantDevice", "domainJoinedDevice", "passwordChange"});
  expect_unused(loading, reader, {"customAuthenticationFactors"});
  grant.terms_of_use = read_ids(loading, reader, "termsOfUse");
  (void)reader.text("authenticationStrength@odata.context");
  if (const auto strength = reader.member("authenticationStrength")) {
    ObjectReader section(loading, *strength, "authenticationStrengthReference");
    grant.authentication_strength = read_id<ObjectId>(loading, section, "id");
    section.done();
  }
  const auto controls = reader.member("builtInControls");
  if (grant.has("block") &&
      (grant.built_in_controls.size() > 1 || !grant.terms_of_use.empty() || grant.authentication_strength)) {
    loading.refuse(*controls, "\"block\" stands alone: what is blocked needs no other control");
  }
  if (grant.has("mfa") && grant.authentication_strength) {
    loading.refuse(*controls, "give either \"mfa\" or \"authenticationStrength\", not both");
  }
  const bool has_mfa = grant.has("mfa") || grant.authentication_strength;
  if (grant.has("passwordChange") && (grant.any || !has_mfa)) {
    loading.refuse(*controls, "\"passwordChange\" goes with \"mfa\" and the operator \"AND\"");
  }
  reader.done();
  return grant;
}

SignInFrequency read_frequency(Loading& loading, const Value& value, bool& is_enabled) {
  ObjectReader reader(loading, value, "signInFrequency");
  SignInFrequency frequency;
  is_enabled = reader.flag("isEnabled", true);
  const bool is_every_time = reader.word<bool>("frequencyInterval", false, {{"timeBased", false}, {"everyTime", true}});
  const int unit = reader.word<int>("type", 3600, {{"hours", 3600}, {"days", 86400}});
  const auto count = reader.integer("value", 1, 365);
  if (is_enabled && !is_every_time && !count) reader.missing("value", "a number of hours or days");
  if (!is_every_time) frequency.period = seconds(unit * count.value_or(1));
  frequency.secondary_only = reader.word<bool>(
      "authenticationType", false, {{"primaryAndSecondaryAuthentication", false}, {"secondaryAuthentication", true}});
  reader.done();
  return frequency;
}

SessionControls read_session_controls(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "sessionControls");
  SessionControls session;
  if (const auto frequency = reader.member("signInFrequency")) {
    bool is_enabled = true;
    const SignInFrequency read = read_frequency(loading, *frequency, is_enabled);
    if (is_enabled) session.sign_in_frequency = read;
  }
  if (const auto browser = reader.member("persistentBrowser")) {
    ObjectReader section(loading, *browser, "persistentBrowser");
    const bool is_enabled = section.flag("isEnabled", true);
    const auto mode = section.word<std::string>("mode", "", {{"always", "always"}, {"never", "never"}});
    if (mode.empty()) section.missing("mode", "\"always\" or \"never\"");
    if (is_enabled) session.persistent_browser = mode;
    section.done();
  }
  if (const auto access = reader.member("continuousAccessEvaluation")) {
    ObjectReader section(loading, *access, "continuousAccessEvaluation");
    session.continuous_access_evaluation = section.word<std::string>(
        "mode", "",
        {{"disabled", "disabled"}, {"strictLocation", "strictLocation"}, {"strictEnforcement", "strictLocation"}});
    section.done();
  }
  expect_unused(
      loading, reader,
      {"applicationEnforcedRestrictions", "cloudAppSecurity", "disableResilienceDefaults", "secureSignInSession"});
  reader.done();
  return session;
}

}  // namespace

bool GrantControls::has(std::string_view control) const {
  return std::find(built_in_controls.begin(), built_in_controls.end(), control) != built_in_controls.end();
}

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
  expect_unused(loading, reader, {"partialEnablementStrategy"});
  reader.done();
  if (reader.is_object()) {
    nlohmann::json source = value.json->to_json();
    source["id"] = policy.id.str();
    policy.source = source.dump();
  }
  return policy;
}

}  // namespace entra::idp
