#include "web/sign_in_page.hpp"

#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

constexpr std::string_view kTitle = "Sign in to your account";
constexpr std::string_view kFocus = "autofocus";
constexpr std::string_view kName = "autofocus spellcheck=\"false\" autocapitalize=\"none\"";

constexpr std::string_view kForgotten =
    "<details><summary>Forgot your password?</summary><p class=\"soft\">An administrator of the directory can set "
    "another one for you.</p></details>\n";

}  // namespace

std::string username_page(const PageForm& form, const std::string& app, const std::string& username,
                          const std::string& problem) {
  std::string body = heading("Sign in", app) + problem_note(problem) + begin_form(form);
  body += text_input("User name", kPageUsername, "text", username, "username", kName);
  return make_page(kTitle, body + actions(button("Next", "next"), quiet_button("Cancel", "cancel")) + "</form>\n");
}

std::string password_page(const PageForm& form, const std::string& app, const std::string& username,
                          const std::string& problem) {
  std::string body = heading("Enter password", app) + identity(username) + problem_note(problem) + begin_form(form);
  body += hidden_input(kPageUsername, username);
  body += text_input("Password", kPagePassword, "password", "", "current-password", kFocus);
  body += actions(button("Sign in", "password"), quiet_button("Back", "back")) + "</form>\n";
  return make_page(kTitle, body + std::string(kForgotten));
}

std::string account_page(const PageForm& form, const std::string& app, const std::vector<PageAccount>& accounts) {
  std::string body = heading("Pick an account", app) + begin_form(form);
  for (const PageAccount& account : accounts) body += choice_button(account.username, account.sid, kPageAccount);
  body += choice_button("Use another account", "other");
  return make_page("Pick an account", body + actions(quiet_button("Cancel", "cancel")) + "</form>\n");
}

std::string keep_page(const PageForm& form, const std::string& username) {
  std::string body = heading("Stay signed in?") + identity(username);
  body += paragraph("Do this to reduce the number of times you are asked to sign in.") + begin_form(form);
  return make_page("Stay signed in?",
                   body + actions(button("Yes", "keep-yes"), quiet_button("No", "keep-no")) + "</form>\n");
}

std::string new_password_page(const PageForm& form, const std::string& username, const std::string& reason,
                              const std::string& problem) {
  std::string body = heading("Update your password") + identity(username) + paragraph(reason);
  body += problem_note(problem) + begin_form(form) + hidden_input(kPageUsername, username);
  body += text_input("Current password", kPagePassword, "password", "", "current-password", kFocus);
  body += text_input("New password", kPageNewPassword, "password", "", "new-password");
  body += text_input("Confirm password", kPageConfirmPassword, "password", "", "new-password");
  body += "<p class=\"soft\">At least 8 characters of three kinds: lower case, upper case, digits, symbols.</p>\n";
  return make_page("Update your password",
                   body + actions(button("Sign in", "newpassword"), quiet_button("Cancel", "cancel")) + "</form>\n");
}

std::string user_code_page(const PageForm& form, const std::string& problem) {
  std::string body = heading("Enter code") + paragraph("Enter the code that your app or device shows.");
  body += problem_note(problem) + begin_form(form);
  body += text_input("Code", kPageUserCode, "text", "", "off", "autofocus spellcheck=\"false\"");
  return make_page(kTitle, body + actions(button("Next", "code")) + "</form>\n");
}

std::string message_page(const std::string& title, const std::string& text) {
  return make_page(title, heading(title) + paragraph(text));
}

}  // namespace entra::idp
