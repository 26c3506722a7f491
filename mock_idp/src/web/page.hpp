#pragma once
// What every page is made of. All values are escaped here; no page needs a script.

#include <string>
#include <string_view>
#include <vector>

#include "entra/support/url.hpp"

namespace entra::idp {

/// Names of the fields that pages add to the request which they belong to.
inline constexpr std::string_view kPageUsername = "mock_username";
inline constexpr std::string_view kPagePassword = "mock_password";
inline constexpr std::string_view kPageCode = "mock_code";
inline constexpr std::string_view kPageKeep = "mock_keep";        ///< "yes": stay signed in
inline constexpr std::string_view kPageAction = "mock_action";    ///< which button
inline constexpr std::string_view kPageAccount = "mock_account";  ///< sid of the account chosen
inline constexpr std::string_view kPageDone = "mock_done";        ///< prompts that were answered
inline constexpr std::string_view kPageFlow = "mock_flow";        ///< ties the form to this browser
inline constexpr std::string_view kPageUserCode = "mock_user_code";

/// Where a page's form goes, and what it carries on: the request, and the fields above that outlive one page.
struct PageForm {
  std::string action;  ///< path on this server
  Form carried;
};

[[nodiscard]] std::string make_page(std::string_view title, const std::string& body, std::string_view head = "");
[[nodiscard]] std::string begin_form(const PageForm& form);
[[nodiscard]] std::string hidden_input(std::string_view name, std::string_view value);
[[nodiscard]] std::string text_input(std::string_view label, std::string_view name, std::string_view type,
                                     std::string_view value, std::string_view autocomplete);
/// A button that sends kPageAction, or another field.
[[nodiscard]] std::string button(std::string_view text, std::string_view value, std::string_view name = kPageAction);
/// Why the page is shown again; nothing when there is no reason.
[[nodiscard]] std::string problem_note(const std::string& problem);

}  // namespace entra::idp
