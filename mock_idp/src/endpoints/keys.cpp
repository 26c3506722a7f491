// The JSON Web Key Sets, v1 and v2 (RFC 7517), with the members that Entra's have: no alg, and an issuer on v2 only.

#include "endpoints/answers.hpp"
#include "entra/support/base64.hpp"
#include "grants/tenancy.hpp"

namespace entra::idp {
namespace {

/// A shared key serves every tenant, which the template says; a tenant's own key names its issuer, as the keys of
/// personal accounts do in Entra (those are not here: nobody signs in with one).
std::string key_issuer(const Exchange& exchange, const SigningKey& key) {
  return exchange.origin.v2_issuer(key.tenant.empty() ? "{tenantid}" : key.tenant);
}

OrderedJson describe(const Exchange& exchange, const SigningKey& key, TokenVersion version) {
  OrderedJson entry;
  entry["kty"] = "RSA";
  entry["use"] = "sig";
  entry["kid"] = key.kid;
  entry["x5t"] = key.kid;
  entry["n"] = key.modulus;
  entry["e"] = key.exponent;
  entry["x5c"] = OrderedJson::array({base64_encode(key.certificate_der)});
  entry["cloud_instance_name"] = cloud_facts(exchange.origin.cloud).instance_name;
  if (version == TokenVersion::kV2) entry["issuer"] = key_issuer(exchange, key);
  return entry;
}

}  // namespace

http::Response serve_keys(Exchange& exchange, std::string_view tenant, TokenVersion version) {
  const auto segment = resolve_tenant(exchange.context.directory, tenant);
  if (!segment) return tenant_refused(exchange, segment.error());
  const std::string owner = segment->is_alias() ? "" : segment->tenant->id.str();
  OrderedJson keys = OrderedJson::array();
  for (const auto& key : exchange.context.keys.published(exchange.context.now, owner)) {
    keys.push_back(describe(exchange, *key, version));
  }
  OrderedJson body;
  body["keys"] = std::move(keys);
  return discovery_answer(exchange, 200, body);
}

}  // namespace entra::idp
