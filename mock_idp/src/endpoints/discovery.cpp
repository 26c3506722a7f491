// OpenID Connect metadata, v1 and v2, with the recorded members in the recorded order.

#include "endpoints/answers.hpp"
#include "grants/tenancy.hpp"

namespace entra::idp {
namespace {

/// The tenant that personal accounts stand in.
constexpr std::string_view kPersonalAccounts = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// ?appid= asks for the keys of one application; jwks_uri carries it on.
std::string keys_query(const Exchange& exchange) {
  const auto query = Form::parse(exchange.request.query());
  const std::string app = query ? query->get_or("appid") : "";
  return is_guid(app) ? "?appid=" + app : "";
}

/// What both documents begin with.
void put_endpoint(OrderedJson& doc, const std::string& token_endpoint, const std::string& keys) {
  doc["token_endpoint"] = token_endpoint;
  doc["token_endpoint_auth_methods_supported"] = {"client_secret_post", "private_key_jwt", "client_secret_basic"};
  doc["jwks_uri"] = keys;
  doc["response_modes_supported"] = {"query", "fragment", "form_post"};
  doc["subject_types_supported"] = OrderedJson::array({"pairwise"});
  doc["id_token_signing_alg_values_supported"] = OrderedJson::array({"RS256"});
  doc["response_types_supported"] = OrderedJson::array({"code"});
}

/// What both documents end with; a template has no region.
void put_cloud(OrderedJson& doc, const Exchange& exchange, bool is_template) {
  const CloudFacts& cloud = cloud_facts(exchange.origin.cloud);
  doc["tenant_region_scope"] = is_template ? OrderedJson(nullptr) : OrderedJson("WW");
  doc["cloud_instance_name"] = cloud.instance_name;
  doc["cloud_graph_host_name"] = cloud.aad_graph_host;
  doc["msgraph_host"] = cloud.graph_host;
  doc["rbac_url"] = "https://" + cloud.rbac_host;
}

OrderedJson v2_document(const Exchange& exchange, const TenantSegment& tenant) {
  const std::string authority = exchange.origin.authority(tenant.text);
  const bool is_template = tenant.text == "common" || tenant.text == "organizations";
  OrderedJson doc;
  put_endpoint(doc, authority + "/oauth2/v2.0/token", authority + "/discovery/v2.0/keys" + keys_query(exchange));
  doc["scopes_supported"] = {"openid", "profile", "email", "offline_access"};
  doc["issuer"] = exchange.origin.v2_issuer(is_template                  ? "{tenantid}"
                                            : tenant.text == "consumers" ? kPersonalAccounts
                                                                         : std::string_view(tenant.text));
  doc["request_uri_parameter_supported"] = false;
  doc["authorization_endpoint"] = authority + "/oauth2/v2.0/authorize";
  doc["claims_supported"] = {"sub",
                             "iss",
                             "cloud_instance_name",
                             "cloud_instance_host_name",
                             "cloud_graph_host_name",
                             "msgraph_host",
                             "aud",
                             "exp",
                             "iat",
                             "auth_time",
                             "acr",
                             "nonce",
                             "preferred_username",
                             "name",
                             "tid",
                             "ver",
                             "at_hash",
                             "c_hash",
                             "email"};
  put_cloud(doc, exchange, is_template);
  return doc;
}

OrderedJson v1_document(const Exchange& exchange, const TenantSegment& tenant) {
  const std::string authority = exchange.origin.authority(tenant.text);
  OrderedJson doc;
  put_endpoint(doc, authority + "/oauth2/token",
               exchange.origin.authority("common") + "/discovery/keys" + keys_query(exchange));
  doc["scopes_supported"] = OrderedJson::array({"openid"});
  doc["issuer"] = exchange.origin.v1_issuer(tenant.is_alias() ? "{tenantid}" : tenant.text);
  doc["microsoft_multi_refresh_token"] = true;
  doc["authorization_endpoint"] = authority + "/oauth2/authorize";
  doc["claims_supported"] = {"sub",
                             "iss",
                             "cloud_instance_name",
                             "cloud_instance_host_name",
                             "cloud_graph_host_name",
                             "msgraph_host",
                             "aud",
                             "exp",
                             "iat",
                             "auth_time",
                             "acr",
                             "amr",
                             "nonce",
                             "email",
                             "given_name",
                             "family_name",
                             "nickname"};
  put_cloud(doc, exchange, tenant.is_alias());
  return doc;
}

}  // namespace

http::Response serve_openid_configuration(Exchange& exchange, std::string_view tenant, TokenVersion version) {
  auto segment = resolve_tenant(exchange.context.directory, tenant);
  if (!segment) return tenant_refused(exchange, segment.error());
  exchange.context.trace.tenant = segment->text;
  return discovery_answer(
      exchange, 200, version == TokenVersion::kV1 ? v1_document(exchange, *segment) : v2_document(exchange, *segment));
}

}  // namespace entra::idp
