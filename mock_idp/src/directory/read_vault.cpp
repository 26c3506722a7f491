// Key vaults: their secrets and who may do what with them.

#include "directory/config_sections.hpp"
#include "directory/formats.hpp"

namespace entra::idp {
namespace {

bool expect_object(Loading& loading, const Value& at, const std::string& expected) {
  if (at.json->kind == LocatedJson::Kind::kObject) return true;
  loading.refuse(at, "expected " + expected + ", found " + std::string(at.json->kind_name()));
  return false;
}

std::map<std::string, std::string> read_tags(Loading& loading, const Value& tags) {
  std::map<std::string, std::string> read;
  if (!expect_object(loading, tags, "an object of names and texts")) return read;
  for (const auto& member : tags.json->members) {
    if (member.value.kind == LocatedJson::Kind::kString) {
      read.emplace(member.name, member.value.scalar.get_ref<const std::string&>());
    } else {
      loading.refuse({&member.value, tags.pointer + "/" + pointer_token(member.name)},
                     "expected a string, found " + std::string(member.value.kind_name()));
    }
  }
  return read;
}

/// The value alone, or an object with what stands beside it.
VaultSecret read_secret(Loading& loading, const Value& at) {
  if (at.json->kind == LocatedJson::Kind::kString) return {at.json->scalar.get_ref<const std::string&>(), "", {}};
  if (!expect_object(loading, at, "a string or an object")) return {};
  ObjectReader reader(loading, at, "vaultSecret");
  VaultSecret secret;
  if (const auto value = reader.text("value")) {
    secret.value = *value;
  } else if (!reader.member("value")) {
    reader.missing("value", "the secret itself");
  }
  secret.content_type = reader.text("contentType").value_or("");
  if (const auto tags = reader.member("tags")) secret.tags = read_tags(loading, *tags);
  reader.done();
  return secret;
}

VaultAccessPolicy read_access_policy(Loading& loading, const Value& at, const std::vector<User>& users) {
  ObjectReader reader(loading, at, "vaultAccessPolicy");
  VaultAccessPolicy policy;
  const auto object = reader.member("objectId");
  if (!object || reader.member("appId")) policy.app = read_id<AppId>(loading, reader, "appId");
  policy.object = read_principal(loading, reader, "objectId", users);
  policy.secrets =
      read_words(reader, "secrets", {"get", "list", "set", "delete", "recover", "backup", "restore", "purge", "all"});
  reader.done();
  return policy;
}

}  // namespace

Vault read_vault(Loading& loading, const Value& value, const std::vector<User>& users) {
  ObjectReader reader(loading, value, "vault");
  Vault vault;
  vault.name = reader.required_text("name", "a vault name");
  if (!vault.name.empty())
    if (const auto parsed = parse_vault_name(vault.name); !parsed)
      loading.refuse(*reader.member("name"), parsed.error().message);
  const auto secrets = reader.member("secrets");
  if (secrets && expect_object(loading, *secrets, "an object of names and values")) {
    for (const auto& member : secrets->json->members) {
      const Value at{&member.value, secrets->pointer + "/" + pointer_token(member.name)};
      if (const auto name = parse_secret_name(member.name); !name) {
        loading.refuse(at, name.error().message);
      } else {
        vault.secrets.emplace(*name, read_secret(loading, at));
      }
    }
  }
  reader.each("accessPolicies",
              [&](const Value& at) { vault.access_policies.push_back(read_access_policy(loading, at, users)); });
  vault.purge_protection = reader.flag("enablePurgeProtection", false);
  reader.done();
  return vault;
}

}  // namespace entra::idp
