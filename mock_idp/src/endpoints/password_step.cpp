#include "endpoints/password_step.hpp"

#include <algorithm>

#include "endpoints/device_platform.hpp"
#include "grants/password_check.hpp"
#include "policy/password_rules.hpp"
#include "web/problem_text.hpp"

namespace entra::idp {
namespace {

struct PasswordChange {
  PageCall& call;
  const AccountWish& wish;
  std::string username;
  std::string reason;
  int aadsts{0};
};

http::Response ask(const PasswordChange& change, const std::string& problem) {
  PageCall& call = change.call;
  return call.show(new_password_page(call.form(), change.username, change.reason, problem), change.aadsts);
}

/// What is wrong with what was typed; empty: nothing.
std::string find_problem(const PasswordChange& change, const User& user) {
  const PageCall& call = change.call;
  const auto proved = check_password(call.exchange.context, user, call.field(kPagePassword));
  if (!proved && proved.error().code != 50055) return problem_text(proved.error());
  if (!user.account_enabled) return problem_text({50057, {}, ""});
  const std::string next = call.field(kPageNewPassword);
  if (next != call.field(kPageConfirmPassword)) return "The two new passwords are not the same.";
  return find_weakness(user, next);
}

Result<void, ConfigError> write_change(const PasswordChange& change, const Person& person, const SignIn& facts) {
  const GrantContext& context = change.call.exchange.context;
  const Tenant& home = *context.directory.find_tenant(facts.tenant.str());
  const User& account = *context.directory.find_user(home, facts.user.str());
  OrderedJson patch;
  patch["password"] = change.call.field(kPageNewPassword);
  patch["passwordProfile"]["forceChangePasswordNextSignIn"] = false;
  const bool lowers_risk = change.aadsts == 50142;
  if (lowers_risk) patch["riskLevel"] = "none";
  auto done = context.live->change_user(home, account, patch.dump());
  if (done && lowers_risk && person.user != &account) {
    done = context.live->change_user(*person.tenant, *person.user, R"({"riskLevel": "none"})");
  }
  return done;
}

/// Every other sign-in of the user ends (TokensValidFrom); this one begins anew, with what it had proved.
void begin_anew(const PasswordChange& change, SignIn facts, const BrowserAccount* known) {
  PageCall& call = change.call;
  const GrantContext& context = call.exchange.context;
  const bool is_persistent = known != nullptr && known->session.persistent;
  facts.at = context.now + milliseconds(1);
  context.store.revoke_sign_ins(facts.user, facts.at);
  if (known == nullptr) call.mark_done("ask-keep");
  call.choose(call.sessions.sign_in(std::move(facts), is_persistent).sid());
  call.mark_done("login");
}

http::Response change_password(const PasswordChange& change) {
  PageCall& call = change.call;
  const GrantContext& context = call.exchange.context;
  if (call.action() != "newpassword") return ask(change, "");
  const auto person = find_person(context, change.wish.tenant, change.username, *change.wish.client);
  if (!person) return ask(change, problem_text(person.error()));
  if (const std::string problem = find_problem(change, *person->user); !problem.empty()) return ask(change, problem);
  const BrowserAccount* const known = call.sessions.find(call.account());
  SignIn facts;
  if (known != nullptr) {
    facts = known->session.sign_in;
  } else {
    facts = make_sign_in(context, *person, {"password"}, call.exchange.ip_address);
    facts.circumstances.device_platform = platform_of(call.exchange.request);
  }
  if (const auto done = write_change(change, *person, facts); !done) return ask(change, done.error().one_line);
  begin_anew(change, std::move(facts), known);
  return call.resume();
}

}  // namespace

http::Response password_step(const Interruption& at) {
  return change_password({at.call, at.wish, at.username(),
                          "Your organization asks you to change your password, because your account may be at risk.",
                          at.error.code});
}

http::Response expired_password_step(PageCall& call, const AccountWish& wish) {
  return change_password(
      {call, wish, call.field(kPageUsername), "You need to update your password because it has expired.", 50055});
}

}  // namespace entra::idp
