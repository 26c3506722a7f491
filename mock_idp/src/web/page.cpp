#include "web/page.hpp"

#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

constexpr std::string_view kStyle =
    "<style>:root{color-scheme:light dark}body{font-family:system-ui,sans-serif;line-height:1.5;max-width:26rem;"
    "margin:3rem auto;padding:0 1rem;overflow-wrap:break-word}label{display:block;margin-top:.8rem}"
    "input:not([type=checkbox]){width:100%;box-sizing:border-box;padding:.5rem;font-size:1rem}"
    "button{margin:1rem .5rem 0 0;padding:.5rem 1.2rem;font-size:1rem}iframe{display:none}"
    ".problem{border-left:4px solid #c00;padding:.3rem .8rem}</style>";

}  // namespace

std::string make_page(std::string_view title, const std::string& body, std::string_view head) {
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
         "content=\"width=device-width\"><title>" +
         escape_html(title) + "</title>" + std::string(kStyle) + std::string(head) + "</head>\n<body>" + body +
         "</body></html>\n";
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
                       std::string_view autocomplete) {
  const std::string id(name);
  return "<label for=\"" + id + "\">" + escape_html(label) + "</label><input id=\"" + id + "\" name=\"" + id +
         "\" type=\"" + std::string(type) + "\" autocomplete=\"" + std::string(autocomplete) + "\" value=\"" +
         escape_html(value) + "\">\n";
}

std::string button(std::string_view text, std::string_view value, std::string_view name) {
  return "<button name=\"" + std::string(name) + "\" value=\"" + escape_html(value) + "\">" + escape_html(text) +
         "</button>\n";
}

std::string problem_note(const std::string& problem) {
  return problem.empty() ? "" : "<p class=\"problem\" role=\"alert\">" + escape_html(problem) + "</p>\n";
}

}  // namespace entra::idp
