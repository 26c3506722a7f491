#include "entra/support/evp.hpp"
#include "entra/support/text.hpp"
#include "resources/resource.hpp"

namespace entra::idp {

VaultSecrets::VaultSecrets(const Config& config) : config_(config) {
  reset();
}

void VaultSecrets::reset() {
  const std::scoped_lock lock(mutex_);
  secrets_.clear();
  for (const Tenant& tenant : config_.tenants) {
    for (const Vault& vault : tenant.vaults) {
      for (const auto& [name, value] : vault.secrets) {
        const std::string id = crypto::to_hex(crypto::sha256("secret " + vault.name + " " + name)).substr(0, 32);
        secrets_[{to_lower(vault.name), to_lower(name)}].push_back({id, value, "", Instant{}});
      }
    }
  }
}

std::optional<VaultSecrets::Version> VaultSecrets::find(const std::string& vault, const std::string& name,
                                                        const std::string& version) const {
  const std::scoped_lock lock(mutex_);
  const auto found = secrets_.find({to_lower(vault), to_lower(name)});
  if (found == secrets_.end()) return std::nullopt;
  if (version.empty()) return found->second.back();
  for (const Version& one : found->second) {
    if (one.id == version) return one;
  }
  return std::nullopt;
}

VaultSecrets::Version VaultSecrets::put(const std::string& vault, const std::string& name, Version version) {
  const std::scoped_lock lock(mutex_);
  secrets_[{to_lower(vault), to_lower(name)}].push_back(version);
  return version;
}

}  // namespace entra::idp
