// Sign-out (OpenID Connect RP-Initiated Logout 1.0, Front-Channel Logout 1.0): the sessions end here, every application
// that they served is told, and the person goes on to a registered address.

#include <algorithm>

#include "endpoints/browser_sessions.hpp"
#include "endpoints/page_call.hpp"
#include "entra/support/text.hpp"
#include "tokens/jws.hpp"
#include "web/answer_page.hpp"

namespace entra::idp {
namespace {

/// Who is meant, when the request says so; both empty: everybody at this browser.
struct SignOutHint {
  std::string client;  ///< aud of the id token
  std::string sid;
};

SignOutHint read_hint(Exchange& exchange, const Form& form, BrowserSessions& sessions) {
  SignOutHint hint;
  if (const auto token = verify_jws(form.get_or("id_token_hint"), exchange.context.keys, exchange.context.now)) {
    hint.client = get_string(token->claims, "aud").value_or("");
    hint.sid = get_string(token->claims, "sid").value_or("");
  }
  if (hint.client.empty()) hint.client = form.get_or("client_id");
  const std::string name = form.get_or("logout_hint");
  for (const BrowserAccount& account : sessions.accounts()) {
    const bool is_named = equals_ignoring_case(account.user->user_principal_name, name) || account.sid() == name;
    if (!name.empty() && is_named) hint.sid = account.sid();
  }
  // A hint at a session that is over must not leave the person signed in.
  if (sessions.find(hint.sid) == nullptr) hint.sid.clear();
  return hint;
}

/// The front-channel address of every application of the session, with what it knows the session by.
void add_frames(const Exchange& exchange, const BrowserAccount& account, TokenVersion version,
                std::vector<std::string>& frames) {
  const std::string& tid = account.home->id.str();
  const std::string issuer =
      version == TokenVersion::kV1 ? exchange.origin.v1_issuer(tid) : exchange.origin.v2_issuer(tid);
  for (const AppId& id : account.session.apps) {
    const auto app = exchange.context.directory.find_application(id.str());
    if (!app || app->app->logout_url.empty()) continue;
    const std::string& url = app->app->logout_url;
    const Form query{{"sid", account.sid()}, {"iss", issuer}};
    frames.push_back(url + (url.find('?') == std::string::npos ? "?" : "&") + query.encode());
  }
}

/// The address to go on to, with state; empty when it is none of the client's, or of any application's when the client
/// is not known.
std::string next_address(const Exchange& exchange, const Form& form, const std::string& client) {
  std::string uri = form.get_or("post_logout_redirect_uri");
  if (uri.empty()) return "";
  bool is_known = false;
  for (const Tenant& tenant : exchange.context.directory.config().tenants) {
    for (const Application& app : tenant.applications) {
      if (!client.empty() && !equals_ignoring_case(app.app_id.str(), client)) continue;
      is_known = is_known || is_registered_address(app, uri);
    }
  }
  if (!is_known) return "";
  const std::string state = form.get_or("state");
  if (state.empty()) return uri;
  return uri + (uri.find('?') == std::string::npos ? "?" : "&") + Form{{"state", state}}.encode();
}

/// Frames of the applications alone may load.
http::Response signed_out(const Exchange& exchange, const std::vector<std::string>& frames, const std::string& next) {
  if (frames.empty() && !next.empty()) return redirect_answer(exchange, next);
  http::Response response = html_answer(exchange, 200, sign_out_page(frames, next));
  std::string sources;
  for (const std::string& frame : frames) {
    if (const auto url = parse_url(frame)) sources += " " + url->origin();
  }
  if (!sources.empty()) {
    response.headers.set("Content-Security-Policy",
                         response.headers.get_or("Content-Security-Policy") + "; frame-src" + sources);
  }
  return response;
}

}  // namespace

http::Response serve_logout(Exchange& exchange, std::string_view tenant, TokenVersion version) {
  const auto form = read_parameters(exchange.request);
  if (!form) return show_error(exchange, form.error());
  const auto segment = resolve_tenant(exchange.context.directory, tenant);
  if (!segment) return show_error(exchange, segment.error());
  exchange.context.trace.tenant = segment->text;

  BrowserSessions sessions(exchange);
  const SignOutHint hint = read_hint(exchange, *form, sessions);
  std::vector<std::string> frames;
  std::vector<std::string> ended;
  for (const BrowserAccount& account : sessions.accounts()) {
    if (!hint.sid.empty() && account.sid() != hint.sid) continue;
    add_frames(exchange, account, version, frames);
    ended.push_back(account.sid());
  }
  for (const std::string& sid : ended) sessions.end(sid);
  auto response = signed_out(exchange, frames, next_address(exchange, *form, hint.client));
  sessions.write(response);
  return response;
}

}  // namespace entra::idp
