// In the store, one text for each version and one that names the newest: setting a secret costs the same however many
// there are.

#include "entra/support/evp.hpp"
#include "entra/support/text.hpp"
#include "resources/resource.hpp"

namespace entra::idp {
namespace {

/// Names of secrets and versions hold no slash, so that no two keys are one.
std::string key_of(const std::string& vault, const std::string& name) {
  return "vault:" + to_lower(vault) + "/" + to_lower(name);
}

std::string encode(const VaultSecrets::Version& version) {
  const Json json = {{"value", version.value},
                     {"contentType", version.content_type},
                     {"created", version.created.time_since_epoch().count()}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<VaultSecrets::Version> decode(const std::string& id, const std::string& text) {
  const auto json = parse_json(text);
  if (!json || !json->is_object()) return std::nullopt;
  const auto value = get_string(*json, "value");
  const auto content_type = get_string(*json, "contentType");
  const auto created = get_integer(*json, "created");
  if (!value || !content_type || !created) return std::nullopt;
  return VaultSecrets::Version{id, *value, *content_type, Instant(milliseconds(*created))};
}

std::optional<VaultSecrets::Version> find_configured(const Config& config, const std::string& vault_name,
                                                     const std::string& name) {
  for (const Tenant& tenant : config.tenants) {
    for (const Vault& vault : tenant.vaults) {
      if (!equals_ignoring_case(vault.name, vault_name)) continue;
      for (const auto& [own, value] : vault.secrets) {
        if (!equals_ignoring_case(own, name)) continue;
        const std::string id = crypto::to_hex(crypto::sha256("secret " + vault.name + " " + own)).substr(0, 32);
        return VaultSecrets::Version{id, value, "", Instant{}};
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<VaultSecrets::Version> VaultSecrets::find(const std::string& vault, const std::string& name,
                                                        const std::string& version) const {
  const std::string key = key_of(vault, name);
  const std::string id = version.empty() ? store_.find_text(key).value_or("") : version;
  if (!id.empty()) {
    if (const auto text = store_.find_text(key + "/" + id)) return decode(id, *text);
  }
  auto configured = find_configured(config_, vault, name);
  if (configured && !version.empty() && configured->id != version) return std::nullopt;
  return configured;
}

VaultSecrets::Version VaultSecrets::put(const std::string& vault, const std::string& name, Version version) {
  const std::string key = key_of(vault, name);
  // The version first: whoever sees its name finds it.
  store_.put_text(key + "/" + version.id, encode(version));
  store_.put_text(key, version.id);
  return version;
}

}  // namespace entra::idp
