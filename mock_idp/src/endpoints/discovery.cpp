// OpenID Connect metadata, v1 and v2, with the recorded members in the recorded order.

#include "directory/clouds.hpp"
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

using Names = std::initializer_list<const char*>;

/// What both documents begin with.
void put_beginning(OrderedJson& doc, const std::string& token_endpoint, const std::string& keys, Names response_types) {
  doc["token_endpoint"] = token_endpoint;
  doc["token_endpoint_auth_methods_supported"] = {"client_secret_post", "private_key_jwt", "client_secret_basic"};
  doc["jwks_uri"] = keys;
  doc["response_modes_supported"] = {"query", "fragment", "form_post"};
  doc["subject_types_supported"] = OrderedJson::array({"pairwise"});
  doc["id_token_signing_alg_values_supported"] = OrderedJson::array({"RS256"});
  doc["response_types_supported"] = response_types;
}

/// The endpoints that have the same name below `base`: "…/oauth2" or "…/oauth2/v2.0".
void put_endpoints(OrderedJson& doc, const std::string& base) {
  doc["authorization_endpoint"] = base + "/authorize";
  doc["device_authorization_endpoint"] = base + "/devicecode";
  doc["http_logout_supported"] = true;
  doc["frontchannel_logout_supported"] = true;
  doc["end_session_endpoint"] = base + "/logout";
}

/// What both documents end with; a template has no region.
void put_end(OrderedJson& doc, const Exchange& exchange, const TenantSegment& tenant) {
  const CloudFacts& cloud = cloud_facts(exchange.origin.cloud);
  doc["kerberos_endpoint"] = exchange.origin.authority(tenant.text) + "/kerberos";
  doc["tenant_region_scope"] = tenant.is_alias() ? OrderedJson(nullptr) : OrderedJson("WW");
  doc["cloud_instance_name"] = cloud.instance_name;
  doc["cloud_graph_host_name"] = cloud.aad_graph_host;
  doc["msgraph_host"] = cloud.graph_host;
  doc["rbac_url"] = "https://" + cloud.rbac_host;
}

/// On Microsoft Graph: the real host behind a real login host, the mock's own path on its own origin.
std::string user_info_endpoint(const Exchange& exchange) {
  const auto own = parse_url(exchange.origin.base);
  if (!own || !find_microsoft_host(own->host)) return exchange.origin.base + "/graph/oidc/userinfo";
  const std::string port = own->port == 443 ? "" : ":" + std::to_string(own->port);
  return "https://" + cloud_facts(exchange.origin.cloud).graph_host + port + "/oidc/userinfo";
}

constexpr Names kV2Claims = {"sub",
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
constexpr Names kV1Claims = {"sub",
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

OrderedJson v2_document(const Exchange& exchange, const TenantSegment& tenant) {
  const std::string authority = exchange.origin.authority(tenant.text);
  const bool is_template = tenant.text == "common" || tenant.text == "organizations";
  OrderedJson doc;
  put_beginning(doc, authority + "/oauth2/v2.0/token", authority + "/discovery/v2.0/keys" + keys_query(exchange),
                {"code", "id_token", "code id_token", "id_token token"});
  doc["scopes_supported"] = {"openid", "profile", "email", "offline_access"};
  doc["issuer"] = exchange.origin.v2_issuer(is_template                  ? "{tenantid}"
                                            : tenant.text == "consumers" ? kPersonalAccounts
                                                                         : std::string_view(tenant.text));
  doc["request_uri_parameter_supported"] = false;
  doc["userinfo_endpoint"] = user_info_endpoint(exchange);
  put_endpoints(doc, authority + "/oauth2/v2.0");
  doc["claims_supported"] = kV2Claims;
  put_end(doc, exchange, tenant);
  return doc;
}

OrderedJson v1_document(const Exchange& exchange, const TenantSegment& tenant) {
  const std::string authority = exchange.origin.authority(tenant.text);
  OrderedJson doc;
  put_beginning(doc, authority + "/oauth2/token",
                exchange.origin.authority("common") + "/discovery/keys" + keys_query(exchange),
                {"code", "id_token", "code id_token", "token id_token", "token"});
  doc["scopes_supported"] = OrderedJson::array({"openid"});
  doc["issuer"] = exchange.origin.v1_issuer(tenant.is_alias() ? "{tenantid}" : tenant.text);
  doc["microsoft_multi_refresh_token"] = true;
  put_endpoints(doc, authority + "/oauth2");
  doc["claims_supported"] = kV1Claims;
  doc["check_session_iframe"] = authority + "/oauth2/checksession";
  doc["userinfo_endpoint"] = authority + "/openid/userinfo";
  put_end(doc, exchange, tenant);
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
