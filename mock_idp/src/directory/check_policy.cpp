#include "directory/check_policy.hpp"

#include <algorithm>

#include "directory/well_known.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

struct Check {
  const Directory& directory;
  const Tenant& tenant;
  const PolicyProblem& report;

  void each(const std::vector<std::string>& names, const std::string& pointer,
            const std::function<std::string(const std::string&)>& why_not) const {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (const std::string problem = why_not(names[i]); !problem.empty()) {
        report(pointer + "/" + std::to_string(i), problem);
      }
    }
  }

  [[nodiscard]] bool is_user_anywhere(const std::string& name) const {
    const auto& tenants = directory.config().tenants;
    return std::any_of(tenants.begin(), tenants.end(),
                       [&](const Tenant& one) { return directory.find_user(one, name) != nullptr; });
  }

  void users(const std::vector<std::string>& names, const std::string& pointer) const {
    each(names, pointer, [&](const std::string& name) -> std::string {
      const bool is_word = name == "All" || name == "None" || name == "GuestsOrExternalUsers";
      if (is_word || is_user_anywhere(name)) return "";
      return "no user \"" + name + "\" in this file; expected \"All\", \"None\", an object id or principal name";
    });
  }

  void applications(const std::vector<std::string>& names, const std::string& pointer) const {
    each(names, pointer, [&](const std::string& name) -> std::string {
      const bool is_word = name == "All" || name == "None" || name == "Office365" || name == "MicrosoftAdminPortals";
      if (is_word || directory.find_resource(name)) return "";
      return "no resource \"" + name + "\"; expected an application id or identifier URI of an application in this " +
             "file or of a Microsoft service";
    });
  }

  void locations(const std::vector<std::string>& names, const std::string& pointer) const {
    std::vector<std::string> known{"All", "AllTrusted"};
    for (const NamedLocation& location : tenant.named_locations) known.push_back(location.display_name);
    each(names, pointer, [&](const std::string& name) -> std::string {
      const auto& all = tenant.named_locations;
      const bool is_id = std::any_of(
          all.begin(), all.end(), [&](const NamedLocation& one) { return equals_ignoring_case(one.id.str(), name); });
      if (is_id || std::find(known.begin(), known.end(), name) != known.end()) return "";
      const auto near = nearest(name, known);
      return "no named location \"" + name + "\" in this tenant" + (near ? "; did you mean \"" + *near + "\"?" : "");
    });
  }

  void strength(const std::optional<ObjectId>& id) const {
    if (!id || id->str().starts_with("00000000-0000-0000-0000-00000000000")) return;
    const auto& all = tenant.authentication_strengths;
    const bool is_there =
        std::any_of(all.begin(), all.end(), [&](const AuthenticationStrength& one) { return one.id == *id; });
    if (!is_there) {
      report(
          "/grantControls/authenticationStrength/id",
          "no authentication strength of this id; expected one of authenticationStrengthPolicies, or a built-in one " +
              std::string("ending in 0002 (MFA), 0003 (passwordless) or 0004 (phishing-resistant)"));
    }
  }

  void terms(const std::vector<ObjectId>& ids) const {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const auto& all = tenant.agreements;
      const bool is_there = std::any_of(all.begin(), all.end(), [&](const Agreement& one) { return one.id == ids[i]; });
      if (!is_there) report("/grantControls/termsOfUse/" + std::to_string(i), "no agreement of this id in this tenant");
    }
  }
};

}  // namespace

void check_policy(const Directory& directory, const Tenant& tenant, const ConditionalAccessPolicy& policy,
                  const PolicyProblem& report) {
  const Check check{directory, tenant, report};
  const PolicyConditions& conditions = policy.conditions;
  check.users(conditions.users.include_users, "/conditions/users/includeUsers");
  check.users(conditions.users.exclude_users, "/conditions/users/excludeUsers");
  check.applications(conditions.applications.include_applications, "/conditions/applications/includeApplications");
  check.applications(conditions.applications.exclude_applications, "/conditions/applications/excludeApplications");
  check.locations(conditions.include_locations, "/conditions/locations/includeLocations");
  check.locations(conditions.exclude_locations, "/conditions/locations/excludeLocations");
  check.strength(policy.grant.authentication_strength);
  check.terms(policy.grant.terms_of_use);
}

}  // namespace entra::idp
