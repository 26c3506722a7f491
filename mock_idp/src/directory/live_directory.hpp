#pragma once
// The directory as it is now: the config, and above it what changed since. Thread-safe.

#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>

#include "directory/directory.hpp"
#include "entra/idp/load_config.hpp"
#include "entra/support/json_access.hpp"

namespace entra::idp {

/// Where changes are kept beyond a request; the store's texts in a server.
struct ChangeKeeper {
  std::function<std::string()> load;  ///< what was saved last; empty: nothing
  std::function<void(const std::string&)> save;
};

/// A person's `mfa` in the words that change_user takes.
[[nodiscard]] OrderedJson write_mfa(const MfaRegistration& mfa);

/// Readers hold a snapshot for as long as they work; a change makes the next one.
class LiveDirectory {
 public:
  using Snapshot = std::shared_ptr<const Directory>;

  LiveDirectory(Config config, ChangeKeeper keeper);

  [[nodiscard]] Snapshot current() const;
  /// As configured, for what never changes (cloud, issuer, lifetimes). Lives as long as this object.
  [[nodiscard]] const Config& configured() const noexcept { return base_->config(); }

  /// Members of the config's user object that may change (read_person.cpp), in its own words; what is absent stays.
  /// The user must exist. The error names the place in the text.
  [[nodiscard]] Result<void, ConfigError> change_user(const Tenant& tenant, const User& user, const std::string& json);
  /// The same of an application that is registered in the tenant (read_application_state).
  [[nodiscard]] Result<void, ConfigError> change_application(const Tenant& tenant, const Application& app,
                                                             const std::string& json);
  /// Adds a conditional access policy, or replaces the one of the same id.
  [[nodiscard]] Result<ObjectId, ConfigError> put_policy(const Tenant& tenant, const std::string& json);
  /// False when there is none.
  bool remove_policy(const Tenant& tenant, const ObjectId& policy);
  /// identitySecurityDefaultsEnforcementPolicy.isEnabled; refused while a policy is enabled.
  [[nodiscard]] Result<void, ConfigError> set_security_defaults(const Tenant& tenant, bool is_enabled);

  /// Back to the config. The caller clears what the keeper kept.
  void reset();

 private:
  using Change = std::function<Result<void, ConfigError>(Json& changes)>;
  Result<void, ConfigError> apply(const Change& change);
  [[nodiscard]] Snapshot make_snapshot(const Json& changes) const;

  Snapshot base_;
  ChangeKeeper keeper_;
  std::mutex change_mutex_;  ///< one change at a time
  Json changes_;
  mutable std::shared_mutex mutex_;  ///< guards current_ alone
  Snapshot current_;
};

}  // namespace entra::idp
