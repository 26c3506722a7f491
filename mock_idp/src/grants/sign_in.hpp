#pragma once
// A person's sign-in, whichever way it comes in: the authorize endpoint's pages, automatic mode, or the control plane.

#include "grants/access.hpp"
#include "grants/consent.hpp"
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
  std::optional<SignIn> session;        ///< the person is signed in already: then its methods count, and no password
  bool with_mfa{false};                 ///< the second factor was presented and held
  std::vector<std::string> methods;     ///< Graph's words for what was presented; empty: the password, and the user's
                                        ///< own second factor when with_mfa says so
  Circumstances circumstances;          ///< beside the address
  ClaimsRequest claims;                 ///< authentication contexts, capabilities
  std::string claims_text;              ///< the same as it was sent
  bool demands_mfa{false};              ///< amr_values=mfa: the client insists
  bool wants_code{true};                ///< false: response types without a code
  bool wants_auth_time{false};          ///< max_age was given
  ConsentAnswer consent{ConsentAnswer::kTrusted};
  std::string ip_address;
};

/// Client and reply address, checked before anything may be redirected.
struct ReplyAddress {
  AppEntry client;
  std::string redirect_uri;
  bool is_spa{false};
};
/// AADSTS90002, 900023, 700016, 50194, 9002332, 90027, 90102, 50011, 900971: errors that Entra shows on a page and
/// never redirects.
[[nodiscard]] Checked<ReplyAddress> resolve_reply_address(const GrantContext& context, const SignInRequest& request);
/// Whether the address is one of the app's, by the rules of reply addresses.
[[nodiscard]] bool is_registered_address(const Application& app, const std::string& address);

struct Person {
  const Tenant* tenant{nullptr};
  const User* user{nullptr};
};
/// The account by its name: in the tenant of the path, or on common in the tenant that it belongs to.
/// AADSTS50034 unknown, 50020 of another tenant.
[[nodiscard]] Checked<Person> find_person(const GrantContext& context, const TenantSegment& segment,
                                          const std::string& username, const Application& client);
/// The same, enabled (50057), with the right password (50126, 50053, 50055, 50056).
[[nodiscard]] Checked<Person> prove_password(const GrantContext& context, const TenantSegment& segment,
                                             const std::string& username, const std::string& password,
                                             const Application& client);

/// The facts of a sign-in of this moment, under a new session.
[[nodiscard]] SignIn make_sign_in(const GrantContext& context, const Person& person, std::vector<std::string> methods,
                                  const std::string& ip_address);

/// AADSTS501491, 90023: PKCE parameters that cannot be used.
[[nodiscard]] Checked<void> check_challenge(const SignInRequest& request);

struct SignInAnswer {
  std::string code;  ///< empty: none was wanted
  std::string redirect_uri;
  std::string session;  ///< session_state
  const Tenant* tenant{nullptr};
  const User* user{nullptr};
  SignIn sign_in;
  AppEntry client;
  bool is_spa{false};
  std::optional<Target> target;  ///< none on v1 without a resource
};
/// Judges user, second factor, conditional access and consent, records the consent, and makes a code.
[[nodiscard]] Checked<SignInAnswer> sign_in(const SignInRequest& request, GrantContext& context);

/// v1's resource (none when left out) or v2's scope, as the request names it in the tenant.
[[nodiscard]] Checked<std::optional<Target>> parse_target(const GrantContext& context, const Tenant& tenant,
                                                          const SignInRequest& request);

}  // namespace entra::idp
