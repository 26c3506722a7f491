// UserInfo (OpenID Connect Core §5.3): what the id token says, read with an access token for Microsoft Graph; on v1 at
// the login host, with one for either Graph (https://learn.microsoft.com/entra/identity-platform/userinfo).

#include <algorithm>

#include "directory/well_known.hpp"
#include "resources/resource.hpp"
#include "tokens/claims.hpp"

namespace entra::idp {
namespace {

http::Response answer(ResourceCall& call, int status, const OrderedJson& body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.headers.add("Cache-Control", "no-store, no-cache");
  response.headers.add("request-id", call.random.guid());
  response.body = body.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  return response;
}

/// RFC 6750 §3: a request without any token is told the scheme alone.
http::Response refused(ResourceCall& call, int status, std::string_view error, const std::string& why) {
  call.refusal = std::string(error) + ": " + why;
  OrderedJson body;
  body["error"] = error;
  body["error_description"] = why;
  auto response = answer(call, status, body);
  std::string challenge = "Bearer realm=\"\", authorization_uri=\"" + call.login_base + "/common/oauth2/authorize\"";
  if (!error.empty()) {
    challenge += ", error=\"" + std::string(error) + "\", error_description=\"" + why + "\"";
  }
  response.headers.add("WWW-Authenticate", challenge);
  return response;
}

OrderedJson describe(const ResourceCall& call, const Caller& caller, bool is_v1) {
  const User& user = *caller.user;
  const auto may = [&](std::string_view scope) {
    return is_v1 || std::find(caller.scopes.begin(), caller.scopes.end(), scope) != caller.scopes.end();
  };
  OrderedJson body;
  // sub is pairwise: that of the id token, made for the client, not the access token's, made for Graph.
  body["sub"] = pairwise_subject(user.id, caller.app->app_id);
  if (may("profile")) {
    body["name"] = user.display_name;
    if (!user.surname.empty()) body["family_name"] = user.surname;
    if (!user.given_name.empty()) body["given_name"] = user.given_name;
    body["picture"] = "https://" + cloud_facts(call.origin.cloud).graph_host + "/v1.0/me/photo/$value";
  }
  if (may("email") && !user.mail.empty()) body["email"] = user.mail;
  return body;
}

}  // namespace

http::Response serve_user_info(ResourceCall& call) {
  const bool is_v1 = call.path == "/openid/userinfo";
  const std::string& method = call.request.method;
  if (method != "GET" && method != "POST" && method != "HEAD") {
    auto response = answer(call, 405, OrderedJson::object());
    response.headers.add("Allow", "GET, HEAD, POST");
    return response;
  }
  const auto caller = verify_bearer(
      call, is_v1 ? std::vector<std::string_view>{kGraphAppId, kAadGraphAppId} : std::vector{kGraphAppId});
  if (!caller) {
    if (caller.error().fault == BearerFault::kMissing) return refused(call, 401, "", "The access token is missing.");
    auto response = refused(call, 401, "invalid_token", "The access token is invalid or has expired.");
    call.refusal += " (" + caller.error().detail + ")";
    return response;
  }
  if (caller->is_app_only()) return refused(call, 403, "insufficient_scope", "The token is not for a user.");
  const bool has_openid = std::find(caller->scopes.begin(), caller->scopes.end(), "openid") != caller->scopes.end();
  if (!is_v1 && !has_openid) return refused(call, 403, "insufficient_scope", "The openid scope is missing.");
  return answer(call, 200, describe(call, *caller, is_v1));
}

}  // namespace entra::idp
