// The authorization endpoint (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2): a person signs in and agrees, the client
// gets a code, or tokens.

#include "endpoints/authorization_request.hpp"
#include "endpoints/interruption.hpp"
#include "grants/second_factor.hpp"
#include "policy/methods.hpp"
#include "web/answer_page.hpp"

namespace entra::idp {
namespace {

void add_tokens(Form& fields, const Tokens& tokens) {
  if (!tokens.access_token.empty()) {
    fields.add("access_token", tokens.access_token);
    fields.add("token_type", "Bearer");
    fields.add("expires_in", std::to_string(tokens.expires_in.count()));
    fields.add("scope", tokens.scope_text);
  }
  if (!tokens.id_token.empty()) fields.add("id_token", tokens.id_token);
}

/// The answer, and the session remembers who got it.
http::Response finish(PageCall& call, const AuthorizationRequest& asked, const SignInAnswer& answer) {
  Exchange& exchange = call.exchange;
  Form fields;
  if (!answer.code.empty()) fields.add("code", answer.code);
  if (asked.type.is_front_channel()) {
    const TokenRequest request{asked.sign_in.version, asked.sign_in.tenant, asked.form, exchange.origin, "",
                               exchange.ip_address};
    const auto tokens = issue_front_channel(request, exchange.context, asked.sign_in, answer, asked.type);
    if (!tokens) return send_error(exchange, asked.path, tokens.error(), asked.sign_in.version);
    add_tokens(fields, *tokens);
  }
  if (asked.form.get("client_info") == "1") {
    fields.add("client_info", make_client_info(home_facts(exchange.context, answer.sign_in)));
  }
  if (asked.asks_admin_consent) fields.add("admin_consent", "True");
  if (BrowserAccount* const account = call.sessions.find(answer.session)) {
    call.sessions.remember(*account, answer.client.app->app_id);
  }
  const bool is_openid = asked.sign_in.version == TokenVersion::kV1 || (answer.target && answer.target->asks("openid"));
  auto response = send_back(exchange, asked.path, std::move(fields), is_openid ? answer.session : "");
  call.sessions.write(response);
  return response;
}

void use_account(SignInRequest& request, const BrowserAccount& account) {
  request.session = account.session.sign_in;
  request.username = account.user->user_principal_name;
}

http::Response answer_silently(PageCall& call, AuthorizationRequest& asked) {
  const auto account = find_silently(call, asked.wish);
  if (!account) return send_error(call.exchange, asked.path, account.error(), asked.sign_in.version);
  use_account(asked.sign_in, **account);
  asked.sign_in.consent = ConsentAnswer::kAskMissing;
  const auto answer = sign_in(asked.sign_in, call.exchange.context);
  if (!answer) return send_error(call.exchange, asked.path, answer.error(), asked.sign_in.version);
  return finish(call, asked, *answer);
}

/// signIn "automatic": whom login_hint names, who is signed in, or the tenant's only user. Empty: a person must say.
std::string automatic_user(PageCall& call, const AuthorizationRequest& asked) {
  if (call.exchange.context.directory.config().sign_in != SignInMode::kAutomatic) return "";
  if (!asked.wish.login_hint.empty()) return asked.wish.login_hint;
  if (asked.is_silent()) return "";
  const auto suitable = find_suitable(call, asked.wish);
  if (suitable.size() == 1) return suitable.front()->user->user_principal_name;
  const Tenant* const tenant = asked.wish.tenant.tenant;
  if (tenant != nullptr && tenant->users.size() == 1) return tenant->users.front().user_principal_name;
  return "";
}

/// The second factor that the server answers for the person; empty: none that is registered would help.
std::string automatic_factor(const Exchange& exchange, const AuthorizationRequest& asked) {
  const GrantContext& context = exchange.context;
  const auto person = find_person(context, asked.wish.tenant, asked.sign_in.username, *asked.reply.client.app);
  if (!person) return "";
  const auto methods = suitable_methods(context, *person->tenant, *person->user, {"password"});
  return methods.empty() ? "" : method_mode(methods.front()->method);
}

/// Signs in at once, with the second factor when it is demanded, and agrees to what is asked. Skips the pages, never
/// the policy: what a person would have to register, accept or change is an error here.
http::Response answer_automatically(PageCall& call, AuthorizationRequest& asked, const std::string& username) {
  SignInRequest& request = asked.sign_in;
  GrantContext& context = call.exchange.context;
  request.username = username;
  request.consent = asked.asks_admin_consent ? ConsentAnswer::kAdministrator : ConsentAnswer::kPerson;
  const auto suitable = find_suitable(call, asked.wish);
  BrowserAccount* account = nullptr;
  if (suitable.size() == 1 && !asked.wish.signs_in_anew) account = suitable.front();
  if (account != nullptr) use_account(request, *account);
  auto answer = sign_in(request, context);
  if (!answer && answer.error().code == 70044 && account != nullptr) {
    account = nullptr;
    request.session.reset();
    answer = sign_in(request, context);
  }
  if (!answer && (answer.error().code == 50076 || answer.error().code == 50078)) {
    if (const std::string factor = automatic_factor(call.exchange, asked); !factor.empty()) {
      request.methods = {"password", factor};
      if (account != nullptr) {
        call.sessions.prove(*account, factor);
        use_account(request, *account);
      }
      answer = sign_in(request, context);
    }
  }
  if (!answer) return send_error(call.exchange, asked.path, answer.error(), request.version);
  if (account == nullptr) call.sessions.sign_in(answer->sign_in, false);
  return finish(call, asked, *answer);
}

ConsentAnswer consent_answer(const PageCall& call, const AuthorizationRequest& asked) {
  if (call.action() == "accept") {
    return asked.asks_admin_consent ? ConsentAnswer::kAdministrator : ConsentAnswer::kPerson;
  }
  const bool always = asked.asks_consent || asked.asks_admin_consent;
  return always ? ConsentAnswer::kAskAlways : ConsentAnswer::kAskMissing;
}

http::Response ask_for_consent(PageCall& call, const AuthorizationRequest& asked, const BrowserAccount& account) {
  const GrantContext& context = call.exchange.context;
  const auto person =
      find_person(context, asked.wish.tenant, account.user->user_principal_name, *asked.reply.client.app);
  const auto target = parse_target(context, *person->tenant, asked.sign_in);
  auto wanted = wanted_consents(context, *asked.reply.client.app, *target);
  if (!asked.asks_admin_consent) {
    for (WantedConsent& one : *wanted) one.roles.clear();
  }
  const ConsentView view{call.app,
                         account.user->user_principal_name,
                         person->tenant->display_name,
                         list_permissions(*wanted),
                         asked.asks_admin_consent,
                         false};
  return call.show(consent_page(call.form(), view), 65001);
}

/// What the person has to do next, or why it ends here.
http::Response go_on(PageCall& call, const AuthorizationRequest& asked, BrowserAccount& account,
                     const ProtocolError& error) {
  if (auto step = interrupt(call, asked.wish, account, error)) return std::move(*step);
  call.choose(account.sid());
  if (error.code == 65001) return ask_for_consent(call, asked, account);
  return send_error(call.exchange, asked.path, error, asked.sign_in.version);
}

/// "Stay signed in?" comes when access is certain, and before consent: so access is judged once more, without a code.
std::optional<http::Response> ask_to_stay(PageCall& call, const AuthorizationRequest& asked, BrowserAccount& account) {
  if (!is_staying_open(call)) return std::nullopt;
  SignInRequest trial = asked.sign_in;
  trial.wants_code = false;
  trial.consent = ConsentAnswer::kAskMissing;
  const auto answer = sign_in(trial, call.exchange.context);
  if (!answer && answer.error().code != 65001) return std::nullopt;
  return settle_staying(call, account);
}

http::Response converse(PageCall& call, AuthorizationRequest& asked) {
  const std::string action = call.action();
  if (action == "cancel") return send_cancel(call.exchange, asked.path, asked.sign_in.version, 0);
  if (action == "decline") return send_cancel(call.exchange, asked.path, asked.sign_in.version, 65004);
  const auto account = settle_account(call, asked.wish);
  if (!account) return account.error();
  use_account(asked.sign_in, **account);
  if (auto page = ask_to_stay(call, asked, **account)) return std::move(*page);
  asked.sign_in.consent = consent_answer(call, asked);
  const auto answer = sign_in(asked.sign_in, call.exchange.context);
  return answer ? finish(call, asked, *answer) : go_on(call, asked, **account, answer.error());
}

}  // namespace

http::Response serve_authorize(Exchange& exchange, std::string_view tenant, TokenVersion version) {
  const auto form = read_parameters(exchange.request);
  if (!form) return show_error(exchange, form.error());
  PageCall call(exchange, *form);
  auto asked = read_authorization_request(exchange, call.request, tenant, version);
  if (!asked) return asked.error();
  call.app = asked->reply.client.app->display_name;
  const std::string automatic = call.action().empty() ? automatic_user(call, *asked) : "";
  if (!automatic.empty()) return answer_automatically(call, *asked, automatic);
  return asked->is_silent() ? answer_silently(call, *asked) : converse(call, *asked);
}

http::Response serve_error_page(Exchange& exchange) {
  const auto query = Form::parse(exchange.request.query());
  const std::string wanted = query ? query->get_or("code") : "";
  for (const AadstsRow& row : aadsts_table()) {
    if (std::to_string(row.code) != wanted) continue;
    return html_answer(exchange, 200, error_lookup_page(row));
  }
  return html_answer(exchange, 404, message_page("Unknown code", "No such AADSTS code here."));
}

}  // namespace entra::idp
