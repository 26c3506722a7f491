#include "endpoints/return_path.hpp"

#include "entra/support/text.hpp"
#include "web/answer_page.hpp"

namespace entra::idp {
namespace {

/// RFC 6749 §4.1.2.1 has no invalid_grant: what the token endpoint calls so has finer words here (OpenID Connect Core
/// §3.1.2.6).
std::string_view error_word(const ProtocolError& error, TokenVersion version, bool is_silent) {
  switch (error.code) {
    case 53003:
    case 53010:
    case 530035:
      return is_silent ? "interaction_required" : "access_denied";
    case 65001:
      return "consent_required";
    case 90094:
      return is_silent ? "consent_required" : "access_denied";
    default:
      // Whatever a person could do something about, in v1's word for it.
      if (error.error(TokenVersion::kV1) == "interaction_required") return "interaction_required";
      return error.error(version) == "invalid_grant" ? "access_denied" : error.error(version);
  }
}

bool has_tokens(const std::string& response_type) {
  for (const std::string& word : split_words(response_type)) {
    if (word == "token" || word == "id_token") return true;
  }
  return false;
}

}  // namespace

std::string default_response_mode(const std::string& response_type) {
  return has_tokens(response_type) ? "fragment" : "query";
}

Checked<void> check_response_mode(const std::string& mode, const std::string& response_type) {
  const bool is_known = mode == "query" || mode == "fragment" || mode == "form_post";
  if (!is_known || (mode == "query" && has_tokens(response_type))) return refuse(70007, {mode});
  return {};
}

std::string strip_html(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find('<');
    out += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('>', open);
    if (close == std::string_view::npos) return out + std::string(text.substr(open));
    text.remove_prefix(close + 1);
  }
  return out;
}

http::Response send_back(const Exchange& exchange, const ReturnPath& path, Form fields,
                         const std::string& session_state) {
  if (!path.state.empty()) fields.add("state", path.state);
  if (!session_state.empty()) fields.add("session_state", session_state);
  if (path.mode == "form_post") {
    return scripted_answer(exchange, form_post_page(path.redirect_uri, fields), form_post_script(), path.is_silent);
  }
  const bool in_fragment = path.mode == "fragment";
  std::string uri = path.redirect_uri;
  // A registered URI without a path comes back with "/".
  if (const auto url = parse_url(uri); url && uri == url->origin()) uri += "/";
  const char separator = in_fragment ? '#' : uri.find('?') == std::string::npos ? '?' : '&';
  // An empty fragment keeps one of the request from being carried over to the redirect target.
  return redirect_answer(exchange, uri + separator + fields.encode() + (in_fragment ? "" : "#"));
}

http::Response send_error(Exchange& exchange, const ReturnPath& path, const ProtocolError& error,
                          TokenVersion version) {
  exchange.context.trace.aadsts = error.code;
  Form fields;
  fields.add("error", std::string(error_word(error, version, path.is_silent)));
  fields.add("error_description", error_description(exchange, error, version));
  fields.add("error_uri", exchange.origin.error_uri(error.code));
  return send_back(exchange, path, std::move(fields));
}

http::Response send_cancel(Exchange& exchange, const ReturnPath& path, TokenVersion version, int code) {
  exchange.context.trace.aadsts = code;
  Form fields;
  fields.add("error", "access_denied");
  fields.add("error_subcode", "cancel");
  fields.add("error_description",
             code == 0 ? "the user canceled the authentication" : error_description(exchange, {code, {}, ""}, version));
  return send_back(exchange, path, std::move(fields));
}

}  // namespace entra::idp
