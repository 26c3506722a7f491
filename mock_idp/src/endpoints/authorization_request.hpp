#pragma once
// An authorization request, read and checked as far as it can be before anybody signs in (RFC 6749 §4.1.1, OpenID
// Connect Core §3.1.2.1).

#include "endpoints/account_choice.hpp"
#include "endpoints/return_path.hpp"

namespace entra::idp {

struct AuthorizationRequest {
  Form form;  ///< without the pages' fields
  SignInRequest sign_in;
  ReplyAddress reply;
  ReturnPath path;
  ResponseType type;
  AccountWish wish;
  bool asks_consent{false};        ///< prompt=consent
  bool asks_admin_consent{false};  ///< v1's prompt=admin_consent

  [[nodiscard]] bool is_silent() const noexcept { return path.is_silent; }
};

/// Errors of tenant, client and reply address are a page; all others are the redirect that tells the client.
[[nodiscard]] Result<AuthorizationRequest, http::Response> read_authorization_request(Exchange& exchange,
                                                                                      const Form& form,
                                                                                      std::string_view tenant,
                                                                                      TokenVersion version);

}  // namespace entra::idp
