// Paths of the login hosts. The table is the documentation: what is not in it is not served.

#include <array>

#include "endpoints/answers.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

struct Route {
  std::string_view path;  ///< behind the tenant segment
  std::string_view methods;
  http::Response (*serve)(Exchange&, std::string_view tenant);
};

constexpr std::array kRoutes = {
    Route{".well-known/openid-configuration", "GET",
          [](Exchange& e, std::string_view t) { return serve_openid_configuration(e, t, TokenVersion::kV1); }},
    Route{"v2.0/.well-known/openid-configuration", "GET",
          [](Exchange& e, std::string_view t) { return serve_openid_configuration(e, t, TokenVersion::kV2); }},
    Route{"discovery/keys", "GET", [](Exchange& e, std::string_view t) { return serve_keys(e, t, TokenVersion::kV1); }},
    Route{"discovery/v2.0/keys", "GET",
          [](Exchange& e, std::string_view t) { return serve_keys(e, t, TokenVersion::kV2); }},
    Route{"discovery/instance", "GET", [](Exchange& e, std::string_view) { return serve_instance_discovery(e); }},
    Route{"oauth2/authorize", "GET, POST",
          [](Exchange& e, std::string_view t) { return serve_authorize(e, t, TokenVersion::kV1); }},
    Route{"oauth2/v2.0/authorize", "GET, POST",
          [](Exchange& e, std::string_view t) { return serve_authorize(e, t, TokenVersion::kV2); }},
    Route{"oauth2/devicecode", "GET, POST",
          [](Exchange& e, std::string_view t) { return serve_device_code(e, t, TokenVersion::kV1); }},
    Route{"oauth2/v2.0/devicecode", "GET, POST",
          [](Exchange& e, std::string_view t) { return serve_device_code(e, t, TokenVersion::kV2); }},
    // A GET here is answered by the endpoint itself, with AADSTS900561.
    Route{"oauth2/token", "GET, POST",
          [](Exchange& e, std::string_view t) { return serve_token(e, t, TokenVersion::kV1); }},
    Route{"oauth2/v2.0/token", "GET, POST",
          [](Exchange& e, std::string_view t) { return serve_token(e, t, TokenVersion::kV2); }},
};

bool allows(std::string_view methods, std::string_view method) {
  if (method == "HEAD") method = "GET";
  for (const std::string& known : split_words(methods, ',')) {
    if (known.find(method) != std::string::npos) return true;
  }
  return false;
}

http::Response method_not_allowed(std::string_view methods) {
  http::Response response;
  response.status = 405;
  response.headers.add("Allow", std::string(methods) + ", HEAD, OPTIONS");
  return response;
}

http::Response options(std::string_view methods) {
  http::Response response;
  response.status = 204;
  response.headers.add("Allow", std::string(methods) + ", HEAD, OPTIONS");
  return response;
}

}  // namespace

std::optional<http::Response> serve_login(Exchange& exchange) {
  const http::Request& request = exchange.request;
  std::string_view path = request.path();
  if (path == "/error") return serve_error_page(exchange);
  path.remove_prefix(1);
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto tenant = percent_decode(path.substr(0, slash));
  if (!tenant) return std::nullopt;
  const std::string rest = to_lower(path.substr(slash + 1));
  for (const Route& route : kRoutes) {
    if (route.path != rest) continue;
    if (request.method == "OPTIONS") return options(route.methods);
    if (!allows(route.methods, request.method)) return method_not_allowed(route.methods);
    return route.serve(exchange, *tenant);
  }
  return std::nullopt;
}

}  // namespace entra::idp
