#pragma once
// What every page is made of. All values are escaped here; no page needs a script.

#include <string>
#include <string_view>
#include <utility>
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
inline constexpr std::string_view kPageMethod = "mock_method";  ///< the second factor chosen, or the one to register
inline constexpr std::string_view kPageSecret = "mock_secret";  ///< the key of an authenticator app to register
inline constexpr std::string_view kPagePhone = "mock_phone";
inline constexpr std::string_view kPageNewPassword = "mock_new_password";
inline constexpr std::string_view kPageConfirmPassword = "mock_confirm_password";

/// Where a page's form goes, and what it carries on: the request, and the fields above that outlive one page.
struct PageForm {
  std::string action;  ///< path on this server
  Form carried;
};

/// A card in the middle of the page: readable in light and dark, on a phone, and aloud.
[[nodiscard]] std::string make_page(std::string_view title, const std::string& body, std::string_view head = "");
[[nodiscard]] std::string begin_form(const PageForm& form);
[[nodiscard]] std::string hidden_input(std::string_view name, std::string_view value);

/// A labelled text field; `attributes` are further ones of the element, as HTML.
[[nodiscard]] std::string text_input(std::string_view label, std::string_view name, std::string_view type,
                                     std::string_view value, std::string_view autocomplete,
                                     std::string_view attributes = "");
/// Attributes of a field for digits that come from elsewhere.
inline constexpr std::string_view kDigits = "inputmode=\"numeric\" maxlength=\"10\" autofocus";

/// A button that sends kPageAction, or another field.
[[nodiscard]] std::string button(std::string_view text, std::string_view value, std::string_view name = kPageAction);
/// The same for the way that is taken rarely.
[[nodiscard]] std::string quiet_button(std::string_view text, std::string_view value,
                                       std::string_view name = kPageAction);
/// A way aside, as a link looks.
[[nodiscard]] std::string link_button(std::string_view text, std::string_view value,
                                      std::string_view name = kPageAction);
/// One of several ways to go on, as wide as the card.
[[nodiscard]] std::string choice_button(std::string_view text, std::string_view value,
                                        std::string_view name = kPageAction);
/// The page's decision: the first button is the one that Enter presses, and stands last.
[[nodiscard]] std::string actions(const std::string& first, const std::string& second = "");

[[nodiscard]] std::string heading(std::string_view title, const std::string& app = "");
[[nodiscard]] std::string paragraph(const std::string& text);
/// Who is signing in.
[[nodiscard]] std::string identity(const std::string& username);
/// Why the page is shown again; nothing when there is no reason.
[[nodiscard]] std::string problem_note(const std::string& problem);
/// Names and values one below the other.
[[nodiscard]] std::string fact_list(const std::vector<std::pair<std::string, std::string>>& facts);

}  // namespace entra::idp
