#include "endpoints/browser_sessions.hpp"

#include <algorithm>

#include "endpoints/cookies.hpp"
#include "entra/support/text.hpp"
#include "policy/methods.hpp"

namespace entra::idp {
namespace {

// Entra's own names. The light one holds session identifiers alone, for the script of the session frame.
constexpr std::string_view kCookie = "ESTSAUTH";
constexpr std::string_view kPersistentCookie = "ESTSAUTHPERSISTENT";
constexpr std::string_view kLightCookie = "ESTSAUTHLIGHT";

constexpr seconds kDay{86400};
constexpr seconds kPersistentLife{90 * 86400};
constexpr std::size_t kMostAccounts = 10;

bool is_alive(const GrantContext& context, const BrowserAccount& account) {
  if (account.user == nullptr || !account.user->account_enabled) return false;
  const SignIn& sign_in = account.session.sign_in;
  if (context.now >= sign_in.at + (account.session.persistent ? kPersistentLife : kDay)) return false;
  const auto valid_from = context.store.tokens_valid_from(account.user->id);
  return !valid_from || sign_in.at >= *valid_from;
}

}  // namespace

BrowserSessions::BrowserSessions(Exchange& exchange) : exchange_(exchange) {
  read(find_cookie(exchange.request, kCookie));
  read(find_cookie(exchange.request, kPersistentCookie));
}

void BrowserSessions::read(const std::string& cookies) {
  const GrantContext& context = exchange_.context;
  for (const std::string& cookie : split_words(cookies, '.')) {
    if (accounts_.size() == kMostAccounts) return;
    auto session = context.store.find_session(cookie);
    if (!session) continue;
    BrowserAccount account{cookie, std::move(*session), nullptr, nullptr};
    account.home = context.directory.find_tenant(account.session.sign_in.tenant.str());
    if (account.home != nullptr) {
      account.user = context.directory.find_user(*account.home, account.session.sign_in.user.str());
    }
    if (is_alive(context, account)) accounts_.push_back(std::move(account));
  }
}

BrowserAccount* BrowserSessions::find(std::string_view sid) {
  const auto found =
      std::find_if(accounts_.begin(), accounts_.end(), [&](const auto& one) { return one.sid() == sid; });
  return found == accounts_.end() ? nullptr : &*found;
}

BrowserAccount& BrowserSessions::sign_in(SignIn sign_in, bool persistent) {
  const GrantContext& context = exchange_.context;
  BrowserAccount account{context.random.token(32), {std::move(sign_in), persistent, {}}, nullptr, nullptr};
  SignIn& facts = account.session.sign_in;
  const auto same = std::find_if(accounts_.begin(), accounts_.end(),
                                 [&](const auto& one) { return one.session.sign_in.user == facts.user; });
  if (same != accounts_.end()) {
    account.session.apps = same->session.apps;
    context.store.end_session(same->cookie);
    accounts_.erase(same);
  }
  account.home = context.directory.find_tenant(facts.tenant.str());
  account.user = account.home == nullptr ? nullptr : context.directory.find_user(*account.home, facts.user.str());
  context.store.put_session(account.cookie, account.session);
  changed_ = true;
  if (accounts_.size() == kMostAccounts) accounts_.pop_back();
  return *accounts_.insert(accounts_.begin(), std::move(account));
}

void BrowserSessions::prove(BrowserAccount& account, const std::string& method) {
  SignIn& facts = account.session.sign_in;
  if (std::find(facts.methods.begin(), facts.methods.end(), method) == facts.methods.end()) {
    facts.methods.push_back(method);
  }
  facts.amr = amr_of(facts.methods);
  facts.mfa_at = exchange_.context.now;
  exchange_.context.store.put_session(account.cookie, account.session);
}

void BrowserSessions::remember(BrowserAccount& account, const AppId& app) {
  auto& apps = account.session.apps;
  if (std::find(apps.begin(), apps.end(), app) != apps.end()) return;
  apps.push_back(app);
  exchange_.context.store.put_session(account.cookie, account.session);
}

void BrowserSessions::end(const std::string& sid) {
  const BrowserAccount* const account = find(sid);
  if (account == nullptr) return;
  exchange_.context.store.end_session(account->cookie);
  accounts_.erase(accounts_.begin() + (account - accounts_.data()));
  changed_ = true;
}

void BrowserSessions::keep(BrowserAccount& account, bool persistent) {
  if (account.session.persistent == persistent) return;
  account.session.persistent = persistent;
  exchange_.context.store.put_session(account.cookie, account.session);
  changed_ = true;
}

std::string BrowserSessions::join_cookies(bool persistent) const {
  std::string joined;
  for (const BrowserAccount& account : accounts_) {
    if (account.session.persistent == persistent) joined += (joined.empty() ? "" : ".") + account.cookie;
  }
  return joined;
}

std::string BrowserSessions::cookie_header() const {
  return std::string(kCookie) + "=" + join_cookies(false) + "; " + std::string(kPersistentCookie) + "=" +
         join_cookies(true);
}

void BrowserSessions::write(http::Response& response) const {
  if (!changed_) return;
  const std::string persistent = join_cookies(true);
  std::string light;
  for (const BrowserAccount& account : accounts_) light += "+" + account.sid();
  const auto put = [&](std::string_view name, const std::string& value, CookieTraits traits) {
    if (value.empty()) traits.max_age = seconds{0};
    response.headers.add("Set-Cookie", make_cookie(exchange_, name, value, traits));
  };
  put(kCookie, join_cookies(false), {});
  put(kPersistentCookie, persistent, {false, true, kPersistentLife});
  put(kLightCookie, light, {true, true, persistent.empty() ? std::nullopt : std::optional(kPersistentLife)});
}

}  // namespace entra::idp
