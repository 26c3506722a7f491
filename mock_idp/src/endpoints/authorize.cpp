// The authorization endpoint (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2): a person signs in, the client gets a code.

#include <algorithm>
#include <array>

#include "endpoints/answers.hpp"
#include "grants/second_factor.hpp"
#include "grants/sign_in.hpp"
#include "grants/tenancy.hpp"
#include "web/sign_in_page.hpp"

namespace entra::idp {
namespace {

/// Where and how the answer goes back.
struct ReturnPath {
  std::string redirect_uri;
  std::string mode;  ///< query, fragment, form_post
  std::string state;
};

http::Response send_back(const Exchange& exchange, const ReturnPath& path, Form fields) {
  if (!path.state.empty()) fields.add("state", path.state);
  if (path.mode == "form_post") return html_answer(exchange, 200, form_post_page(path.redirect_uri, fields));
  const bool in_fragment = path.mode == "fragment";
  std::string uri = path.redirect_uri;
  // A registered URI without a path comes back with "/".
  if (const auto url = parse_url(uri); url && uri == url->origin()) uri += "/";
  const char separator = in_fragment ? '#' : uri.find('?') == std::string::npos ? '?' : '&';
  http::Response response = html_answer(exchange, 302, "");
  // An empty fragment keeps one of the request from being carried over to the redirect target.
  response.headers.add("Location", uri + separator + fields.encode() + (in_fragment ? "" : "#"));
  return response;
}

http::Response refused(Exchange& exchange, const ReturnPath& path, const ProtocolError& error, TokenVersion version,
                       std::string_view word = "") {
  exchange.context.trace.aadsts = error.code;
  Form fields;
  fields.add("error", std::string(word.empty() ? error.error(version) : word));
  fields.add("error_description", error_description(exchange, error, version));
  fields.add("error_uri", exchange.origin.error_uri(error.code));
  return send_back(exchange, path, std::move(fields));
}

http::Response shown(Exchange& exchange, const ProtocolError& error) {
  exchange.context.trace.aadsts = error.code;
  return error_page(exchange, error);
}

SignInRequest read_request(const Exchange& exchange, const Form& form, std::string_view tenant, TokenVersion version) {
  SignInRequest request;
  request.version = version;
  request.tenant = tenant;
  request.client_id = form.get_or("client_id");
  request.redirect_uri = form.get_or("redirect_uri");
  if (version == TokenVersion::kV2) request.scope = form.get_or("scope");
  if (version == TokenVersion::kV1) request.resource = form.get_or("resource");
  request.nonce = form.get_or("nonce");
  request.code_challenge = form.get_or("code_challenge");
  request.code_challenge_method = form.get_or("code_challenge_method");
  request.demands_mfa = form.get("amr_values") == "mfa";
  request.ip_address = exchange.ip_address;
  return request;
}

http::Response finish(Exchange& exchange, const ReturnPath& path, const SignInAnswer& answer, const Form& form) {
  Form fields;
  fields.add("code", answer.code);
  if (form.get("client_info") == "1") {
    fields.add("client_info", make_client_info({answer.user, answer.tenant, {}}));
  }
  fields.add("session_state", answer.session);
  return send_back(exchange, path, std::move(fields));
}

/// Errors that a person can mend on the page; all others go back to the client.
bool can_be_mended(int code) {
  constexpr std::array kMendable = {50126, 50034, 50020, 50076, 500121};
  return std::find(kMendable.begin(), kMendable.end(), code) != kMendable.end();
}

/// signIn "automatic": the person of login_hint signs in at once, with the second factor when it is demanded.
http::Response answer_automatically(Exchange& exchange, const ReturnPath& path, SignInRequest request,
                                    const Form& form) {
  request.username = form.get_or("login_hint");
  request.with_mfa = request.demands_mfa;
  auto answer = sign_in(request, exchange.context);
  if (!answer && answer.error().code == 50076) {
    request.with_mfa = true;
    answer = sign_in(request, exchange.context);
  }
  if (!answer) return refused(exchange, path, answer.error(), request.version);
  return finish(exchange, path, *answer, form);
}

http::Response answer_page(Exchange& exchange, const ReturnPath& path, SignInRequest request, const Form& form,
                           const ReplyAddress& reply) {
  const auto show = [&](const std::string& problem) {
    return html_answer(exchange, 200, sign_in_page(*reply.client.app, form, problem));
  };
  const std::string action = form.get_or(kPageAction);
  if (exchange.request.method != "POST" || action.empty()) return show("");
  request.username = form.get_or(kPageUsername);
  if (action == "cancel") {
    request.consents = false;
    Form fields;
    fields.add("error", "access_denied");
    fields.add("error_subcode", "cancel");
    fields.add("error_description", error_description(exchange, {65004, {}, ""}, request.version));
    exchange.context.trace.aadsts = 65004;
    return send_back(exchange, path, std::move(fields));
  }
  request.password = form.get_or(kPagePassword);
  const std::string code = form.get_or(kPageCode);
  request.with_mfa = !code.empty();
  if (request.with_mfa && !holds_second_factor(exchange.context, request.username, code)) {
    exchange.context.trace.aadsts = 500121;
    return show(ProtocolError{500121, {}, ""}.description());
  }
  auto answer = sign_in(request, exchange.context);
  if (answer) return finish(exchange, path, *answer, form);
  exchange.context.trace.aadsts = answer.error().code;
  if (can_be_mended(answer.error().code)) return show(answer.error().description());
  return refused(exchange, path, answer.error(), request.version);
}

/// Parameters that decide how the answer goes back, and those that must be known ones.
Checked<void> check_parameters(const Form& form, TokenVersion version) {
  const std::string type = form.get_or("response_type");
  if (type.empty()) return refuse(900144, {"response_type"});
  if (type != "code") return refuse(700054, {type});
  constexpr std::array<std::string_view, 6> kPrompts = {"",        "login",          "none",
                                                        "consent", "select_account", "admin_consent"};
  const std::string prompt = form.get_or("prompt");
  if (std::find(kPrompts.begin(), kPrompts.end(), prompt) == kPrompts.end()) return refuse(90023, {"prompt"});
  if (version == TokenVersion::kV2 && form.get_or("scope").empty()) return refuse(900144, {"scope"});
  return {};
}

}  // namespace

http::Response serve_authorize(Exchange& exchange, std::string_view tenant, TokenVersion version) {
  const bool is_post = exchange.request.method == "POST";
  const auto form = Form::parse(is_post ? std::string_view(exchange.request.body) : exchange.request.query());
  if (!form || form->first_duplicate()) return shown(exchange, {9002313, {}, ""});
  SignInRequest request = read_request(exchange, *form, tenant, version);
  exchange.context.trace.client = request.client_id;
  if (request.client_id.empty()) return shown(exchange, {900144, {"client_id"}, ""});
  const auto reply = resolve_reply_address(exchange.context, request);
  if (!reply) return shown(exchange, reply.error());

  ReturnPath path{reply->redirect_uri, form->get_or("response_mode", "query"), form->get_or("state")};
  if (path.mode != "query" && path.mode != "fragment" && path.mode != "form_post") {
    path.mode = "query";
    return refused(exchange, path, {70007, {form->get_or("response_mode")}, ""}, version);
  }
  if (auto checked = check_parameters(*form, version); !checked)
    return refused(exchange, path, checked.error(), version);
  const bool is_automatic =
      exchange.context.directory.config().sign_in == SignInMode::kAutomatic && form->has("login_hint");
  if (is_automatic) return answer_automatically(exchange, path, std::move(request), *form);
  if (form->get("prompt") == "none") return refused(exchange, path, {50058, {}, ""}, version);
  return answer_page(exchange, path, std::move(request), *form, *reply);
}

http::Response serve_error_page(Exchange& exchange) {
  const auto query = Form::parse(exchange.request.query());
  const std::string wanted = query ? query->get_or("code") : "";
  for (const AadstsRow& row : aadsts_table()) {
    if (std::to_string(row.code) != wanted) continue;
    return html_answer(exchange, 200, error_lookup_page(row));
  }
  return html_answer(exchange, 404, "<!doctype html><title>Unknown code</title><p>No such AADSTS code here.</p>\n");
}

}  // namespace entra::idp
