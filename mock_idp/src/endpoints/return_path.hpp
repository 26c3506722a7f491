#pragma once
// How an answer travels back to the client (OAuth 2.0 Multiple Response Type Encoding Practices, Form Post Response
// Mode).

#include "endpoints/answers.hpp"
#include "grants/front_channel.hpp"

namespace entra::idp {

struct ReturnPath {
  std::string redirect_uri;
  std::string mode;  ///< query, fragment, form_post
  std::string state;
  bool is_silent{false};  ///< prompt=none: the answer may arrive in a frame
};

/// The mode when the request names none: query for a code alone, fragment once tokens are in it.
[[nodiscard]] std::string default_response_mode(const std::string& response_type);
/// AADSTS70007 for unknown modes, and for query with tokens.
[[nodiscard]] Checked<void> check_response_mode(const std::string& mode, const std::string& response_type);

/// state without HTML tags: it is echoed, and some clients write it into a page.
[[nodiscard]] std::string strip_html(std::string_view text);

/// 302, or the page that posts the fields. state goes in behind them, `session_state` last.
[[nodiscard]] http::Response send_back(const Exchange& exchange, const ReturnPath& path, Form fields,
                                       const std::string& session_state = "");
/// An error in the words of the authorization endpoint.
[[nodiscard]] http::Response send_error(Exchange& exchange, const ReturnPath& path, const ProtocolError& error,
                                        TokenVersion version);
/// The person pressed Cancel; `code` 65004 when it was on the consent page, 0 before.
[[nodiscard]] http::Response send_cancel(Exchange& exchange, const ReturnPath& path, TokenVersion version, int code);

}  // namespace entra::idp
