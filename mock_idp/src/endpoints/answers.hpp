#pragma once
// How answers of the login hosts look: headers, JSON and AADSTS error bodies.

#include "endpoints/endpoint.hpp"

namespace entra::idp {

/// JSON text; bytes that are no UTF-8 (they can only come from a caller) are replaced, never thrown on.
[[nodiscard]] std::string to_text(const OrderedJson& json);

/// Cacheable for a day, readable from any origin: discovery documents, key sets and their errors.
[[nodiscard]] http::Response discovery_answer(const Exchange& exchange, int status, const OrderedJson& body);
/// Discovery alone says invalid_tenant for an unknown tenant (the token endpoint says invalid_request).
[[nodiscard]] http::Response tenant_refused(Exchange& exchange, const ProtocolError& error);
/// Never cached: the token endpoint's answers.
[[nodiscard]] http::Response token_answer(const Exchange& exchange, int status, const OrderedJson& body,
                                          TokenVersion version);
/// A page without scripts that nothing may frame.
[[nodiscard]] http::Response html_answer(const Exchange& exchange, int status, std::string html);
/// A page whose one inline script is `script`.
[[nodiscard]] http::Response scripted_answer(const Exchange& exchange, std::string html, std::string_view script,
                                             bool may_be_framed);
/// 302 that a frame may follow as well: silent sign-ins run in one.
[[nodiscard]] http::Response redirect_answer(const Exchange& exchange, std::string location);

/// "2021-10-29 17:16:31Z": a blank, not a T.
[[nodiscard]] std::string timestamp(Instant now);
/// "AADSTS…: … Trace ID: … Correlation ID: … Timestamp: …", separated by CR LF on v1 and by blanks on v2.
[[nodiscard]] std::string error_description(const Exchange& exchange, const ProtocolError& error, TokenVersion version);
/// The JSON error body, members in Entra's order.
[[nodiscard]] OrderedJson error_body(const Exchange& exchange, const ProtocolError& error, TokenVersion version);
/// The page that is shown instead of a redirect.
[[nodiscard]] http::Response error_page(const Exchange& exchange, const ProtocolError& error);

}  // namespace entra::idp
