// Key Vault's secrets: the challenge, get and set (REST API 7.x).

#include <algorithm>
#include <array>

#include "entra/support/evp.hpp"
#include "entra/support/text.hpp"
#include "entra/support/url.hpp"
#include "resources/resource.hpp"

namespace entra::idp {
namespace {

constexpr std::string_view kKeyVaultAppId = "cfa8b339-82a2-471a-a3c9-0fc0be7a4093";
constexpr std::size_t kLongestName = 127;
constexpr std::size_t kLongestValue = 25u << 10;  // 25 KB, as the service states

struct VaultEntry {
  const Tenant* tenant{nullptr};
  const Vault* vault{nullptr};
};

VaultEntry find_vault(const Directory& directory, const std::string& name) {
  for (const Tenant& tenant : directory.config().tenants) {
    for (const Vault& vault : tenant.vaults) {
      if (equals_ignoring_case(vault.name, name)) return {&tenant, &vault};
    }
  }
  return {};
}

http::Response answer(ResourceCall& call, int status, const OrderedJson& body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.headers.add("Cache-Control", "no-cache");
  response.headers.add("Expires", "-1");
  response.headers.add("x-ms-keyvault-region", "westus");
  response.headers.add("x-ms-client-request-id",
                       call.request.headers.get_or("x-ms-client-request-id", call.random.guid()));
  response.headers.add("x-ms-request-id", call.random.guid());
  response.headers.add("x-ms-keyvault-service-version", "1.9.12.0");
  response.body = body.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  return response;
}

http::Response fault(ResourceCall& call, int status, std::string_view code, const std::string& message,
                     std::string_view inner = "") {
  call.refusal = std::string(code) + ": " + message;
  OrderedJson body;
  body["error"]["code"] = code;
  body["error"]["message"] = message;
  if (!inner.empty()) body["error"]["innererror"]["code"] = inner;
  return answer(call, status, body);
}

http::Response challenge(ResourceCall& call, const Tenant& tenant, const std::string& message) {
  auto response = fault(call, 401, "Unauthorized", message);
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
        return "AKV10022: Invalid audience. Expected https://vault.azure.net.";
      default:
        return "AKV10001: The token could not be validated.";
    }
  }();
  auto response = challenge(call, tenant, message);
  call.refusal += " (" + refusal.detail + ")";
  return response;
}

std::string base_url(const ResourceCall& call, const std::string& vault) {
  const std::string suffix = "." + cloud_facts(call.origin.cloud).vault_suffix;
  return call.origin.base.ends_with(suffix) ? call.origin.base : call.origin.base + "/vault/" + vault;
}

http::Response bundle(ResourceCall& call, const std::string& vault, const std::string& name,
                      const VaultSecrets::Version& version) {
  OrderedJson body;
  body["value"] = version.value;
  if (!version.content_type.empty()) body["contentType"] = version.content_type;
  body["id"] = base_url(call, vault) + "/secrets/" + name + "/" + version.id;
  OrderedJson attributes;
  attributes["enabled"] = true;
  attributes["created"] = to_epoch_seconds(version.created);
  attributes["updated"] = to_epoch_seconds(version.created);
  attributes["recoveryLevel"] = "Recoverable+Purgeable";
  attributes["recoverableDays"] = 90;
  body["attributes"] = std::move(attributes);
  return answer(call, 200, body);
}

http::Response get_secret(ResourceCall& call, const std::string& vault, const std::string& name,
                          const std::string& version, const VaultSecrets& secrets) {
  const auto found = secrets.find(vault, name, version);
  if (found) return bundle(call, vault, name, *found);
  return fault(
      call, 404, "SecretNotFound",
      "A secret with (name/id) " + name + (version.empty() ? "" : "/" + version) +
          " was not found in this key vault. If you recently deleted this secret you may be able to recover it "
          "using the correct recovery command. For help resolving this issue, please see "
          "https://go.microsoft.com/fwlink/?linkid=2125182");
}

http::Response set_secret(ResourceCall& call, const std::string& vault, const std::string& name,
                          VaultSecrets& secrets) {
  const auto body = parse_json(call.request.body);
  const auto value = body && body->is_object() ? get_string(*body, "value") : std::nullopt;
  if (!value) return fault(call, 400, "BadParameter", "The request body must be a JSON object with a string 'value'.");
  if (value->size() > kLongestValue) {
    return fault(call, 400, "BadParameter", "Secret value exceeds the maximum allowed length of 25 KB.");
  }
  std::array<std::uint8_t, 16> raw{};
  call.random.fill(raw);
  const std::string id = crypto::to_hex({reinterpret_cast<const char*>(raw.data()), raw.size()});
  return bundle(call, vault, name,
                secrets.put(vault, name, {id, *value, get_string(*body, "contentType").value_or(""), call.now}));
}

bool is_secret_name(const std::string& name) {
  return !name.empty() && name.size() <= kLongestName && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

bool may(const Vault& vault, const Application& app, std::string_view operation) {
  return std::any_of(vault.access_policies.begin(), vault.access_policies.end(), [&](const VaultAccessPolicy& policy) {
    const auto& secrets = policy.secrets;
    return policy.app == app.app_id && (std::find(secrets.begin(), secrets.end(), operation) != secrets.end() ||
                                        std::find(secrets.begin(), secrets.end(), "all") != secrets.end());
  });
}

}  // namespace

http::Response serve_key_vault(ResourceCall& call, const std::string& vault_name, VaultSecrets& secrets) {
  const VaultEntry entry = find_vault(call.directory, vault_name);
  if (entry.vault == nullptr)
    return fault(call, 404, "VaultNotFound", "The vault '" + vault_name + "' does not exist.");
  const auto caller = verify_bearer(call, {kKeyVaultAppId});
  if (!caller) return unauthorized(call, *entry.tenant, caller.error());
  if (caller->tenant->id != entry.tenant->id) {
    return challenge(call, *entry.tenant,
                     "AKV10032: Invalid issuer. Expected one of " + call.origin.v1_issuer(entry.tenant->id.str()) +
                         ", found " + get_string(caller->claims, "iss").value_or("") + ".");
  }
  const auto query = Form::parse(call.request.query());
  if (!query || query->get_or("api-version").empty()) {
    return fault(call, 400, "BadParameter", "api-version must be specified");
  }
  const auto words = split_words(call.path, '/');
  if (words.size() < 2 || words.size() > 3 || words[0] != "secrets" || !is_secret_name(words[1])) {
    call.is_unmatched = true;
    return fault(call, 400, "BadParameter",
                 "The request URI must be /secrets/{name} or /secrets/{name}/{version}, the name of 1 to 127 letters, "
                 "digits and hyphens.");
  }
  const bool is_set = call.request.method == "PUT" && words.size() == 2;
  if (!is_set && call.request.method != "GET") {
    auto response = fault(call, 405, "MethodNotAllowed", "The request method is not allowed here.");
    response.headers.add("Allow", "GET, PUT");
    return response;
  }
  const std::string operation = is_set ? "set" : "get";
  if (!may(*entry.vault, *caller->app, operation)) {
    return fault(call, 403, "Forbidden",
                 "The user, group or application 'appid=" + caller->app->app_id.str() +
                     ";oid=" + get_string(caller->claims, "oid").value_or("") +
                     ";iss=" + get_string(caller->claims, "iss").value_or("") + "' does not have secrets " + operation +
                     " permission on key vault '" + entry.vault->name +
                     ";location=westus'. For help resolving this issue, please see "
                     "https://go.microsoft.com/fwlink/?linkid=2125287",
                 "AccessDenied");
  }
  if (is_set) return set_secret(call, entry.vault->name, words[1], secrets);
  return get_secret(call, entry.vault->name, words[1], words.size() == 3 ? words[2] : "", secrets);
}

}  // namespace entra::idp
