#pragma once
// The secrets of the vaults: those of the config, and above them what was done with them at run time, which lives in
// the store.

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "entra/idp/config.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/result.hpp"
#include "store/text_store.hpp"

namespace entra::idp {

struct SecretVersion {
  std::string id;  ///< 32 hexadecimal digits
  std::string value;
  std::string content_type;
  std::map<std::string, std::string> tags;
  bool enabled{true};
  std::optional<std::int64_t> not_before;  ///< seconds since 1970; told to callers, not enforced by the service
  std::optional<std::int64_t> expires;     ///< likewise
  Instant created{};
  Instant updated{};
};

/// One secret through its versions.
struct SecretHistory {
  std::string name;                   ///< as it was first spelled; compared without regard to case
  std::vector<std::string> versions;  ///< ids, the oldest first
  std::optional<Instant> deleted;     ///< none: it is in use
};

/// What the service keeps a deleted secret for, before it purges it.
inline constexpr seconds kSecretRetention{90 * 24 * 3600};

/// A configured vault and its tenant.
struct VaultEntry {
  const Tenant* tenant{nullptr};
  const Vault* vault{nullptr};
};

enum class SecretFault {
  kNotFound,
  kDeleted,  ///< its name is taken until it is purged
  kInUse,    ///< a restored name that is in use
};
template <class T>
using SecretResult = Result<T, SecretFault>;

/// Thread-safe; each change is one step for all others. The store outlives it.
class VaultSecrets {
 public:
  explicit VaultSecrets(TextStore& store) : store_(store) {}

  /// In use or deleted; none when there is no such secret, or when its retention is over.
  [[nodiscard]] std::optional<SecretHistory> find(const VaultEntry& entry, const std::string& name, Instant now) const;
  /// Of a history; an empty id: the newest.
  [[nodiscard]] std::optional<SecretVersion> find_version(const VaultEntry& entry, const SecretHistory& history,
                                                          const std::string& id) const;
  /// All of them, deleted ones too, by name.
  [[nodiscard]] std::vector<SecretHistory> list(const VaultEntry& entry, Instant now) const;

  /// Adds a version, the newest from then on.
  SecretResult<void> set(const VaultEntry& entry, const std::string& name, const SecretVersion& version, Instant now);
  SecretResult<SecretVersion> update(const VaultEntry& entry, const std::string& name, const std::string& id,
                                     const std::function<void(SecretVersion&)>& change, Instant now);
  SecretResult<SecretHistory> remove(const VaultEntry& entry, const std::string& name, Instant now);
  SecretResult<SecretHistory> recover(const VaultEntry& entry, const std::string& name, Instant now);
  SecretResult<void> purge(const VaultEntry& entry, const std::string& name, Instant now);
  /// Brings all versions back under a free name.
  SecretResult<void> restore(const VaultEntry& entry, const std::string& name,
                             const std::vector<SecretVersion>& versions, Instant now);

 private:
  SecretResult<SecretHistory> mark(const VaultEntry& entry, const std::string& name, bool deleted, Instant now);
  void put_history(const VaultEntry& entry, const SecretHistory& history);
  void forget(const VaultEntry& entry, const std::string& name);

  TextStore& store_;
  mutable std::mutex mutex_;
};

/// What goes into a backup and the store, and back; none for text that is not a version.
[[nodiscard]] std::string encode_version(const SecretVersion& version);
[[nodiscard]] std::optional<SecretVersion> decode_version(const std::string& text);

}  // namespace entra::idp
