#include <algorithm>

#include "directory/config_sections.hpp"
#include "entra/support/ip_range.hpp"

namespace entra::idp {
namespace {

void read_conditions(Loading& loading, const Value& value, ConditionalAccessPolicy& policy) {
  ObjectReader reader(loading, value, "conditions");
  if (const auto users = reader.member("users")) {
    ObjectReader section(loading, *users, "conditionUsers");
    policy.include_users = section.texts("includeUsers");
    policy.exclude_users = section.texts("excludeUsers");
    section.done();
  } else if (reader.is_object()) {
    reader.missing("users", "an object with includeUsers");
  }
  if (const auto applications = reader.member("applications")) {
    ObjectReader section(loading, *applications, "conditionApplications");
    policy.include_applications = section.texts("includeApplications");
    policy.exclude_applications = section.texts("excludeApplications");
    section.done();
  } else if (reader.is_object()) {
    reader.missing("applications", "an object with includeApplications");
  }
  if (const auto locations = reader.member("locations")) {
    ObjectReader section(loading, *locations, "conditionLocations");
    policy.include_locations = section.texts("includeLocations");
    policy.exclude_locations = section.texts("excludeLocations");
    section.done();
  }
  reader.done();
}

void read_grant_controls(Loading& loading, const Value& value, ConditionalAccessPolicy& policy) {
  ObjectReader reader(loading, value, "grantControls");
  policy.any_control = reader.word<bool>("operator", true, {{"OR", true}, {"AND", false}});
  const auto controls = read_words(reader, "builtInControls", {"mfa", "block"});
  if (controls.empty()) reader.missing_or_empty("builtInControls", "[\"mfa\"] or [\"block\"]");
  policy.require_mfa = std::find(controls.begin(), controls.end(), "mfa") != controls.end();
  policy.block = std::find(controls.begin(), controls.end(), "block") != controls.end();
  if (policy.require_mfa && policy.block)
    loading.refuse(*reader.member("builtInControls"), "\"block\" stands alone: what is blocked needs no other control");
  reader.done();
}

}  // namespace

NamedLocation read_named_location(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "namedLocation");
  NamedLocation location;
  location.display_name = reader.required_text("displayName", "the location's name");
  if (location.display_name == "All" || location.display_name == "AllTrusted")
    loading.refuse(*reader.member("displayName"), "\"" + location.display_name + "\" is a reserved word of policies");
  location.ip_ranges = read_texts(loading, reader, "ipRanges", [](const std::string& text) -> Result<std::string> {
    return IpRange::parse(text).map([&](const IpRange&) { return text; });
  });
  location.trusted = reader.flag("isTrusted", false);
  reader.done();
  return location;
}

ConditionalAccessPolicy read_policy(Loading& loading, const Value& value, const TenantId& tenant) {
  ObjectReader reader(loading, value, "conditionalAccessPolicy");
  ConditionalAccessPolicy policy;
  policy.display_name = reader.required_text("displayName", "the policy's name");
  policy.id = read_or_derive_id<ObjectId>(loading, reader, "id", "policy " + tenant.str() + " " + policy.display_name);
  policy.state = reader.word<PolicyState>("state", PolicyState::kEnabled,
                                          {{"enabled", PolicyState::kEnabled},
                                           {"disabled", PolicyState::kDisabled},
                                           {"enabledForReportingButNotEnforced", PolicyState::kReportOnly}});
  const auto conditions = reader.member("conditions");
  if (conditions) {
    read_conditions(loading, *conditions, policy);
  } else if (reader.is_object()) {
    reader.missing("conditions", "an object with users and applications");
  }
  const auto controls = reader.member("grantControls");
  if (controls) {
    read_grant_controls(loading, *controls, policy);
  } else if (reader.is_object()) {
    reader.missing("grantControls", "an object with builtInControls");
  }
  reader.done();
  return policy;
}

}  // namespace entra::idp
