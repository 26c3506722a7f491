#include "web/registration_page.hpp"

#include "entra/support/text.hpp"
#include "web/qr_code.hpp"

namespace entra::idp {
namespace {

constexpr std::string_view kTitle = "Keep your account secure";

/// Four characters at a time, as people copy them.
std::string in_groups(const std::string& secret) {
  std::string text;
  for (std::size_t i = 0; i < secret.size(); i += 4) text += (i == 0 ? "" : " ") + secret.substr(i, 4);
  return text;
}

std::string decide(const FactorView& view, std::string_view text) {
  return actions(button(text, view.done), quiet_button("Use another way", view.others)) + "</form>\n";
}

}  // namespace

std::string more_information_page(const PageForm& form, const std::string& username) {
  std::string body = heading("More information required") + identity(username);
  body += paragraph("Your organization needs more information to keep your account secure.") + begin_form(form);
  body += actions(button("Next", "register"), quiet_button("Cancel", "cancel"));
  return make_page(kTitle, body + link_button("Use another account", "other") + "</form>\n");
}

std::string method_choice_page(const PageForm& form, const std::string& username,
                               const std::vector<FactorChoice>& choices) {
  std::string body = heading("Keep your account secure") + identity(username);
  body += paragraph("Set up a way to prove who you are.") + begin_form(form);
  for (const FactorChoice& choice : choices) body += choice_button(choice.text, choice.action);
  return make_page(kTitle, body + actions(quiet_button("Cancel", "cancel")) + "</form>\n");
}

std::string authenticator_page(const FactorView& view, const std::string& uri, const std::string& secret) {
  std::string body = heading("Authenticator app") + identity(view.username) + problem_note(view.problem);
  body += paragraph("Scan this code with your authenticator app, or enter the key by hand.");
  body += "<div class=\"code\">" + qr_code_svg(uri) + "</div>\n";
  body += fact_list({{"Account", view.username}, {"Key", in_groups(secret)}}) + begin_form(view.form);
  body += hidden_input(kPageSecret, secret);
  body += text_input("Verification code", kPageCode, "text", "", "one-time-code", kDigits);
  return make_page(kTitle, body + decide(view, "Next"));
}

std::string phone_page(const FactorView& view, const std::string& number) {
  std::string body = heading("Phone") + identity(view.username) + problem_note(view.problem) + begin_form(view.form);
  body += text_input("Phone number with country code", kPagePhone, "tel", number, "tel", "autofocus");
  return make_page(kTitle, body + decide(view, "Next"));
}

std::string registered_page(const PageForm& form, const std::string& username, const std::string& method) {
  std::string body = heading("Success!") + identity(username);
  body += paragraph("You have set up your security information.");
  body += fact_list({{"Sign-in method", method}}) + begin_form(form);
  return make_page(kTitle, body + actions(button("Done", "done")) + "</form>\n");
}

}  // namespace entra::idp
