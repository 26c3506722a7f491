// An answer of a token endpoint: the first line is the status, the second Retry-After, the rest the body.

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "acquire/token_response.hpp"
#include "require.hpp"

namespace {

using namespace entra;
using fuzz::require;

constexpr std::chrono::seconds kLongestWait{3600};

void check_error(const client::ClientError& error, int status) {
  require(error.status == status, "an error keeps the status");
  require(error.kind != client::ClientErrorKind::kInvalidArgument, "an answer is never the caller's mistake");
  require(error.message().find_first_of("\r\n") == std::string::npos, "an error is one line");
  require(error.aadsts >= 0, "codes are positive");
  require(!error.retry_after || (error.retry_after->count() >= 0 && *error.retry_after <= kLongestWait),
          "a wait is at most an hour");
}

int read_status(std::string_view text) {
  int status = 400;
  std::from_chars(text.data(), text.data() + text.size(), status);
  return std::clamp(status, 100, 599);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest = fuzz::as_text(data, size);
  http::Response response;
  response.status = read_status(fuzz::take_line(rest));
  const std::string_view retry_after = fuzz::take_line(rest);
  if (!retry_after.empty()) response.headers.add("Retry-After", std::string(retry_after));
  response.body = std::string(rest);

  const Instant now = from_epoch_seconds(1'740'819'600);
  const auto token = client::read_token_response(response, now);
  if (!token) {
    check_error(token.error(), response.status);
    return 0;
  }
  require(response.status == 200, "only 200 brings a token");
  require(!token->access_token.empty(), "a token has a text");
  require(token->expires_on > now, "a token is good for a while");
  require(!token->refresh_on || (*token->refresh_on > now && *token->refresh_on < token->expires_on),
          "a token is renewed within its life");
  return 0;
}
