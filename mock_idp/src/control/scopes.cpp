#include "control/scopes.hpp"

#include <algorithm>

namespace entra::idp {

Scopes::Scopes(AdjustableClock& server_clock)
    : server_clock_(server_clock), nameless_(std::make_shared<Scope>(server_clock)) {}

bool Scopes::is_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  };
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), fits);
}

std::shared_ptr<Scope> Scopes::find(const std::string& name, const std::string& tenant) const {
  const std::shared_lock lock(mutex_);
  const auto bound = name.empty() ? tenants_.find(tenant) : tenants_.end();
  if (name.empty() && bound == tenants_.end()) return nameless_;
  const std::string& wanted = name.empty() ? bound->second : name;
  const auto found = scopes_.find(wanted);
  return found == scopes_.end() ? std::make_shared<Scope>(wanted, server_clock_) : found->second;
}

std::shared_ptr<Scope> Scopes::open(const std::string& name) {
  if (name.empty()) return nameless_;
  const std::unique_lock lock(mutex_);
  const auto found = scopes_.find(name);
  if (found != scopes_.end()) return found->second;
  if (scopes_.size() >= kMost) return nullptr;
  return scopes_.emplace(name, std::make_shared<Scope>(name, server_clock_)).first->second;
}

Result<void, std::string> Scopes::bind(const std::string& name, const std::vector<std::string>& tenants) {
  const std::unique_lock lock(mutex_);
  for (const std::string& tenant : tenants) {
    const auto holder = tenants_.find(tenant);
    if (holder != tenants_.end() && holder->second != name) return tl::unexpected(tenant);
  }
  std::erase_if(tenants_, [&](const auto& entry) { return entry.second == name; });
  for (const std::string& tenant : tenants) tenants_[tenant] = name;
  has_tenants_ = !tenants_.empty();
  return {};
}

bool Scopes::remove(const std::string& name) {
  const std::unique_lock lock(mutex_);
  std::erase_if(tenants_, [&](const auto& entry) { return entry.second == name; });
  has_tenants_ = !tenants_.empty();
  return scopes_.erase(name) != 0;
}

void Scopes::clear() {
  const std::unique_lock lock(mutex_);
  scopes_.clear();
  tenants_.clear();
  has_tenants_ = false;
  nameless_->faults.clear();
}

std::vector<std::string> Scopes::tenants_of(const std::string& name) const {
  std::vector<std::string> tenants;
  for (const auto& [tenant, holder] : tenants_) {
    if (holder == name) tenants.push_back(tenant);
  }
  return tenants;
}

std::vector<Scopes::Listed> Scopes::list() const {
  const std::shared_lock lock(mutex_);
  std::vector<Listed> all;
  for (const auto& [name, scope] : scopes_) all.push_back({scope, tenants_of(name)});
  return all;
}

}  // namespace entra::idp
