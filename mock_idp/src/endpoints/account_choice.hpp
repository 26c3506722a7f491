#pragma once
// Which account a request goes on with: one that is signed in, or one that signs in now.

#include "endpoints/page_call.hpp"

namespace entra::idp {

/// What a request says about the account it wants.
struct AccountWish {
  TenantSegment tenant;
  const Application* client{nullptr};
  std::string login_hint;
  std::string domain_hint;
  std::string sid;
  std::optional<std::string> subject;  ///< of id_token_hint: sub for the client; empty: the hint is no token of ours
  std::string subject_sid;             ///< of the same token: the session that it was made in
  bool signs_in_anew{false};           ///< prompt=login
  bool picks{false};                   ///< prompt=select_account
  std::optional<seconds> max_age;
};

/// login_hint, domain_hint, sid and id_token_hint of a request.
[[nodiscard]] AccountWish read_account_wish(const Exchange& exchange, const Form& form, const TenantSegment& tenant,
                                            const Application& client);

/// Accounts that suit the wish.
[[nodiscard]] std::vector<BrowserAccount*> find_suitable(PageCall& call, const AccountWish& wish);
/// Without asking anybody: AADSTS50058 when nobody suitable is signed in, 16000 when it is not clear who is meant.
[[nodiscard]] Checked<BrowserAccount*> find_silently(PageCall& call, const AccountWish& wish);
/// With pages: name and password are checked here. Answers the account, or the page to show first.
[[nodiscard]] Result<BrowserAccount*, http::Response> settle_account(PageCall& call, const AccountWish& wish);

}  // namespace entra::idp
