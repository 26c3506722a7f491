#include "entra/client/device_code.hpp"

#include <algorithm>

#include "acquire/error_response.hpp"
#include "acquire/failures.hpp"
#include "acquire/json_number.hpp"
#include "acquire/request_form.hpp"
#include "acquire/token_sender.hpp"

namespace entra::client {
namespace {

using std::chrono::seconds;

constexpr seconds kDefaultInterval{5};  // RFC 8628 §3.2
constexpr seconds kSlowDown{5};         // RFC 8628 §3.5
constexpr seconds kLongestInterval{300};
constexpr std::int64_t kLongestLife = 24LL * 3600;

/// No answer, or none that says anything about the code.
bool is_passing(const ClientError& error) {
  return error.kind == ClientErrorKind::kNetwork || error.kind == ClientErrorKind::kTimeout ||
         error.kind == ClientErrorKind::kServerError || error.kind == ClientErrorKind::kThrottled;
}

ClientError expired(const std::string& correlation_id) {
  ClientError error;
  error.kind = ClientErrorKind::kRefused;
  error.error = "expired_token";
  error.description = "the code expired before the person was done";
  error.correlation_id = correlation_id;
  error.needs_person = true;
  return error;
}

ClientError cancelled() {
  ClientError error;
  error.kind = ClientErrorKind::kCancelled;
  error.description = "stopped while the person was not done";
  return error;
}

/// RFC 8628 §3.2; v1 has verification_url and numbers as strings.
Result<DeviceCode, ClientError> read_code(const Json& body, int status) {
  const auto text = [&](const char* name) { return get_string(body, name).value_or(""); };
  DeviceCode code{
      .user_code = text("user_code"), .verification_uri = text("verification_uri"), .message = text("message")};
  if (code.verification_uri.empty()) code.verification_uri = text("verification_url");
  if (code.user_code.empty()) return bad_response(status, "the answer holds no user_code");
  if (code.verification_uri.empty()) return bad_response(status, "the answer holds no verification_uri");
  const auto expires_in = number_or_text(body, "expires_in");
  if (!expires_in || *expires_in <= 0 || *expires_in > kLongestLife) {
    return bad_response(status, "expires_in is missing or not a number of seconds");
  }
  code.expires_in = seconds(*expires_in);
  const auto interval = number_or_text(body, "interval").value_or(kDefaultInterval.count());
  if (interval < 0 || interval > kLongestInterval.count()) {
    return bad_response(status, "interval is not a number of seconds");
  }
  code.interval = seconds(interval);
  return code;
}

}  // namespace

Result<DeviceCodeFlow, ClientError> DeviceCodeFlow::begin(Start start) {
  const TokenSender& sender = *start.sender;
  const EndpointVersion version = sender.options().version;
  Form form = target_form(start.request.target, version);
  form.add("client_id", sender.options().client_id);
  const std::string target = start.authority.device_code_endpoint(version).substr(start.authority.origin().size());
  const auto now = sender.clock().now();
  const auto answer = sender.post(start.authority, target, form, start.request.correlation_id);
  if (!answer) return tl::unexpected(answer.error());
  const auto body = parse_json(answer->response.body);
  // MSAL.NET knows of errors with status 200 here.
  if (answer->response.status != 200 || (body && body->is_object() && find_member(*body, "error") != nullptr)) {
    ClientError error = read_error_response(answer->response, now);
    if (error.correlation_id.empty()) error.correlation_id = answer->correlation_id;
    return tl::unexpected(std::move(error));
  }
  if (!body || !body->is_object()) return bad_response(200, "the answer is not a JSON object");
  auto code = read_code(*body, answer->response.status);
  if (!code) return tl::unexpected(std::move(code.error()));
  DeviceCodeFlow flow(std::move(start));
  flow.device_code_ = get_string(*body, "device_code").value_or("");
  if (flow.device_code_.empty()) return bad_response(200, "the answer holds no device_code");
  // Zero is no wish: the first poll may come at once, the others as if nothing had been said.
  flow.interval_ = code->interval == seconds(0) ? kDefaultInterval : code->interval;
  flow.expires_on_ = now + code->expires_in;
  flow.next_poll_ = now + code->interval;
  flow.code_ = std::move(*code);
  // The polls belong to the request that they follow.
  flow.start_.request.correlation_id = answer->correlation_id;
  return flow;
}

Result<Token, ClientError> DeviceCodeFlow::ask() const {
  const TokenSender& sender = *start_.sender;
  Form form;
  if (sender.is_v1()) {
    form = target_form(start_.request.target, EndpointVersion::kV1);
    form.add("grant_type", "device_code");
    form.add("code", device_code_);
  } else {
    form.add("grant_type", "urn:ietf:params:oauth:grant-type:device_code");
    form.add("device_code", device_code_);
  }
  return sender.send(start_.authority, std::move(form), start_.claims, start_.request.correlation_id);
}

Result<std::optional<Acquired>, ClientError> DeviceCodeFlow::poll() {
  const Clock& clock = start_.sender->clock();
  const Instant now = clock.now();
  if (now >= expires_on_) return tl::unexpected(expired(start_.request.correlation_id));
  if (now < next_poll_) return std::nullopt;
  auto token = ask();
  if (token) return Acquired{std::make_shared<const Token>(std::move(*token)), TokenSource::kNetwork};
  ClientError& error = token.error();
  if (error.error == "slow_down") interval_ = std::min(interval_ + kSlowDown, kLongestInterval);
  if (is_passing(error)) interval_ = std::min(interval_ * 2, kLongestInterval);
  // The answer may have taken its time.
  next_poll_ = clock.now() + std::max(interval_, error.retry_after.value_or(seconds(0)));
  if (error.error == "authorization_pending" || error.error == "slow_down") return std::nullopt;
  return tl::unexpected(std::move(error));
}

Result<Acquired, ClientError> DeviceCodeFlow::wait(const Wait& wait, const std::stop_token& stop) {
  for (;;) {
    const Instant now = start_.sender->clock().now();
    const auto pause = std::max(std::min(next_poll_, expires_on_) - now, milliseconds(0));
    if (stop.stop_requested() || !wait(pause, stop)) return tl::unexpected(cancelled());
    auto polled = poll();
    if (!polled && !is_passing(polled.error())) return tl::unexpected(std::move(polled.error()));
    if (polled && *polled) return std::move(**polled);
  }
}

}  // namespace entra::client
