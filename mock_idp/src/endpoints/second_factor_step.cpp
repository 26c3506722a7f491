#include "endpoints/second_factor_step.hpp"

#include <algorithm>

#include "grants/second_factor.hpp"
#include "policy/methods.hpp"
#include "web/problem_text.hpp"

namespace entra::idp {
namespace {

constexpr std::string_view kChoose = "method-";  ///< and the place in the user's list

using Methods = std::vector<const MfaMethod*>;

std::size_t place_of(const Interruption& at, const MfaMethod& method) {
  return static_cast<std::size_t>(&method - at.account.user->mfa.methods.data());
}

/// The method that a button or the page's form names, when it is one that would do.
const MfaMethod* find_chosen(const Interruption& at, const Methods& methods) {
  const std::string action = at.call.action();
  const std::string place = action.starts_with(kChoose) ? action.substr(kChoose.size()) : at.call.field(kPageMethod);
  for (const MfaMethod* const one : methods) {
    if (std::to_string(place_of(at, *one)) == place) return one;
  }
  return nullptr;
}

/// A request for approval that waits already: a page that is loaded again goes on with it.
const MfaMethod* find_waiting(const Interruption& at, const Methods& methods, bool& is_approved) {
  const GrantContext& context = at.call.exchange.context;
  for (const MfaMethod* const one : methods) {
    if (factor_proof(*one) != FactorProof::kApproval) continue;
    const auto open = context.inbox->find_open(at.account.sid(), one->method, one->phone_number, context.now);
    if (!open) continue;
    is_approved = open->state == InboxMessage::State::kApproved;
    return one;
  }
  return nullptr;
}

/// "+X XXXXXXXX42"; "your phone" when no number is known.
std::string hide_number(const MfaMethod& method) {
  std::string hidden = method.phone_number.empty() ? "your phone" : method.phone_number;
  auto digits = std::count_if(hidden.begin(), hidden.end(), [](char c) { return c >= '0' && c <= '9'; });
  for (char& c : hidden) {
    if (c >= '0' && c <= '9' && digits-- > 2) c = 'X';
  }
  return hidden;
}

std::string describe(const MfaMethod& method) {
  if (method.method == "sms") return "Text " + hide_number(method);
  if (method.method == "tel") return "Call " + hide_number(method);
  if (method.method == "push") return "Approve a request on my authenticator app";
  if (method.method == "fido") return "Use my passkey";
  return "Use a verification code";
}

std::string code_lead(const MfaMethod& method) {
  if (method.method == "sms") return "We texted " + hide_number(method) + ". Please enter the code to sign in.";
  if (method.method == "tel") return "We called " + hide_number(method) + ". Please enter the code that you heard.";
  return "Enter the code displayed in your authenticator app.";
}

http::Response ask_which(const Interruption& at, const Methods& methods, const std::string& problem) {
  std::vector<FactorChoice> choices;
  for (const MfaMethod* const one : methods) {
    choices.push_back({std::string(kChoose) + std::to_string(place_of(at, *one)), describe(*one)});
  }
  return at.call.show(factor_choice_page(at.call.form(), at.username(), problem, choices), at.error.code);
}

/// The request as a GET that leads back to the same page; empty where that would ask for the password again.
std::string reload_address(const Interruption& at) {
  const Form& request = at.call.request;
  if (request.has("prompt") || request.has("max_age")) return "";
  Form query;
  for (const auto& [name, value] : request.fields()) {
    if (name != "login_hint") query.add(name, value);
  }
  query.add("login_hint", at.username());
  return std::string(at.call.exchange.request.path()) + "?" + query.encode();
}

http::Response ask_for_proof(const Interruption& at, const Methods& methods, const MfaMethod& method,
                             const std::string& problem) {
  FactorView view{at.call.form(), at.username(), problem, "factor", methods.size() > 1, "methods"};
  view.form.carried.add(std::string(kPageMethod), std::to_string(place_of(at, method)));
  const FactorProof proof = factor_proof(method);
  const bool is_again = at.call.action() == "resend";
  at.call.exchange.context.trace.aadsts = at.error.code;
  if (proof == FactorProof::kPasskey) {
    return at.call.show(
        passkey_page(view, "Confirm with your passkey that it is you. It is simulated: the button is the proof."));
  }
  if (proof == FactorProof::kApproval) {
    const InboxMessage sent = reach_phone(at, method.method, method.phone_number, is_again);
    return at.call.show_scripted(push_page(view, sent.number, reload_address(at)), push_script());
  }
  if (proof == FactorProof::kSentCode) (void)reach_phone(at, method.method, method.phone_number, is_again);
  return at.call.show(code_page(view, code_lead(method), proof == FactorProof::kSentCode ? "resend" : ""));
}

}  // namespace

InboxMessage reach_phone(const Interruption& at, const std::string& method, const std::string& number, bool again) {
  GrantContext& context = at.call.exchange.context;
  if (!again) {
    if (auto open = context.inbox->find_open(at.account.sid(), method, number, context.now)) return *open;
  }
  InboxMessage message;
  message.at = context.now;
  message.user = at.account.user->id;
  message.username = at.username();
  message.session = at.account.sid();
  message.method = method;
  message.phone_number = number;
  message.app = at.call.app;
  message.ip_address = at.call.exchange.ip_address;
  return context.inbox->send(std::move(message), context.random);
}

http::Response second_factor_step(const Interruption& at) {
  GrantContext& context = at.call.exchange.context;
  const User& user = *at.account.user;
  const Methods methods = suitable_methods(context, *at.person.tenant, user, at.account.session.sign_in.methods);
  if (methods.empty()) return show_stop(at.call, at.username(), at.error);
  bool is_approved = false;
  const MfaMethod* chosen = find_chosen(at, methods);
  if (chosen == nullptr && at.call.action().empty()) chosen = find_waiting(at, methods, is_approved);
  std::string problem;
  const bool polls = at.call.action() == "poll";
  if (chosen != nullptr && (is_approved || polls || at.call.action() == "factor")) {
    const auto proved = prove_factor(context, user, *chosen, at.account.sid(), at.call.field(kPageCode));
    if (proved) {
      at.call.sessions.prove(at.account, method_mode(chosen->method));
      return at.call.resume();
    }
    const std::string why = proved.error().arguments.empty() ? "" : proved.error().arguments.front();
    if (!polls || why != "waiting") problem = problem_text(proved.error());
    // The phone is not asked again by itself: who denied a request would be pressed until he approves.
    if (why == "denied" || why == "expired") return ask_which(at, methods, problem);
  }
  if (chosen == nullptr && methods.size() == 1) chosen = methods.front();
  if (chosen == nullptr || at.call.action() == "methods") return ask_which(at, methods, problem);
  return ask_for_proof(at, methods, *chosen, problem);
}

}  // namespace entra::idp
