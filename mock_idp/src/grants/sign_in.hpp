#pragma once
// A person's sign-in, whichever way it comes in: the authorize endpoint's pages, automatic mode, or the control plane.

#include "grants/permissions.hpp"

namespace entra::idp {

/// What an authorization request and the person's answers to it say.
struct SignInRequest {
  TokenVersion version{TokenVersion::kV2};
  std::string tenant;  ///< path segment: GUID, domain, common, organizations
  std::string client_id;
  std::string redirect_uri;  ///< empty: the first registered one
  bool has_reply{true};      ///< false: a device waits, nothing is sent to a reply address
  std::string scope;         ///< v2
  std::string resource;      ///< v1; may be empty
  std::string nonce;
  std::string code_challenge;
  std::string code_challenge_method;  ///< S256 or plain; plain when empty and a challenge is there
  std::string username;
  std::optional<std::string> password;  ///< checked when given; trusted callers leave it out
  bool with_mfa{false};                 ///< the second factor was presented and held
  bool demands_mfa{false};              ///< amr_values=mfa: the client insists
  bool wants_code{true};                ///< false: only the judgement
  bool consents{true};                  ///< the person accepts what is asked for
  std::string ip_address;
};

/// Client and reply address, checked before anything may be redirected.
struct ReplyAddress {
  AppEntry client;
  std::string redirect_uri;
  bool is_spa{false};
};
/// AADSTS90002, 900023, 700016, 50194, 50011, 900971: errors that Entra shows on a page and never redirects.
[[nodiscard]] Checked<ReplyAddress> resolve_reply_address(const GrantContext& context, const SignInRequest& request);

struct SignInAnswer {
  std::string code;
  std::string redirect_uri;
  std::string session;  ///< session_state
  const Tenant* tenant{nullptr};
  const User* user{nullptr};
  SignIn sign_in;
};
/// Judges user, second factor, conditional access and consent, records the consent, and makes a code.
[[nodiscard]] Checked<SignInAnswer> sign_in(const SignInRequest& request, GrantContext& context);

}  // namespace entra::idp
