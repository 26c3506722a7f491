// Where Azure resources get tokens for their own identity: the instance metadata service of virtual machines
// (https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token) and App Service's
// endpoint (https://learn.microsoft.com/azure/app-service/overview-managed-identity, REST endpoint reference), which
// Service Fabric's resembles
// (https://learn.microsoft.com/azure/service-fabric/how-to-managed-identity-service-fabric-app-code).

#include "grants/managed_identity.hpp"

#include "endpoints/answers.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

http::Response json_answer(const Exchange& exchange, int status, const OrderedJson& body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("x-ms-request-id", exchange.request_id);
  response.body = to_text(body);
  return response;
}

http::Response imds_fault(const Exchange& exchange, std::string_view error, const std::string& description) {
  OrderedJson body;
  body["error"] = error;
  body["error_description"] = description;
  return json_answer(exchange, 400, body);
}

http::Response app_service_fault(const Exchange& exchange, int status, std::string_view message) {
  OrderedJson body;
  body["statusCode"] = status;
  body["message"] = message;
  body["correlationId"] = exchange.correlation_id;
  return json_answer(exchange, status, body);
}

/// "09/14/2017 12:00:00 AM +00:00", as the older App Service protocol writes times.
std::string date_text(Instant at) {
  const std::string text = format_rfc3339(std::chrono::floor<seconds>(at));  // 2017-09-14T00:00:00Z
  const int hour = std::stoi(text.substr(11, 2));
  const std::string twelve = std::to_string(hour % 12 == 0 ? 12 : hour % 12);
  return text.substr(5, 2) + "/" + text.substr(8, 2) + "/" + text.substr(0, 4) + " " + (twelve.size() < 2 ? "0" : "") +
         twelve + text.substr(13, 6) + (hour < 12 ? " AM" : " PM") + " +00:00";
}

/// The first of the names that the query has.
std::string first_of(const Form& query, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (const auto value = query.get(name); value && !value->empty()) return *value;
  }
  return "";
}

http::Response serve_imds(Exchange& exchange, const Form& query) {
  // The header keeps requests out that a program was tricked into forwarding (server-side request forgery).
  if (!equals_ignoring_case(exchange.request.headers.get_or("Metadata"), "true")) {
    return imds_fault(exchange, "invalid_request", "Required metadata header not specified");
  }
  for (const std::string name : {"api-version", "resource"}) {
    if (query.get_or(name).empty())
      return imds_fault(exchange, "invalid_request", "Required query variable '" + name + "' is missing");
  }
  const IdentityRequest request{exchange.origin,
                                query.get_or("resource"),
                                {query.get_or("client_id"), query.get_or("object_id"),
                                 first_of(query, {"msi_res_id", "mi_res_id"}), std::nullopt}};
  const auto issued = grant_managed_identity(request, exchange.context);
  if (!issued && issued.error().fault == IdentityFault::kNotFound) {
    return imds_fault(exchange, "invalid_request", "Identity not found");
  }
  if (!issued && issued.error().fault == IdentityFault::kAmbiguous) {
    return imds_fault(exchange, "invalid_request",
                      "Multiple user assigned identities exist, please specify the clientId / resourceId of the "
                      "identity in the token request");
  }
  if (!issued) {
    exchange.context.trace.aadsts = issued.error().protocol.code;
    return json_answer(exchange, 400, error_body(exchange, issued.error().protocol, TokenVersion::kV1));
  }
  constexpr std::int64_t kBackDating = 300;
  const Tokens& tokens = issued->tokens;
  OrderedJson body;
  body["access_token"] = tokens.access_token;
  body["refresh_token"] = "";
  body["expires_in"] = std::to_string(tokens.expires_in.count());
  body["expires_on"] = std::to_string(to_epoch_seconds(tokens.expires));
  body["not_before"] = std::to_string(to_epoch_seconds(tokens.issued) - kBackDating);
  body["resource"] = tokens.resource;
  body["token_type"] = "Bearer";
  body["client_id"] = issued->identity->client_id.str();
  return json_answer(exchange, 200, body);
}

http::Response serve_app_service(Exchange& exchange, const Form& query) {
  const std::string version = query.get_or("api-version");
  const bool is_old = version == "2017-09-01";
  const bool is_fabric = version == "2019-07-01-preview";
  if (!is_old && !is_fabric && version != "2019-08-01") {
    return app_service_fault(exchange, 400, "The api-version is not supported: use 2019-08-01 or 2017-09-01.");
  }
  const std::string secret = exchange.request.headers.get_or(is_old || is_fabric ? "secret" : "X-IDENTITY-HEADER");
  if (secret.empty()) return app_service_fault(exchange, 401, "The identity header is missing.");  // (unverified)
  const std::string resource = query.get_or("resource");
  if (resource.empty()) return app_service_fault(exchange, 400, "The query parameter 'resource' is missing.");
  const IdentityRequest request{exchange.origin,
                                resource,
                                {is_old ? query.get_or("clientid") : query.get_or("client_id"),
                                 first_of(query, {"principal_id", "object_id"}), query.get_or("mi_res_id"), secret}};
  const auto issued = grant_managed_identity(request, exchange.context);
  if (!issued && issued.error().fault == IdentityFault::kRefused) {
    exchange.context.trace.aadsts = issued.error().protocol.code;
    return app_service_fault(exchange, 500, "An unexpected error occured while fetching the AAD Token.");
  }
  if (!issued) {
    return app_service_fault(
        exchange, 400,
        "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.");
  }
  const Tokens& tokens = issued->tokens;
  OrderedJson body;
  body["access_token"] = tokens.access_token;
  if (is_fabric) {
    body["expires_on"] = to_epoch_seconds(tokens.expires);  // the one source that writes a number
  } else {
    body["expires_on"] = is_old ? date_text(tokens.expires) : std::to_string(to_epoch_seconds(tokens.expires));
  }
  body["resource"] = tokens.resource;
  body["token_type"] = "Bearer";
  if (!is_old && !is_fabric) body["client_id"] = issued->identity->client_id.str();
  return json_answer(exchange, 200, body);
}

}  // namespace

std::optional<http::Response> serve_managed_identity(Exchange& exchange) {
  std::string path = to_lower(exchange.request.path());
  // MSAL for JavaScript ends the addresses that it is given in a slash.
  if (path.ends_with('/')) path.pop_back();
  const bool is_imds = path == "/metadata/identity/oauth2/token";
  if (!is_imds && path != "/msi/token") return std::nullopt;
  const auto own = parse_url(exchange.origin.base);
  if (own && find_microsoft_host(own->host)) return std::nullopt;  // the login hosts serve no such thing
  exchange.context.trace.grant_type = "managed_identity";
  if (exchange.request.method != "GET") {
    http::Response response;
    response.status = 405;
    response.headers.add("Allow", "GET");
    return response;
  }
  const auto query = Form::parse(exchange.request.query());
  if (!query) return imds_fault(exchange, "invalid_request", "The query is malformed");
  return is_imds ? serve_imds(exchange, *query) : serve_app_service(exchange, *query);
}

}  // namespace entra::idp
