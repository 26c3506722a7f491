// Paths of the login hosts. The table is the documentation: what is not in it is not served.

#include <array>

#include "endpoints/answers.hpp"
#include "endpoints/cross_origin.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

struct Route {
  std::string_view path;  ///< behind the tenant segment
  std::string_view methods;
  http::Response (*serve)(Exchange&, std::string_view tenant);
  Sharing sharing{Sharing::kNone};
};

constexpr auto kV1 = TokenVersion::kV1;
constexpr auto kV2 = TokenVersion::kV2;
using Segment = std::string_view;

constexpr std::array kRoutes = {
    Route{".well-known/openid-configuration", "GET",
          [](Exchange& e, Segment t) { return serve_openid_configuration(e, t, kV1); }, Sharing::kEverybody},
    Route{"v2.0/.well-known/openid-configuration", "GET",
          [](Exchange& e, Segment t) { return serve_openid_configuration(e, t, kV2); }, Sharing::kEverybody},
    Route{"discovery/keys", "GET", [](Exchange& e, Segment t) { return serve_keys(e, t, kV1); }, Sharing::kEverybody},
    Route{"discovery/v2.0/keys", "GET", [](Exchange& e, Segment t) { return serve_keys(e, t, kV2); },
          Sharing::kEverybody},
    Route{"discovery/instance", "GET", [](Exchange& e, Segment) { return serve_instance_discovery(e); },
          Sharing::kEverybody},
    Route{"oauth2/authorize", "GET, POST", [](Exchange& e, Segment t) { return serve_authorize(e, t, kV1); }},
    Route{"oauth2/v2.0/authorize", "GET, POST", [](Exchange& e, Segment t) { return serve_authorize(e, t, kV2); }},
    Route{"oauth2/devicecode", "GET, POST", [](Exchange& e, Segment t) { return serve_device_code(e, t, kV1); }},
    Route{"oauth2/v2.0/devicecode", "GET, POST", [](Exchange& e, Segment t) { return serve_device_code(e, t, kV2); }},
    // A GET here is answered by the endpoint itself, with AADSTS900561.
    Route{"oauth2/token", "GET, POST", [](Exchange& e, Segment t) { return serve_token(e, t, kV1); }, Sharing::kSpa},
    Route{"oauth2/v2.0/token", "GET, POST", [](Exchange& e, Segment t) { return serve_token(e, t, kV2); },
          Sharing::kSpa},
    Route{"adminconsent", "GET, POST", [](Exchange& e, Segment t) { return serve_admin_consent(e, t, kV1); }},
    Route{"v2.0/adminconsent", "GET, POST", [](Exchange& e, Segment t) { return serve_admin_consent(e, t, kV2); }},
    Route{"oauth2/logout", "GET, POST", [](Exchange& e, Segment t) { return serve_logout(e, t, kV1); }},
    Route{"oauth2/v2.0/logout", "GET, POST", [](Exchange& e, Segment t) { return serve_logout(e, t, kV2); }},
    Route{"oauth2/checksession", "GET", serve_check_session},
    Route{"oauth2/deviceauth", "GET, POST", [](Exchange& e, Segment) { return serve_device_login(e); }},
    Route{"kerberos", "GET, POST", serve_kerberos},
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

}  // namespace

std::optional<http::Response> serve_login(Exchange& exchange) {
  const http::Request& request = exchange.request;
  std::string_view path = request.path();
  if (path == "/error") return serve_error_page(exchange);
  if (auto answer = serve_managed_identity(exchange)) return answer;
  // microsoft.com/devicelogin, and login.microsoft.com/device as newer tenants show it.
  if (path == "/devicelogin" || path == "/device") return serve_device_login(exchange);
  path.remove_prefix(1);
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto tenant = percent_decode(path.substr(0, slash));
  if (!tenant) return std::nullopt;
  const std::string rest = to_lower(path.substr(slash + 1));
  constexpr std::string_view kUserRealm = "userrealm/";
  if (rest.starts_with(kUserRealm) && request.method == "GET") {
    return serve_user_realm(exchange, path.substr(slash + 1 + kUserRealm.size()));
  }
  for (const Route& route : kRoutes) {
    if (route.path != rest) continue;
    if (request.method == "OPTIONS") return answer_preflight(exchange, route.methods, route.sharing);
    if (!allows(route.methods, request.method)) return method_not_allowed(route.methods);
    http::Response response = route.serve(exchange, *tenant);
    share(exchange, route.sharing, response);
    return response;
  }
  return std::nullopt;
}

}  // namespace entra::idp
