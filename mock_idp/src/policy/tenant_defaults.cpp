#include "policy/tenant_defaults.hpp"

#include <algorithm>
#include <array>

#include "directory/role_templates.hpp"
#include "policy/controls.hpp"

namespace entra::idp {
namespace {

/// The roles that security defaults ask for a second factor at every sign-in.
constexpr std::array<std::string_view, 14> kProtectedRoles = {"Global Administrator",
                                                              "Application Administrator",
                                                              "Authentication Administrator",
                                                              "Authentication Policy Administrator",
                                                              "Billing Administrator",
                                                              "Cloud Application Administrator",
                                                              "Conditional Access Administrator",
                                                              "Exchange Administrator",
                                                              "Helpdesk Administrator",
                                                              "Identity Governance Administrator",
                                                              "Password Administrator",
                                                              "Privileged Authentication Administrator",
                                                              "Privileged Role Administrator",
                                                              "Security Administrator"};
constexpr std::string_view kAzureManagement = "797f4846-ba00-4fd7-ba43-dac1f8f63013";

bool has_protected_role(const User& user) {
  return std::any_of(user.directory_roles.begin(), user.directory_roles.end(), [](const std::string& held) {
    const auto role = find_role_template(held);
    return role && std::any_of(kProtectedRoles.begin(), kProtectedRoles.end(),
                               [&](std::string_view name) { return find_role_template(name) == role; });
  });
}

bool is_risky(const Circumstances& facts) {
  return facts.sign_in_risk == "medium" || facts.sign_in_risk == "high";
}

/// Why a second factor is needed now; empty: it is not.
std::string why_now(const AccessAttempt& attempt) {
  if (has_protected_role(*attempt.user)) return "the user is an administrator";
  if (attempt.resource != nullptr && attempt.resource->app_id.str() == kAzureManagement) {
    return "the resource is Azure management";
  }
  return is_risky(attempt.circumstances) ? "the sign-in is risky" : "";
}

void require(PolicyFinding& finding, const ControlResult& control) {
  finding.controls = {control.name};
  finding.satisfied = control.holds;
  finding.why += "; " + control.why;
  if (control.holds) return;
  finding.missing = {control.name};
  finding.need = control.need;
}

PolicyFinding start(std::string id, std::string name) {
  PolicyFinding finding;
  finding.id = std::move(id);
  finding.display_name = std::move(name);
  finding.applies = true;
  return finding;
}

}  // namespace

PolicyFinding judge_security_defaults(const AccessAttempt& attempt) {
  PolicyFinding finding = start("SecurityDefaults", "Security defaults");
  if (attempt.user == nullptr) {
    finding.applies = false;
    finding.why = "does not apply: no user takes part";
    return finding;
  }
  const std::string& client_app = attempt.circumstances.client_app;
  if (client_app == "other" || client_app == "exchangeActiveSync") {
    finding.why = "applies: legacy authentication is blocked (client app type " + client_app + ")";
    finding.controls = finding.missing = {"block"};
    finding.need = AccessNeed::kBlockedByDefaults;
    return finding;
  }
  if (const std::string reason = why_now(attempt); !reason.empty()) {
    finding.why = "applies: " + reason;
    require(finding, check_mfa_control(attempt));
  } else if (!attempt.user->mfa.is_registered()) {
    finding.why = "applies: every user registers a second factor";
    require(finding, check_mfa_control(attempt));
  } else {
    finding.satisfied = true;
    finding.why = "applies: nothing about this sign-in calls for a second factor";
  }
  return finding;
}

std::optional<PolicyFinding> judge_per_user_mfa(const Tenant& tenant, const AccessAttempt& attempt) {
  const bool is_own = attempt.home == nullptr || attempt.home->id == tenant.id;
  if (attempt.user == nullptr || !is_own || attempt.user->type == UserType::kGuest) return std::nullopt;
  const PerUserMfa state = attempt.user->mfa.per_user_state;
  if (state == PerUserMfa::kDisabled) return std::nullopt;
  PolicyFinding finding = start("PerUserMfa", "Per-user MFA");
  finding.why =
      "applies: the user's MFA state is " + std::string(state == PerUserMfa::kEnabled ? "enabled" : "enforced");
  require(finding, check_mfa_control(attempt));
  if (finding.need == AccessNeed::kRegistration) finding.need = AccessNeed::kEnrollment;
  return finding;
}

}  // namespace entra::idp
