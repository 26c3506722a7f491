#pragma once
// What comes between the password and the application: the next step that a refusal calls for. The need decides the
// step; what the person sent is an answer to it, or leads to its page.

#include "endpoints/account_choice.hpp"
#include "grants/inbox.hpp"

namespace entra::idp {

struct Interruption {
  PageCall& call;
  const AccountWish& wish;
  BrowserAccount& account;
  Person person;  ///< as the tenant of the request sees the account
  const ProtocolError& error;

  [[nodiscard]] const std::string& username() const { return account.user->user_principal_name; }
};

/// Takes the person's answer or shows the page for the error: second factor, registration, password, terms of use,
/// another sign-in, or why it ends here. None when a page does not help, and the client has to be told.
[[nodiscard]] std::optional<http::Response> interrupt(PageCall& call, const AccountWish& wish, BrowserAccount& account,
                                                      const ProtocolError& error);

/// It ends here: what the person can do about it, and for support which policies applied and why.
[[nodiscard]] http::Response show_stop(PageCall& call, const std::string& username, const ProtocolError& error);

/// "Stay signed in?", once after a sign-in through the pages, unless policies have decided it. None: go on. Called when
/// the account has access to what is asked for.
[[nodiscard]] std::optional<http::Response> settle_staying(PageCall& call, BrowserAccount& account);
/// Whether that has to be called for this request still.
[[nodiscard]] bool is_staying_open(const PageCall& call);

}  // namespace entra::idp
