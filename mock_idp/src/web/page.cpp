#include "web/page.hpp"

#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

/// Every pair of colours has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3), in light and dark.
constexpr std::string_view kStyle = R"css(<style>
:root{color-scheme:light dark;--back:#eef1f4;--card:#fff;--text:#1b1b1b;--soft:#595959;--line:#767676;--main:#0f5cab;
--on:#fff;--bad:#a4262c}
@media(prefers-color-scheme:dark){:root{--back:#17191c;--card:#25282c;--text:#f3f3f3;--soft:#c2c2c2;--line:#8f8f8f;
--main:#8ab8f0;--on:#0d1b2c;--bad:#ff9ca0}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;align-items:center;justify-content:center;padding:1rem;
background:var(--back);color:var(--text);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main{width:100%;max-width:28rem;padding:2.5rem;background:var(--card);border-radius:.5rem;box-shadow:0 2px 8px #0004}
h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.25}h2{margin:1rem 0 0;font-size:1rem}p{margin:.5rem 0}
ul{margin:.25rem 0;padding-left:1.25rem}a{color:var(--main)}iframe{display:none}
label{display:block;margin:.75rem 0 .25rem}
input:not([type=checkbox],[type=hidden]){width:100%;padding:.5rem;font:inherit;color:inherit;background:transparent;
border:1px solid var(--line);border-radius:.25rem}
button{padding:.5rem 1.5rem;font:inherit;border-radius:.25rem;border:1px solid var(--main);background:var(--main);
color:var(--on);cursor:pointer}
button.quiet{background:transparent;color:var(--main)}
button.link{padding:.25rem 0;border:0;background:none;color:var(--main);text-decoration:underline}
button.choice{display:block;width:100%;margin:.5rem 0;padding:.75rem 1rem;text-align:left;background:transparent;
color:inherit;border-color:var(--line)}
:focus-visible{outline:3px solid var(--main);outline-offset:2px}
.actions{display:flex;flex-direction:row-reverse;flex-wrap:wrap;gap:.5rem;margin-top:1.5rem}
.problem{padding:.25rem .75rem;border-left:4px solid var(--bad);color:var(--bad)}
.soft,dt{color:var(--soft)}.identity{font-weight:600}.number{font-size:2.5rem;font-weight:700;text-align:center}
dl{margin:.5rem 0}dt{font-size:.875rem}dd{margin:0 0 .5rem}details{margin-top:1rem}summary{cursor:pointer}
.code svg{display:block;width:13rem;max-width:100%;height:auto;margin:1rem auto;background:#fff}
footer{max-width:28rem;margin-top:1rem;color:var(--soft);font-size:.875rem}
</style>)css";

constexpr std::string_view kFooter = "<footer>A test identity provider: no real account is needed here.</footer>";

std::string make_button(std::string_view text, std::string_view value, std::string_view name, std::string_view kind) {
  const std::string look = kind.empty() ? "" : " class=\"" + std::string(kind) + "\"";
  return "<button" + look + " name=\"" + std::string(name) + "\" value=\"" + escape_html(value) + "\">" +
         escape_html(text) + "</button>\n";
}

}  // namespace

std::string make_page(std::string_view title, const std::string& body, std::string_view head) {
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
         "content=\"width=device-width,initial-scale=1\"><title>" +
         escape_html(title) + "</title>" + std::string(kStyle) + std::string(head) + "</head>\n<body><main>" + body +
         "</main>" + std::string(kFooter) + "</body></html>\n";
}

std::string begin_form(const PageForm& form) {
  std::string html = "<form method=\"post\" action=\"" + escape_html(form.action) + "\">\n";
  for (const auto& [name, value] : form.carried.fields()) html += hidden_input(name, value);
  return html;
}

std::string hidden_input(std::string_view name, std::string_view value) {
  return "<input type=\"hidden\" name=\"" + escape_html(name) + "\" value=\"" + escape_html(value) + "\">\n";
}

std::string text_input(std::string_view label, std::string_view name, std::string_view type, std::string_view value,
                       std::string_view autocomplete, std::string_view attributes) {
  const std::string id(name);
  return "<label for=\"" + id + "\">" + escape_html(label) + "</label><input id=\"" + id + "\" name=\"" + id +
         "\" type=\"" + std::string(type) + "\" autocomplete=\"" + std::string(autocomplete) + "\" value=\"" +
         escape_html(value) + "\"" + (attributes.empty() ? "" : " " + std::string(attributes)) + ">\n";
}

std::string button(std::string_view text, std::string_view value, std::string_view name) {
  return make_button(text, value, name, "");
}

std::string quiet_button(std::string_view text, std::string_view value, std::string_view name) {
  return make_button(text, value, name, "quiet");
}

std::string link_button(std::string_view text, std::string_view value, std::string_view name) {
  return "<p>" + make_button(text, value, name, "link") + "</p>\n";
}

std::string choice_button(std::string_view text, std::string_view value, std::string_view name) {
  return make_button(text, value, name, "choice");
}

std::string actions(const std::string& first, const std::string& second) {
  return "<div class=\"actions\">" + first + second + "</div>\n";
}

std::string heading(std::string_view title, const std::string& app) {
  const std::string to =
      app.empty() ? "" : "<p class=\"soft\">to continue to <strong>" + escape_html(app) + "</strong></p>\n";
  return "<h1>" + escape_html(title) + "</h1>" + to;
}

std::string paragraph(const std::string& text) {
  return "<p>" + escape_html(text) + "</p>\n";
}

std::string identity(const std::string& username) {
  return username.empty() ? "" : "<p class=\"identity\">" + escape_html(username) + "</p>\n";
}

std::string problem_note(const std::string& problem) {
  return problem.empty() ? "" : "<p class=\"problem\" role=\"alert\">" + escape_html(problem) + "</p>\n";
}

std::string fact_list(const std::vector<std::pair<std::string, std::string>>& facts) {
  std::string html = "<dl>";
  for (const auto& [name, value] : facts) {
    html += "<dt>" + escape_html(name) + "</dt><dd>" + escape_html(value) + "</dd>";
  }
  return html + "</dl>\n";
}

}  // namespace entra::idp
