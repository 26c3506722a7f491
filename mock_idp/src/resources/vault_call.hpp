#pragma once
// What Key Vault's operations share: the call, and how answers and refusals look (REST API 7.x).

#include <string>
#include <string_view>

#include "entra/support/url.hpp"
#include "resources/resource.hpp"
#include "resources/vault_secrets.hpp"

namespace entra::idp {

/// A call of a vault's operation whose caller may make it.
struct VaultCall {
  ResourceCall& call;
  VaultEntry entry;
  VaultSecrets& secrets;
  Form query;
  std::string api_version;
  std::string name;     ///< of the path; empty: the operation has none
  std::string version;  ///< likewise
};

[[nodiscard]] http::Response vault_answer(ResourceCall& call, int status, const OrderedJson& body);
[[nodiscard]] http::Response vault_fault(ResourceCall& call, int status, std::string_view code,
                                         const std::string& message, std::string_view inner = "");
/// "https://contoso-vault.vault.azure.net", or below the server's own origin.
[[nodiscard]] std::string vault_url(const VaultCall& at);

/// Whether the vault's access policies let the caller do this with secrets. A policy that names the application alone
/// is for calls without a person: with one, the person's own policies count.
[[nodiscard]] bool may_use_secrets(const Vault& vault, const Caller& caller, std::string_view operation);

[[nodiscard]] http::Response set_secret(VaultCall& at);
[[nodiscard]] http::Response get_secret(VaultCall& at);
[[nodiscard]] http::Response update_secret(VaultCall& at);
[[nodiscard]] http::Response delete_secret(VaultCall& at);
[[nodiscard]] http::Response list_secrets(VaultCall& at);
[[nodiscard]] http::Response list_secret_versions(VaultCall& at);
[[nodiscard]] http::Response backup_secret(VaultCall& at);
[[nodiscard]] http::Response restore_secret(VaultCall& at);
[[nodiscard]] http::Response list_deleted_secrets(VaultCall& at);
[[nodiscard]] http::Response get_deleted_secret(VaultCall& at);
[[nodiscard]] http::Response recover_secret(VaultCall& at);
[[nodiscard]] http::Response purge_secret(VaultCall& at);

/// One version as the service shows it; the value only where it is asked for.
[[nodiscard]] OrderedJson describe_secret(const VaultCall& at, const SecretHistory& history,
                                          const SecretVersion& version, bool with_value);
/// The same as an entry of a list, whose id names no version.
[[nodiscard]] OrderedJson describe_listed_secret(const VaultCall& at, const SecretHistory& history,
                                                 const SecretVersion& version);
[[nodiscard]] http::Response secret_not_found(VaultCall& at);
[[nodiscard]] http::Response deleted_secret_not_found(VaultCall& at);

}  // namespace entra::idp
