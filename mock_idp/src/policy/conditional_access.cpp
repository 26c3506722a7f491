#include "policy/conditional_access.hpp"

#include <algorithm>
#include <optional>

#include "entra/support/ip_range.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

using Names = std::vector<std::string>;

/// The entry of a list that matches, or nothing.
template <class Matches>
std::optional<std::string> find_entry(const Names& list, Matches matches) {
  const auto found = std::find_if(list.begin(), list.end(), matches);
  return found == list.end() ? std::nullopt : std::optional(*found);
}

bool names_user(const std::string& entry, const User& user) {
  return entry == "All" || equals_ignoring_case(entry, user.id.str()) ||
         equals_ignoring_case(entry, user.user_principal_name);
}

std::string_view without_last_slash(std::string_view uri) {
  return uri.ends_with('/') ? uri.substr(0, uri.size() - 1) : uri;
}

/// The names that a resource goes by in tokens and requests: app id, "spn:" and "api://" forms, identifier URIs.
bool names_application(const std::string& entry, const Application& app) {
  if (entry == "All") return true;
  std::string_view id = entry;
  for (const std::string_view prefix : {"spn:", "api://"})
    if (id.starts_with(prefix)) id.remove_prefix(prefix.size());
  if (equals_ignoring_case(id, app.app_id.str())) return true;
  return std::any_of(app.identifier_uris.begin(), app.identifier_uris.end(), [&](const std::string& uri) {
    return equals_ignoring_case(without_last_slash(uri), without_last_slash(entry));
  });
}

bool lies_in(const std::string& address, const NamedLocation& location) {
  return std::any_of(location.ip_ranges.begin(), location.ip_ranges.end(),
                     [&](const std::string& range) { return is_in_range(address, range); });
}

bool names_location(const std::string& entry, const Tenant& tenant, const std::string& address) {
  if (entry == "All") return true;
  return std::any_of(tenant.named_locations.begin(), tenant.named_locations.end(), [&](const NamedLocation& location) {
    const bool meant = entry == "AllTrusted" ? location.trusted : location.display_name == entry;
    return meant && lies_in(address, location);
  });
}

/// Entra's amr values for a second factor: "mfa", and "ngcmfa" while a strong credential is being set up
/// (access-token-claims-reference).
bool proved_second_factor(const Names& amr) {
  return std::any_of(amr.begin(), amr.end(), [](const std::string& m) { return m == "mfa" || m == "ngcmfa"; });
}

/// Why the conditions do not match, or nothing when they do. Excludes are looked at first: they win.
std::optional<std::string> why_not(const Tenant& tenant, const ConditionalAccessPolicy& policy,
                                   const AccessAttempt& attempt) {
  if (attempt.user == nullptr) return "does not apply: no user takes part, and its conditions are about users";
  if (attempt.resource == nullptr) return "does not apply: no resource is asked for";
  const auto user = [&](const std::string& entry) { return names_user(entry, *attempt.user); };
  const auto application = [&](const std::string& entry) { return names_application(entry, *attempt.resource); };
  const auto location = [&](const std::string& entry) { return names_location(entry, tenant, attempt.ip_address); };
  const std::string address = attempt.ip_address.empty() ? "an unknown address" : attempt.ip_address;

  if (const auto entry = find_entry(policy.exclude_users, user))
    return "does not apply: user " + attempt.user->user_principal_name + " is excluded (" + *entry + ")";
  if (const auto entry = find_entry(policy.exclude_applications, application))
    return "does not apply: resource " + attempt.resource->display_name + " is excluded (" + *entry + ")";
  if (const auto entry = find_entry(policy.exclude_locations, location))
    return "does not apply: " + address + " is in an excluded location (" + *entry + ")";
  if (!find_entry(policy.include_users, user))
    return "does not apply: user " + attempt.user->user_principal_name + " is not included";
  if (!find_entry(policy.include_applications, application))
    return "does not apply: resource " + attempt.resource->display_name + " is not included";
  if (!policy.include_locations.empty() && !find_entry(policy.include_locations, location))
    return "does not apply: " + address + " is in none of the included locations";
  return std::nullopt;
}

PolicyFinding judge(const Tenant& tenant, const ConditionalAccessPolicy& policy, const AccessAttempt& attempt) {
  PolicyFinding finding;
  finding.policy = &policy;
  if (policy.state == PolicyState::kDisabled) {
    finding.why = "does not apply: the policy is disabled";
    return finding;
  }
  if (auto reason = why_not(tenant, policy, attempt)) {
    finding.why = std::move(*reason);
    return finding;
  }
  finding.applies = true;
  if (policy.block) {
    finding.why = "applies and blocks access";
  } else if (!policy.require_mfa) {
    finding.satisfied = true;
    finding.why = "applies and asks for nothing";
  } else if (proved_second_factor(attempt.amr)) {
    finding.satisfied = true;
    finding.why = "applies and is satisfied: the sign-in proved a second factor (amr " + join(attempt.amr, ", ") + ")";
  } else {
    finding.why = "applies and requires a second factor, which the sign-in did not prove (amr " +
                  (attempt.amr.empty() ? "empty" : join(attempt.amr, ", ")) + ")";
  }
  if (policy.state == PolicyState::kReportOnly) finding.why += "; report-only, so it decides nothing";
  return finding;
}

}  // namespace

AccessDecision evaluate_conditional_access(const Tenant& tenant, const AccessAttempt& attempt) {
  AccessDecision decision;
  for (const ConditionalAccessPolicy& policy : tenant.policies) {
    PolicyFinding finding = judge(tenant, policy, attempt);
    if (policy.state == PolicyState::kEnabled && finding.applies && !finding.satisfied) {
      if (policy.block) {
        decision.verdict = AccessVerdict::kBlock;
      } else if (decision.verdict == AccessVerdict::kAllow) {
        decision.verdict = AccessVerdict::kRequireMfa;
      }
    }
    decision.findings.push_back(std::move(finding));
  }
  return decision;
}

bool is_in_range(std::string_view address, std::string_view cidr) {
  const auto parsed_address = IpAddress::parse(address);
  const auto range = IpRange::parse(cidr);
  return parsed_address && range && range->contains(*parsed_address);
}

}  // namespace entra::idp
