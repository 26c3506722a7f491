#include "acquire/error_response.hpp"

#include <algorithm>
#include <array>

#include "acquire/json_number.hpp"
#include "acquire/token_response.hpp"
#include "entra/support/json_access.hpp"

namespace entra::client {
namespace {

constexpr std::int64_t kLargestCode = 2'000'000'000;
constexpr int kRequestLoop = 50196;
constexpr std::chrono::seconds kLoopPause{60};

bool contains(std::initializer_list<std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Second factors, conditional access, consent, passwords and the choice of an account, whatever word `error` has.
bool is_code_for_a_person(int code) {
  static constexpr std::array kCodes{16000, 16001, 16002, 50055, 50058, 50072, 50074, 50076,  50078,
                                     50079, 50158, 53000, 53001, 53003, 65001, 90094, 530003, 530032};
  return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

/// MSAL's rule: v1 says interaction_required, v2 says invalid_grant and leaves the finer sense to suberror, of which
/// three mean that a person cannot help.
bool needs_person(const ClientError& error) {
  if (contains({"client_mismatch", "protection_policy_required", "device_authentication_failed"}, error.suberror)) {
    return false;
  }
  return contains({"interaction_required", "login_required", "consent_required", "user_password_expired", "bad_token",
                   "expired_token", "invalid_grant"},
                  error.error) ||
         contains({"basic_action", "additional_action", "message_only", "consent_required", "user_password_expired",
                   "bad_token", "token_expired"},
                  error.suberror) ||
         is_code_for_a_person(error.aadsts);
}

std::vector<int> read_codes(const Json& body) {
  std::vector<int> out;
  const Json* codes = find_member(body, "error_codes");
  if (codes == nullptr || !codes->is_array()) return out;
  for (const Json& code : *codes) {
    const auto number = get_integer(Json{{"code", code}}, "code");
    if (number && *number > 0 && *number < kLargestCode) out.push_back(static_cast<int>(*number));
  }
  return out;
}

void read_members(const Json& body, ClientError& out) {
  const auto text = [&](const char* name) { return get_string(body, name).value_or(""); };
  out.error = text("error");
  out.suberror = text("suberror");
  out.description = text("error_description");
  out.correlation_id = text("correlation_id");
  out.trace_id = text("trace_id");
  out.timestamp = text("timestamp");
  out.claims = text("claims");
  out.error_codes = read_codes(body);
  out.aadsts = out.error_codes.empty() ? code_in_description(out.description) : out.error_codes.front();
}

ClientErrorKind kind_of(const ClientError& error) {
  if (error.status == 429 || (error.status == 503 && error.retry_after)) return ClientErrorKind::kThrottled;
  if (error.status >= 500) return ClientErrorKind::kServerError;
  return error.error.empty() ? ClientErrorKind::kBadResponse : ClientErrorKind::kRefused;
}

}  // namespace

int code_in_description(std::string_view description) {
  constexpr std::string_view kBegin = "AADSTS";
  if (!description.starts_with(kBegin)) return 0;
  description = description.substr(kBegin.size(), description.find(':') - kBegin.size());
  const auto code = parse_number(description);
  return code && *code > 0 && *code < kLargestCode ? static_cast<int>(*code) : 0;
}

void judge(ClientError& error) {
  error.needs_person = needs_person(error);
  // "The server terminated an operation because it encountered a client request loop": only staying away helps, for as
  // long as MSAL.NET does.
  if (error.aadsts == kRequestLoop) {
    error.kind = ClientErrorKind::kThrottled;
    error.needs_person = false;
    if (!error.retry_after) error.retry_after = kLoopPause;
  }
}

ClientError read_error_response(const http::Response& response, Instant now) {
  ClientError out;
  out.status = response.status;
  out.retry_after = read_retry_after(response, now);
  const auto body = parse_json(response.body);
  if (body && body->is_object()) read_members(*body, out);
  if (out.trace_id.empty()) out.trace_id = response.headers.get_or("x-ms-request-id");
  out.kind = kind_of(out);
  judge(out);
  if (out.description.empty() && out.error.empty()) out.description = "the answer holds no OAuth error";
  return out;
}

}  // namespace entra::client
