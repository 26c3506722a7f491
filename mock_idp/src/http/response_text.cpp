#include "http/response_text.hpp"

#include <algorithm>

#include "entra/support/text.hpp"
#include "http/syntax.hpp"

namespace entra::idp::http_server {
namespace {

bool can_be_sent(const http::Response& response) {
  if (response.status < 200 || response.status > 599 || !is_one_line(response.reason)) return false;
  const auto& fields = response.headers.fields();
  return std::all_of(fields.begin(), fields.end(),
                     [](const auto& field) { return is_name(field.first) && is_one_line(field.second); });
}

http::Response internal_error() {
  http::Response response;
  response.status = 500;
  return response;
}

bool asks_to_close(const http::Headers& headers) {
  for (const auto& [name, value] : headers.fields()) {
    if (!equals_ignoring_case(name, "Connection")) continue;
    for (const std::string& part : split_words(value, ',')) {
      if (equals_ignoring_case(trim_blanks(part), "close")) return true;
    }
  }
  return false;
}

bool is_framing_field(std::string_view name) {
  return equals_ignoring_case(name, "Content-Length") || equals_ignoring_case(name, "Transfer-Encoding") ||
         equals_ignoring_case(name, "Connection") || equals_ignoring_case(name, "Keep-Alive");
}

void add_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

ResponseText write_response(const http::Response& given, const ResponseContext& context) {
  if (!can_be_sent(given)) return write_response(internal_error(), context);
  ResponseText text;
  text.keep_alive = context.keep_alive && !asks_to_close(given.headers);
  const std::string_view reason = given.reason.empty() ? http::standard_reason(given.status) : given.reason;
  std::string& out = text.bytes;
  out.reserve(512 + given.body.size());
  out.append("HTTP/1.1 ").append(std::to_string(given.status)).append(" ").append(reason).append("\r\n");
  for (const auto& [name, value] : given.headers.fields()) {
    if (!is_framing_field(name)) add_field(out, name, value);
  }
  if (!given.headers.get("Date")) add_field(out, "Date", format_http_date(context.now));
  // RFC 9110 §8.6: 204 never has a length; in a 304 it would be that of the document that is not sent.
  const bool has_no_body = given.status == 204 || given.status == 304;
  if (!has_no_body) add_field(out, "Content-Length", std::to_string(given.body.size()));
  if (!text.keep_alive) add_field(out, "Connection", "close");
  if (text.keep_alive && context.to_http_1_0) add_field(out, "Connection", "keep-alive");
  out.append("\r\n");
  text.head_bytes = out.size();
  if (!has_no_body && !context.to_head_request) out.append(given.body);
  return text;
}

std::string write_refusal(const Refusal& refusal, Instant now) {
  http::Response response;
  response.status = refusal.status;
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.body = refusal.detail + "\n";
  ResponseContext context;
  context.keep_alive = false;
  context.now = now;
  return write_response(response, context).bytes;
}

}  // namespace entra::idp::http_server
