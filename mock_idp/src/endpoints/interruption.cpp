#include "endpoints/interruption.hpp"

#include "endpoints/device_platform.hpp"
#include "endpoints/password_step.hpp"
#include "endpoints/registration_step.hpp"
#include "endpoints/second_factor_step.hpp"
#include "endpoints/terms_step.hpp"
#include "web/problem_text.hpp"

namespace entra::idp {
namespace {

/// The session is too old for a policy: the password again, in place of it.
http::Response sign_in_again(const Interruption& at) {
  at.call.forget_account();
  const std::string note = "Your organization asks you to sign in again. (AADSTS" + std::to_string(at.error.code) + ")";
  return at.call.show(password_page(at.call.form(), at.call.app, at.username(), note), at.error.code);
}

std::vector<PagePolicy> applied_policies(const Trace& trace) {
  std::vector<PagePolicy> applied;
  for (const PolicyFinding& finding : trace.policies) {
    if (finding.applies) applied.push_back({finding.display_name, std::string(finding.result()), finding.why});
  }
  return applied;
}

}  // namespace

http::Response show_stop(PageCall& call, const std::string& username, const ProtocolError& error) {
  const Exchange& exchange = call.exchange;
  const std::string platform = platform_of(exchange.request);
  const StopText said = stop_text(error.code);
  StopView view{said.title, said.text, username, {}, applied_policies(exchange.context.trace)};
  view.facts = {{"Error Code", std::to_string(error.code)},
                {"Request Id", exchange.request_id},
                {"Correlation Id", exchange.correlation_id},
                {"Timestamp", timestamp(exchange.context.now)},
                {"App name", call.app},
                {"App id", exchange.context.trace.client},
                {"IP address", exchange.ip_address},
                {"Device platform", platform.empty() ? "unknown" : platform},
                {"Message", error.description()}};
  return call.show(stop_page(call.form(), view), error.code);
}

std::optional<http::Response> interrupt(PageCall& call, const AccountWish& wish, BrowserAccount& account,
                                        const ProtocolError& error) {
  const auto person = find_person(call.exchange.context, wish.tenant, account.user->user_principal_name, *wish.client);
  if (!person) return std::nullopt;
  call.choose(account.sid());
  const Interruption at{call, wish, account, *person, error};
  switch (error.code) {
    case 50076:
    case 50078:
      return second_factor_step(at);
    case 50072:
    case 50079:
      return registration_step(at);
    case 50142:
      return password_step(at);
    case 50158:
      return terms_step(at);
    case 70044:
      return sign_in_again(at);
    case 53000:
    case 53001:
    case 53003:
    case 90094:
    case 530003:
    case 530035:
      return show_stop(call, at.username(), error);
    default:
      return std::nullopt;
  }
}

bool is_staying_open(const PageCall& call) {
  return call.is_done("login") && !call.is_done("keep");
}

std::optional<http::Response> settle_staying(PageCall& call, BrowserAccount& account) {
  const std::string action = call.action();
  const std::string& word = call.exchange.context.trace.persistent_browser;
  if (!word.empty()) {
    call.sessions.keep(account, word == "always");
  } else if (action == "keep-yes" || action == "keep-no") {
    call.sessions.keep(account, action == "keep-yes");
  } else if (call.is_done("ask-keep")) {
    call.choose(account.sid());
    return call.show(keep_page(call.form(), account.user->user_principal_name));
  }
  call.mark_done("keep");
  return std::nullopt;
}

}  // namespace entra::idp
