#pragma once
// The pages of the second factor: which one, its code, the number to type into the phone, the passkey.

#include <string>
#include <string_view>
#include <vector>

#include "web/page.hpp"

namespace entra::idp {

/// What the pages of one proof share. `done` is the action of their button.
struct FactorView {
  PageForm form;
  std::string username;
  std::string problem;
  std::string done;
  bool has_others{false};  ///< another method could be chosen
  std::string others;      ///< the action that leads there
};

struct FactorChoice {
  std::string action;
  std::string text;
};
[[nodiscard]] std::string factor_choice_page(const PageForm& form, const std::string& username,
                                             const std::string& problem, const std::vector<FactorChoice>& choices);

/// `lead` says where the code comes from; `resend` is the action that sends another one, empty when none is sent.
[[nodiscard]] std::string code_page(const FactorView& view, const std::string& lead, const std::string& resend);
/// Number matching. The script asks again by itself, with the action "poll"; without one the page does when `refresh`
/// names an address, and the button always.
[[nodiscard]] std::string push_page(const FactorView& view, int number, const std::string& refresh);
/// The script of that page, for the hash in its content security policy.
[[nodiscard]] std::string_view push_script();
[[nodiscard]] std::string passkey_page(const FactorView& view, const std::string& lead);

}  // namespace entra::idp
