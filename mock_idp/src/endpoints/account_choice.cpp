#include "endpoints/account_choice.hpp"

#include <algorithm>

#include "endpoints/device_platform.hpp"
#include "endpoints/password_step.hpp"
#include "entra/support/text.hpp"
#include "grants/second_factor.hpp"
#include "policy/methods.hpp"
#include "tokens/jws.hpp"
#include "web/problem_text.hpp"

namespace entra::idp {
namespace {

using Settled = Result<BrowserAccount*, http::Response>;

Settled page(http::Response response) {
  return tl::unexpected(std::move(response));
}

Settled ask_to_pick(PageCall& call, const std::vector<BrowserAccount*>& accounts) {
  std::vector<PageAccount> shown;
  for (const BrowserAccount* one : accounts) shown.push_back({one->sid(), one->user->user_principal_name});
  return page(call.show(account_page(call.form(false), call.app, shown)));
}

bool exists_in(const PageCall& call, const AccountWish& wish, const BrowserAccount& account) {
  return find_person(call.exchange.context, wish.tenant, account.user->user_principal_name, *wish.client).has_value();
}

bool is_fresh_enough(const PageCall& call, const AccountWish& wish, const BrowserAccount& account) {
  return !wish.max_age || call.exchange.context.now <= account.session.sign_in.at + *wish.max_age;
}

bool is_hinted(const AccountWish& wish, const BrowserAccount& account) {
  if (!wish.sid.empty() && account.sid() != wish.sid) return false;
  if (wish.subject && account.sid() != wish.subject_sid &&
      pairwise_subject(account.user->id, wish.client->app_id) != *wish.subject) {
    return false;
  }
  return wish.login_hint.empty() || equals_ignoring_case(account.user->user_principal_name, wish.login_hint) ||
         account.user->id.str() == wish.login_hint;
}

bool is_of_domain(const AccountWish& wish, const BrowserAccount& account) {
  const auto& domains = account.home->domains;
  return std::find(domains.begin(), domains.end(), to_lower(wish.domain_hint)) != domains.end();
}

/// Whom the request means, as far as it can be told: the hint, or the one account whose sign-in is too old.
std::string presumed_user(PageCall& call, const AccountWish& wish) {
  if (!wish.login_hint.empty()) return wish.login_hint;
  auto& accounts = call.sessions.accounts();
  const bool is_stale = accounts.size() == 1 && !wish.signs_in_anew && !is_fresh_enough(call, wish, accounts.front());
  return is_stale ? accounts.front().user->user_principal_name : "";
}

Settled ask_for_username(PageCall& call, const std::string& username, const ProtocolError* error = nullptr) {
  call.forget_account();
  const std::string problem = error == nullptr ? "" : problem_text(*error);
  return page(call.show(username_page(call.form(), call.app, username, problem), error == nullptr ? 0 : error->code));
}

/// The password's page, or the user name's when nobody of that name can sign in here.
Settled ask_for_password(PageCall& call, const AccountWish& wish, const std::string& username,
                         const ProtocolError* error = nullptr) {
  const auto person = find_person(call.exchange.context, wish.tenant, username, *wish.client);
  if (!person) return ask_for_username(call, username, &person.error());
  call.forget_account();
  const std::string problem = error == nullptr ? "" : problem_text(*error);
  return page(call.show(password_page(call.form(), call.app, person->user->user_principal_name, problem),
                        error == nullptr ? 0 : error->code));
}

/// Nobody who is signed in will do. A hint that leads nowhere is no mistake of the person's.
Settled ask_to_sign_in(PageCall& call, const AccountWish& wish) {
  const std::string username = presumed_user(call, wish);
  const bool is_known = find_person(call.exchange.context, wish.tenant, username, *wish.client).has_value();
  return is_known ? ask_for_password(call, wish, username) : ask_for_username(call, username);
}

/// The account at home, which holds the methods; a guest object only repeats them.
const User& account_of(const GrantContext& context, const SignIn& facts) {
  return *context.directory.find_user(*context.directory.find_tenant(facts.tenant.str()), facts.user.str());
}

/// Name and password came, from the password's page or all at once with a code and the wish to stay signed in.
Settled sign_in_now(PageCall& call, const AccountWish& wish) {
  GrantContext& context = call.exchange.context;
  const std::string username = call.field(kPageUsername);
  context.trace.user = username;
  const auto person = prove_password(context, wish.tenant, username, call.field(kPagePassword), *wish.client);
  if (!person && person.error().code == 50055) return page(expired_password_step(call, wish));
  if (!person) return ask_for_password(call, wish, username, &person.error());
  auto facts = make_sign_in(context, *person, {"password"}, call.exchange.ip_address);
  if (const std::string code = call.field(kPageCode); !code.empty()) {
    const auto method = match_code(context, account_of(context, facts), code);
    if (!method) return ask_for_password(call, wish, username, &method.error());
    facts = make_sign_in(context, *person, {"password", method_mode((*method)->method)}, call.exchange.ip_address);
  }
  facts.circumstances.device_platform = platform_of(call.exchange.request);
  // Signing in again is the same session to the applications that know its sid.
  for (const BrowserAccount& known : call.sessions.accounts()) {
    if (known.user->id == facts.user) facts.session = known.sid();
  }
  BrowserAccount& account = call.sessions.sign_in(std::move(facts), call.field(kPageKeep) == "yes");
  call.choose(account.sid());
  call.mark_done("login");
  if (call.action() == "password") call.mark_done("ask-keep");
  return &account;
}

}  // namespace

AccountWish read_account_wish(const Exchange& exchange, const Form& form, const TenantSegment& tenant,
                              const Application& client) {
  AccountWish wish;
  wish.tenant = tenant;
  wish.client = &client;
  wish.login_hint = form.get_or("login_hint");
  wish.domain_hint = form.get_or("domain_hint");
  wish.sid = form.get_or("sid");
  if (const auto hint = form.get("id_token_hint"); hint && !hint->empty()) {
    // An expired token is as good a hint as any (OpenID Connect Core §3.1.2.1).
    const auto token = verify_jws(*hint, exchange.context.keys, exchange.context.now);
    wish.subject = token ? get_string(token->claims, "sub").value_or("") : "";
    wish.subject_sid = token ? get_string(token->claims, "sid").value_or("") : "";
  }
  return wish;
}

std::vector<BrowserAccount*> find_suitable(PageCall& call, const AccountWish& wish) {
  std::vector<BrowserAccount*> suitable;
  for (BrowserAccount& account : call.sessions.accounts()) {
    if (is_hinted(wish, account) && is_fresh_enough(call, wish, account) && exists_in(call, wish, account)) {
      suitable.push_back(&account);
    }
  }
  const bool has_domain = std::any_of(suitable.begin(), suitable.end(),
                                      [&](const BrowserAccount* one) { return is_of_domain(wish, *one); });
  if (has_domain) std::erase_if(suitable, [&](const BrowserAccount* one) { return !is_of_domain(wish, *one); });
  return suitable;
}

Checked<BrowserAccount*> find_silently(PageCall& call, const AccountWish& wish) {
  const auto suitable = find_suitable(call, wish);
  if (suitable.size() == 1) return suitable.front();
  if (suitable.size() > 1) return refuse(16000);
  const bool is_elsewhere =
      std::any_of(call.sessions.accounts().begin(), call.sessions.accounts().end(),
                  [&](const BrowserAccount& one) { return is_hinted(wish, one) && !exists_in(call, wish, one); });
  return refuse(is_elsewhere ? 16000 : 50058);
}

Settled settle_account(PageCall& call, const AccountWish& wish) {
  if (call.is_foreign) {
    const ProtocolError error{50089, {}, ""};
    return ask_for_username(call, wish.login_hint, &error);
  }
  const std::string action = call.action();
  const std::string username = call.field(kPageUsername);
  if (action == "next") return ask_for_password(call, wish, username);
  if (action == "back") return ask_for_username(call, username);
  if (action == "other") return ask_for_username(call, "");
  if (action == "signin" || action == "password") return sign_in_now(call, wish);
  if (action == "newpassword" && call.account().empty()) return page(expired_password_step(call, wish));
  if (wish.signs_in_anew && !call.is_done("login")) return ask_to_sign_in(call, wish);
  if (BrowserAccount* const chosen = call.sessions.find(call.account())) {
    const bool is_usable = call.is_done("login") || is_fresh_enough(call, wish, *chosen);
    return is_usable && exists_in(call, wish, *chosen) ? Settled(chosen) : ask_to_sign_in(call, wish);
  }
  const auto suitable = find_suitable(call, wish);
  if (wish.picks && !call.sessions.accounts().empty()) {
    std::vector<BrowserAccount*> all;
    for (BrowserAccount& one : call.sessions.accounts()) all.push_back(&one);
    return ask_to_pick(call, all);
  }
  if (suitable.size() == 1) return suitable.front();
  return suitable.empty() ? ask_to_sign_in(call, wish) : ask_to_pick(call, suitable);
}

}  // namespace entra::idp
