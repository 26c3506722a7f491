#include "endpoints/registration_step.hpp"

#include <algorithm>
#include <array>

#include "directory/live_directory.hpp"
#include "endpoints/second_factor_step.hpp"
#include "grants/access.hpp"
#include "grants/second_factor.hpp"
#include "grants/totp.hpp"
#include "policy/methods.hpp"
#include "web/problem_text.hpp"
#include "web/registration_page.hpp"

namespace entra::idp {
namespace {

struct Kind {
  std::string_view method;
  std::string_view text;
};
constexpr std::array<Kind, 5> kKinds = {{{"push", "Authenticator app: approve requests"},
                                         {"otp", "Authenticator app: verification codes"},
                                         {"sms", "Phone: text a code"},
                                         {"tel", "Phone: call with a code"},
                                         {"fido", "Passkey"}}};
constexpr std::string_view kChoose = "register-";

/// The kind that a button or the page's form names.
const Kind* find_kind(const PageCall& call) {
  const std::string action = call.action();
  const auto is_named = [&](const Kind& one) { return action == std::string(kChoose) + std::string(one.method); };
  auto found = std::find_if(kKinds.begin(), kKinds.end(), is_named);
  if (found == kKinds.end()) {
    const std::string carried = call.field(kPageMethod);
    found = std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& one) { return one.method == carried; });
  }
  return found == kKinds.end() ? nullptr : &*found;
}

bool is_phone(const Kind& kind) {
  return kind.method == "sms" || kind.method == "tel";
}

/// E.164 with blanks, brackets and hyphens as people write them.
bool is_phone_number(const std::string& text) {
  const auto digits = std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits >= 6 && digits <= 15 && text.find_first_not_of("+0123456789 ()-") == std::string::npos;
}

http::Response ask_which(const Interruption& at) {
  const GrantContext& context = at.call.exchange.context;
  const auto& held = at.account.session.sign_in.methods;
  std::vector<FactorChoice> choices;
  for (const Kind& kind : kKinds) {
    if (!is_suitable_kind(context, *at.person.tenant, held, kind.method)) continue;
    choices.push_back({std::string(kChoose) + std::string(kind.method), std::string(kind.text)});
  }
  return at.call.show(method_choice_page(at.call.form(), at.username(), choices), at.error.code);
}

FactorView make_view(const Interruption& at, const Kind& kind, const std::string& problem, std::string done) {
  FactorView view{at.call.form(), at.username(), problem, std::move(done), true, "register"};
  view.form.carried.add(std::string(kPageMethod), std::string(kind.method));
  return view;
}

http::Response ask_for_phone(const Interruption& at, const Kind& kind, const std::string& problem) {
  return at.call.show(phone_page(make_view(at, kind, problem, "register-phone"), at.call.field(kPagePhone)),
                      at.error.code);
}

http::Response ask_for_proof(const Interruption& at, const Kind& kind, const std::string& problem) {
  GrantContext& context = at.call.exchange.context;
  context.trace.aadsts = at.error.code;
  FactorView view = make_view(at, kind, problem, "register-verify");
  const bool is_again = at.call.action() == "register-resend";
  if (kind.method == "otp") {
    const std::string carried = at.call.field(kPageSecret);
    const std::string secret = carried.empty() ? make_totp_secret(context.random) : carried;
    return at.call.show(
        authenticator_page(view, otpauth_uri(at.account.home->display_name, at.username(), secret), secret));
  }
  if (kind.method == "push") {
    const InboxMessage sent = reach_phone(at, "push", "", is_again);
    return at.call.show_scripted(push_page(view, sent.number, ""), push_script());
  }
  if (kind.method == "fido") {
    return at.call.show(passkey_page(view, "Create a passkey on this device. It is simulated: the button makes it."));
  }
  const std::string number = at.call.field(kPagePhone);
  if (!is_phone_number(number)) return ask_for_phone(at, kind, "Enter a phone number with its country code.");
  (void)reach_phone(at, std::string(kind.method), number, is_again);
  view.form.carried.add(std::string(kPagePhone), number);
  return at.call.show(code_page(view, "We sent a code to " + number + ". Enter it here.", "register-resend"));
}

/// Writes the method beside those registered before; who was enabled for MFA has now done his part (per-user MFA).
Result<void, ConfigError> keep_method(const Interruption& at, MfaMethod method) {
  const User& user = *at.account.user;
  MfaRegistration mfa = user.mfa;
  mfa.methods.push_back(std::move(method));
  if (mfa.per_user_state == PerUserMfa::kEnabled) mfa.per_user_state = PerUserMfa::kEnforced;
  OrderedJson patch;
  patch["mfa"] = write_mfa(mfa);
  return at.call.exchange.context.live->change_user(*at.account.home, user, patch.dump());
}

http::Response verify(const Interruption& at, const Kind& kind) {
  GrantContext& context = at.call.exchange.context;
  const MfaMethod method{std::string(kind.method), "", kind.method == "otp" ? at.call.field(kPageSecret) : "",
                         is_phone(kind) ? at.call.field(kPagePhone) : ""};
  const auto proved = prove_factor(context, *at.account.user, method, at.account.sid(), at.call.field(kPageCode));
  if (!proved) {
    const std::string why = proved.error().arguments.empty() ? "" : proved.error().arguments.front();
    if (why == "denied") return ask_which(at);
    const bool is_quiet = why == "waiting" && at.call.action() == "poll";
    return ask_for_proof(at, kind, is_quiet ? "" : problem_text(proved.error()));
  }
  if (const auto kept = keep_method(at, method); !kept) return ask_for_proof(at, kind, kept.error().one_line);
  at.call.sessions.prove(at.account, method_mode(kind.method));
  return at.call.show(registered_page(at.call.form(), at.username(), std::string(kind.text)));
}

}  // namespace

http::Response registration_step(const Interruption& at) {
  PageCall& call = at.call;
  const SignIn& facts = at.account.session.sign_in;
  // A stronger method is added only by who proves one that is there.
  if (at.account.user->mfa.is_registered() && !facts.has_mfa()) return second_factor_step(at);
  const auto allowed = require_user_action(call.exchange.context,
                                           {at.person.tenant,
                                            {at.person.user, at.account.home, facts},
                                            at.wish.client,
                                            nullptr,
                                            call.exchange.ip_address,
                                            true},
                                           "urn:user:registersecurityinfo");
  if (!allowed) return show_stop(call, at.username(), allowed.error());
  const std::string action = call.action();
  const Kind* const kind = find_kind(call);
  if (action == "register" || (kind == nullptr && action.starts_with(kChoose))) return ask_which(at);
  if (kind == nullptr) return call.show(more_information_page(call.form(), at.username()), at.error.code);
  if (action == "register-verify" || action == "poll") return verify(at, *kind);
  const bool is_chosen_now = action == std::string(kChoose) + std::string(kind->method);
  if (is_phone(*kind) && is_chosen_now) return ask_for_phone(at, *kind, "");
  return ask_for_proof(at, *kind, "");
}

}  // namespace entra::idp
