// Key Vault: the challenge, who may come in, and which operation a request is (REST API 2016-10-01 and 7.x).

#include <algorithm>
#include <array>

#include "directory/formats.hpp"
#include "directory/well_known.hpp"
#include "entra/support/text.hpp"
#include "resources/vault_call.hpp"

namespace entra::idp {
namespace {

struct Operation {
  std::string_view method;
  std::string_view path;
  std::string_view permission;
  http::Response (*serve)(VaultCall&);
};

/// Names of operations stand before versions of the same shape.
constexpr Operation kOperations[] = {
    {"GET", "secrets", "list", list_secrets},
    {"POST", "secrets/restore", "restore", restore_secret},
    {"GET", "secrets/{name}/versions", "list", list_secret_versions},
    {"POST", "secrets/{name}/backup", "backup", backup_secret},
    {"PUT", "secrets/{name}", "set", set_secret},
    {"GET", "secrets/{name}", "get", get_secret},
    {"GET", "secrets/{name}/{version}", "get", get_secret},
    {"PATCH", "secrets/{name}", "set", update_secret},
    {"PATCH", "secrets/{name}/{version}", "set", update_secret},
    {"DELETE", "secrets/{name}", "delete", delete_secret},
    {"GET", "deletedsecrets", "list", list_deleted_secrets},
    {"GET", "deletedsecrets/{name}", "get", get_deleted_secret},
    {"DELETE", "deletedsecrets/{name}", "purge", purge_secret},
    {"POST", "deletedsecrets/{name}/recover", "recover", recover_secret},
};

constexpr std::array<std::string_view, 9> kVersions = {"2015-06-01", "2016-10-01", "7.0", "7.1", "7.2",
                                                       "7.3",        "7.4",        "7.5", "7.6"};
/// From here on versions are dates, and SDKs bring new ones: each is served.
constexpr std::string_view kFirstDatedVersion = "2025-07-01";
constexpr std::string_view kLatestVersion = "2026-04-01";

VaultEntry find_vault(const Directory& directory, const std::string& name) {
  for (const Tenant& tenant : directory.config().tenants) {
    for (const Vault& vault : tenant.vaults) {
      if (equals_ignoring_case(vault.name, name)) return {&tenant, &vault};
    }
  }
  return {};
}

http::Response challenge(ResourceCall& call, const Tenant& tenant, const std::string& message) {
  auto response = vault_fault(call, 401, "Unauthorized", message);
  response.headers.add("WWW-Authenticate", "Bearer authorization=\"" + call.login_base + "/" + tenant.id.str() +
                                               "\", resource=\"https://" + cloud_facts(call.origin.cloud).vault_suffix +
                                               "\"");
  return response;
}

http::Response unauthorized(ResourceCall& call, const Tenant& tenant, const BearerRefusal& refusal) {
  const auto message = [&]() -> std::string {
    switch (refusal.fault) {
      case BearerFault::kMissing:
        return "AKV10000: Request is missing a Bearer or PoP token.";
      case BearerFault::kAudience:
        return "AKV10022: Invalid audience. Expected https://" + cloud_facts(call.origin.cloud).vault_suffix +
               ", found: " + refusal.audience + ".";
      default:
        return "AKV10001: The token could not be validated.";
    }
  }();
  auto response = challenge(call, tenant, message);
  call.refusal += " (" + refusal.detail + ")";
  return response;
}

http::Response forbidden(ResourceCall& call, const Caller& caller, const Vault& vault, std::string_view permission) {
  const auto claim = [&](std::string_view name) { return get_string(caller.claims, name).value_or(""); };
  const std::string groups = caller.is_app_only() ? "" : ";numgroups=" + std::to_string(caller.user->groups.size());
  return vault_fault(call, 403, "Forbidden",
                     "The user, group or application 'appid=" + caller.app->app_id.str() + ";oid=" + claim("oid") +
                         groups + ";iss=" + claim("iss") + "' does not have secrets " + std::string(permission) +
                         " permission on key vault '" + vault.name +
                         ";location=westus'. For help resolving this issue, please see "
                         "https://go.microsoft.com/fwlink/?linkid=2125287",
                     "AccessDenied");
}

/// "7.6-preview.1" is spoken by whoever speaks 7.6.
bool is_known_version(const std::string& version) {
  const std::string bare = version.substr(0, version.find("-preview"));
  const bool is_date = parse_rfc3339(bare + "T00:00:00Z").has_value();
  return (is_date && bare >= kFirstDatedVersion) ||
         std::find(kVersions.begin(), kVersions.end(), bare) != kVersions.end();
}

bool matches(const Operation& operation, const std::vector<std::string>& words) {
  const auto parts = split_words(operation.path, '/');
  return parts.size() == words.size() &&
         std::equal(parts.begin(), parts.end(), words.begin(), [](const std::string& part, const std::string& word) {
           return part.front() == '{' || equals_ignoring_case(part, word);
         });
}

/// Of the path, whatever the method.
std::vector<const Operation*> find_operations(const std::vector<std::string>& words) {
  std::vector<const Operation*> found;
  for (const Operation& operation : kOperations) {
    if (matches(operation, words)) found.push_back(&operation);
  }
  return found;
}

http::Response method_not_allowed(ResourceCall& call, const std::vector<const Operation*>& operations) {
  std::vector<std::string> methods;
  for (const Operation* const one : operations) methods.emplace_back(one->method);
  auto response = vault_fault(call, 405, "MethodNotAllowed", "The request method is not allowed here.");
  response.headers.add("Allow", join(methods, ", "));
  return response;
}

http::Response serve_operation(ResourceCall& call, const Caller& caller, VaultCall& at) {
  const auto words = split_words(call.path, '/');
  const auto operations = find_operations(words);
  if (operations.empty()) {
    call.is_unmatched = true;
    return vault_fault(call, 404, "NotFound", "There is no operation of that path.");
  }
  const auto chosen = std::find_if(operations.begin(), operations.end(),
                                   [&](const Operation* one) { return one->method == call.request.method; });
  if (chosen == operations.end()) return method_not_allowed(call, operations);
  const Operation& operation = **chosen;
  if (operation.path.find("{name}") != std::string_view::npos) at.name = words[1];
  if (operation.path.ends_with("{version}")) at.version = words[2];
  if (!at.name.empty() && !parse_secret_name(at.name)) {
    return vault_fault(call, 400, "BadParameter", "The request URI contains an invalid name: " + at.name);
  }
  if (!may_use_secrets(*at.entry.vault, caller, operation.permission)) {
    return forbidden(call, caller, *at.entry.vault, operation.permission);
  }
  return operation.serve(at);
}

}  // namespace

http::Response serve_key_vault(ResourceCall& call, const std::string& vault_name, VaultSecrets& secrets) {
  const VaultEntry entry = find_vault(call.directory, vault_name);
  if (entry.vault == nullptr)
    return vault_fault(call, 404, "VaultNotFound", "The vault '" + vault_name + "' does not exist.");
  const auto caller = verify_bearer(call, {kKeyVaultAppId});
  if (!caller) return unauthorized(call, *entry.tenant, caller.error());
  if (caller->tenant->id != entry.tenant->id) {
    return challenge(call, *entry.tenant,
                     "AKV10032: Invalid issuer. Expected one of " + call.origin.v1_issuer(entry.tenant->id.str()) +
                         ", found " + get_string(caller->claims, "iss").value_or("") + ".");
  }
  const auto query = Form::parse(call.request.query());
  const std::string api_version = query ? query->get_or("api-version") : "";
  if (api_version.empty()) return vault_fault(call, 400, "BadParameter", "api-version must be specified");
  if (!is_known_version(api_version)) {
    return vault_fault(call, 400, "BadParameter",
                       "The specified version (" + api_version +
                           ") is not recognized. Consider using the latest supported version (" +
                           std::string(kLatestVersion) + ").");
  }
  VaultCall at{call, entry, secrets, *query, api_version, "", ""};
  return serve_operation(call, *caller, at);
}

}  // namespace entra::idp
