#include "acquire/managed_identity_response.hpp"

#include <array>

#include "acquire/error_response.hpp"
#include "acquire/failures.hpp"
#include "acquire/json_number.hpp"
#include "acquire/token_response.hpp"
#include "entra/support/text.hpp"

namespace entra::client {
namespace {

constexpr std::int64_t kLatestMoment = 253'402'300'799;  // the end of the year 9999

/// Numbers between separators: "09/14/2017".
std::optional<std::array<int, 3>> three_numbers(std::string_view text, char separator) {
  const auto words = split_words(text, separator);
  if (words.size() != 3) return std::nullopt;
  std::array<int, 3> out{};
  for (std::size_t n = 0; n < out.size(); ++n) {
    const auto number = parse_number(words[n]);
    if (!number || *number < 0 || *number > 9999) return std::nullopt;
    out.at(n) = static_cast<int>(*number);
  }
  return out;
}

/// "9/14/2017 12:00:00 AM +00:00", as .NET writes a DateTimeOffset in the US.
std::optional<Instant> parse_american_date(std::string_view text) {
  const auto words = split_words(text);
  if (words.size() != 4 || words[3] != "+00:00" || (words[2] != "AM" && words[2] != "PM")) return std::nullopt;
  const auto date = three_numbers(words[0], '/');
  const auto time = three_numbers(words[1], ':');
  if (!date || !time) return std::nullopt;
  const auto [month, day, year] = *date;
  const auto [hour, minute, second] = *time;
  const std::chrono::year_month_day on{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                       std::chrono::day(static_cast<unsigned>(day))};
  if (!on.ok() || hour > 12 || minute > 59 || second > 60) return std::nullopt;
  return std::chrono::sys_days(on) + std::chrono::hours(hour % 12 + (words[2] == "PM" ? 12 : 0)) +
         std::chrono::minutes(minute) + std::chrono::seconds(second);
}

std::optional<Instant> read_expiry(const Json& body, Instant now) {
  if (const auto number = get_integer(body, "expires_on")) return parse_expires_on(std::to_string(*number));
  if (const auto text = get_string(body, "expires_on")) return parse_expires_on(*text);
  const auto expires_in = number_or_text(body, "expires_in");
  if (!expires_in || *expires_in <= 0 || *expires_in > kLatestMoment) return std::nullopt;
  return now + std::chrono::seconds(*expires_in);
}

ClientError read_error(const http::Response& response, Instant now) {
  ClientError error = read_error_response(response, now);
  const auto body = parse_json(response.body);
  // App Service has words of its own: statusCode, message, correlationId.
  if (error.error.empty() && body && body->is_object()) {
    if (auto message = get_string(*body, "message")) error.description = std::move(*message);
    error.correlation_id = get_string(*body, "correlationId").value_or("");
  }
  return error;
}

}  // namespace

std::optional<Instant> parse_expires_on(std::string_view text) {
  if (const auto number = parse_number(text)) {
    return *number > 0 && *number <= kLatestMoment ? std::optional(from_epoch_seconds(*number)) : std::nullopt;
  }
  if (const auto moment = parse_rfc3339(text)) return *moment;
  return parse_american_date(text);
}

Result<Token, ClientError> read_managed_identity_response(const http::Response& response, Instant now) {
  if (response.status != 200) return tl::unexpected(read_error(response, now));
  const auto body = parse_json(response.body);
  if (!body || !body->is_object()) return bad_response(response.status, "the answer is not a JSON object");
  auto token = read_bearer_token(*body, response.status);
  if (!token) return token;
  const auto expiry = read_expiry(*body, now);
  if (!expiry) return bad_response(response.status, "neither expires_on nor expires_in says when the token expires");
  if (*expiry <= now || *expiry > now + kLongestLife) {
    return bad_response(response.status, "expires_on is in the past or more than a year ahead");
  }
  token->expires_on = *expiry;
  return token;
}

}  // namespace entra::client
