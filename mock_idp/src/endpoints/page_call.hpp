#pragma once
// One request to an endpoint that talks with a person through pages: what was asked, what the person did, and who is
// signed in at the browser.

#include "endpoints/answers.hpp"
#include "endpoints/browser_sessions.hpp"
#include "grants/sign_in.hpp"
#include "web/decision_page.hpp"
#include "web/sign_in_page.hpp"

namespace entra::idp {

struct PageCall {
  /// Splits the request's parameters from what its page added. The latter counts only when the form comes from a page
  /// that this browser was shown (cross-site request forgery): a cookie and a field prove that together.
  PageCall(Exchange& exchange, const Form& parameters);

  Exchange& exchange;
  BrowserSessions sessions;
  Form request;            ///< the endpoint's own parameters
  std::string app;         ///< its name, as the pages show it
  bool is_foreign{false};  ///< page fields came without that proof, and were dropped (AADSTS50089)

  [[nodiscard]] std::string action() const { return page_.get_or(kPageAction); }
  [[nodiscard]] std::string field(std::string_view name) const { return page_.get_or(name); }
  /// A prompt that was answered on an earlier page of this request.
  [[nodiscard]] bool is_done(std::string_view prompt) const;
  void mark_done(std::string_view prompt);
  [[nodiscard]] const std::string& account() const noexcept { return account_; }
  void choose(std::string sid) { account_ = std::move(sid); }
  /// The account chosen is no use after all.
  void forget_account() { account_.clear(); }

  /// The form of the next page: carries the request and what was settled.
  [[nodiscard]] PageForm form(bool with_account = true) const;
  /// A page, with the cookies that belong to it.
  [[nodiscard]] http::Response show(std::string html);
  /// The same, on account of an error.
  [[nodiscard]] http::Response show(std::string html, int aadsts);
  /// A page whose one inline script is `script`.
  [[nodiscard]] http::Response show_scripted(std::string html, std::string_view script);
  /// Serves the request once more, as if the person went on from a page with nothing to fill in: what was proved,
  /// signed in or changed in the directory holds now.
  [[nodiscard]] http::Response resume();

 private:
  [[nodiscard]] http::Response with_cookies(http::Response response) const;
  Form page_;
  std::string flow_;  ///< the cookie's value
  std::string account_;
  std::vector<std::string> done_;
};

/// The parameters of query and form body; AADSTS9002313 when they are malformed or one is given twice.
[[nodiscard]] Checked<Form> read_parameters(const http::Request& request);
/// An error that is shown and never redirected.
[[nodiscard]] http::Response show_error(Exchange& exchange, const ProtocolError& error);

/// What a consent page lists.
[[nodiscard]] std::vector<PagePermissions> list_permissions(const std::vector<WantedConsent>& wanted);

}  // namespace entra::idp
