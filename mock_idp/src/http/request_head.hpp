#pragma once
// The head of an HTTP/1.1 request, from bytes to a checked value (RFC 9112 §2 to §6). Pure.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "entra/support/http_message.hpp"
#include "entra/support/result.hpp"

namespace entra::idp::http_server {

/// Why a message is not served: an HTTP status and one line for the person who sent it.
struct Refusal {
  int status{400};
  std::string detail;

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

enum class BodyFraming { kNone, kLength, kChunked };

struct RequestHead {
  std::string method;     ///< any token, case kept (RFC 9110 §9.1)
  std::string target;     ///< as sent; of the absolute form, path and query
  std::string authority;  ///< host[:port] of the target or the Host field, not yet normalised; may be empty in HTTP/1.0
  http::Headers headers;  ///< values trimmed of blanks, otherwise raw
  bool http_1_0{false};
  bool keep_alive{true};
  bool expects_continue{false};
  BodyFraming framing{BodyFraming::kNone};
  std::uint64_t content_length{0};
};

/// Looks for the empty line that ends a head. `checked` is where an earlier call over the same, shorter text stopped.
/// The value is the head's size including the empty line, or 0 while it is incomplete. A CR or LF that stands alone
/// and a NUL are refused as soon as they are seen (RFC 9112 §2.2).
[[nodiscard]] Result<std::size_t, Refusal> find_head_end(std::string_view bytes, std::size_t& checked);

/// Parses a whole head, ending in its empty line. Refuses what makes the framing ambiguous: obs-fold, a blank before
/// the colon, two Content-Lengths, Content-Length beside Transfer-Encoding (RFC 9112 §5.1, §5.2, §6.1).
[[nodiscard]] Result<RequestHead, Refusal> parse_request_head(std::string_view head);

/// scheme://host[:port] in lower case without the scheme's default port. 400 when the authority is none.
[[nodiscard]] Result<std::string, Refusal> parse_origin(std::string_view scheme, std::string_view authority);

}  // namespace entra::idp::http_server
