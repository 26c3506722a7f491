#include "endpoints/cross_origin.hpp"

#include <algorithm>

#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

/// Telemetry that MSAL for browsers puts into headers, for pre-flights that ask for nothing by name.
constexpr std::string_view kHeaders =
    "content-type, client-request-id, return-client-request-id, x-client-sku, x-client-ver, x-client-os, x-client-cpu, "
    "x-client-current-telemetry, x-client-last-telemetry, x-ms-lib-capability, x-anchormailbox";

/// The port of loopback addresses is ignored, as in reply addresses.
bool is_origin_of(const std::string& registered, const Url& origin) {
  const auto uri = parse_url(registered);
  if (!uri || uri->scheme != origin.scheme || uri->host != origin.host) return false;
  return uri->port == origin.port || uri->host == "localhost" || uri->host == "127.0.0.1";
}

bool is_spa_origin(const Config& config, const std::string& text) {
  const auto origin = parse_url(text);
  if (!origin || origin->origin() != to_lower(text)) return false;
  const auto has_origin = [&](const Application& app) {
    return std::any_of(app.spa_redirect_uris.begin(), app.spa_redirect_uris.end(),
                       [&](const std::string& uri) { return is_origin_of(uri, *origin); });
  };
  return std::any_of(config.tenants.begin(), config.tenants.end(), [&](const Tenant& tenant) {
    return std::any_of(tenant.applications.begin(), tenant.applications.end(), has_origin);
  });
}

/// Only header names go back: letters, digits, hyphens and commas.
bool is_header_list(std::string_view text) {
  return !text.empty() && text.size() < 1024 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == ',' ||
           c == ' ';
  });
}

}  // namespace

void share(const Exchange& exchange, Sharing sharing, http::Response& response) {
  if (sharing == Sharing::kNone) return;
  if (sharing == Sharing::kEverybody) {
    response.headers.set("Access-Control-Allow-Origin", "*");
    return;
  }
  const std::string origin = exchange.request.headers.get_or("Origin");
  response.headers.add("Vary", "Origin");
  if (!is_spa_origin(exchange.context.directory.config(), origin)) return;
  response.headers.set("Access-Control-Allow-Origin", origin);
  response.headers.set("Access-Control-Expose-Headers",
                       "Content-Length, Content-Encoding, x-ms-request-id, x-ms-srs, client-request-id, x-ms-clitelem, "
                       "Retry-After");
}

http::Response answer_preflight(const Exchange& exchange, std::string_view methods, Sharing sharing) {
  http::Response response;
  response.status = 204;
  response.headers.add("Allow", std::string(methods) + ", HEAD, OPTIONS");
  const auto& asked = exchange.request.headers;
  if (!asked.get("Origin") || !asked.get("Access-Control-Request-Method")) return response;
  share(exchange, sharing, response);
  if (!response.headers.get("Access-Control-Allow-Origin")) return response;
  response.headers.remove("Access-Control-Expose-Headers");
  response.headers.add("Access-Control-Allow-Methods", sharing == Sharing::kSpa ? "POST, OPTIONS" : "GET, OPTIONS");
  const std::string wanted = asked.get_or("Access-Control-Request-Headers");
  response.headers.add("Access-Control-Allow-Headers", is_header_list(wanted) ? wanted : std::string(kHeaders));
  response.headers.add("Access-Control-Max-Age", "3600");
  return response;
}

}  // namespace entra::idp
