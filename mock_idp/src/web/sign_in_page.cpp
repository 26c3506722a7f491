#include "web/sign_in_page.hpp"

#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

constexpr std::string_view kStyle =
    "<style>:root{color-scheme:light dark}body{font-family:system-ui,sans-serif;line-height:1.5;max-width:26rem;"
    "margin:3rem auto;padding:0 1rem}label{display:block;margin-top:.8rem}input{width:100%;box-sizing:border-box;"
    "padding:.5rem;font-size:1rem}button{margin:1rem .5rem 0 0;padding:.5rem 1.2rem;font-size:1rem}"
    ".problem{border-left:4px solid #c00;padding:.3rem .8rem}</style>";

std::string page(std::string_view title, const std::string& body) {
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
         "content=\"width=device-width\"><title>" +
         escape_html(title) + "</title>" + std::string(kStyle) + "</head>\n<body>" + body + "</body></html>\n";
}

std::string hidden(std::string_view name, std::string_view value) {
  return "<input type=\"hidden\" name=\"" + escape_html(name) + "\" value=\"" + escape_html(value) + "\">\n";
}

std::string input(std::string_view label, std::string_view name, std::string_view type, std::string_view value,
                  std::string_view autocomplete) {
  return "<label for=\"" + std::string(name) + "\">" + escape_html(label) + "</label><input id=\"" + std::string(name) +
         "\" name=\"" + std::string(name) + "\" type=\"" + std::string(type) + "\" autocomplete=\"" +
         std::string(autocomplete) + "\" value=\"" + escape_html(value) + "\">\n";
}

std::string permissions(const Application& client, const Form& request) {
  std::string items;
  for (const std::string& scope : split_words(request.get_or("scope"))) items += "<li>" + escape_html(scope) + "</li>";
  if (items.empty()) {
    for (const RequiredResourceAccess& access : client.required_resource_access) {
      for (const std::string& scope : access.delegated) {
        items += "<li>" + escape_html(access.resource + ": " + scope) + "</li>";
      }
    }
  }
  return items.empty() ? "" : "<p>This app would like to:</p><ul>" + items + "</ul>\n";
}

}  // namespace

std::string sign_in_page(const Application& client, const Form& request, const std::string& problem) {
  std::string form =
      "<h1>Sign in</h1><p>to continue to <strong>" + escape_html(client.display_name) + "</strong></p>\n";
  if (!problem.empty()) form += "<p class=\"problem\" role=\"alert\">" + escape_html(problem) + "</p>\n";
  form += "<form method=\"post\">\n";
  for (const auto& [name, value] : request.fields()) {
    if (!name.starts_with("mock_")) form += hidden(name, value);
  }
  const std::string username = request.get_or(kPageUsername, request.get_or("login_hint"));
  form += input("User name", kPageUsername, "text", username, "username");
  form += input("Password", kPagePassword, "password", "", "current-password");
  form += input("Verification code (second factor; leave empty to sign in with the password alone)", kPageCode, "text",
                "", "one-time-code");
  form += permissions(client, request);
  form += "<button name=\"mock_action\" value=\"accept\">Sign in and accept</button>";
  form += "<button name=\"mock_action\" value=\"cancel\">Cancel</button></form>\n";
  return page("Sign in to your account", form);
}

std::string form_post_page(const std::string& action, const Form& fields) {
  std::string form = "<form method=\"post\" action=\"" + escape_html(action) + "\">\n";
  for (const auto& [name, value] : fields.fields()) form += hidden(name, value);
  form += "<noscript><p>Select Continue to go on.</p></noscript><button>Continue</button></form>\n";
  return page("Working...", form + "<script>document.forms[0].submit()</script>");
}

std::string error_lookup_page(const AadstsRow& row) {
  return page("AADSTS" + std::to_string(row.code), "<h1>AADSTS" + std::to_string(row.code) + "</h1><p>" +
                                                       escape_html(row.text) + "</p><p>Raised when " +
                                                       escape_html(row.when) + ".</p>");
}

}  // namespace entra::idp
