#include "policy_fixture.hpp"

#include <fstream>
#include <iterator>
#include <map>

namespace entra::idp::testing {
namespace {

/// Where each member stands in Graph's resource.
const std::map<std::string, std::string>& places() {
  static const std::map<std::string, std::string> all = [] {
    std::map<std::string, std::string> map;
    const auto put = [&](const std::string& folder, std::initializer_list<const char*> names) {
      for (const char* const name : names) map[name] = folder + "/" + name;
    };
    put("", {"displayName", "state", "id"});
    put("/conditions/users", {"includeUsers", "excludeUsers", "includeGroups", "excludeGroups", "includeRoles",
                              "excludeRoles", "includeGuestsOrExternalUsers", "excludeGuestsOrExternalUsers"});
    put("/conditions/applications", {"includeApplications", "excludeApplications", "includeUserActions",
                                     "includeAuthenticationContextClassReferences"});
    put("/conditions/clientApplications", {"includeServicePrincipals", "excludeServicePrincipals"});
    put("/conditions/locations", {"includeLocations", "excludeLocations"});
    put("/conditions/platforms", {"includePlatforms", "excludePlatforms"});
    put("/conditions", {"clientAppTypes", "userRiskLevels", "signInRiskLevels"});
    put("/conditions/authenticationFlows", {"transferMethods"});
    put("/grantControls", {"operator", "builtInControls", "termsOfUse", "authenticationStrength"});
    put("/sessionControls", {"signInFrequency", "persistentBrowser"});
    return map;
  }();
  return all;
}

bool has_any(const Json& policy, const char* pointer) {
  const Json::json_pointer at(pointer);
  return policy.contains(at) && !policy.at(at).empty();
}

}  // namespace

const std::string& policy_world_text() {
  static const std::string text = [] {
    std::ifstream file(std::string(ENTRA_SOURCE_DIR) + "/tests/mock_idp/core/policy_world.json", std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }();
  return text;
}

Json make_policy(const Json& members) {
  Json policy = {{"displayName", "P"}};
  for (const auto& [name, value] : members.items()) {
    const auto place = places().find(name);
    if (place == places().end()) {
      ADD_FAILURE() << "no member of a policy: " << name;
      continue;
    }
    policy[Json::json_pointer(place->second)] = value;
  }
  const bool is_workload = has_any(policy, "/conditions/clientApplications");
  if (!has_any(policy, "/conditions/users") && !is_workload) policy["conditions"]["users"]["includeUsers"] = {"All"};
  if (is_workload) policy["conditions"]["users"]["includeUsers"] = {"None"};
  const auto& given = policy["conditions"]["applications"];
  const bool has_target = given.contains("includeApplications") || given.contains("includeUserActions") ||
                          given.contains("includeAuthenticationContextClassReferences");
  if (!has_target) policy["conditions"]["applications"]["includeApplications"] = {"All"};
  if (!has_any(policy, "/grantControls") && !has_any(policy, "/sessionControls")) {
    policy["grantControls"]["builtInControls"] = {"mfa"};
  }
  if (policy.contains("grantControls") && !policy["grantControls"].contains("operator")) {
    policy["grantControls"]["operator"] = "OR";
  }
  return policy;
}

std::string PolicyTest::add_policy(const Json& members, const std::string& tenant) {
  const Answer added = control("POST", "/_mock/policies", {{"tenant", tenant}, {"policy", make_policy(members)}});
  EXPECT_EQ(added.response.status, 201) << added.response.body;
  return added.text("id");
}

void PolicyTest::change_user(const std::string& name, const Json& patch) {
  const Answer changed = control("PATCH", "/_mock/users/" + name, patch);
  EXPECT_EQ(changed.response.status, 200) << changed.response.body;
}

void PolicyTest::set_security_defaults(bool is_enabled, const std::string& tenant) {
  const Answer done = control("PUT", "/_mock/security-defaults", {{"tenant", tenant}, {"isEnabled", is_enabled}});
  EXPECT_EQ(done.response.status, 200) << done.response.body;
}

MockIdpTest::Answer PolicyTest::refresh_v2(const std::string& token, const std::string& scope,
                                           const std::string& tenant) {
  return post_form("/" + tenant + "/oauth2/v2.0/token", {{"grant_type", "refresh_token"},
                                                         {"client_id", kCsp},
                                                         {"client_secret", kSecret},
                                                         {"refresh_token", token},
                                                         {"scope", scope}});
}

}  // namespace entra::idp::testing
