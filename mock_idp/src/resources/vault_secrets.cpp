// In the store: one text for each version, one for each secret's history, and one for each vault with the names that
// were ever used in it. A configured secret has no text until something is done with it.

#include "resources/vault_secrets.hpp"

#include <algorithm>
#include <set>

#include "entra/support/evp.hpp"
#include "entra/support/json_access.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

/// Names of vaults, secrets and versions hold no slash, so that no two keys are one.
std::string key_of(const VaultEntry& entry) {
  return "vault:" + to_lower(entry.vault->name);
}
std::string key_of(const VaultEntry& entry, const std::string& name) {
  return key_of(entry) + "/" + to_lower(name);
}

std::string to_text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<SecretHistory> decode_history(const std::string& text) {
  const auto json = parse_json(text);
  if (!json || !json->is_object()) return std::nullopt;
  const auto name = get_string(*json, "name");
  const auto versions = get_strings(*json, "versions");
  if (!name || !versions) return std::nullopt;
  SecretHistory history{*name, *versions, std::nullopt};
  if (const auto deleted = get_integer(*json, "deleted")) history.deleted = Instant(milliseconds(*deleted));
  return history;
}

std::optional<SecretVersion> find_configured(const VaultEntry& entry, const std::string& name) {
  for (const auto& [own, secret] : entry.vault->secrets) {
    if (!equals_ignoring_case(own, name)) continue;
    SecretVersion version;
    version.id = crypto::to_hex(crypto::sha256("secret " + entry.vault->name + " " + own)).substr(0, 32);
    version.value = secret.value;
    version.content_type = secret.content_type;
    version.tags = secret.tags;
    version.created = version.updated = entry.tenant->created;
    return version;
  }
  return std::nullopt;
}

std::set<std::string> read_names(const TextStore& store, const VaultEntry& entry) {
  const auto json = parse_json(store.find_text(key_of(entry)).value_or("{}"));
  const auto names = json ? get_strings(*json, "names") : std::nullopt;
  return names ? std::set<std::string>(names->begin(), names->end()) : std::set<std::string>();
}

void put_names(TextStore& store, const VaultEntry& entry, const std::set<std::string>& names) {
  store.put_text(key_of(entry), to_text(Json{{"names", names}}));
}

}  // namespace

std::string encode_version(const SecretVersion& version) {
  Json json = {{"id", version.id},
               {"value", version.value},
               {"contentType", version.content_type},
               {"tags", version.tags},
               {"enabled", version.enabled},
               {"created", version.created.time_since_epoch().count()},
               {"updated", version.updated.time_since_epoch().count()}};
  if (version.not_before) json["nbf"] = *version.not_before;
  if (version.expires) json["exp"] = *version.expires;
  return to_text(json);
}

std::optional<SecretVersion> decode_version(const std::string& text) {
  const auto json = parse_json(text);
  if (!json || !json->is_object()) return std::nullopt;
  const auto id = get_string(*json, "id");
  const auto value = get_string(*json, "value");
  const auto created = get_integer(*json, "created");
  const auto updated = get_integer(*json, "updated");
  const auto enabled = get_bool(*json, "enabled");
  if (!id || !value || !created || !updated || !enabled) return std::nullopt;
  SecretVersion version;
  version.id = *id;
  version.value = *value;
  version.content_type = get_string(*json, "contentType").value_or("");
  version.enabled = *enabled;
  version.not_before = get_integer(*json, "nbf");
  version.expires = get_integer(*json, "exp");
  version.created = Instant(milliseconds(*created));
  version.updated = Instant(milliseconds(*updated));
  const Json* const tags = find_member(*json, "tags");
  if (tags == nullptr || !tags->is_object()) return version;
  for (const auto& [name, tag] : tags->items()) {
    if (tag.is_string()) version.tags.emplace(name, tag.get<std::string>());
  }
  return version;
}

std::optional<SecretHistory> VaultSecrets::find(const VaultEntry& entry, const std::string& name, Instant now) const {
  if (const auto text = store_.find_text(key_of(entry, name))) {
    auto history = decode_history(*text);
    if (!history || history->versions.empty()) return std::nullopt;  // a configured secret that was purged
    if (history->deleted && now >= *history->deleted + kSecretRetention) return std::nullopt;
    return history;
  }
  const auto configured = find_configured(entry, name);
  if (!configured) return std::nullopt;
  const auto own = std::find_if(entry.vault->secrets.begin(), entry.vault->secrets.end(),
                                [&](const auto& secret) { return equals_ignoring_case(secret.first, name); });
  return SecretHistory{own->first, {configured->id}, std::nullopt};
}

std::optional<SecretVersion> VaultSecrets::find_version(const VaultEntry& entry, const SecretHistory& history,
                                                        const std::string& id) const {
  const std::string wanted = id.empty() ? history.versions.back() : to_lower(id);
  if (std::find(history.versions.begin(), history.versions.end(), wanted) == history.versions.end()) {
    return std::nullopt;
  }
  if (const auto text = store_.find_text(key_of(entry, history.name) + "/" + wanted)) return decode_version(*text);
  auto configured = find_configured(entry, history.name);
  if (configured && configured->id == wanted) return configured;
  return std::nullopt;
}

std::vector<SecretHistory> VaultSecrets::list(const VaultEntry& entry, Instant now) const {
  std::set<std::string> names = read_names(store_, entry);
  for (const auto& [name, secret] : entry.vault->secrets) names.insert(to_lower(name));
  std::vector<SecretHistory> all;
  for (const std::string& name : names) {
    if (auto history = find(entry, name, now)) all.push_back(std::move(*history));
  }
  return all;
}

SecretResult<void> VaultSecrets::set(const VaultEntry& entry, const std::string& name, const SecretVersion& version,
                                     Instant now) {
  const std::lock_guard lock(mutex_);
  auto history = find(entry, name, now);
  if (history && history->deleted) return tl::unexpected(SecretFault::kDeleted);
  if (!history) {
    forget(entry, name);  // what its retention may have left behind
    history = SecretHistory{name, {}, std::nullopt};
  }
  history->versions.push_back(version.id);
  // The version first: whoever sees its id finds it.
  store_.put_text(key_of(entry, name) + "/" + version.id, encode_version(version));
  put_history(entry, *history);
  return {};
}

SecretResult<SecretVersion> VaultSecrets::update(const VaultEntry& entry, const std::string& name,
                                                 const std::string& id,
                                                 const std::function<void(SecretVersion&)>& change, Instant now) {
  const std::lock_guard lock(mutex_);
  const auto history = find(entry, name, now);
  if (!history || history->deleted) return tl::unexpected(SecretFault::kNotFound);
  auto version = find_version(entry, *history, id);
  if (!version) return tl::unexpected(SecretFault::kNotFound);
  change(*version);
  version->updated = now;
  store_.put_text(key_of(entry, name) + "/" + version->id, encode_version(*version));
  return *version;
}

SecretResult<SecretHistory> VaultSecrets::mark(const VaultEntry& entry, const std::string& name, bool deleted,
                                               Instant now) {
  const std::lock_guard lock(mutex_);
  auto history = find(entry, name, now);
  if (!history || history->deleted.has_value() == deleted) return tl::unexpected(SecretFault::kNotFound);
  history->deleted = deleted ? std::optional(now) : std::nullopt;
  put_history(entry, *history);
  return *history;
}

SecretResult<SecretHistory> VaultSecrets::remove(const VaultEntry& entry, const std::string& name, Instant now) {
  return mark(entry, name, true, now);
}

SecretResult<SecretHistory> VaultSecrets::recover(const VaultEntry& entry, const std::string& name, Instant now) {
  return mark(entry, name, false, now);
}

SecretResult<void> VaultSecrets::purge(const VaultEntry& entry, const std::string& name, Instant now) {
  const std::lock_guard lock(mutex_);
  const auto history = find(entry, name, now);
  if (!history || !history->deleted) return tl::unexpected(SecretFault::kNotFound);
  forget(entry, name);
  return {};
}

SecretResult<void> VaultSecrets::restore(const VaultEntry& entry, const std::string& name,
                                         const std::vector<SecretVersion>& versions, Instant now) {
  const std::lock_guard lock(mutex_);
  if (find(entry, name, now)) return tl::unexpected(SecretFault::kInUse);
  forget(entry, name);
  SecretHistory history{name, {}, std::nullopt};
  for (const SecretVersion& version : versions) {
    store_.put_text(key_of(entry, name) + "/" + version.id, encode_version(version));
    history.versions.push_back(version.id);
  }
  put_history(entry, history);
  return {};
}

void VaultSecrets::put_history(const VaultEntry& entry, const SecretHistory& history) {
  // The name first: a history that is in the store is in the list.
  auto names = read_names(store_, entry);
  if (names.insert(to_lower(history.name)).second) put_names(store_, entry, names);
  Json json = {{"name", history.name}, {"versions", history.versions}};
  if (history.deleted) json["deleted"] = history.deleted->time_since_epoch().count();
  store_.put_text(key_of(entry, history.name), to_text(json));
}

void VaultSecrets::forget(const VaultEntry& entry, const std::string& name) {
  const std::string key = key_of(entry, name);
  const auto text = store_.find_text(key);
  const auto history = text ? decode_history(*text) : std::nullopt;
  if (!history) return;
  // An empty history hides what the config says.
  const bool is_configured = find_configured(entry, name).has_value();
  if (is_configured) {
    put_history(entry, {history->name, {}, std::nullopt});
  } else {
    store_.put_text(key, "");
    auto names = read_names(store_, entry);
    if (names.erase(to_lower(name)) != 0) put_names(store_, entry, names);
  }
  for (const std::string& id : history->versions) store_.put_text(key + "/" + id, "");
}

}  // namespace entra::idp
