#pragma once
// The bodies of Key Vault's set and update requests.

#include <map>
#include <optional>
#include <string>

#include "entra/support/json_access.hpp"
#include "resources/vault_secrets.hpp"

namespace entra::idp {

/// What a request says about a secret besides its value; what it leaves out stays as it is.
struct SecretChanges {
  std::optional<std::string> content_type;
  std::optional<std::map<std::string, std::string>> tags;
  std::optional<bool> enabled;
  std::optional<std::int64_t> not_before;
  std::optional<std::int64_t> expires;

  void apply(SecretVersion& version) const;
};

/// The error is the service's message: a member of a wrong type, a text that is too long, too many tags.
[[nodiscard]] Result<SecretChanges, std::string> parse_secret_changes(const Json& body);
/// The value of a set request. 25 KB at most, as the service states.
[[nodiscard]] Result<std::string, std::string> parse_secret_value(const Json& body);

}  // namespace entra::idp
