#include "web/answer_page.hpp"

#include "entra/support/text.hpp"
#include "web/page.hpp"

namespace entra::idp {
namespace {

constexpr std::string_view kSubmit = "document.forms[0].submit()";

/// "client_id session_state" comes in; the sids that this browser is signed in with stand in the light cookie.
constexpr std::string_view kCheckSession =
    "addEventListener('message',function(e){"
    "if(e.source===null||e.origin===location.origin)return;"
    "var m=typeof e.data==='string'?e.data.split(' '):[];"
    "var s='error';"
    "if(m.length===2&&m[0]&&m[1]){"
    "var c=document.cookie.split('; ').find(function(x){return x.indexOf('ESTSAUTHLIGHT=')===0});"
    "s=c&&c.slice(14).split('+').indexOf(m[1])>=0?'unchanged':'changed'}"
    "e.source.postMessage(s,e.origin)})";

}  // namespace

std::string form_post_page(const std::string& action, const Form& fields) {
  return make_page("Working...", begin_form({action, fields}) +
                                     "<noscript><p>Select Continue to go on.</p></noscript><button>Continue</button>"
                                     "</form>\n<script>" +
                                     std::string(kSubmit) + "</script>");
}

std::string_view form_post_script() {
  return kSubmit;
}

std::string sign_out_page(const std::vector<std::string>& frames, const std::string& next) {
  std::string body = "<h1>You signed out of your account</h1>\n";
  body += next.empty() ? "<p>It is a good idea to close all browser windows.</p>\n"
                       : "<p><a href=\"" + escape_html(next) + "\">Continue</a></p>\n";
  for (const std::string& frame : frames) {
    body += "<iframe title=\"signing out\" src=\"" + escape_html(frame) + "\"></iframe>\n";
  }
  // The frames get two seconds; there is no way to know without a script when the last one has loaded.
  const std::string refresh =
      next.empty() ? "" : "<meta http-equiv=\"refresh\" content=\"2;url=" + escape_html(next) + "\">";
  return make_page("Sign out", body, refresh);
}

std::string check_session_page() {
  return make_page("Session", "<script>" + std::string(kCheckSession) + "</script>");
}

std::string_view check_session_script() {
  return kCheckSession;
}

std::string trouble_page(const std::string& problem, const TroubleIds& ids) {
  std::string body = "<h1>Sign in</h1><p>Sorry, but we’re having trouble signing you in.</p>\n" + problem_note(problem);
  body +=
      "<p>What to do next: go back to the application and try again. If it happens again, give these details to "
      "whoever runs the application. <a href=\"" +
      escape_html(ids.about) + "\">What this code means</a></p>\n";
  return make_page("Sign in to your account", body + fact_list({{"Request Id", ids.request},
                                                                {"Correlation Id", ids.correlation},
                                                                {"Timestamp", ids.timestamp},
                                                                {"Message", problem}}));
}

std::string error_lookup_page(const AadstsRow& row) {
  const std::string code = "AADSTS" + std::to_string(row.code);
  return make_page(code, "<h1>" + code + "</h1><p>" + escape_html(row.text) + "</p><p>Raised when " +
                             escape_html(row.when) + ".</p>");
}

}  // namespace entra::idp
