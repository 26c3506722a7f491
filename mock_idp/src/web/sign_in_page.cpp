#include "web/sign_in_page.hpp"

#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

std::string heading(const std::string& title, const std::string& app) {
  return "<h1>" + escape_html(title) + "</h1><p>to continue to <strong>" + escape_html(app) + "</strong></p>\n";
}

std::string signed_in_as(const std::string& username) {
  return "<p>" + escape_html(username) + "</p>\n";
}

/// The OIDC scopes as the real page words them; the others by their names.
std::string describe_scope(const std::string& scope) {
  if (scope == "openid") return "Sign you in";
  if (scope == "profile") return "View your basic profile";
  if (scope == "email") return "View your email address";
  if (scope == "offline_access") return "Maintain access to data you have given it access to";
  return scope;
}

std::string list_permissions(const std::vector<PagePermissions>& permissions) {
  std::string html;
  for (const PagePermissions& one : permissions) {
    html += "<h2>" + escape_html(one.resource) + "</h2><ul>";
    for (const std::string& scope : one.scopes) html += "<li>" + escape_html(describe_scope(scope)) + "</li>";
    for (const std::string& role : one.roles) html += "<li>" + escape_html(role) + " (without a signed-in user)</li>";
    html += "</ul>\n";
  }
  return html;
}

std::string lead(const ConsentView& view) {
  if (view.is_device) {
    return "<p>Are you trying to sign in to <strong>" + escape_html(view.app) +
           "</strong>? Only continue if you started this on a device of yours.</p>\n";
  }
  std::string html = "<p><strong>" + escape_html(view.app) + "</strong> would like to:</p>\n";
  if (view.for_everybody) {
    html += "<p>If you accept, this app gets access for all users in " + escape_html(view.organization) +
            ". Nobody else will be asked.</p>\n";
  }
  return html;
}

}  // namespace

std::string sign_in_page(const PageForm& form, const std::string& app, const std::string& username,
                         const std::string& problem) {
  std::string body = heading("Sign in", app) + problem_note(problem) + begin_form(form);
  body += text_input("User name", kPageUsername, "text", username, "username");
  body += text_input("Password", kPagePassword, "password", "", "current-password");
  body += text_input("Verification code (may stay empty; asked for when it is needed)", kPageCode, "text", "",
                     "one-time-code");
  body +=
      "<label><input type=\"checkbox\" name=\"" + std::string(kPageKeep) + "\" value=\"yes\"> Stay signed in</label>\n";
  body += button("Sign in", "signin") + button("Cancel", "cancel") + "</form>\n";
  return make_page("Sign in to your account", body);
}

std::string account_page(const PageForm& form, const std::string& app, const std::vector<PageAccount>& accounts) {
  std::string body = heading("Pick an account", app) + begin_form(form);
  for (const PageAccount& account : accounts) {
    body += "<p>" + button(account.username, account.sid, kPageAccount) + "</p>\n";
  }
  body += "<p>" + button("Use another account", "other") + button("Cancel", "cancel") + "</p></form>\n";
  return make_page("Pick an account", body);
}

std::string second_factor_page(const PageForm& form, const std::string& app, const std::string& username,
                               const std::string& problem) {
  std::string body = heading("Enter code", app) + signed_in_as(username) + problem_note(problem) + begin_form(form);
  body += text_input("Verification code", kPageCode, "text", "", "one-time-code");
  body += button("Verify", "factor") + button("Cancel", "cancel") + "</form>\n";
  return make_page("Sign in to your account", body);
}

std::string consent_page(const PageForm& form, const ConsentView& view) {
  const std::string title = view.is_device ? "Confirm the sign-in" : "Permissions requested";
  std::string body = "<h1>" + title + "</h1>" + signed_in_as(view.username) + lead(view);
  body += list_permissions(view.permissions) + begin_form(form);
  body += button(view.is_device ? "Continue" : "Accept", "accept") + button("Cancel", "decline") + "</form>\n";
  return make_page(title, body);
}

std::string stop_page(const PageForm& form, const std::string& app, const std::string& problem) {
  std::string body = heading("You cannot go on here", app) + problem_note(problem) + begin_form(form);
  return make_page("Sign in to your account", body + button("Return to the application", "cancel") + "</form>\n");
}

std::string user_code_page(const PageForm& form, const std::string& problem) {
  std::string body = "<h1>Enter code</h1><p>Enter the code that your app or device shows.</p>\n";
  body += problem_note(problem) + begin_form(form) + text_input("Code", kPageUserCode, "text", "", "off");
  return make_page("Sign in to your account", body + button("Next", "code") + "</form>\n");
}

std::string message_page(const std::string& title, const std::string& text) {
  return make_page(title, "<h1>" + escape_html(title) + "</h1><p>" + escape_html(text) + "</p>\n");
}

}  // namespace entra::idp
