#pragma once
// Pages that carry an answer: to the client by form_post, to other tabs by frames, or about a code.

#include <string>
#include <vector>

#include "entra/support/url.hpp"
#include "grants/aadsts.hpp"

namespace entra::idp {

/// response_mode=form_post: a form that a script sends, with a button where there is none.
[[nodiscard]] std::string form_post_page(const std::string& action, const Form& fields);
/// The script of that page, for the hash in its content security policy.
[[nodiscard]] std::string_view form_post_script();

/// Tells every application by a frame that the session is over, then goes on to `next` (empty: stays).
[[nodiscard]] std::string sign_out_page(const std::vector<std::string>& frames, const std::string& next);

/// OpenID Connect Session Management 1.0 §3.2, the provider's frame.
[[nodiscard]] std::string check_session_page();
[[nodiscard]] std::string_view check_session_script();

/// What support asks for.
struct TroubleIds {
  std::string request;
  std::string correlation;
  std::string timestamp;
  std::string about;  ///< address of the page that explains the code
};
/// An error that no client is told about: tenant, application or reply address are wrong.
[[nodiscard]] std::string trouble_page(const std::string& problem, const TroubleIds& ids);

/// What an AADSTS code means: target of error_uri.
[[nodiscard]] std::string error_lookup_page(const AadstsRow& row);

}  // namespace entra::idp
