#pragma once
// One access that is to be judged, and what comes of it.

#include <optional>
#include <string>
#include <vector>

#include "entra/idp/config.hpp"

namespace entra::idp {

/// Who, to what, under which circumstances, proved how. The target is a resource, an authentication context or a user
/// action: exactly one of them.
struct AccessAttempt {
  const User* user{nullptr};           ///< as the tenant sees the person; null: the client acts for itself
  const Tenant* home{nullptr};         ///< the person's; null: this tenant
  const Application* client{nullptr};  ///< null: unknown
  ObjectId service_principal;          ///< the client's in this tenant, when it acts for itself
  const Application* resource{nullptr};
  std::string context;               ///< "c1"
  std::string user_action;           ///< "urn:user:registersecurityinfo"
  std::vector<std::string> amr;      ///< what tokens say of the sign-in (RFC 8176 and Entra's own words)
  std::vector<std::string> methods;  ///< the same in Graph's words
  Instant signed_in{};
  Instant mfa_at{};  ///< the epoch: no second factor
  Circumstances circumstances;
  Instant now{};
};

/// What has to happen before access is granted, the most pressing first.
enum class AccessNeed {
  kNothing,
  kBlocked,            ///< nothing helps
  kBlockedByDefaults,  ///< security defaults refuse legacy clients
  kSignInAgain,        ///< the sign-in is too old
  kEnrollment,         ///< the user's own record demands a second factor, and none is registered
  kRegistration,       ///< a policy demands a second factor that the user has not registered
  kSecondFactor,
  kFreshSecondFactor,  ///< the one proved is too old
  kManagedDevice,      ///< the tenant does not know the device
  kCompliantDevice,    ///< the tenant knows it, and it is not in order
  kDomainJoinedDevice,
  kTermsOfUse,
  kPasswordChange,
};

/// What one policy had to say. The words are those of Graph's appliedConditionalAccessPolicy.
struct PolicyFinding {
  std::string id;
  std::string display_name;
  PolicyState state{PolicyState::kEnabled};
  bool applies{false};                        ///< its conditions match this attempt
  bool satisfied{false};                      ///< its controls hold
  std::string why;                            ///< a sentence for people
  std::vector<std::string> controls;          ///< enforcedGrantControls, with the session controls behind them
  std::vector<std::string> missing;           ///< of the controls: what this policy still waits for
  AccessNeed need{AccessNeed::kNothing};      ///< the next step towards it
  std::vector<std::string> conditions_met;    ///< conditionsSatisfied
  std::vector<std::string> conditions_unmet;  ///< conditionsNotSatisfied

  /// success, failure, notApplied, notEnabled, reportOnlySuccess, reportOnlyFailure, reportOnlyInterrupted,
  /// reportOnlyNotApplied.
  [[nodiscard]] std::string_view result() const;
  /// Stands in the way of this attempt.
  [[nodiscard]] bool refuses() const { return state == PolicyState::kEnabled && applies && !satisfied; }
};

struct AccessDecision {
  AccessNeed need{AccessNeed::kNothing};
  seconds oldest_sign_in{0};            ///< with kSignInAgain: the age that a sign-in may have
  std::vector<std::string> missing;     ///< controls, without repetition
  std::vector<PolicyFinding> findings;  ///< every policy of the tenant, in order
  std::string persistent_browser;       ///< always or never, when a policy that applies says so

  [[nodiscard]] bool is_granted() const noexcept { return need == AccessNeed::kNothing; }
};

}  // namespace entra::idp
