#include "endpoints/answers.hpp"

#include "entra/support/base64.hpp"
#include "entra/support/evp.hpp"
#include "entra/support/json_text.hpp"
#include "web/answer_page.hpp"

namespace entra::idp {
namespace {

void add_common_headers(http::Response& response, const Exchange& exchange) {
  response.headers.add("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("P3P", "CP=\"DSP CUR OTPi IND OTRi ONL FIN\"");
  response.headers.add("x-ms-request-id", exchange.request_id);
  response.headers.add("x-ms-ests-server", "2.1.11898.12 - EUS ProdSlices");
  if (exchange.request.headers.get_or("return-client-request-id") == "true") {
    response.headers.add("client-request-id", exchange.correlation_id);
  }
  response.headers.add("Set-Cookie", "fpc=" + exchange.request_id + "; path=/; secure; HttpOnly; SameSite=None");
  response.headers.add("Set-Cookie", "x-ms-gateway-slice=estsfd; path=/; secure; samesite=none; httponly");
  response.headers.add("Set-Cookie", "stsservicecookie=estsfd; path=/; secure; samesite=none; httponly");
}

}  // namespace

std::string timestamp(Instant now) {
  std::string text = format_rfc3339(std::chrono::floor<seconds>(now));
  text[10] = ' ';
  return text;
}

std::string to_text(const OrderedJson& json) {
  return write_json(json);
}

http::Response discovery_answer(const Exchange& exchange, int status, const OrderedJson& body) {
  http::Response response;
  response.status = status;
  response.headers.add("Cache-Control", "max-age=86400, private");
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.headers.add("Access-Control-Allow-Origin", "*");
  response.headers.add("Access-Control-Allow-Methods", "GET, OPTIONS");
  add_common_headers(response, exchange);
  response.body = to_text(body);
  return response;
}

http::Response tenant_refused(Exchange& exchange, const ProtocolError& error) {
  exchange.context.trace.aadsts = error.code;
  OrderedJson body = error_body(exchange, error, TokenVersion::kV2);
  body["error"] = "invalid_tenant";
  return discovery_answer(exchange, 400, body);
}

http::Response token_answer(const Exchange& exchange, int status, const OrderedJson& body, TokenVersion version) {
  http::Response response;
  response.status = status;
  // The order that each endpoint's documents show.
  response.headers.add("Cache-Control", version == TokenVersion::kV1 ? "no-cache, no-store" : "no-store, no-cache");
  response.headers.add("Pragma", "no-cache");
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.headers.add("Expires", "-1");
  add_common_headers(response, exchange);
  response.body = to_text(body);
  return response;
}

http::Response html_answer(const Exchange& exchange, int status, std::string html) {
  http::Response response;
  response.status = status;
  response.headers.add("Cache-Control", "no-store, no-cache");
  response.headers.add("Pragma", "no-cache");
  response.headers.add("Content-Type", "text/html; charset=utf-8");
  response.headers.add("X-Frame-Options", "DENY");
  // No form-action: browsers apply it to the redirect behind the form as well, which leads to the client.
  response.headers.add("Content-Security-Policy",
                       "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'");
  add_common_headers(response, exchange);
  response.body = std::move(html);
  return response;
}

http::Response scripted_answer(const Exchange& exchange, std::string html, std::string_view script,
                               bool may_be_framed) {
  http::Response response = html_answer(exchange, 200, std::move(html));
  std::string policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; script-src 'sha256-" +
                       base64_encode(crypto::sha256(script)) + "'";
  if (may_be_framed) {
    response.headers.remove("X-Frame-Options");
  } else {
    policy += "; frame-ancestors 'none'";
  }
  response.headers.set("Content-Security-Policy", std::move(policy));
  return response;
}

http::Response redirect_answer(const Exchange& exchange, std::string location) {
  http::Response response = html_answer(exchange, 302, "");
  response.headers.remove("X-Frame-Options");
  response.headers.remove("Content-Security-Policy");
  response.headers.add("Location", std::move(location));
  return response;
}

std::string error_description(const Exchange& exchange, const ProtocolError& error, TokenVersion version) {
  const std::string separator = version == TokenVersion::kV1 ? "\r\n" : " ";
  return error.description() + separator + "Trace ID: " + exchange.request_id + separator +
         "Correlation ID: " + exchange.correlation_id + separator + "Timestamp: " + timestamp(exchange.context.now);
}

OrderedJson error_body(const Exchange& exchange, const ProtocolError& error, TokenVersion version) {
  OrderedJson body;
  body["error"] = error.error(version);
  body["error_description"] = error_description(exchange, error, version);
  body["error_codes"] = OrderedJson::array({error.code});
  body["timestamp"] = timestamp(exchange.context.now);
  body["trace_id"] = exchange.request_id;
  body["correlation_id"] = exchange.correlation_id;
  body["error_uri"] = exchange.origin.error_uri(error.code);
  const std::string_view suberror = aadsts_row(error.code).suberror;
  if (!suberror.empty()) body["suberror"] = suberror;
  if (!error.claims.empty()) body["claims"] = error.claims;
  if (error.code == 50055) body["password_change_url"] = "https://go.microsoft.com/fwlink/?linkid=2224198";
  return body;
}

http::Response error_page(const Exchange& exchange, const ProtocolError& error) {
  const std::string html =
      trouble_page(error.description(), {exchange.request_id, exchange.correlation_id, timestamp(exchange.context.now),
                                         exchange.origin.error_uri(error.code)});
  return html_answer(exchange, 400, html);
}

}  // namespace entra::idp
