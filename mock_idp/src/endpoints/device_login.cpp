// Where a person lets a device in (RFC 8628 §3.3): user code, sign-in, and the decision.

#include "endpoints/account_choice.hpp"
#include "endpoints/device_platform.hpp"
#include "endpoints/interruption.hpp"
#include "grants/device_code.hpp"

namespace entra::idp {
namespace {

SignInRequest make_request(const Exchange& exchange, const DeviceCode& waiting) {
  SignInRequest request;
  ask_for_device(request, waiting);
  request.ip_address = exchange.ip_address;
  request.circumstances.device_platform = platform_of(exchange.request);
  return request;
}

http::Response ask_for_code(PageCall& call, const ProtocolError* error) {
  call.request = {};
  return call.show(user_code_page(call.form(), error == nullptr ? "" : error->description()),
                   error == nullptr ? 0 : error->code);
}

http::Response confirm(PageCall& call, const SignInRequest& request, const AccountWish& wish,
                       const BrowserAccount& account) {
  const GrantContext& context = call.exchange.context;
  const auto person = find_person(context, wish.tenant, account.user->user_principal_name, *wish.client);
  const auto target = parse_target(context, *person->tenant, request);
  const auto wanted = wanted_consents(context, *wish.client, *target);
  const ConsentView view{
      call.app, account.user->user_principal_name, person->tenant->display_name, list_permissions(*wanted), false,
      true};
  return call.show(consent_page(call.form(), view), 65001);
}

http::Response go_on(PageCall& call, const SignInRequest& request, const AccountWish& wish, BrowserAccount& account,
                     const ProtocolError& error) {
  if (auto step = interrupt(call, wish, account, error)) return std::move(*step);
  call.choose(account.sid());
  if (error.code != 65001) return show_stop(call, account.user->user_principal_name, error);
  if (is_staying_open(call)) {
    const auto person =
        find_person(call.exchange.context, wish.tenant, account.user->user_principal_name, *wish.client);
    if (auto page = settle_staying(call, account)) return std::move(*page);
  }
  return confirm(call, request, wish, account);
}

/// The person's decision; somebody else's may have come first.
http::Response decide(PageCall& call, const std::string& user_code, const SignInAnswer* approved) {
  Store& store = call.exchange.context.store;
  const bool is_settled = approved == nullptr
                              ? store.decline_device(user_code)
                              : store.approve_device(user_code, approved->sign_in, approved->tenant->id);
  if (!is_settled) {
    const ProtocolError error{90120, {}, ""};
    return ask_for_code(call, &error);
  }
  if (approved == nullptr) return call.show(message_page("Sign-in cancelled", "The device was not let in."));
  if (BrowserAccount* const account = call.sessions.find(approved->session)) {
    call.sessions.remember(*account, approved->client.app->app_id);
  }
  return call.show(message_page(
      "You are signed in", "You have signed in to " + call.app + " on your device. You may now close this window."));
}

}  // namespace

http::Response serve_device_login(Exchange& exchange) {
  const auto form = read_parameters(exchange.request);
  if (!form) return show_error(exchange, form.error());
  PageCall call(exchange, *form);
  const std::string typed = call.action() == "code" ? call.field(kPageUserCode) : call.request.get_or("otc");
  if (typed.empty()) return ask_for_code(call, nullptr);
  GrantContext& context = exchange.context;
  const auto waiting = find_waiting_device(context, typed);
  if (!waiting) return ask_for_code(call, &waiting.error());
  const std::string& user_code = waiting->user_code;
  call.request = Form{{"otc", user_code}};

  const auto client = context.directory.find_application(waiting->client.str());
  const auto segment = resolve_tenant(context.directory, waiting->tenant);
  const ProtocolError unknown{70018, {}, ""};
  if (!client || !segment) return ask_for_code(call, &unknown);
  call.app = client->app->display_name;
  const std::string action = call.action();
  if (action == "decline") return decide(call, user_code, nullptr);
  if (action == "cancel") return ask_for_code(call, nullptr);  // who has not signed in decides nothing
  const AccountWish wish = read_account_wish(exchange, {}, *segment, *client->app);
  const auto account = settle_account(call, wish);
  if (!account) return account.error();

  SignInRequest request = make_request(exchange, *waiting);
  request.session = (*account)->session.sign_in;
  request.username = (*account)->user->user_principal_name;
  request.consent = action == "accept" ? ConsentAnswer::kPerson : ConsentAnswer::kAskAlways;
  const auto answer = sign_in(request, context);
  return answer ? decide(call, user_code, &*answer) : go_on(call, request, wish, **account, answer.error());
}

}  // namespace entra::idp
