#pragma once
// Tokens that the authorization endpoint itself answers with: implicit and hybrid flows (OpenID Connect Core §3.2,
// §3.3).

#include "grants/issue_tokens.hpp"
#include "grants/sign_in.hpp"

namespace entra::idp {

/// response_type, its words in any order.
struct ResponseType {
  bool code{false};
  bool id_token{false};
  bool token{false};
  [[nodiscard]] bool is_front_channel() const noexcept { return id_token || token; }
};

/// AADSTS70005 for combinations that Entra does not serve, 70005 and 700054 for those the registration does not enable.
[[nodiscard]] Checked<ResponseType> parse_response_type(const std::string& text, const Application& client);

/// Who signed in, as the home tenant knows the person; tokens for another tenant are made from that.
[[nodiscard]] UserFacts home_facts(const GrantContext& context, const SignIn& sign_in);

/// The access token and the id token that the type asks for, the latter with at_hash and c_hash. The code, when there
/// is one, stands in `answer`.
[[nodiscard]] Checked<Tokens> issue_front_channel(const TokenRequest& request, GrantContext& context,
                                                  const SignInRequest& asked, const SignInAnswer& answer,
                                                  const ResponseType& type);

}  // namespace entra::idp
