#include "entra/client/authorization.hpp"

#include "acquire/error_response.hpp"
#include "acquire/failures.hpp"
#include "acquire/json_number.hpp"
#include "entra/support/text.hpp"
#include "entra/support/url.hpp"

namespace entra::client {
namespace {

/// The number behind "code=" in error_uri; MSAL for JavaScript takes it from there.
int code_in_error_uri(std::string_view uri) {
  const std::size_t at = uri.find("code=");
  const auto code = at == std::string_view::npos ? std::nullopt : parse_number(uri.substr(at + 5));
  return code && *code > 0 && *code < 2'000'000'000 ? static_cast<int>(*code) : 0;
}

/// RFC 6749 §4.1.2.1 with Entra's error_subcode, "cancel" for a person who pressed that.
ClientError read_refusal(const Form& form) {
  ClientError error;
  error.kind = ClientErrorKind::kRefused;
  error.error = form.get_or("error");
  error.suberror = form.get_or("suberror", form.get_or("error_subcode"));
  error.description = form.get_or("error_description");
  error.claims = form.get_or("claims");
  error.aadsts = code_in_description(error.description);
  if (error.aadsts == 0) error.aadsts = code_in_error_uri(form.get_or("error_uri"));
  judge(error);
  return error;
}

}  // namespace

Result<AuthorizationAnswer, ClientError> read_form_post(std::string_view body, std::string_view state) {
  const auto form = Form::parse(body);
  if (!form) return bad_response(0, "the redirect's parameters: " + form.error().message);
  // RFC 6749 §3.1.
  if (const auto twice = form->first_duplicate()) return bad_response(0, "the redirect has '" + *twice + "' twice");
  // First of all: whatever else it says, an answer to somebody else's question is none (RFC 6749 §10.12).
  if (state.empty() || !equals_in_constant_time(form->get_or("state"), state)) {
    return bad_response(0, "the redirect's state is not the one that was sent");
  }
  if (form->has("error")) return tl::unexpected(read_refusal(*form));
  AuthorizationAnswer answer{form->get_or("code"), form->get_or("session_state"), form->get_or("client_info")};
  if (answer.code.empty()) return bad_response(0, "the redirect holds neither a code nor an error");
  return answer;
}

Result<AuthorizationAnswer, ClientError> read_redirect(std::string_view address, std::string_view state) {
  // Entra puts an empty fragment behind a query, so that a browser does not carry an old one over.
  const std::size_t hash = std::min(address.find('#'), address.size());
  const std::string_view fragment = hash == address.size() ? std::string_view() : address.substr(hash + 1);
  const std::size_t mark = address.substr(0, hash).find('?');
  const std::string_view query = mark == std::string_view::npos ? "" : address.substr(mark + 1, hash - mark - 1);
  const auto in_query = Form::parse(query);
  const bool is_in_query = fragment.empty() || (in_query && in_query->has("state"));
  return read_form_post(is_in_query ? query : fragment, state);
}

}  // namespace entra::client
