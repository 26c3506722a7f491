// GET /_mock/: the control plane for people, and what its page asks for beside the other routes.

#include <string_view>

#include "control/handlers.hpp"
#include "core.hpp"

namespace entra::idp::embedded {
std::string_view console_html();
std::string_view console_css();
std::string_view console_js();
}  // namespace entra::idp::embedded

namespace entra::idp {
namespace {

http::Response file(std::string_view type, std::string_view text) {
  http::Response response;
  response.status = 200;
  response.headers.add("Content-Type", std::string(type) + "; charset=utf-8");
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("X-Frame-Options", "DENY");
  response.headers.add("Referrer-Policy", "no-referrer");
  response.headers.add("Content-Security-Policy",
                       "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
                       "form-action 'none'; frame-ancestors 'none'; base-uri 'none'");
  response.body = text;
  return response;
}

/// Without secrets and keys.
OrderedJson describe(const Application& app) {
  OrderedJson body;
  body["appId"] = app.app_id.str();
  body["displayName"] = app.display_name;
  body["signInAudience"] = app.sign_in_audience == SignInAudience::kMyOrg          ? "AzureADMyOrg"
                           : app.sign_in_audience == SignInAudience::kMultipleOrgs ? "AzureADMultipleOrgs"
                           : app.sign_in_audience == SignInAudience::kPersonal     ? "PersonalMicrosoftAccount"
                                                                               : "AzureADandPersonalMicrosoftAccount";
  body["accountEnabled"] = app.enabled;
  body["passwordCredentials"] = OrderedJson::array();
  for (const PasswordCredential& one : app.password_credentials) {
    OrderedJson secret;
    secret["displayName"] = one.display_name;
    secret["endDateTime"] = one.end ? OrderedJson(format_rfc3339(*one.end)) : OrderedJson(nullptr);
    body["passwordCredentials"].push_back(std::move(secret));
  }
  body["identifierUris"] = app.identifier_uris;
  body["redirectUris"] = OrderedJson::array();
  for (const auto* const uris : {&app.web_redirect_uris, &app.spa_redirect_uris, &app.public_redirect_uris}) {
    for (const std::string& uri : *uris) body["redirectUris"].push_back(uri);
  }
  return body;
}

OrderedJson describe(const SigningKey& key, bool signs) {
  OrderedJson body;
  body["kid"] = key.kid;
  body["signs"] = signs;
  body["tenant"] = key.tenant.empty() ? OrderedJson(nullptr) : OrderedJson(key.tenant);
  return body;
}

}  // namespace

http::Response get_console(Core&, const http::Request& request) {
  if (request.path() == "/_mock/console.css") return file("text/css", embedded::console_css());
  if (request.path() == "/_mock/console.js") return file("text/javascript", embedded::console_js());
  if (request.path() == "/_mock/") return file("text/html", embedded::console_html());
  http::Response response;
  response.status = 308;
  response.headers.add("Location", "/_mock/");
  return response;
}

http::Response get_directory(Core& core, const http::Request&) {
  const auto directory = core.directory.current();
  OrderedJson tenants = OrderedJson::array();
  for (const Tenant& tenant : directory->config().tenants) {
    OrderedJson body;
    body["id"] = tenant.id.str();
    body["displayName"] = tenant.display_name;
    body["domains"] = tenant.domains;
    body["applications"] = OrderedJson::array();
    for (const Application& app : tenant.applications) body["applications"].push_back(describe(app));
    tenants.push_back(std::move(body));
  }
  OrderedJson answer;
  answer["tenants"] = std::move(tenants);
  return control_answer(200, answer);
}

http::Response patch_application(Core& core, const http::Request& request) {
  const auto directory = core.directory.current();
  const std::string id = last_segment(request);
  const auto found = directory->find_application(id);
  if (!found || found->home == nullptr) return control_fault(404, "no application '" + id + "' in any tenant");
  const auto done = core.directory.change_application(*found->home, *found->app, request.body);
  if (!done) return control_fault(400, done.error().one_line);
  const auto now = core.directory.current();
  return control_answer(200, describe(*now->find_application(id)->app));
}

http::Response get_keys(Core& core, const http::Request& request) {
  const Instant now = scope_now(core, request);
  OrderedJson keys = OrderedJson::array();
  for (const auto& key : core.keys->published(now)) {
    const auto current = core.keys->current(now, key->tenant);
    keys.push_back(describe(*key, current != nullptr && current->kid == key->kid));
  }
  OrderedJson answer;
  answer["keys"] = std::move(keys);
  return control_answer(200, answer);
}

}  // namespace entra::idp
