#include "web/decision_page.hpp"

#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

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
    html += paragraph("If you accept, this app gets access for all users in " + view.organization +
                      ". Nobody else will be asked.");
  }
  return html;
}

std::string describe_policies(const std::vector<PagePolicy>& policies) {
  if (policies.empty()) return "";
  std::string html = "<h2>Policies that applied</h2>\n";
  for (const PagePolicy& policy : policies) {
    html += fact_list({{"Policy", policy.name}, {"Result", policy.result}, {"Why", policy.why}});
  }
  return html;
}

}  // namespace

std::string consent_page(const PageForm& form, const ConsentView& view) {
  const std::string title = view.is_device ? "Confirm the sign-in" : "Permissions requested";
  std::string body = heading(title) + identity(view.username) + lead(view);
  body += list_permissions(view.permissions) + begin_form(form);
  body += actions(button(view.is_device ? "Continue" : "Accept", "accept"), quiet_button("Cancel", "decline"));
  return make_page(title, body + "</form>\n");
}

std::string terms_page(const PageForm& form, const std::string& username, const std::string& organization,
                       const std::vector<std::string>& agreements, const std::string& problem) {
  std::string body = heading("Terms of use") + identity(username) + problem_note(problem);
  body += paragraph("To go on, you must accept the terms of use of " + organization + ":") + "<ul>";
  for (const std::string& name : agreements) body += "<li>" + escape_html(name) + "</li>";
  body += "</ul>\n" + begin_form(form);
  body += actions(button("Accept", "terms-accept"), quiet_button("Decline", "terms-decline"));
  return make_page("Terms of use", body + "</form>\n");
}

std::string stop_page(const PageForm& form, const StopView& view) {
  std::string body = heading(view.title) + identity(view.username) + paragraph(view.text) + begin_form(form);
  body += actions(button("Return to the application", "cancel")) + link_button("Use another account", "other");
  body += "</form>\n<details><summary>More details</summary>" + fact_list(view.facts);
  body += describe_policies(view.policies) + "</details>\n";
  return make_page("Sign in to your account", body);
}

}  // namespace entra::idp
