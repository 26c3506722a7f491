#pragma once
// Answers as bytes (RFC 9112 §4, §6): status line, the fields that framing needs, the handler's fields, body. Pure.

#include <cstddef>
#include <string>
#include <string_view>

#include "entra/support/clock.hpp"
#include "entra/support/http_message.hpp"
#include "http/request_head.hpp"

namespace entra::idp::http_server {

struct ResponseContext {
  bool to_head_request{false};  ///< no body, but its length (RFC 9110 §9.3.2)
  bool to_http_1_0{false};
  bool keep_alive{true};  ///< whether the connection could stay open
  Instant now{};          ///< for Date, when the handler set none
};

struct ResponseText {
  std::string bytes;
  std::size_t head_bytes{0};  ///< up to and including the empty line
  bool keep_alive{true};
};

/// Length and transfer coding are the transport's: the handler's own are dropped. A status outside 200..599, a field
/// name that is no token, or a CR, LF or NUL in a value or the reason phrase becomes a bare 500.
[[nodiscard]] ResponseText write_response(const http::Response& response, const ResponseContext& context);

/// What a message that could not be read is answered with; the connection closes after it.
[[nodiscard]] std::string write_refusal(const Refusal& refusal, Instant now);

}  // namespace entra::idp::http_server
