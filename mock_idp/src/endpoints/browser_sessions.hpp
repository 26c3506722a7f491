#pragma once
// Who is signed in at the browser that sent a request: single sign-on by cookie, several accounts at a time.

#include <string>
#include <vector>

#include "endpoints/endpoint.hpp"

namespace entra::idp {

/// One account that is signed in.
struct BrowserAccount {
  std::string cookie;
  Session session;
  const Tenant* home{nullptr};
  const User* user{nullptr};

  [[nodiscard]] const std::string& sid() const noexcept { return session.sign_in.session; }
};

/// The sessions named by the request's cookies, without those that ended: too old, revoked, user disabled or gone.
class BrowserSessions {
 public:
  explicit BrowserSessions(Exchange& exchange);

  [[nodiscard]] std::vector<BrowserAccount>& accounts() noexcept { return accounts_; }
  [[nodiscard]] BrowserAccount* find(std::string_view sid);

  /// A new session, in place of one of the same user, whose applications live on. Pointers to accounts end.
  BrowserAccount& sign_in(SignIn sign_in, bool persistent);
  /// A second factor was proved now: one of Graph's authenticationMethodModes.
  void prove(BrowserAccount& account, const std::string& method);
  /// The application got something in this session, and is told at the sign-out.
  void remember(BrowserAccount& account, const AppId& app);
  void end(const std::string& sid);
  /// Beyond the browser's end, or until then.
  void keep(BrowserAccount& account, bool persistent);

  /// The cookies that the browser is to keep, when anything changed.
  void write(http::Response& response) const;
  /// The same as the browser would send them.
  [[nodiscard]] std::string cookie_header() const;

 private:
  [[nodiscard]] std::string join_cookies(bool persistent) const;
  void read(const std::string& cookies);
  Exchange& exchange_;
  std::vector<BrowserAccount> accounts_;
  bool changed_{false};
};

}  // namespace entra::idp
