// How Key Vault words its answers: bundles, lists' entries, refusals.

#include "entra/support/text.hpp"
#include "resources/vault_call.hpp"

namespace entra::idp {
namespace {

OrderedJson describe_attributes(const VaultCall& at, const SecretVersion& version) {
  OrderedJson attributes;
  attributes["enabled"] = version.enabled;
  if (version.not_before) attributes["nbf"] = *version.not_before;
  if (version.expires) attributes["exp"] = *version.expires;
  attributes["created"] = to_epoch_seconds(version.created);
  attributes["updated"] = to_epoch_seconds(version.updated);
  attributes["recoveryLevel"] = at.entry.vault->purge_protection ? "Recoverable" : "Recoverable+Purgeable";
  // Since 7.1.
  const bool is_old = at.api_version == "7.0" || at.api_version.starts_with("201");
  if (!is_old) attributes["recoverableDays"] = kSecretRetention / std::chrono::hours(24);
  return attributes;
}

}  // namespace

http::Response vault_answer(ResourceCall& call, int status, const OrderedJson& body) {
  http::Response response;
  response.status = status;
  response.headers.add("Cache-Control", "no-cache");
  response.headers.add("Pragma", "no-cache");
  if (!body.is_null()) response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.headers.add("Expires", "-1");
  response.headers.add("x-ms-keyvault-region", "westus");
  response.headers.add("x-ms-client-request-id",
                       call.request.headers.get_or("x-ms-client-request-id", call.random.guid()));
  response.headers.add("x-ms-request-id", call.random.guid());
  response.headers.add("x-ms-keyvault-service-version", "1.9.12.0");
  response.headers.add("x-ms-keyvault-network-info",
                       "conn_type=Ipv4;addr=" + call.ip_address + ";act_addr_fam=InterNetwork;");
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("Strict-Transport-Security", "max-age=31536000;includeSubDomains");
  if (!body.is_null()) response.body = body.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  return response;
}

http::Response vault_fault(ResourceCall& call, int status, std::string_view code, const std::string& message,
                           std::string_view inner) {
  call.refusal = std::string(code) + ": " + message;
  OrderedJson body;
  body["error"]["code"] = code;
  body["error"]["message"] = message;
  if (!inner.empty()) body["error"]["innererror"]["code"] = inner;
  return vault_answer(call, status, body);
}

std::string vault_url(const VaultCall& at) {
  const Origin& origin = at.call.origin;
  const std::string host = "://" + at.entry.vault->name + "." + cloud_facts(origin.cloud).vault_suffix;
  const bool is_own_host = to_lower(origin.base).find(to_lower(host)) != std::string::npos;
  return is_own_host ? origin.base : origin.base + "/vault/" + at.entry.vault->name;
}

OrderedJson describe_secret(const VaultCall& at, const SecretHistory& history, const SecretVersion& version,
                            bool with_value) {
  OrderedJson body;
  if (history.deleted) {
    body["recoveryId"] = vault_url(at) + "/deletedsecrets/" + history.name;
    body["deletedDate"] = to_epoch_seconds(*history.deleted);
    body["scheduledPurgeDate"] = to_epoch_seconds(*history.deleted + kSecretRetention);
  }
  if (with_value) body["value"] = version.value;
  if (!version.content_type.empty()) body["contentType"] = version.content_type;
  body["id"] = vault_url(at) + "/secrets/" + history.name + "/" + version.id;
  body["attributes"] = describe_attributes(at, version);
  if (!version.tags.empty()) body["tags"] = version.tags;
  return body;
}

OrderedJson describe_listed_secret(const VaultCall& at, const SecretHistory& history, const SecretVersion& version) {
  OrderedJson entry = describe_secret(at, history, version, false);
  entry["id"] = vault_url(at) + "/secrets/" + history.name;
  return entry;
}

http::Response secret_not_found(VaultCall& at) {
  return vault_fault(
      at.call, 404, "SecretNotFound",
      "A secret with (name/id) " + at.name + (at.version.empty() ? "" : "/" + at.version) +
          " was not found in this key vault. If you recently deleted this secret you may be able to recover it "
          "using the correct recovery command. For help resolving this issue, please see "
          "https://go.microsoft.com/fwlink/?linkid=2125182");
}

http::Response deleted_secret_not_found(VaultCall& at) {
  return vault_fault(at.call, 404, "SecretNotFound", "Deleted Secret not found: " + at.name);
}

}  // namespace entra::idp
