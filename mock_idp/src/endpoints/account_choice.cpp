#include "endpoints/account_choice.hpp"

#include <algorithm>

#include "endpoints/device_platform.hpp"
#include "entra/support/text.hpp"
#include "grants/second_factor.hpp"
#include "policy/methods.hpp"
#include "tokens/jws.hpp"

namespace entra::idp {
namespace {

using Settled = Result<BrowserAccount*, http::Response>;

Settled page(http::Response response) {
  return tl::unexpected(std::move(response));
}

Settled ask_to_sign_in(PageCall& call, const AccountWish& wish, const ProtocolError* error = nullptr) {
  call.forget_account();
  const std::string username = call.field(kPageUsername).empty() ? wish.login_hint : call.field(kPageUsername);
  const std::string problem = error == nullptr ? "" : error->description();
  return page(call.show(sign_in_page(call.form(), call.app, username, problem), error == nullptr ? 0 : error->code));
}

Settled ask_to_sign_in(PageCall& call, const AccountWish& wish, const ProtocolError& error) {
  return ask_to_sign_in(call, wish, &error);
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

/// The sign-in page was sent: a new session, or the page again.
Settled sign_in_now(PageCall& call, const AccountWish& wish) {
  GrantContext& context = call.exchange.context;
  const std::string username = call.field(kPageUsername);
  context.trace.user = username;
  const auto person = prove_password(context, wish.tenant, username, call.field(kPagePassword), *wish.client);
  if (!person) return ask_to_sign_in(call, wish, person.error());
  std::vector<std::string> methods = {"password"};
  const std::string code = call.field(kPageCode);
  if (!code.empty()) {
    if (!holds_second_factor(context, username, code)) return ask_to_sign_in(call, wish, {500121, {}, ""});
    methods.emplace_back(method_mode(person->user->mfa.methods.front().method));
  }
  auto facts = make_sign_in(context, *person, std::move(methods), call.exchange.ip_address);
  facts.circumstances.device_platform = platform_of(call.exchange.request);
  // Signing in again is the same session to the applications that know its sid.
  for (const BrowserAccount& known : call.sessions.accounts()) {
    if (known.user->id == facts.user) facts.session = known.sid();
  }
  BrowserAccount& account = call.sessions.sign_in(std::move(facts), call.field(kPageKeep) == "yes");
  call.choose(account.sid());
  call.mark_done("login");
  return &account;
}

/// The second factor's page was sent.
Settled prove_second_factor(PageCall& call, const AccountWish& wish) {
  BrowserAccount* const account = call.sessions.find(call.account());
  if (account == nullptr) return ask_to_sign_in(call, wish, {50058, {}, ""});
  const std::string& username = account->user->user_principal_name;
  if (!holds_second_factor(call.exchange.context, username, call.field(kPageCode))) {
    const std::string problem = ProtocolError{500121, {}, ""}.description();
    return page(call.show(second_factor_page(call.form(), call.app, username, problem), 500121));
  }
  call.sessions.prove(*account, method_mode(account->user->mfa.methods.front().method));
  return account;
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
  if (call.is_foreign) return ask_to_sign_in(call, wish, {50089, {}, ""});
  const std::string action = call.action();
  if (action == "signin") return sign_in_now(call, wish);
  if (action == "factor") return prove_second_factor(call, wish);
  if (action == "other" || (wish.signs_in_anew && !call.is_done("login"))) return ask_to_sign_in(call, wish);
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
