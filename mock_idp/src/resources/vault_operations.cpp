// Key Vault's operations on one secret
// (https://learn.microsoft.com/rest/api/keyvault/secrets/operation-groups).

#include <array>

#include "directory/formats.hpp"
#include "entra/support/base64.hpp"
#include "entra/support/evp.hpp"
#include "resources/vault_call.hpp"
#include "resources/vault_changes.hpp"

namespace entra::idp {
namespace {

/// What every backup begins with; the service's own is encrypted, and as opaque to its callers.
constexpr std::string_view kBackupMark = "mock-key-vault-backup:";

http::Response bad_request(VaultCall& at, const std::string& message) {
  return vault_fault(at.call, 400, "BadParameter", message);
}

http::Response name_is_taken(VaultCall& at) {
  return vault_fault(at.call, 409, "Conflict",
                     "Secret " + at.name +
                         " is currently in a deleted but recoverable state, and its name cannot be reused; in this "
                         "state, the secret can only be recovered or purged.",
                     "ObjectIsDeletedButRecoverable");
}

std::optional<Json> read_object(const VaultCall& at) {
  auto body = parse_json(at.call.request.body);
  if (!body || !body->is_object()) return std::nullopt;
  return std::move(*body);
}

std::string new_version_id(Random& random) {
  std::array<std::uint8_t, 16> raw{};
  random.fill(raw);
  return crypto::to_hex({reinterpret_cast<const char*>(raw.data()), raw.size()});
}

/// A deleted secret, or one that was brought back, without its value.
http::Response answer_with_newest(VaultCall& at, const SecretHistory& history) {
  const auto newest = at.secrets.find_version(at.entry, history, "");
  if (!newest) return secret_not_found(at);
  return vault_answer(at.call, 200, describe_secret(at, history, *newest, false));
}

struct Backup {
  std::string name;
  std::vector<SecretVersion> versions;
};

std::string encode_backup(const VaultCall& at, const Backup& backup) {
  Json versions = Json::array();
  for (const SecretVersion& version : backup.versions) versions.push_back(encode_version(version));
  const Json json = {{"tenant", at.entry.tenant->id.str()}, {"name", backup.name}, {"versions", versions}};
  return base64url_encode(std::string(kBackupMark) + json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

/// None for what is no backup, or one of another tenant's vault: it comes back within its subscription only.
std::optional<Backup> decode_backup(const VaultCall& at, const std::string& text) {
  const auto raw = base64url_decode(text);
  if (!raw || !raw->starts_with(kBackupMark)) return std::nullopt;
  const auto json = parse_json(std::string_view(*raw).substr(kBackupMark.size()));
  if (!json || !json->is_object() || get_string(*json, "tenant") != at.entry.tenant->id.str()) return std::nullopt;
  Backup backup{get_string(*json, "name").value_or(""), {}};
  const auto versions = get_strings(*json, "versions");
  if (!versions || versions->empty() || !parse_secret_name(backup.name)) return std::nullopt;
  for (const std::string& one : *versions) {
    auto version = decode_version(one);
    if (!version) return std::nullopt;
    backup.versions.push_back(std::move(*version));
  }
  return backup;
}

}  // namespace

http::Response set_secret(VaultCall& at) {
  const auto body = read_object(at);
  if (!body) return bad_request(at, "The request body must be a JSON object with a string 'value'.");
  auto value = parse_secret_value(*body);
  if (!value) return bad_request(at, value.error());
  const auto changes = parse_secret_changes(*body);
  if (!changes) return bad_request(at, changes.error());
  SecretVersion version;
  version.id = new_version_id(at.call.random);
  version.value = std::move(*value);
  version.created = version.updated = at.call.now;
  changes->apply(version);
  if (const auto done = at.secrets.set(at.entry, at.name, version, at.call.now); !done) return name_is_taken(at);
  return vault_answer(at.call, 200, describe_secret(at, {at.name, {}, std::nullopt}, version, true));
}

http::Response get_secret(VaultCall& at) {
  const auto history = at.secrets.find(at.entry, at.name, at.call.now);
  if (!history || history->deleted) return secret_not_found(at);
  const auto version = at.secrets.find_version(at.entry, *history, at.version);
  if (!version) return secret_not_found(at);
  if (!version->enabled) {
    return vault_fault(at.call, 403, "Forbidden", "Operation get is not allowed on a disabled secret.",
                       "SecretDisabled");
  }
  return vault_answer(at.call, 200, describe_secret(at, *history, *version, true));
}

http::Response update_secret(VaultCall& at) {
  const auto body = read_object(at);
  if (!body) return bad_request(at, "The request body must be a JSON object.");
  const auto changes = parse_secret_changes(*body);
  if (!changes) return bad_request(at, changes.error());
  const auto updated = at.secrets.update(
      at.entry, at.name, at.version, [&](SecretVersion& version) { changes->apply(version); }, at.call.now);
  if (!updated) return secret_not_found(at);
  return vault_answer(at.call, 200, describe_secret(at, {at.name, {}, std::nullopt}, *updated, false));
}

http::Response delete_secret(VaultCall& at) {
  const auto history = at.secrets.remove(at.entry, at.name, at.call.now);
  return history ? answer_with_newest(at, *history) : secret_not_found(at);
}

http::Response get_deleted_secret(VaultCall& at) {
  const auto history = at.secrets.find(at.entry, at.name, at.call.now);
  return history && history->deleted ? answer_with_newest(at, *history) : deleted_secret_not_found(at);
}

http::Response recover_secret(VaultCall& at) {
  const auto history = at.secrets.recover(at.entry, at.name, at.call.now);
  return history ? answer_with_newest(at, *history) : deleted_secret_not_found(at);
}

http::Response purge_secret(VaultCall& at) {
  if (at.entry.vault->purge_protection)
    return vault_fault(at.call, 400, "NotSupported", "Operation \"purge\" is not enabled for this vault.");
  if (!at.secrets.purge(at.entry, at.name, at.call.now)) return deleted_secret_not_found(at);
  return vault_answer(at.call, 204, nullptr);
}

http::Response backup_secret(VaultCall& at) {
  const auto history = at.secrets.find(at.entry, at.name, at.call.now);
  if (!history || history->deleted) return secret_not_found(at);
  Backup backup{history->name, {}};
  for (const std::string& id : history->versions) {
    if (auto version = at.secrets.find_version(at.entry, *history, id)) backup.versions.push_back(std::move(*version));
  }
  OrderedJson body;
  body["value"] = encode_backup(at, backup);
  return vault_answer(at.call, 200, body);
}

http::Response restore_secret(VaultCall& at) {
  const auto body = read_object(at);
  const auto text = body ? get_string(*body, "value") : std::nullopt;
  const auto backup = text ? decode_backup(at, *text) : std::nullopt;
  if (!backup) return bad_request(at, "Backup blob contains invalid or corrupt version.");
  const SecretVersion& newest = backup->versions.back();
  const SecretHistory history{backup->name, {}, std::nullopt};
  if (const auto done = at.secrets.restore(at.entry, backup->name, backup->versions, at.call.now); !done) {
    return vault_fault(at.call, 409, "Conflict",
                       "There was a conflict restoring the secret '" + vault_url(at) + "/secrets/" + backup->name +
                           "/" + newest.id + "': a secret of that name exists.");
  }
  return vault_answer(at.call, 200, describe_secret(at, history, newest, false));
}

}  // namespace entra::idp
