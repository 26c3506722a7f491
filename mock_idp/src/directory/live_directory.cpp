#include "directory/live_directory.hpp"

#include <algorithm>
#include <utility>

#include "directory/check_policy.hpp"
#include "directory/config_sections.hpp"
#include "directory/find_policy.hpp"

namespace entra::idp {
namespace {

tl::unexpected<ConfigError> refuse(const std::string& text) {
  return tl::unexpected<ConfigError>(ConfigError{text, text});
}

/// Reads a JSON text with one of the config's own readers.
template <class Read>
Result<void, ConfigError> read_text(const std::string& json, const Read& read) {
  const SourceText source("body", json);
  const auto root = parse_located_json(source);
  if (!root) return tl::unexpected<ConfigError>({root.error().one_line(), root.error().with_excerpt()});
  Loading loading(source, *root, ".");
  read(loading);
  if (loading.failed()) return tl::unexpected<ConfigError>(loading.first_error());
  return {};
}

Result<void, ConfigError> change(User& user, const std::string& json) {
  return read_text(json, [&](Loading& loading) {
    ObjectReader reader(loading, loading.root(), "user");
    read_person(loading, reader, user);
    reader.done();
  });
}

Result<void, ConfigError> change(Application& app, const std::string& json) {
  return read_text(json, [&](Loading& loading) {
    ObjectReader reader(loading, loading.root(), "application");
    read_application_state(loading, reader, app);
    reader.done();
  });
}

Tenant* find_tenant(Config& config, const std::string& id) {
  const auto found =
      std::find_if(config.tenants.begin(), config.tenants.end(), [&](const Tenant& one) { return one.id.str() == id; });
  return found == config.tenants.end() ? nullptr : &*found;
}

User* find_user(Tenant& tenant, const std::string& id) {
  const auto found =
      std::find_if(tenant.users.begin(), tenant.users.end(), [&](const User& one) { return one.id.str() == id; });
  return found == tenant.users.end() ? nullptr : &*found;
}

/// A policy that was kept and that the config, meanwhile another one, cannot hold any more is left out.
void apply_policies(Tenant& tenant, const Json& changes) {
  for (const auto& [id, policy] : changes.items()) {
    ConditionalAccessPolicy* const known = find_policy(tenant, id);
    if (policy.is_null()) {
      std::erase_if(tenant.policies,
                    [&, gone = id](const ConditionalAccessPolicy& one) { return one.id.str() == gone; });
      continue;
    }
    ConditionalAccessPolicy read;
    const auto good =
        read_text(policy.dump(), [&](Loading& loading) { read = read_policy(loading, loading.root(), tenant.id); });
    if (!good) continue;
    if (known != nullptr) {
      *known = std::move(read);
    } else {
      tenant.policies.push_back(std::move(read));
    }
  }
}

void apply_changes(Config& config, const Json& changes) {
  for (const auto& [tenant_id, of_tenant] : changes.items()) {
    Tenant* const tenant = find_tenant(config, tenant_id);
    if (tenant == nullptr) continue;
    const Json users = of_tenant.value("users", Json::object());  // items() refers to it
    for (const auto& [user_id, patch] : users.items()) {
      if (User* const user = find_user(*tenant, user_id)) (void)change(*user, patch.dump());
    }
    const Json applications = of_tenant.value("applications", Json::object());
    for (const auto& [app_id, patch] : applications.items()) {
      const auto app = std::find_if(tenant->applications.begin(), tenant->applications.end(),
                                    [&, id = app_id](const Application& one) { return one.app_id.str() == id; });
      if (app != tenant->applications.end()) (void)change(*app, patch.dump());
    }
    apply_policies(*tenant, of_tenant.value("policies", Json::object()));
    tenant->security_defaults = of_tenant.value("securityDefaults", tenant->security_defaults);
  }
  for (Tenant& tenant : config.tenants) {
    for (User& guest : tenant.users) {
      Tenant* const home = guest.type == UserType::kGuest ? find_tenant(config, guest.home_tenant.str()) : nullptr;
      if (const User* const account = home == nullptr ? nullptr : find_user(*home, guest.home_id.str())) {
        share_credentials(*account, guest);
      }
    }
  }
}

}  // namespace

LiveDirectory::LiveDirectory(Config config, ChangeKeeper keeper)
    : base_(std::make_shared<const Directory>(std::move(config))), keeper_(std::move(keeper)) {
  const auto kept = parse_json(keeper_.load());
  changes_ = kept && kept->is_object() ? *kept : Json::object();
  current_ = changes_.empty() ? base_ : make_snapshot(changes_);
}

LiveDirectory::Snapshot LiveDirectory::current() const {
  const std::shared_lock lock(mutex_);
  return current_;
}

LiveDirectory::Snapshot LiveDirectory::make_snapshot(const Json& changes) const {
  Config config = base_->config();
  apply_changes(config, changes);
  return std::make_shared<const Directory>(std::move(config));
}

Result<void, ConfigError> LiveDirectory::apply(const Change& change) {
  const std::scoped_lock lock(change_mutex_);
  Json changes = changes_;
  if (auto done = change(changes); !done) return done;
  Snapshot next = make_snapshot(changes);
  keeper_.save(changes.dump());
  changes_ = std::move(changes);
  const std::unique_lock guard(mutex_);
  current_ = std::move(next);
  return {};
}

Result<void, ConfigError> LiveDirectory::change_user(const Tenant& tenant, const User& user, const std::string& json) {
  User trial = user;
  if (auto good = idp::change(trial, json); !good) return good;
  const auto patch = parse_json(json);
  if (!patch) return refuse("body: not JSON");
  return apply([&](Json& changes) -> Result<void, ConfigError> {
    changes[tenant.id.str()]["users"][user.id.str()].update(*patch);
    return {};
  });
}

Result<void, ConfigError> LiveDirectory::change_application(const Tenant& tenant, const Application& app,
                                                            const std::string& json) {
  Application trial = app;
  if (auto good = idp::change(trial, json); !good) return good;
  const auto patch = parse_json(json);
  if (!patch) return refuse("body: not JSON");
  return apply([&](Json& changes) -> Result<void, ConfigError> {
    changes[tenant.id.str()]["applications"][app.app_id.str()].update(*patch);
    return {};
  });
}

Result<ObjectId, ConfigError> LiveDirectory::put_policy(const Tenant& tenant, const std::string& json) {
  ConditionalAccessPolicy policy;
  auto good = read_text(json, [&](Loading& loading) {
    policy = read_policy(loading, loading.root(), tenant.id);
    if (loading.failed()) return;
    check_policy(*current(), tenant, policy, [&](const std::string& pointer, const std::string& message) {
      loading.refuse(loading.find(pointer), message);
    });
  });
  if (!good) return tl::unexpected(good.error());
  good = apply([&](Json& changes) -> Result<void, ConfigError> {
    const Tenant* const now = current()->find_tenant(tenant.id.str());
    if (now->security_defaults && policy.state == PolicyState::kEnabled) {
      return refuse("body: security defaults must be disabled before a conditional access policy is enabled");
    }
    changes[tenant.id.str()]["policies"][policy.id.str()] = Json::parse(policy.source);
    return {};
  });
  if (!good) return tl::unexpected(good.error());
  return policy.id;
}

bool LiveDirectory::remove_policy(const Tenant& tenant, const ObjectId& policy) {
  bool was_there = false;
  (void)apply([&](Json& changes) -> Result<void, ConfigError> {
    const auto& now = current()->find_tenant(tenant.id.str())->policies;
    was_there = std::any_of(now.begin(), now.end(), [&](const auto& one) { return one.id == policy; });
    if (was_there) changes[tenant.id.str()]["policies"][policy.str()] = nullptr;
    return {};
  });
  return was_there;
}

Result<void, ConfigError> LiveDirectory::set_security_defaults(const Tenant& tenant, bool is_enabled) {
  return apply([&](Json& changes) -> Result<void, ConfigError> {
    const auto& policies = current()->find_tenant(tenant.id.str())->policies;
    const bool is_taken = std::any_of(policies.begin(), policies.end(), [](const ConditionalAccessPolicy& one) {
      return one.state == PolicyState::kEnabled;
    });
    if (is_enabled && is_taken) {
      return refuse("body: conditional access policies must be disabled before security defaults are enabled");
    }
    changes[tenant.id.str()]["securityDefaults"] = is_enabled;
    return {};
  });
}

void LiveDirectory::reset() {
  const std::scoped_lock lock(change_mutex_);
  changes_ = Json::object();
  const std::unique_lock guard(mutex_);
  current_ = base_;
}

}  // namespace entra::idp
