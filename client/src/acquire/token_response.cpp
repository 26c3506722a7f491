#include "acquire/token_response.hpp"

#include <charconv>

#include "entra/support/json_access.hpp"
#include "entra/support/text.hpp"

namespace entra::client {
namespace {

constexpr std::int64_t kLongestLife = 366LL * 24 * 3600;

std::optional<std::int64_t> parse_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> number_or_text(const Json& object, std::string_view name) {
  if (const auto value = get_integer(object, name)) return value;
  const auto text = get_string(object, name);
  return text ? parse_number(*text) : std::nullopt;
}

std::string text_of(const Json& object, std::string_view name) {
  return get_string(object, name).value_or("");
}

/// The leading "AADSTS50076:" of a description, for answers without error_codes.
int code_in_description(std::string_view description) {
  if (!description.starts_with("AADSTS")) return 0;
  description.remove_prefix(6);
  const auto code = parse_number(description.substr(0, description.find(':')));
  return code && *code > 0 && *code < 2'000'000'000 ? static_cast<int>(*code) : 0;
}

int first_error_code(const Json& body, std::string_view description) {
  if (const Json* codes = find_member(body, "error_codes"); codes != nullptr && codes->is_array() && !codes->empty()) {
    const Json wrapped = {{"code", codes->front()}};
    const auto code = get_integer(wrapped, "code");
    if (code && *code > 0 && *code < 2'000'000'000) return static_cast<int>(*code);
  }
  return code_in_description(description);
}

bool contains(std::initializer_list<std::string_view> words, std::string_view word) {
  for (const std::string_view known : words) {
    if (known == word) return true;
  }
  return false;
}

/// MSAL's rule: v1 says interaction_required, v2 says invalid_grant and leaves the finer sense to suberror, of which
/// three mean that a person cannot help.
bool needs_person(std::string_view error, std::string_view suberror) {
  if (contains({"interaction_required", "login_required", "consent_required", "user_password_expired"}, error)) {
    return true;
  }
  return error == "invalid_grant" &&
         !contains({"client_mismatch", "protection_policy_required", "device_authentication_failed"}, suberror);
}

ClientError read_error(const http::Response& response, const Result<Json>& body, Instant now) {
  ClientError out;
  out.status = response.status;
  out.retry_after = read_retry_after(response, now);
  if (body && body->is_object()) {
    out.error = text_of(*body, "error");
    out.suberror = text_of(*body, "suberror");
    out.description = text_of(*body, "error_description");
    out.correlation_id = text_of(*body, "correlation_id");
    out.trace_id = text_of(*body, "trace_id");
    out.claims = text_of(*body, "claims");
    out.aadsts = first_error_code(*body, out.description);
    out.needs_person = needs_person(out.error, out.suberror);
  }
  if (out.trace_id.empty()) out.trace_id = response.headers.get_or("x-ms-request-id");
  if (response.status == 429 || (response.status == 503 && out.retry_after)) {
    out.kind = ClientErrorKind::kThrottled;
  } else if (response.status >= 500) {
    out.kind = ClientErrorKind::kServerError;
  } else if (!out.error.empty()) {
    out.kind = ClientErrorKind::kRefused;
  } else {
    out.kind = ClientErrorKind::kBadResponse;
  }
  if (out.description.empty() && out.error.empty()) out.description = "the answer holds no OAuth error";
  return out;
}

tl::unexpected<ClientError> bad_response(int status, std::string description) {
  ClientError error;
  error.kind = ClientErrorKind::kBadResponse;
  error.status = status;
  error.description = std::move(description);
  return tl::unexpected(std::move(error));
}

}  // namespace

Result<Token, ClientError> read_token_response(const http::Response& response, Instant now) {
  const Result<Json> body = parse_json(response.body);
  if (response.status != 200) return tl::unexpected(read_error(response, body, now));
  if (!body || !body->is_object()) return bad_response(200, "the answer is not a JSON object");

  Token token;
  token.access_token = text_of(*body, "access_token");
  if (token.access_token.empty()) return bad_response(200, "the answer holds no access_token");
  token.token_type = text_of(*body, "token_type");
  if (!equals_ignoring_case(token.token_type, "Bearer")) {
    return bad_response(200, "token_type is not Bearer");  // RFC 6749 §7.1: a type not understood must not be used
  }
  const auto expires_in = number_or_text(*body, "expires_in");
  if (!expires_in || *expires_in <= 0 || *expires_in > kLongestLife) {
    return bad_response(200, "expires_in is missing or not a number of seconds");
  }
  token.expires_on = now + std::chrono::seconds(*expires_in);
  const auto refresh_in = number_or_text(*body, "refresh_in");
  if (refresh_in && *refresh_in > 0 && *refresh_in < *expires_in) {
    token.refresh_on = now + std::chrono::seconds(*refresh_in);
  }
  token.refresh_token = text_of(*body, "refresh_token");
  token.id_token = text_of(*body, "id_token");
  token.scope = text_of(*body, "scope");
  token.resource = text_of(*body, "resource");
  return token;
}

}  // namespace entra::client
