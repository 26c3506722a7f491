#include "web/second_factor_page.hpp"

#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

constexpr std::string_view kTitle = "Sign in to your account";

// requestSubmit() sends the button's name and value along, as a click does; "poll" is the same without impatience.
constexpr std::string_view kAskAgain =
    "setTimeout(function(){var "
    "f=document.forms[0],b=f.querySelector('button');b.value='poll';f.requestSubmit(b)},3000)";

std::string begin(std::string_view title, const FactorView& view) {
  return heading(title) + identity(view.username) + problem_note(view.problem);
}

std::string end(const FactorView& view) {
  return (view.has_others ? link_button("Use another way", view.others) : "") + "</form>\n";
}

}  // namespace

std::string factor_choice_page(const PageForm& form, const std::string& username, const std::string& problem,
                               const std::vector<FactorChoice>& choices) {
  std::string body = heading("Verify your identity") + identity(username) + problem_note(problem) + begin_form(form);
  for (const FactorChoice& choice : choices) body += choice_button(choice.text, choice.action);
  return make_page(kTitle, body + actions(quiet_button("Cancel", "cancel")) + "</form>\n");
}

std::string code_page(const FactorView& view, const std::string& lead, const std::string& resend) {
  std::string body = begin("Enter code", view) + paragraph(lead) + begin_form(view.form);
  body += text_input("Verification code", kPageCode, "text", "", "one-time-code", kDigits);
  body += actions(button("Verify", view.done), quiet_button("Cancel", "cancel"));
  if (!resend.empty()) body += link_button("Send another code", resend);
  return make_page(kTitle, body + end(view));
}

std::string push_page(const FactorView& view, int number, const std::string& refresh) {
  std::string body = begin("Approve sign in request", view);
  body += paragraph("Open your authenticator app, and enter the number shown to sign in.");
  body += "<p class=\"number\">" + std::to_string(number) + "</p>\n" + begin_form(view.form);
  body += actions(button("I have approved it", view.done), quiet_button("Cancel", "cancel")) + end(view);
  body += "<script>" + std::string(kAskAgain) + "</script>";
  const std::string head =
      refresh.empty()
          ? ""
          : "<noscript><meta http-equiv=\"refresh\" content=\"5;url=" + escape_html(refresh) + "\"></noscript>";
  return make_page(kTitle, body, head);
}

std::string_view push_script() {
  return kAskAgain;
}

std::string passkey_page(const FactorView& view, const std::string& lead) {
  std::string body = begin("Face, fingerprint, PIN or security key", view) + paragraph(lead) + begin_form(view.form);
  body += actions(button("Use your passkey", view.done), quiet_button("Cancel", "cancel"));
  return make_page(kTitle, body + end(view));
}

}  // namespace entra::idp
