#include "policy/conditional_access.hpp"

#include <algorithm>

#include "policy/conditions.hpp"
#include "policy/controls.hpp"
#include "policy/tenant_defaults.hpp"

namespace entra::idp {
namespace {

PolicyFinding start_finding(const ConditionalAccessPolicy& policy) {
  PolicyFinding finding;
  finding.id = policy.id.str();
  finding.display_name = policy.display_name;
  finding.state = policy.state;
  return finding;
}

/// Whether the conditions match; the reasons of those that do, or of the first that does not.
bool applies(const Tenant& tenant, const ConditionalAccessPolicy& policy, const AccessAttempt& attempt,
             PolicyFinding& finding) {
  std::string met;
  std::string unmet;
  for (const ConditionResult& result : match_conditions(tenant, policy.conditions, attempt)) {
    (result.is_met ? finding.conditions_met : finding.conditions_unmet).emplace_back(result.name);
    std::string& text = result.is_met ? met : unmet;
    if (result.is_met || unmet.empty()) text += (text.empty() ? "" : ", ") + result.why;
  }
  finding.why = finding.conditions_unmet.empty() ? "applies: " + met : "does not apply: " + unmet;
  return finding.conditions_unmet.empty();
}

/// Of alternatives the one that a person can do something about on the spot: the needs are in that order.
void add_unmet(PolicyFinding& finding, const std::vector<ControlResult>& unmet, bool one_suffices) {
  for (const ControlResult& one : unmet) {
    finding.missing.push_back(one.name);
    if (finding.need == AccessNeed::kNothing || one.need < finding.need) finding.need = one.need;
    finding.why += "; " + std::string(one_suffices ? "one way is " : "requires ") + one.name + ": " + one.why;
  }
}

void judge_controls(const Tenant& tenant, const ConditionalAccessPolicy& policy, const AccessAttempt& attempt,
                    PolicyFinding& finding) {
  const auto grants = check_grant_controls(tenant, policy.grant, attempt);
  const auto sessions = check_session_controls(policy.session, attempt);
  std::vector<ControlResult> unmet;
  for (const auto& results : {grants, sessions}) {
    for (const ControlResult& one : results) finding.controls.push_back(one.name);
  }
  std::copy_if(grants.begin(), grants.end(), std::back_inserter(unmet), [](const auto& one) { return !one.holds; });
  const auto held = std::find_if(grants.begin(), grants.end(), [](const auto& one) { return one.holds; });
  const bool is_alternative = policy.grant.any && grants.size() > 1;
  if (policy.grant.any && held != grants.end()) unmet.clear();
  if (!unmet.empty() && policy.grant.has("block")) {
    finding.why += "; blocks access";
    finding.missing = {"block"};
    finding.need = AccessNeed::kBlocked;
    return;
  }
  add_unmet(finding, unmet, is_alternative);
  if (unmet.empty()) {
    for (const ControlResult& one : grants) {
      if (one.holds) finding.why += "; " + one.name + " is satisfied: " + one.why;
    }
  }
  std::vector<ControlResult> stale;
  std::copy_if(sessions.begin(), sessions.end(), std::back_inserter(stale), [](const auto& one) { return !one.holds; });
  add_unmet(finding, stale, false);
  finding.satisfied = finding.missing.empty();
  if (grants.empty() && sessions.empty()) finding.why += "; asks for nothing";
}

PolicyFinding judge(const Tenant& tenant, const ConditionalAccessPolicy& policy, const AccessAttempt& attempt) {
  PolicyFinding finding = start_finding(policy);
  if (policy.state == PolicyState::kDisabled) {
    finding.why = "does not apply: the policy is disabled";
    return finding;
  }
  finding.applies = applies(tenant, policy, attempt, finding);
  if (!finding.applies) return finding;
  judge_controls(tenant, policy, attempt, finding);
  if (policy.state == PolicyState::kReportOnly) finding.why += "; report-only, so it decides nothing";
  return finding;
}

void add(AccessDecision& decision, PolicyFinding finding) {
  if (finding.refuses()) {
    if (decision.is_granted() || finding.need < decision.need) decision.need = finding.need;
    for (const std::string& one : finding.missing) {
      if (std::find(decision.missing.begin(), decision.missing.end(), one) == decision.missing.end()) {
        decision.missing.push_back(one);
      }
    }
  }
  decision.findings.push_back(std::move(finding));
}

}  // namespace

std::string_view PolicyFinding::result() const {
  if (state == PolicyState::kDisabled) return "notEnabled";
  const bool is_report = state == PolicyState::kReportOnly;
  if (!applies) return is_report ? "reportOnlyNotApplied" : "notApplied";
  if (satisfied) return is_report ? "reportOnlySuccess" : "success";
  if (!is_report) return "failure";
  // What a person could have done on the spot would have interrupted the sign-in; the rest would have ended it.
  const bool is_block = need == AccessNeed::kBlocked || need == AccessNeed::kManagedDevice ||
                        need == AccessNeed::kCompliantDevice || need == AccessNeed::kDomainJoinedDevice;
  return is_block ? "reportOnlyFailure" : "reportOnlyInterrupted";
}

AccessDecision evaluate_conditional_access(const Tenant& tenant, const AccessAttempt& attempt) {
  AccessDecision decision;
  for (const ConditionalAccessPolicy& policy : tenant.policies) {
    PolicyFinding finding = judge(tenant, policy, attempt);
    const bool is_in_force = finding.applies && policy.state == PolicyState::kEnabled;
    if (is_in_force && !policy.session.persistent_browser.empty() && decision.persistent_browser != "never") {
      decision.persistent_browser = policy.session.persistent_browser;
    }
    if (finding.refuses() && finding.need == AccessNeed::kSignInAgain) {
      const seconds allowed = allowed_age(*policy.session.sign_in_frequency);
      const bool is_first = decision.oldest_sign_in == seconds(0);
      decision.oldest_sign_in = is_first ? allowed : std::min(decision.oldest_sign_in, allowed);
    }
    add(decision, std::move(finding));
  }
  if (tenant.security_defaults) add(decision, judge_security_defaults(attempt));
  if (auto finding = judge_per_user_mfa(tenant, attempt)) add(decision, std::move(*finding));
  return decision;
}

}  // namespace entra::idp
