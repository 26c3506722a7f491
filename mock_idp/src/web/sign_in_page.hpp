#pragma once
// The pages of the login hosts as HTML text. They work without a script; every value is escaped.

#include <string>

#include "entra/idp/config.hpp"
#include "entra/support/url.hpp"
#include "grants/aadsts.hpp"

namespace entra::idp {

/// Names of the fields that the sign-in page adds to the authorization request.
inline constexpr std::string_view kPageUsername = "mock_username";
inline constexpr std::string_view kPagePassword = "mock_password";
inline constexpr std::string_view kPageCode = "mock_code";
inline constexpr std::string_view kPageAction = "mock_action";

/// User name, password, verification code and consent on one page; `problem` says why it is shown again.
[[nodiscard]] std::string sign_in_page(const Application& client, const Form& request, const std::string& problem);
/// response_mode=form_post: a form that a script sends, with a button where there is none.
[[nodiscard]] std::string form_post_page(const std::string& action, const Form& fields);
/// What an AADSTS code means: target of error_uri.
[[nodiscard]] std::string error_lookup_page(const AadstsRow& row);

}  // namespace entra::idp
