#include "acquire/token_response.hpp"

#include <algorithm>

#include "acquire/error_response.hpp"
#include "acquire/failures.hpp"
#include "acquire/json_number.hpp"
#include "entra/support/json_access.hpp"
#include "entra/support/text.hpp"

namespace entra::client {
namespace {

std::string text_of(const Json& object, std::string_view name) {
  return get_string(object, name).value_or("");
}

}  // namespace

Result<Token, ClientError> read_bearer_token(const Json& body, int status) {
  Token token;
  token.access_token = text_of(body, "access_token");
  if (token.access_token.empty()) return bad_response(status, "the answer holds no access_token");
  token.token_type = text_of(body, "token_type");
  // RFC 6749 §7.1: a type that is not understood must not be used.
  if (!equals_ignoring_case(token.token_type, "Bearer")) return bad_response(status, "token_type is not Bearer");
  token.resource = text_of(body, "resource");
  return token;
}

Result<TokenAnswer, ClientError> read_token_response(const http::Response& response, Instant now) {
  if (response.status != 200) return tl::unexpected(read_error_response(response, now));
  const Result<Json> body = parse_json(response.body);
  if (!body || !body->is_object()) return bad_response(response.status, "the answer is not a JSON object");
  auto bearer = read_bearer_token(*body, response.status);
  if (!bearer) return tl::unexpected(std::move(bearer.error()));
  TokenAnswer token{std::move(*bearer)};
  constexpr std::int64_t kLongest = std::chrono::seconds(kLongestLife).count();
  const auto expires_in = number_or_text(*body, "expires_in");
  if (!expires_in || *expires_in <= 0 || *expires_in > kLongest) {
    return bad_response(response.status, "expires_in is missing or not a number of seconds");
  }
  token.expires_on = now + std::chrono::seconds(*expires_in);
  const auto refresh_in = number_or_text(*body, "refresh_in");
  if (refresh_in && *refresh_in > 0 && *refresh_in < *expires_in) {
    token.refresh_on = now + std::chrono::seconds(*refresh_in);
  }
  const auto extended_in = number_or_text(*body, "ext_expires_in").value_or(0);
  token.extended_expires_on = now + std::chrono::seconds(std::clamp(extended_in, *expires_in, kLongest));
  token.client_info = text_of(*body, "client_info");
  token.family_id = text_of(*body, "foci");
  token.refresh_token = text_of(*body, "refresh_token");
  token.id_token = text_of(*body, "id_token");
  token.scope = text_of(*body, "scope");
  return token;
}

}  // namespace entra::client
